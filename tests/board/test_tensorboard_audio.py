"""TensorBoard's routes of sounds, beside its own plugin's answers on the same files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from . import clips
from .logged import log
from .peer import tensorboard

Serve = Callable[..., FlaskClient]
PEER = ("audio", "audio.audio_plugin.AudioPlugin")
GOLDEN = Path(__file__).parents[1] / "golden"
ROUTES = "/data/plugin/audio/"


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Batches, both encodings, one that is said to be no WAV, several runs, one without sounds."""
    logdir = tmp_path_factory.mktemp("batches")
    for step, count in enumerate([2, 3, 2, 4]):
        pairs = [(clips.tone(0.01 * (1 + item)), b"label") for item in range(count)]
        log(logdir, "a", [clips.batch_value(*pairs)], step=step)
        log(logdir, "b/ c", [clips.sound_value(clips.tone(0.01), "y/ä?&")], step=10 * step)
    unknown = clips.batch_value((b"<html>", b""), tag="z")
    unknown.metadata.plugin_data.content = b"\x10\x00"  # encoding: unknown
    log(logdir, "d", [unknown])
    return logdir


@pytest.fixture(scope="module", params=["tf1", "tf2", "torch", "tensorboardX", "batches"])
def logdir(request: pytest.FixtureRequest, batches: Path) -> Path:
    return batches if request.param == "batches" else GOLDEN / str(request.param)


@pytest.fixture(scope="module")
def peer(logdir: Path) -> Client:
    return tensorboard(logdir, *PEER)


def plain(tags: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Runs that have sounds, with the words of their descriptions; how Markdown is marked up may differ."""
    for of_run in tags.values():
        for entry in of_run.values():
            entry["description"] = re.sub(r"<[^>]*>|\*", "", entry["description"]).strip()
    return {run: of_run for run, of_run in tags.items() if of_run}


def test_tags_are_described_alike(logdir: Path, peer: Client, serve: Serve) -> None:
    ours, theirs = (plain(client.get(f"{ROUTES}tags").json) for client in (serve(logdir), peer))
    assert ours == theirs and ours


def test_every_sound_is_the_same(logdir: Path, peer: Client, serve: Serve) -> None:
    client = serve(logdir)
    compared = 0
    for run, tags in plain(peer.get(f"{ROUTES}tags").json).items():
        for tag in tags:
            for sample in range(2):  # of which every value has the first; TensorBoard fails where one is missing
                query = {"run": run, "tag": tag, "sample": sample}
                mine = client.get(f"{ROUTES}audio", query_string=query).json
                if sample and not mine:
                    continue
                yours = peer.get(f"{ROUTES}audio", query_string=query).json
                assert [{**one, "query": ""} for one in mine] == [{**one, "query": ""} for one in yours]
                for one, other in zip(mine, yours, strict=True):
                    ours = client.get(f"{ROUTES}individualAudio?{one['query']}", buffered=True)
                    theirs = peer.get(f"{ROUTES}individualAudio?{other['query']}")
                    assert (ours.data, ours.mimetype) == (theirs.data, theirs.mimetype)
                    assert "sandbox" in ours.headers["Content-Security-Policy"]
                    compared += 1
    assert compared > 3


def test_steps_that_lack_a_sample_are_left_out(batches: Path, serve: Serve) -> None:
    found = serve(batches).get(f"{ROUTES}audio?run=a&tag=x&sample=2").json
    assert [entry["step"] for entry in found] == [1, 3]


@pytest.mark.parametrize("query", ["run=a&tag=nope", "run=nope&tag=x", "run=a&tag=x&sample=9"])
def test_mistakes_have_the_same_status(query: str, batches: Path, serve: Serve) -> None:
    ours, theirs = (client.get(f"{ROUTES}audio?{query}") for client in (serve(batches), tensorboard(batches, *PEER)))
    assert ours.status_code == theirs.status_code
    assert ours.status_code != 200 or ours.json == theirs.json


@pytest.mark.parametrize("mimetype", ["text/html", "image/svg+xml", "audio/mpeg", ""])
def test_bytes_of_a_log_are_never_a_page(mimetype: str, batches: Path, serve: Serve) -> None:
    client = serve(batches)
    (only,) = client.get(f"{ROUTES}audio?run=d&tag=z").json
    key = only["query"].partition("&")[0]
    theirs = tensorboard(batches, *PEER).get(f"{ROUTES}individualAudio?{key}&content_type={mimetype}")
    reply = client.get(f"{ROUTES}individualAudio?{key}&content_type={mimetype}")
    assert reply.status_code == theirs.status_code == 400
    assert "content_type" in reply.json["error"]


@pytest.mark.parametrize("key", ["", "x", "bnVsbA", "WyJhIiwieCIsMSwyXQ", "%ff"])
def test_a_made_up_key_is_refused(key: str, batches: Path, serve: Serve) -> None:
    reply = serve(batches).get(f"{ROUTES}individualAudio?blob_key={key}&content_type=audio/wav")
    assert reply.status_code == 400 and "/data/plugin/audio/audio" in reply.json["error"]
