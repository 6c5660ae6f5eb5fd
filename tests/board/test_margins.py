"""Margin charts: /api/margins against the definition, on the logged values."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from .conftest import Write, decode

Serve = Callable[..., FlaskClient]
START = 1.7e9
N = 5000


def logged(tag: str, values: Any, first: int = 0) -> list[tuple[str, float, int, float]]:
    return [(tag, float(v), first + i, START + (first + i) / 4) for i, v in enumerate(values)]


def fetch(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    response = client.post("/api/margins", data={"value": "m", "lower": "lo", "upper": "hi", "run": "a", **fields})
    assert response.status_code == 200, response.text
    return decode(response.data)


def one(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    (series,) = fetch(client, **fields)["series"]
    return dict(series)


def test_few_points_come_with_the_bounds_of_their_step(write: Write, serve: Serve) -> None:
    points = logged("m", [1, 2, 3]) + logged("hi", [11, 12, 13]) + logged("lo", [-2, -3], first=1)
    points += [("lo", -30.0, 2, START + 9)]  # written again: the last one stands
    series = one(serve(write(points)))
    columns = series.pop("columns")
    assert series == {
        "run": "a", "start": START, "extent": [0, 2], "total": 3, "points": 3, "rows": 3, "thinned": False,
        "nonfinite": 0, "unmatched": 1, "superseded": 0, "description": "",
    }  # fmt: skip
    assert columns["step"].tolist() == [0, 1, 2]
    assert columns["wall"].tolist() == [START, START + 0.25, START + 0.5]
    assert columns["value"].tolist() == [1, 2, 3]
    assert columns["lower"][1:].tolist() == [-2, -30]
    assert math.isnan(columns["lower"][0])
    assert columns["upper"].tolist() == [11, 12, 13]


@pytest.mark.parametrize("axis", ["step", "relative", "wall"])
def test_many_points_keep_every_extreme_of_line_and_band(write: Write, serve: Serve, axis: str) -> None:
    random = np.random.default_rng(4)
    value, spread = random.normal(size=N).cumsum(), random.exponential(size=N)
    value[3210] = math.nan
    lower, upper = (value + sign * spread for sign in (-1, 1))
    lower[777], upper[4321] = -1e6, 1e6
    series = one(serve(write(logged("m", value) + logged("lo", lower) + logged("hi", upper))), width=100, x=axis)
    columns = series["columns"]
    step = columns["step"].astype(int)
    assert (series["thinned"], series["points"], series["nonfinite"], series["unmatched"]) == (True, N, 1, 1)
    assert len(step) < 9 * 256
    for name, whole in (("value", value), ("lower", lower), ("upper", upper)):
        np.testing.assert_array_equal(columns[name], whole.astype(np.float32)[step])
    bucket, buckets = np.array([step // 32, np.arange(N) // 32], dtype=object)
    if axis == "step":  # buckets are of 32 steps: the greatest power of two with one a pixel
        for number in range(N // 32):
            here, all_here = bucket == number, buckets == number
            assert np.nanmin(columns["lower"][here]) == np.nanmin(lower.astype(np.float32)[all_here])
            assert np.nanmax(columns["upper"][here]) == np.nanmax(upper.astype(np.float32)[all_here])
            assert np.nanmax(columns["value"][here]) == np.nanmax(value.astype(np.float32)[all_here])
    assert {777, 4321, 3210} <= set(step)


def test_a_range_is_answered_in_full(write: Write, serve: Serve) -> None:
    values = np.arange(N)
    client = serve(write(logged("m", values) + logged("lo", values - 1) + logged("hi", values + 1)))
    series = one(client, width=50, **{"from": 100, "to": 140})
    assert series["columns"]["step"].tolist() == list(range(99, 142))  # one beyond each end, where the line comes from
    assert (series["points"], series["total"], series["extent"]) == (41, N, [0, N - 1])


def test_a_run_without_a_bound_has_its_line_and_one_without_the_value_is_missing(write: Write, serve: Serve) -> None:
    write(logged("m", [1, 2]) + logged("hi", [3, 4]), run="a")
    logdir = write(logged("lo", [1, 2]), run="b")
    reply = fetch(serve(logdir), run=["a", "b", "none"])
    assert reply["missing"] == ["b", "none"]
    (series,) = reply["series"]
    assert series["unmatched"] == 2
    assert series["columns"]["value"].tolist() == [1, 2]
    assert np.isnan(series["columns"]["lower"]).all()


def test_what_a_restart_replaced_comes_when_asked_for(write: Write, serve: Serve) -> None:
    write(logged("m", [1, 2, 3]) + logged("lo", [0, 0, 0]) + logged("hi", [9, 9, 9]))
    later = [(tag, 7.0, step, START + 50 + step) for tag in ("m", "lo", "hi") for step in (1, 2)]
    client = serve(write(later, number=2))
    stands, replaced = fetch(client, superseded=1)["series"]
    assert stands["superseded"] == 2
    assert stands["columns"]["value"].tolist() == [1, 7, 7]
    assert stands["columns"]["upper"].tolist() == [9, 7, 7]
    assert replaced["superseded_points"] is True
    assert replaced["columns"]["value"].tolist() == [2, 3]


@pytest.mark.parametrize("field", ["value", "lower", "upper"])
def test_a_field_that_is_missing_is_named(write: Write, serve: Serve, field: str) -> None:
    response = serve(write(logged("m", [1]))).post(
        "/api/margins", data={"value": "m", "lower": "lo", "upper": "hi", field: []}
    )
    assert response.status_code == 400
    assert response.json["error"] == f"The field {field} must be given exactly once; it was given 0 times."
