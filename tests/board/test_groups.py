"""Groups over seeds: /api/groups against NumPy, and Student's t against SciPy."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st

from board import groups, student
from board.curves import View
from board.smoothers import Exponential, Running
from board.smoothing import ema
from board.spread import BANDS, spread
from board.store import Scalars, Series

from .conftest import Write, decode

stats = pytest.importorskip("scipy.stats")
Serve = Callable[..., FlaskClient]
VIEW = View("step", 1000, None, None, None)
WHOLE = VIEW._replace(width=1 << 15)


def series(steps: Any, values: Any, wall: Any = None, dtype: type = np.float64) -> Series:
    steps = np.array(steps, np.int64)
    wall = steps + 1.7e9 if wall is None else np.array(wall, np.float64)
    points = Scalars(steps, wall, np.array(values, dtype))
    return Series(points, Scalars(*(column[:0] for column in points)), "", "")


def seeds(n: int, points: int, stride: int = 1, seed: int = 0) -> list[Series]:
    random = np.random.default_rng(seed)
    return [series(np.arange(points) * stride, random.normal(size=points).cumsum()) for _ in range(n)]


def table(runs: list[Series], x: np.ndarray) -> np.ndarray:
    """Member by member on the places x, from the definition: NaN where there is no support."""
    rows = []
    for one in runs:
        last = {int(s): float(v) for s, v in zip(one.points.step, one.points.value, strict=True) if math.isfinite(v)}
        known = sorted(last)
        row = np.interp(x, known, [last[s] for s in known], left=np.nan, right=np.nan) if known else x * np.nan
        rows.append(row)
    return np.array(rows)


def band_of(values: np.ndarray, center: str, band: str) -> tuple[float, float, float]:
    """What NumPy and SciPy say of one place's values."""
    n, middle = len(values), float(np.mean(values) if center == "mean" else np.median(values))
    if band == "quartiles":
        return middle, *np.quantile(values, [0.25, 0.75]).tolist()
    if band == "minmax":
        return middle, float(values.min()), float(values.max())
    reach = 0.0 if n == 1 or band == "none" else float(np.std(values, ddof=1))
    if band in ("sem", "ci95"):
        reach /= math.sqrt(n)
    if band == "ci95" and n > 1:
        reach *= float(stats.t.ppf(0.975, n - 1))
    return middle, middle - reach, middle + reach


RAGGED = st.lists(
    st.lists(st.tuples(st.integers(-9, 30), st.one_of(st.floats(-1e3, 1e3), st.just(math.nan)))), min_size=1, max_size=5
)


@pytest.mark.parametrize("center", ["mean", "median"])
@pytest.mark.parametrize("band", BANDS)
@given(members=RAGGED)
@example(members=[[(0, 1.0), (10, 2.0)], [(5, 4.0), (5, 6.0), (2, 0.0), (7, math.nan)], [], [(3, math.inf)]])
def test_every_band_is_numpys_on_ragged_members(center: str, band: str, members: list[list[tuple[int, float]]]) -> None:
    runs = [series([step for step, _ in member], [value for _, value in member]) for member in members]
    header, columns = groups.draw(runs, VIEW, center, band)
    x = sorted({step for member in members for step, value in member if math.isfinite(value)})
    assert columns["step"].tolist() == x
    assert (header["runs"], header["total"], header["rows"]) == (len(runs), len(x), len(x))
    for place, values in enumerate(table(runs, np.array(x, float)).T):
        there = values[~np.isnan(values)]
        assert columns["count"][place] == len(there) > 0
        found = [columns[name][place] for name in ("center", "lower", "upper")]
        np.testing.assert_allclose(found, band_of(there, center, band), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("center", ["mean", "median"])
@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize("n", [1, 3, 10])
def test_a_group_of_equal_runs_is_the_run_to_the_bit(center: str, band: str, n: int) -> None:
    values = np.random.default_rng(1).normal(size=300) * 10.0 ** np.arange(-150, 150)
    _, columns = groups.draw([series(np.arange(300), values)] * n, VIEW, center, band)
    for name in ("center", "lower", "upper"):
        assert columns[name].tobytes() == values.tobytes()
    assert set(columns["count"].tolist()) == {n}


def test_runs_end_and_the_rest_goes_on() -> None:
    runs = [series([0, 10], [0.0, 10.0]), series([0, 5], [2.0, 2.0]), series([8, 20], [100.0, 100.0])]
    _, columns = groups.draw(runs, VIEW, "mean", "minmax")
    assert columns["step"].tolist() == [0, 5, 8, 10, 20]
    assert columns["count"].tolist() == [2, 2, 2, 2, 1]
    assert columns["count"].dtype == np.uint32
    assert columns["center"].tolist() == [1.0, 3.5, 54.0, 55.0, 100.0]


def test_large_offsets_leave_the_band_exact() -> None:
    base = np.random.default_rng(4).normal(size=(7, 50))
    runs = [series(np.arange(50), row + 1e9) for row in base]
    _, columns = groups.draw(runs, VIEW, "mean", "std")
    np.testing.assert_allclose(columns["upper"] - columns["center"], base.std(axis=0, ddof=1), rtol=1e-5)


def test_steps_beyond_the_exact_doubles_are_told_apart() -> None:
    first = 2**62
    runs = [series([first, first + 2], [0.0, 2.0]), series([first + 1], [5.0])]
    header, columns = groups.draw(runs, VIEW, "mean", "none")
    assert columns["center"].tolist() == [0.0, 3.0, 2.0]
    assert header["extent"] == [first, first + 2]
    ends = [series([-(2**63), 2**63 - 1], [0.0, 1.0]), series([0], [0.25])]
    assert groups.draw(ends, VIEW, "mean", "none")[1]["center"].tolist() == [0.0, 0.375, 1.0]


@pytest.mark.parametrize("smoother", [Exponential(0.8), Running("median", 5, False)])
def test_members_are_smoothed_before_they_are_grouped(smoother: Exponential | Running) -> None:
    runs = seeds(3, 40)
    _, columns = groups.draw(runs, VIEW._replace(smoother=smoother), "mean", "none")
    smoothed = [smoother.smooth(run.points.step, run.points.value) for run in runs]
    np.testing.assert_allclose(columns["center"], np.mean(smoothed, axis=0), rtol=1e-12)


@pytest.mark.parametrize("axis", ["relative", "wall"])
def test_time_aligns_from_each_runs_start(axis: str) -> None:
    runs = [
        series([0, 1, 2], [1.0, 9.0, 3.0], [100.0, math.nan, 102.0]),
        series([0, 1], [5.0, 7.0], [500.0, 501.0]),
    ]
    _, columns = groups.draw(runs, VIEW._replace(axis=axis), "mean", "none")
    if axis == "relative":
        assert (columns["x"].tolist(), columns["center"].tolist()) == ([0.0, 1.0, 2.0], [3.0, 4.5, 3.0])
    else:
        assert columns["x"].tolist() == [100.0, 102.0, 500.0, 501.0]


def assert_picture(whole: dict[str, Any], thin: dict[str, Any], width: int) -> None:
    """Thinned rows are rows of the whole curve, with what is extreme within each pixel's worth of it."""
    place = np.searchsorted(whole["step"], thin["step"])
    for name, column in thin.items():
        assert column.tolist() == whole[name][place].tolist()
    span = whole["step"][-1] - whole["step"][0]
    for left in np.linspace(0, span, width, endpoint=False)[1:-1]:
        pixel = (whole["step"] >= left) & (whole["step"] <= left + span / width)
        near = (thin["step"] >= left - span / width) & (thin["step"] <= left + 2 * span / width)
        assert thin["center"][near].max() >= whole["center"][pixel].max()
        assert thin["lower"][near].min() <= whole["lower"][pixel].min()
        assert thin["upper"][near].max() >= whole["upper"][pixel].max()


@pytest.mark.parametrize("band", ["std", "quartiles"])
def test_many_places_are_thinned_to_points_with_every_extreme(band: str) -> None:
    runs = seeds(4, 20_000) + seeds(2, 9_000, stride=2, seed=7)
    header, thin = groups.draw(runs, VIEW._replace(width=100), "mean", band)
    assert (header["thinned"], header["points"], header["total"]) == (True, 20_000, 20_000)
    assert 200 <= header["rows"] == len(thin["step"]) <= 6 * 202
    assert_picture(groups.draw(runs, WHOLE, "mean", band)[1], thin, 100)


def test_a_range_brings_every_place_back_and_reaches_past_both_edges() -> None:
    runs = seeds(3, 20_000)
    header, columns = groups.draw(runs, VIEW._replace(width=100, low=500, high=800), "median", "quartiles")
    assert (header["thinned"], header["points"], header["extent"]) == (False, 301, [0, 19_999])
    assert columns["step"].tolist() == list(range(499, 802))
    whole = groups.draw(runs, WHOLE, "median", "quartiles")[1]
    assert columns["center"].tolist() == whole["center"][499:802].tolist()


def test_more_than_can_be_computed_at_once_is_computed_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(9)
    runs = [series(np.sort(random.choice(10**6, 2000, replace=False)), random.normal(size=2000)) for _ in range(9)]
    whole = groups.draw(runs, WHOLE, "mean", "std")[1]
    monkeypatch.setattr(groups, "MOST_CELLS", 9 * 3000)
    monkeypatch.setattr(groups, "CELLS", 700)
    header, columns = groups.draw(runs, VIEW._replace(width=50), "mean", "std")
    assert header["total"] == len(whole["step"]) > 17_000
    assert 100 <= header["rows"] <= 6 * 102
    place = np.searchsorted(whole["step"], columns["step"])
    for name, column in columns.items():
        np.testing.assert_allclose(column, whole[name][place], rtol=1e-12)
    assert (columns["step"][[0, -1]] == whole["step"][[0, -1]]).all()


@pytest.mark.parametrize(("most", "stride"), [(0, 32), (1, 32), (7, 8), (29, 2), (30, 1), (1000, 1)])
def test_what_is_computed_in_part_is_every_so_many_and_the_ends_of_buckets(most: int, stride: int) -> None:
    begin, end = np.array([5, 6, 10, 30]), np.array([6, 10, 30, 35])
    wanted = {row for row in range(5, 35) if row % stride == 0} | {5, 6, 9, 10, 29, 30, 34}
    assert groups._chosen(begin, end, most).tolist() == sorted(wanted)


def test_pieces_of_any_size_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = seeds(3, 100) + seeds(1, 30, stride=3)
    whole = groups.draw(runs, VIEW, "median", "ci95")[1]
    monkeypatch.setattr(groups, "CELLS", 28)
    pieces = groups.draw(runs, VIEW, "median", "ci95")[1]
    assert all(pieces[name].tobytes() == column.tobytes() for name, column in whole.items())


def test_numbers_near_the_largest_do_not_warn() -> None:
    values = np.array([[1.7e308, -1.7e308], [1.6e308, math.nan]])
    assert spread(values, "mean", "std").support.tolist() == [2, 1]


def test_students_t_is_scipys() -> None:
    freedom = np.concatenate([np.arange(1, 2000), [10**4, 10**6, 10**9]])
    np.testing.assert_allclose(student.quantile(freedom), stats.t.ppf(0.975, freedom), rtol=2e-8)


# The route.


def ask(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    response = client.post("/api/groups", json={"tag": "loss", **fields})
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/octet-stream"
    return decode(response.data)


@pytest.fixture
def client(write: Write, serve: Serve) -> FlaskClient:
    for run, offset in (("a", 0.0), ("b", 1.0), ("c", 5.0)):
        write([("loss", offset + i, i, 1e9 + i) for i in range(20)], run)
    return serve(write([("acc", 1.0, 0, 1e9)], "d"))


def test_groups_come_in_order_and_know_who_is_missing(client: FlaskClient) -> None:
    wanted = [{"name": "two", "runs": ["a", "b", "a", "d", "nope"]}, {"name": "none", "runs": []}]
    answer = ask(client, groups=wanted, band="minmax")
    two, none = answer["series"]
    columns = two.pop("columns")
    assert answer["x"] == "step"
    assert two == {
        "group": "two", "tag": "loss", "runs": 2, "missing": ["d", "nope"], "extent": [0, 19], "total": 20,
        "points": 20, "rows": 20, "thinned": False,
    }  # fmt: skip
    assert set(columns) == {"step", "center", "lower", "upper", "count"}
    assert columns["center"].tolist() == [i + 0.5 for i in range(20)]
    assert columns["upper"].tolist() == [i + 1.0 for i in range(20)]
    assert (none["runs"], none["rows"], none["extent"], none["missing"]) == (0, 0, None, [])


def test_a_tag_that_no_run_has_leaves_empty_groups(client: FlaskClient) -> None:
    (group,) = ask(client, tag="nope", groups=[{"name": "g", "runs": ["a", "b"]}], x="wall", band="ci95")["series"]
    assert (group["runs"], group["missing"], group["rows"]) == (0, ["a", "b"], 0)
    assert set(group["columns"]) == {"x", "center", "lower", "upper", "count"}


def test_several_tags_come_in_one_reply(client: FlaskClient) -> None:
    groups = [{"name": "1", "runs": ["a", "d"]}, {"name": "2", "runs": ["b", "c"]}]
    both = ask(client, tags=["acc", "loss", "acc"], groups=groups)["series"]
    assert [(series["tag"], series["group"], series["runs"]) for series in both] == [
        ("acc", "1", 1), ("acc", "2", 0), ("loss", "1", 1), ("loss", "2", 2),
    ]  # fmt: skip
    np.testing.assert_equal(both[2:], ask(client, groups=groups)["series"])


def test_another_group_changes_nothing(client: FlaskClient) -> None:
    one, other = {"name": "1", "runs": ["a", "b"]}, {"name": "2", "runs": ["b", "c"]}
    alone = ask(client, groups=[one])["series"][0]
    beside = ask(client, groups=[other, one])["series"][1]
    assert {name: column.tobytes() for name, column in alone.pop("columns").items()} == {
        name: column.tobytes() for name, column in beside.pop("columns").items()
    }
    assert alone == beside


def test_the_fields_of_a_chart_count(client: FlaskClient) -> None:
    wanted = [{"name": "g", "runs": ["a"]}]
    ranged = ask(client, groups=wanted, x="relative", width=20, **{"from": 3, "to": 4.5})["series"][0]
    assert ranged["columns"]["x"].tolist() == [2.0, 3.0, 4.0, 5.0]
    smoothed = ask(client, groups=wanted, smoothing=0.5)["series"][0]["columns"]["center"]
    np.testing.assert_allclose(smoothed, ema(np.arange(20.0), 0.5), rtol=1e-6)
    running = ask(client, groups=wanted, smoother="mean", window=3, unit="steps", smoothing=None)["series"][0]
    assert running["columns"]["center"].tolist() == [0.5, *map(float, range(1, 19)), 18.5]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"tag": 5}, "The field tag must be a text."),
        ({"x": "tag"}, "The field x must be step, relative or wall, not 'tag'."),
        ({"center": "mode"}, "The field center must be mean or median, not 'mode'."),
        ({"band": 95}, "The field band must be std, sem, ci95, quartiles, minmax or none, not '95'."),
        ({"width": 0}, "The field width must be a whole number of pixels from 1 to 32768, not '0'."),
        ({"from": 2, "to": 1}, "must not be greater"),
        ({"from": math.inf}, "The field from must be a finite number, not 'Infinity'."),
        ({"to": [1]}, "The field to must be a finite number, not '[1]'."),
        ({"smoothing": True}, "The field smoothing must be a number from 0 to 1, not 'true'."),
        ({"smoother": "median"}, "The smoother median needs the field window: how many points it spans."),
        ({"groups": None}, "The field groups must be a list"),
        ({"groups": []}, "The field groups must be a list"),
        ({"groups": {"a": 1}}, "The field groups must be a list"),
        ({"groups": [{"name": "g"}]}, "The field groups must be a list"),
        ({"groups": [{"name": "g", "runs": [1]}]}, "The field groups must be a list"),
        ({"groups": [{"name": "g", "runs": [[]]}]}, "The field groups must be a list"),
        ({"groups": [{"name": None, "runs": ["a"]}]}, "The field groups must be a list"),
        ({"groups": [{"name": "g", "runs": "ab"}]}, "The field groups must be a list"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(client: FlaskClient, fields: dict[str, Any], words: str) -> None:
    body = {"tag": "loss", "groups": [{"name": "g", "runs": ["a"]}], **fields}
    response = client.post("/api/groups", json=body)
    assert response.status_code == 400
    assert words in response.json["error"]


@pytest.mark.parametrize("body", [b"", b"null", b"[1]", b"\xff", b"[" * 100_000, b'{"width":' + b"9" * 5000 + b"}"])
def test_a_body_that_is_no_object_is_refused(client: FlaskClient, body: bytes) -> None:
    response = client.post("/api/groups", data=body)
    assert response.status_code == 400
    assert response.json["error"] == "The request's body must be a JSON object."
