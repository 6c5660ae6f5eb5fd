"""Metric against metric: matched by step, thinned with every extreme, through /api/scalars."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st

from board import lod, paths
from board.curves import View
from board.smoothers import Exponential
from board.smoothing import ema
from board.store import Scalars, Series

from .conftest import Write, decode

Serve = Callable[..., FlaskClient]
VIEW = View("tag", 1000, None, None, None)
ODD = [math.nan, math.inf, -math.inf]
NUMBERS = st.one_of(st.floats(-100, 100), st.sampled_from(ODD))


def scalars(steps: Any, values: Any) -> Scalars:
    steps = np.array(steps, np.int64)
    return Scalars(steps, steps + 1e9, np.array(values, np.float64))


def series(steps: Any, values: Any, superseded: Scalars | None = None) -> Series:
    return Series(scalars(steps, values), superseded or scalars([], []), "", "")


POINTS = st.lists(st.tuples(st.integers(-5, 20), NUMBERS), max_size=30)


@given(POINTS, POINTS)
@example([(1, 2.0)], [(1, 5.0), (1, 6.0)])
@example([(1, 2.0)], [])
def test_x_is_the_last_value_at_the_step(points: list[Any], over: list[Any]) -> None:
    header, columns = paths.draw(
        series(*zip(*points, strict=True)) if points else series([], []),
        series(*zip(*over, strict=True)) if over else series([], []),
        VIEW,
    )
    known = dict(over)
    ordered = [points[i] for i in sorted(range(len(points)), key=lambda i: points[i][0])]
    expected = [(known[s], s, v) for s, v in ordered if math.isfinite(known.get(s, math.nan))]
    found = list(zip(*(columns[name].astype(float).tolist() for name in ("x", "step", "value")), strict=True))
    assert repr(found) == repr([(x, float(s), v) for x, s, v in expected])
    assert header["unmatched"] == len(points) - len(expected)
    assert (header["total"], header["points"], header["rows"]) == (len(points), len(expected), len(expected))
    xs = [x for x, _, _ in expected]
    assert header["extent"] == ([min(xs), max(xs)] if xs else None)
    assert header["nonfinite"] == sum(not math.isfinite(v) for _, _, v in expected)


def test_steps_beyond_the_exact_doubles_are_matched_exactly() -> None:
    first = 2**62
    path = paths.draw(series([first, first + 1], [1.0, 2.0]), series([first + 1], [7.0]), VIEW)
    assert (path[0]["unmatched"], path[1]["value"].tolist()) == (1, [2.0])


def test_smoothing_runs_over_every_point_matched_or_not() -> None:
    values = np.sin(np.arange(100) / 9)
    view = VIEW._replace(smoother=Exponential(0.7))
    _, columns = paths.draw(series(range(100), values), series(range(0, 100, 7), np.arange(15)), view)
    assert columns["smoothed"].tolist() == ema(values, 0.7)[::7].tolist()


def spiral(n: int) -> tuple[np.ndarray, np.ndarray]:
    """A path that crosses itself, with a spike each way in x and in y and a NaN."""
    turn = np.arange(n) / 300
    x, y = np.cos(turn) * turn, np.sin(turn) * turn
    x[[1111, 4444]], y[[2222, 3333]], y[5000] = [999.0, -999.0], [888.0, -888.0], math.nan
    return x, y


def test_many_points_are_thinned_to_points_with_every_extreme() -> None:
    x, y = spiral(20_000)
    header, columns = paths.draw(series(range(20_000), y), series(range(20_000), x), VIEW._replace(width=100))
    assert (header["thinned"], header["points"], header["nonfinite"]) == (True, 20_000, 1)
    place = columns["step"].astype(int)
    assert (np.diff(place) > 0).all()
    assert columns["x"].tolist() == x[place].tolist()
    np.testing.assert_array_equal(columns["value"], y[place])
    size = 1 << (20_000 // 100).bit_length() - 1
    assert header["rows"] <= 7 * (20_000 // size + 1)
    for start in range(0, 20_000, size):
        whole, kept = np.arange(start, min(start + size, 20_000)), place[place // size == start // size]
        assert {whole[0], whole[-1]} <= set(kept)
        for column in (x, y):
            assert (np.nanmin(column[kept]), np.nanmax(column[kept])) == (
                np.nanmin(column[whole]),
                np.nanmax(column[whole]),
            )
    assert 5000 in place


def test_nothing_shimmers_when_points_are_appended() -> None:
    x, y = spiral(21_000)
    view = VIEW._replace(width=100)
    rows = [paths.draw(series(range(n), y[:n]), series(range(n), x[:n]), view)[1]["step"] for n in (20_000, 20_900)]
    before = rows[0][rows[0] < 19_968]
    assert rows[1][: len(before)].tolist() == before.tolist()


def test_nothing_shimmers_when_the_range_moves() -> None:
    values = np.random.default_rng(8).normal(size=20_000)
    one, over = series(range(20_000), values), series(range(20_000), range(20_000))
    ranges = [VIEW._replace(width=100, low=low, high=low + 9000) for low in (1001, 1777)]
    first, second = (paths.draw(one, over, view)[1]["step"] for view in ranges)
    assert first[(first >= 2048) & (first < 8192)].tolist() == second[(second >= 2048) & (second < 8192)].tolist()


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(-2, 11), st.integers(0, 5))
def test_a_range_has_all_of_the_line_that_is_seen(xs: list[int], low: int, span: int) -> None:
    high = low + span
    n = len(xs)
    header, columns = paths.draw(series(range(n), range(n)), series(range(n), xs), VIEW._replace(low=low, high=high))
    rows = columns["step"].astype(int).tolist()
    assert header["points"] == sum(low <= x <= high for x in xs)
    assert rows
    crossing = [(i, i + 1) for i in range(n - 1) if min(xs[i : i + 2]) <= high and max(xs[i : i + 2]) >= low]
    assert all(a in rows and b in rows for a, b in crossing)
    for a, b in pairwise(rows):
        if b > a + 1:
            assert (xs[a] > high and xs[b] > high) or (xs[a] < low and xs[b] < low), "no line across what is seen"


@given(st.lists(st.lists(NUMBERS, min_size=1, max_size=9), min_size=1, max_size=9), st.integers(0, 3))
def test_landmarks_are_the_rows_that_matter(buckets: list[list[float]], lead: int) -> None:
    values = np.array([0.0] * lead + [value for bucket in buckets for value in bucket])
    end = lead + np.cumsum([len(bucket) for bucket in buckets])
    begin = end - [len(bucket) for bucket in buckets]
    rows = lod.landmarks(begin, end, [values], [values]).tolist()
    wanted = set()
    for a, b in zip(begin.tolist(), end.tolist(), strict=True):
        finite = [i for i in range(a, b) if math.isfinite(values[i])]
        odd = [i for i in range(a, b) if not math.isfinite(values[i])]
        wanted |= {a, b - 1, *odd[:1]}
        if finite:
            wanted |= {min(finite, key=lambda i: values[i]), max(finite, key=lambda i: values[i])}
    assert rows == sorted(wanted)


def test_replaced_points_go_with_what_was_replaced_with_them() -> None:
    one = series([0, 1], [1.0, 2.0], scalars([1, 2, 3], [20.0, 30.0, 40.0]))
    over = series([0, 1, 3], [0.5, 0.6, 0.9], scalars([1, 2], [0.1, 0.2]))
    header, columns = paths.draw_superseded(one, over, VIEW._replace(smoother=Exponential(0.5)))
    assert columns["x"].tolist() == [0.1, 0.2, 0.9]
    assert columns["value"].tolist() == [20.0, 30.0, 40.0]
    assert "smoothed" not in columns and header["superseded_points"]
    assert paths.draw(one, over, VIEW)[1]["x"].tolist() == [0.5, 0.6]


# The route.


@pytest.fixture
def client(write: Write, serve: Serve) -> FlaskClient:
    events = [("loss", float(i), i, 1e9 + i) for i in range(10)]
    write([*events, *(("lr", 10.0 - i, i, 1e9 + i) for i in range(0, 10, 2))], "a")
    return serve(write(events, "b"))


def fetch(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    response = client.post("/api/scalars", data={"tag": "loss", "run": ["a", "b"], "x": "tag", "xtag": "lr", **fields})
    assert response.status_code == 200, response.text
    return decode(response.data)


def test_the_route_draws_paths_and_names_runs_without_the_other_metric(client: FlaskClient) -> None:
    answer = fetch(client)
    (path,) = answer["series"]
    assert (answer["x"], answer["missing"]) == ("tag", ["b"])
    columns = path.pop("columns")
    assert path == {
        "run": "a", "tag": "loss", "start": 1e9, "extent": [2, 10], "total": 10, "points": 5, "rows": 5, "thinned": False,
        "latest": 8.0, "nonfinite": 0, "infinite": 0, "unmatched": 5, "superseded": 0, "description": "",
    }  # fmt: skip
    assert columns["x"].dtype == "<f8"
    assert columns["x"].tolist() == [10.0, 8.0, 6.0, 4.0, 2.0]
    assert columns["wall"].tolist() == [1e9 + i for i in range(0, 10, 2)]


def test_a_range_is_of_the_other_metric(client: FlaskClient) -> None:
    (path,) = fetch(client, **{"from": 5, "to": 7})["series"]
    assert (path["points"], path["columns"]["x"].tolist()) == (1, [8.0, 6.0, 4.0])


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"xtag": []}, 400, "The field xtag must be given exactly once; it was given 0 times."),
        ({"xtag": "nope"}, 404, "None of the 2 runs asked for has scalars with the tags 'loss' and 'nope'."),
        ({"run": "b"}, 404, "The run 'b' has no scalars with the tags 'loss' and 'lr'."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    client: FlaskClient, fields: dict[str, Any], status: int, words: str
) -> None:
    response = client.post("/api/scalars", data={"tag": "loss", "run": ["a", "b"], "x": "tag", "xtag": "lr", **fields})
    assert (response.status_code, response.json["error"]) == (status, words)
