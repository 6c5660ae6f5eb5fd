"""TensorBoard's routes for PR curves, beside its own answers on the same files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from .peer import tensorboard

Serve = Callable[..., FlaskClient]
PEER = ("pr_curves", "pr_curve.pr_curves_plugin.PrCurvesPlugin")
GOLDEN = Path(__file__).parents[1] / "golden"
ROUTE = "/data/plugin/pr_curves/"


@pytest.fixture(scope="module", params=["tf1", "torch", "tensorboardX"])
def logdir(request: pytest.FixtureRequest) -> Path:
    return GOLDEN / str(request.param)


@pytest.fixture(scope="module")
def peer(logdir: Path) -> Client:
    return tensorboard(logdir, *PEER)


def test_every_curve_is_the_same(logdir: Path, peer: Client, serve: Serve) -> None:
    client, compared = serve(logdir), 0
    theirs = peer.get(f"{ROUTE}tags").json
    ours = client.get(f"{ROUTE}tags").json
    assert {run: set(tags) for run, tags in ours.items() if tags} == {
        run: set(tags) for run, tags in theirs.items() if tags
    }
    for run, tags in theirs.items():
        for tag in tags:
            query = {"run": run, "tag": tag}
            found = client.get(f"{ROUTE}pr_curves", query_string=query).json
            assert found == peer.get(f"{ROUTE}pr_curves", query_string=query).json
            compared += 1
    assert compared


def test_what_is_not_there_is_told_as_theirs_is(logdir: Path, peer: Client, serve: Serve) -> None:
    query = {"run": "nope", "tag": "nope"}
    ours, theirs = (client.get(f"{ROUTE}pr_curves", query_string=query) for client in (serve(logdir), peer))
    assert ours.status_code == theirs.status_code == 400
    assert ours.json["error"] == f"{theirs.text}."
    assert serve(logdir).get(f"{ROUTE}pr_curves", query_string={"tag": "x"}).status_code == 400
