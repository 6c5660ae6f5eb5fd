"""TensorBoard's routes of custom scalars, beside its own plugin's answers on the same files."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from board import apart, matching
from summary.values import custom_scalars

from .conftest import Write
from .logged import log
from .peer import tensorboard

Serve = Callable[..., FlaskClient]
PEER = ("scalars", "scalar.scalars_plugin.ScalarsPlugin", "custom_scalar.custom_scalars_plugin.CustomScalarsPlugin")
GOLDEN = Path(__file__).parents[1] / "golden"
ROUTES = "/data/plugin/custom_scalars/"


def several(logdir: Path) -> Path:
    """Runs whose layouts have categories in common, or none at all."""
    for number, (run, layout) in enumerate(
        {
            "b": {"shared": {"one": ["Multiline", ["loss.*"]]}, "mine": {"m": ["Margin", ["v", "lo", "hi"]]}},
            "a": {"shared": {"one": ["Multiline", ["loss.*"]], "two": ["Multiline", []]}, "empty": {}},
            "c": {"shared": {"three": ["Multiline", ["x"]]}},
        }.items()
    ):
        log(logdir, run, [custom_scalars.value(layout)], wall_time=10.0 + number)
    return logdir


@pytest.fixture(scope="module", params=["torch", "tensorboardX", "several", "tf1"])
def logdir(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "several":
        return several(tmp_path_factory.mktemp("several"))
    return GOLDEN / str(request.param)


@pytest.fixture(scope="module")
def peer(logdir: Path) -> Client:
    return tensorboard(logdir, *PEER)


def test_the_layout_is_the_same(logdir: Path, peer: Client, serve: Serve) -> None:
    ours, theirs = serve(logdir).get(ROUTES + "layout"), peer.get(ROUTES + "layout")
    assert ours.mimetype == theirs.mimetype
    assert ours.json == json.loads(theirs.text)


@pytest.mark.parametrize(
    "expression", ["train/loss", "loss", "train", "grouped.*", ".*", "", "(", "(train|grouped)/?.*", "a{2", "[^g]+$"]
)
def test_an_expression_finds_the_same_points(logdir: Path, peer: Client, serve: Serve, expression: str) -> None:
    client = serve(logdir)
    for run in [*client.get("/data/runs").json, "absent"]:
        query = {"run": run, "tag": expression}
        ours = client.get(ROUTES + "scalars", query_string=query)
        theirs = peer.get(ROUTES + "scalars", query_string=query)
        assert ours.mimetype == theirs.mimetype
        assert ours.json == json.loads(theirs.text)


@pytest.mark.parametrize("query", [{}, {"run": "all"}])
def test_a_question_with_a_part_missing_is_answered_alike(peer: Client, logdir: Path, serve: Serve, query: Any) -> None:
    ours = serve(logdir).get(ROUTES + "scalars", query_string=query)
    assert ours.json == json.loads(peer.get(ROUTES + "scalars", query_string=query).text)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_series_is_downloaded_the_same(write: Write, serve: Serve, form: str) -> None:
    points = [("loss", value, step, 10.0 + step) for step, value in enumerate([1.0, math.nan, math.inf, 0.1])]
    logdir = write(points)
    query = {"run": "a", "tag": "loss", "format": form}
    ours = serve(logdir).get(ROUTES + "download_data", query_string=query)
    theirs = tensorboard(logdir, *PEER).get(ROUTES + "download_data", query_string=query)
    assert ours.mimetype == theirs.mimetype
    assert ours.text.splitlines() == theirs.text.splitlines() if form == "csv" else ours.json == json.loads(theirs.text)


@pytest.mark.parametrize("query", [{"run": "a", "tag": "nope"}, {"run": "nope", "tag": "loss"}])
def test_what_is_not_there_has_the_same_status(write: Write, serve: Serve, query: dict[str, str]) -> None:
    logdir = write([("loss", 1.0, 0, 1.0)])
    ours = serve(logdir).get(ROUTES + "download_data", query_string=query)
    assert (
        ours.status_code
        == tensorboard(logdir, *PEER).get(ROUTES + "download_data", query_string=query).status_code
        == 404
    )
    assert ours.json["error"].endswith(".")


# Expressions that are not to be trusted.


@pytest.mark.parametrize("expression", ["(a+)+$", "(a|a)*b", "a*a*a*a*a*a*a*a*a*a*b"])
def test_an_expression_that_would_never_end_is_refused(
    write: Write, serve: Serve, monkeypatch: pytest.MonkeyPatch, expression: str
) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 0.5)
    client = serve(write([("a" * 200 + "!", 1.0, 0, 1.0)]))
    response = client.get(ROUTES + "scalars", query_string={"run": "a", "tag": expression})
    assert response.status_code == 400
    assert "takes too long" in response.json["error"]


@pytest.mark.parametrize("expression", ["loss", "loss/.*", r"layer\d+/.*", ".+", "a.c", "(loss|acc)/x+", "(x)(y)*"])
def test_an_expression_matches_as_in_python(expression: str) -> None:
    import re

    names = ["loss", "loss/a", "a/loss", "layer12/w", "abc", "acc/xx", "xyyy", "\udc80", "line\nloss"]
    assert matching.matched(expression, names) == [name for name in names if re.match(expression, name)]
