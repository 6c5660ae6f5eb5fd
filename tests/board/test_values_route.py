"""The table's data: /api/values, against NumPy."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from board.smoothing import ema

from .conftest import Write

Serve = Callable[..., FlaskClient]
START, N = 1.7e9, 40_000
NOISE = np.random.default_rng(3).normal(size=N).astype(np.float32)


@pytest.fixture
def client(write: Write, serve: Serve) -> FlaskClient:
    write([("loss", float(value), 3 * i, START + i) for i, value in enumerate(NOISE)], "a")
    write([("lost", math.nan, 0, START), ("lost", math.inf, 1, START + 1)], "a", 2)
    return serve(write([("loss", 7.0, 5, START + 5)], "b"))


def ask(client: FlaskClient, **fields: Any) -> list[dict[str, Any]]:
    response = client.post("/api/values", data={"tag": "loss", "run": ["a", "b"], **fields})
    assert response.status_code == 200, response.text
    series: list[dict[str, Any]] = response.json["series"]
    return series


def expected(inside: np.ndarray[Any, Any], x: float, smoothed: float | None = None) -> dict[str, Any]:
    ends = {"value": float(inside[-1]), "min": float(inside.min()), "max": float(inside.max())}
    change = float(inside[-1]) - float(inside[0])
    return {"run": "a", "tag": "loss", "x": x, **ends, "change": change, "smoothed": smoothed}


def test_a_range_counts_every_point_in_it_and_none_beside(client: FlaskClient) -> None:
    (row,) = ask(client, **{"from": 1000, "to": 100_001})
    assert row == expected(NOISE[334:33_334], 99_999)
    (row,) = ask(client, **{"from": 999.5, "to": 100_001.9})
    assert row == expected(NOISE[334:33_334], 99_999)
    assert ask(client, **{"from": 10.1, "to": 11.9}) == []
    (row,) = ask(client, **{"from": -1e300, "to": 1e300}, run="a")
    assert row == expected(NOISE, 3 * (N - 1))
    (row,) = ask(client, x="relative", **{"from": 10.5, "to": 20})
    assert row == expected(NOISE[11:21], 20.0)


def test_without_a_range_it_is_the_whole(client: FlaskClient) -> None:
    a, b = ask(client, smoothing=0.9)
    assert a == expected(NOISE, 3 * (N - 1), float(ema(NOISE, 0.9)[-1]))
    assert (b["run"], b["x"], b["value"], b["change"]) == ("b", 5, 7.0, 0.0)


def test_a_place_is_the_last_point_up_to_it_and_not_beyond_the_end(client: FlaskClient) -> None:
    a, b = ask(client, **{"from": 5, "to": 5})
    assert (a["x"], a["value"], b["x"]) == (3, float(NOISE[1]), 5)
    assert [row["run"] for row in ask(client, **{"from": 6, "to": 6})] == ["a"]
    assert ask(client, **{"from": -1, "to": -1}) == []


def test_what_is_not_finite_or_not_there_is_calm(client: FlaskClient) -> None:
    (row,) = ask(client, tag=["lost", "nope"], run=["a", "nope"])
    assert (row["value"], row["min"], row["max"], row["change"]) == ("Infinity", "NaN", "NaN", "NaN")
    assert ask(client, tag="nope") == []
    assert client.get("/api/values").json == {"x": "step", "series": []}


def test_what_is_wrong_is_said_in_a_sentence(client: FlaskClient) -> None:
    response = client.post("/api/values", data={"tag": "loss", "run": "a", "x": "tag"})
    assert (response.status_code, response.json["error"]) == (
        400,
        "The field x must be step, relative or wall, not 'tag'.",
    )
