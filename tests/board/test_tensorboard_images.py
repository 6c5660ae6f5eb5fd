"""TensorBoard's routes of images, beside its own plugin's answers on the same files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from .logged import log
from .peer import tensorboard
from .pictures import batch_value, encoded, image_value, noise

Serve = Callable[..., FlaskClient]
PEER = ("images", "image.images_plugin.ImagesPlugin")
GOLDEN = Path(__file__).parents[1] / "golden"
ROUTES = "/data/plugin/images/"


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Batches of a number that changes, images in both encodings, several runs, one without images."""
    logdir = tmp_path_factory.mktemp("batches")
    form = iter(["PNG", "JPEG", "GIF", "BMP"] * 9)  # TensorBoard does not know WebP
    for step, count in enumerate([2, 3, 1, 0, 4]):
        log(logdir, "a", [batch_value(*(encoded(noise(4, 4 + item), next(form)) for item in range(count)))], step=step)
        log(logdir, "b/ c", [image_value(encoded(noise(3, 3), next(form)), "y/ä?&")], step=10 * step)
    log(logdir, "d", [batch_value(tag="z")])
    return logdir


@pytest.fixture(scope="module", params=["tf1", "tf2", "torch", "tensorboardX", "batches"])
def logdir(request: pytest.FixtureRequest, batches: Path) -> Path:
    return batches if request.param == "batches" else GOLDEN / str(request.param)


@pytest.fixture(scope="module")
def peer(logdir: Path) -> Client:
    return tensorboard(logdir, *PEER)


def plain(tags: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Runs that have images, with the words of their descriptions; how Markdown is marked up may differ."""
    for of_run in tags.values():
        for entry in of_run.values():
            entry["description"] = re.sub(r"<[^>]*>|\*", "", entry["description"]).strip()
    return {run: of_run for run, of_run in tags.items() if of_run}


def test_tags_are_described_alike(logdir: Path, peer: Client, serve: Serve) -> None:
    ours, theirs = (plain(client.get(f"{ROUTES}tags").json) for client in (serve(logdir), peer))
    assert ours == theirs and ours


def test_every_image_is_the_same(logdir: Path, peer: Client, serve: Serve) -> None:
    client = serve(logdir)
    compared = 0
    for run, tags in plain(peer.get(f"{ROUTES}tags").json).items():
        for tag, entry in tags.items():
            for sample in range(entry["samples"] + 1):
                query = {"run": run, "tag": tag, "sample": sample}
                ours, theirs = (one.get(f"{ROUTES}images", query_string=query).json for one in (client, peer))
                for mine, yours in zip(ours, theirs, strict=True):
                    assert (mine["step"], mine["wall_time"]) == (yours["step"], yours["wall_time"])
                    one, other = (
                        side.get(f"{ROUTES}individualImage?{its['query']}", buffered=True)
                        for side, its in ((client, mine), (peer, yours))
                    )
                    assert (one.data, one.mimetype) == (other.data, other.mimetype)
                    assert "sandbox" in one.headers["Content-Security-Policy"]
                    compared += 1
    assert compared > 3


@pytest.mark.parametrize("query", ["run=a&tag=nope", "run=nope&tag=x", "run=a&tag=x&sample=9"])
def test_mistakes_have_the_same_status(query: str, batches: Path, serve: Serve) -> None:
    ours, theirs = (client.get(f"{ROUTES}images?{query}") for client in (serve(batches), tensorboard(batches, *PEER)))
    assert ours.status_code == theirs.status_code
    assert ours.status_code != 200 or ours.json == theirs.json


@pytest.mark.parametrize("query", ["tag=x", "run=a", "run=a&tag=x&sample=y"])
def test_a_wrong_field_is_refused(query: str, batches: Path, serve: Serve) -> None:
    assert serve(batches).get(f"{ROUTES}images?{query}").status_code == 400


@pytest.mark.parametrize("key", ["", "x", "bnVsbA", "W10", "WyJhIiwieCIsMSwyXQ", "%ff", "W1tbW1tbW1tb"])
def test_a_made_up_key_is_refused(key: str, batches: Path, serve: Serve) -> None:
    reply = serve(batches).get(f"{ROUTES}individualImage?blob_key={key}")
    assert reply.status_code == 400 and "blob_key" in reply.json["error"]


def test_what_is_no_picture_is_not_sent(tmp_path: Path, serve: Serve) -> None:
    log(tmp_path, "a", [image_value(b"<svg onload='alert(1)'/>")])
    client = serve(tmp_path)
    (only,) = client.get(f"{ROUTES}images?run=a&tag=x").json
    assert client.get(f"{ROUTES}individualImage?{only['query']}").status_code == 422
