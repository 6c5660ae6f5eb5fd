"""The field columns of /api/scalars: only what is asked for is sent."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from .conftest import Write, decode

Serve = Callable[..., FlaskClient]
BUCKET = {"first", "last", "min", "max", "nonfinite", "count"}


def columns(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    response = client.post("/api/scalars", data={"tag": "loss", "run": "a", **fields})
    assert response.status_code == 200, response.text
    (series,) = decode(response.data)["series"]
    return dict(series["columns"])


@pytest.fixture
def client(write: Write, serve: Serve) -> FlaskClient:
    return serve(write([("loss", math.sin(i), i, 1.7e9 + i) for i in range(1000)]))


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ("step,value", {"step", "value"}),
        ("wall", {"wall"}),
        ("smoothed,step", {"step", "smoothed"}),
        (None, {"step", "wall", "value", "smoothed"}),
    ],
)
def test_of_points_only_what_is_named_is_sent(client: FlaskClient, wanted: str | None, sent: set[str]) -> None:
    fields = {} if wanted is None else {"columns": wanted}
    whole = columns(client, smoothing=0.5)
    part = columns(client, smoothing=0.5, **fields)
    assert part.keys() == sent
    assert all((part[name] == whole[name]).all() for name in sent)


@pytest.mark.parametrize(("wanted", "sent"), [("step,value", {"step"} | BUCKET), ("wall", {"wall"})])
def test_value_stands_for_all_that_a_bucket_tells(client: FlaskClient, wanted: str, sent: set[str]) -> None:
    assert columns(client, width=10, columns=wanted).keys() == sent


def test_metrics_always_have_their_x(client: FlaskClient) -> None:
    assert columns(client, x="tag", xtag="loss", columns="value").keys() == {"x", "value"}


@pytest.mark.parametrize("wanted", ["", "values", "step,,value", "step value"])
def test_other_names_are_refused(client: FlaskClient, wanted: str) -> None:
    reply = client.post("/api/scalars", data={"tag": "loss", "run": "a", "columns": wanted})
    assert reply.status_code == 400
    assert reply.json["error"].startswith("The field columns must be some of step,wall,value,smoothed,extremes, not ")
