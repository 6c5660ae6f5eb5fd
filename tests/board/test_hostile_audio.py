"""Sounds that would take the server down, were they believed: a sentence, or what is really there, in little memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient

from board.dashboards import audio
from summary.proto.summary import Summary

from . import clips
from .logged import log

Serve = Callable[..., FlaskClient]
MB = 1 << 20
LIES = {
    "4 GB of samples": clips.riff(
        clips.chunk(b"fmt ", clips.form(1, 2, 44100, 32)), clips.chunk(b"data", bytes(800), 2**32 - 2)
    ),
    "4 GB before the samples": clips.riff(clips.chunk(b"LIST", b"", 2**32 - 2), clips.chunk(b"data", bytes(8))),
    "65,535 channels": clips.riff(
        clips.chunk(b"fmt ", clips.form(1, 65535, 44100, 8)), clips.chunk(b"data", bytes(MB))
    ),
    "4,294,967,295 Hz": clips.riff(
        clips.chunk(b"fmt ", clips.form(1, 1, 2**32 - 1, 8)), clips.chunk(b"data", bytes(999))
    ),
    "tags of 256 MB": b"ID3\4\0\0\x7f\x7f\x7f\x7f" + bytes(99),
    "an Ogg file's end far away": b"OggS\0\0" + b"\xff" * 8 + bytes(12) + b"\x01\xff\x01vorbis" + b"\xff" * 30,
}


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """Holds what is taken in the block, NumPy's arrays too, against `size` bytes."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] <= size
    finally:
        tracemalloc.stop()


def logged(logdir: Path, serve: Serve, *values: Summary.Value) -> tuple[FlaskClient, list[dict[str, str | int]]]:
    """A client, and what to ask it for each of the values by."""
    client = serve(log(logdir, "a", values))
    return client, [{"run": "a", "tag": "x", "at": at, "width": 4096} for at in clips.addresses(client)]


@pytest.mark.parametrize("lie", LIES)
def test_a_header_that_lies_takes_little_memory(lie: str, tmp_path: Path, serve: Serve) -> None:
    client, (fields,) = logged(tmp_path, serve, clips.sound_value(LIES[lie], num_channels=10**9, length_frames=2**62))
    client.get("/api/audio/info", query_string=fields)
    with at_most(8 * MB):
        for route in ("info", "wave", "spectrogram", "sound", "playable"):
            more = {"playable": 1} if route == "playable" else {}
            path = "sound" if more else route
            reply = client.get(f"/api/audio/{path}", query_string={**fields, **more}, buffered=True)
            assert reply.status_code in (200, 422)
            assert reply.status_code == 200 or reply.json["error"].endswith(".")


def test_a_large_sound_is_drawn_and_sent_in_little_memory(tmp_path: Path, serve: Serve) -> None:
    data = clips.wav(np.zeros((12 * MB, 2), "i2"), 44100)
    client, (fields,) = logged(tmp_path, serve, clips.sound_value(data))
    with at_most(16 * MB):
        for route in ("wave", "spectrogram"):
            assert client.get(f"/api/audio/{route}", query_string=fields, buffered=True).status_code == 200
    with at_most(2 * MB), client.get("/api/audio/sound", query_string=fields) as reply:
        assert sum(map(len, reply.iter_encoded())) == len(data) == reply.content_length


def test_pictures_are_kept_within_a_bound(tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    outline = audio.waveform
    monkeypatch.setattr(audio, "waveform", lambda *args: (made.append(1), outline(*args))[1])
    client, (fields,) = logged(tmp_path, serve, clips.sound_value(clips.tone()))
    for width in (100, 100, 200, 100):
        assert client.get("/api/audio/wave", query_string={**fields, "width": width}).status_code == 200
    assert len(made) == 2
    audio._pictures.get("large", lambda: bytes(audio.CACHED))
    client.get("/api/audio/wave", query_string={**fields, "width": 100})
    assert len(made) == 3


def test_a_shape_that_lies_is_refused_or_harmless(tmp_path: Path, serve: Serve) -> None:
    values = []
    for shape in ((2**62, 2), (1, 2**62), (2**62,), (0, 2)):
        values.append(clips.batch_value(shape=shape))
        values[-1].tensor.string_val.extend([clips.tone(), b"label"])
    client, asked = logged(tmp_path, serve, *values)
    with at_most(8 * MB):
        for fields in asked:
            reply = client.get("/api/audio/info", query_string=fields)
            assert reply.status_code == 422 or 0 < len(reply.json["items"]) <= 2
