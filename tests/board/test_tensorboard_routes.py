"""TensorBoard's routes, beside TensorBoard's own answers on the same files."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from .conftest import Write
from .peer import tensorboard

Serve = Callable[..., FlaskClient]
PEER = ("scalars", "core.core_plugin.CorePlugin", "scalar.scalars_plugin.ScalarsPlugin")
GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module", params=["tf1", "tf2", "torch", "tensorboardX", "hard/non_finite"])
def logdir(request: pytest.FixtureRequest) -> Path:
    return GOLDEN / str(request.param)


@pytest.fixture(scope="module")
def peer(logdir: Path) -> Client:
    return tensorboard(logdir, *PEER)


def test_runs_are_named_alike(logdir: Path, peer: Client, serve: Serve) -> None:
    ours, theirs = serve(logdir).get("/data/runs").json, peer.get("/data/runs").json
    assert sorted(ours) == sorted(theirs)


def described(runs: dict[str, Any]) -> dict[tuple[str, str], tuple[str, str]]:
    """Display name and the words of the description; how Markdown is marked up may differ."""
    return {
        (run, tag): (entry["displayName"], re.sub(r"<[^>]*>|\*", "", entry["description"]).strip())
        for run, tags in runs.items()
        for tag, entry in tags.items()
    }


def test_tags_are_described_alike(logdir: Path, peer: Client, serve: Serve) -> None:
    ours = serve(logdir).get("/data/plugin/scalars/tags").json
    theirs = peer.get("/data/plugin/scalars/tags").json
    assert described(ours) == described(theirs)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_every_series_is_the_same(logdir: Path, peer: Client, serve: Serve, form: str) -> None:
    client = serve(logdir)
    compared = 0
    for run, tags in peer.get("/data/plugin/scalars/tags").json.items():
        for tag in tags:
            query = {"run": run, "tag": tag, "format": form}
            ours = client.get("/data/plugin/scalars/scalars", query_string=query)
            theirs = peer.get("/data/plugin/scalars/scalars", query_string=query)
            assert ours.mimetype == theirs.mimetype
            assert ours.text.splitlines() == theirs.text.splitlines() if form == "csv" else ours.json == theirs.json
            compared += 1
    assert compared


def test_many_runs_at_once(logdir: Path, peer: Client, serve: Serve) -> None:
    tags = peer.get("/data/plugin/scalars/tags").json
    tag = next(tag for run in tags.values() for tag in run)
    form = {"tag": tag, "runs": [*tags, "absent"]}
    ours = serve(logdir).post("/data/plugin/scalars/scalars_multirun", data=form)
    assert ours.json == peer.post("/data/plugin/scalars/scalars_multirun", data=form).json


@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("GET", "scalars?run=a", None),
        ("GET", "scalars?run=nope&tag=loss", None),
        ("GET", "scalars_multirun?tag=loss", None),
        ("POST", "scalars_multirun", {"runs": "a"}),
        ("POST", "scalars_multirun", {"tag": ["a", "b"]}),
        ("POST", "scalars_multirun", {"tag": "loss"}),
    ],
)
def test_mistakes_have_the_same_status(
    write: Write, serve: Serve, method: str, path: str, form: dict[str, Any] | None
) -> None:
    logdir = write([("loss", 1.0, 0, 1.0)])
    path = f"/data/plugin/scalars/{path}"
    ours = serve(logdir).open(path, method=method, data=form)
    theirs = tensorboard(logdir, *PEER).open(path, method=method, data=form)
    assert ours.status_code == theirs.status_code
    assert ours.status_code == 200 or ours.json["error"].endswith(".")


def test_every_point_is_there_and_json_has_no_bare_nan(write: Write, serve: Serve) -> None:
    events = [("loss", math.nan if i == 1500 else float(i), i, 100.0 + i) for i in range(3000)]
    text = serve(write(events)).get("/data/plugin/scalars/scalars?run=a&tag=loss").text
    rows = json.loads(text, parse_constant=pytest.fail)
    assert len(rows) == 3000
    assert rows[1500] == [1600.0, 1500, "NaN"]


def test_a_description_cannot_bring_markup(serve: Serve, tmp_path: Path) -> None:
    from summary.proto.event import Event
    from summary.record import frame

    event = Event(step=1, wall_time=1.0)
    value = event.summary.value.add(tag="loss", simple_value=1.0)
    value.metadata.plugin_data.plugin_name = "scalars"
    value.metadata.summary_description = "<script>alert(1)</script>"
    (tmp_path / "events.out.tfevents.1.host").write_bytes(frame(event.SerializeToString()))
    tags = serve(tmp_path).get("/data/plugin/scalars/tags").json
    assert "<script" not in tags["."]["loss"]["description"]


def test_the_site_is_described(write: Write, serve: Serve) -> None:
    client = serve(write([("loss", 1.0, 0, 1.0)]), title="mine")
    assert client.get("/data/logdir").json["logdir"].endswith("/logs")
    assert client.get("/data/environment").json["window_title"] == "mine"
