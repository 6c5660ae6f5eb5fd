"""Sounds over HTTP and in the library: byte for byte what real writers have logged, from any place of them."""

from __future__ import annotations

import hashlib
import io
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from scipy.io import wavfile
from werkzeug.test import TestResponse

import board
from summary import SummaryWriter
from summary.proto.summary import Summary

from . import clips
from .logged import log

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"
RNG = np.random.default_rng(3)


class Asking:
    """A client for the values of one tag of the run "a"."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.at = clips.addresses(client)

    def __call__(
        self, route: str, place: int = 0, headers: dict[str, str] | None = None, **fields: Any
    ) -> TestResponse:
        query = {"run": "a", "tag": "x", "at": self.at[place], **fields}
        return self.client.get(f"/api/audio/{route}", query_string=query, headers=headers, buffered=True)

    def items(self, place: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self("info", place).json["items"]
        return found

    def columns(self, route: str, **fields: Any) -> dict[str, Any]:
        """The header of a picture, with its columns as arrays."""
        reply = self(route, **fields)
        assert reply.status_code == 200, reply.text
        (length,) = struct.unpack_from("<I", reply.data)
        header: dict[str, Any] = json.loads(reply.data[4 : 4 + length])
        area = reply.data[4 + length :]

        def column(place: list[Any]) -> np.ndarray[Any, Any]:
            return np.frombuffer(area, f"<{place[1]}", offset=place[0])

        if "levels" in header:
            size = header["rows"] * header["columns"]
            return {**header, "levels": column(header["levels"])[:size].reshape(header["rows"], -1)}
        size = header["pixels"] * header["channels"]
        columns = {
            name: column(place)[:size].reshape(-1, header["channels"]) for name, place in header["columns"].items()
        }
        return {**header, "columns": columns}


@pytest.fixture
def ask(tmp_path: Path, serve: Serve) -> Callable[..., Asking]:
    """ask(value, …): a run "a" that has logged each of the values at a step of its own."""

    def ask(*values: Any) -> Asking:
        for step, value in enumerate(values):
            log(tmp_path, "a", [value], step=step)
        return Asking(serve(tmp_path))

    return ask


@pytest.mark.parametrize("writer", ["tf1", "tf2", "torch", "tensorboardX"])
def test_every_sound_is_there_byte_for_byte(writer: str, serve: Serve) -> None:
    client, logs = serve(GOLDEN / writer), board.load(GOLDEN / writer)
    expected = json.loads((GOLDEN / writer / "expected.json").read_text())
    compared = 0
    for run, content in expected.items():
        for tag, wanted in content["tags"].items():
            if wanted["plugin"] != "audio":
                continue
            series = logs.audio(run, tag)
            assert series.step.tolist() == [event["step"] for event in wanted["events"]]
            assert series.wall_time.tolist() == [event["wall_time"] for event in wanted["events"]]
            for at, value, event in zip(clips.addresses(client, run, tag), series.value, wanted["events"], strict=True):
                query = {"run": run, "tag": tag, "at": at}
                items = client.get("/api/audio/info", query_string=query).json["items"]
                assert [item["size"] for item in items] == [sound["bytes"] for sound in event["items"]]
                for number, (sound, its) in enumerate(zip(value, event["items"], strict=True)):
                    reply = client.get("/api/audio/sound", query_string={**query, "item": number}, buffered=True)
                    assert reply.mimetype == "audio/wav"
                    assert sound.read() == reply.data
                    assert hashlib.sha256(reply.data).hexdigest() == its["sha256"]
                    rate, samples = wavfile.read(io.BytesIO(reply.data))
                    np.testing.assert_array_equal(sound.stored()[:, 0], samples)
                    assert (items[number]["rate"], items[number]["frames"]) == (rate, len(samples))
                    assert "error" not in items[number] and items[number]["drawn"]
                    compared += 1
    assert compared > 3


def test_what_is_claimed_beside_a_sound_is_not_believed(ask: Callable[..., Asking]) -> None:
    claims = {"sample_rate": 1e30, "num_channels": 10**9, "length_frames": 2**62, "content_type": "text/html"}
    asking = ask(clips.sound_value(clips.tone(), **claims))
    (item,) = asking.items()
    assert item == {
        "format": "wav", "encoding": "16-bit PCM", "rate": 8000, "channels": 1, "frames": 2000, "seconds": 0.25,
        "size": 4044, "label": "", "drawn": True, "plays": True,
    }  # fmt: skip
    assert asking("sound").mimetype == "audio/wav"


def test_a_batch_has_its_labels(ask: Callable[..., Asking]) -> None:
    sounds = [clips.tone(), clips.tone(0.5), clips.tone(0.1, 16000, channels=2)]
    labels = ["", "a dog, barking — ü", "<b>" * 9000]
    pairs = [(sound, label.encode()) for sound, label in zip(sounds, labels, strict=True)]
    asking = ask(clips.batch_value(*pairs))
    items = asking.items()
    assert [item["label"] for item in items[:2]] == labels[:2]
    assert items[2]["label"] == labels[2][: 1 << 14] + "…"
    assert [item["channels"] for item in items] == [1, 1, 2]
    for number, sound in enumerate(sounds):
        assert asking("sound", item=number).data == sound
    reply = asking("sound", item=3)
    assert reply.status_code == 404 and "it has 3" in reply.json["error"]


@pytest.mark.parametrize("shape", [(2,), (2, 1), ()])
def test_a_tensor_may_have_no_labels(shape: tuple[int, ...], ask: Callable[..., Asking]) -> None:
    sounds = [clips.tone(), clips.tone(0.5)][: 2 if shape else 1]
    value = clips.batch_value(shape=shape)
    value.tensor.string_val.extend(sounds)
    asking = ask(value)
    assert [asking("sound", item=number).data for number in range(len(asking.items()))] == sounds


def test_an_empty_batch_has_no_items(ask: Callable[..., Asking]) -> None:
    assert ask(clips.batch_value()).items() == []


def test_what_restarts_have_replaced_is_in_the_library(tmp_path: Path) -> None:
    for number, length in enumerate((0.1, 0.2, 0.3)):
        log(
            tmp_path, "a", [clips.sound_value(clips.tone(length))], number=1 + number // 2, step=5, wall_time=1 + number
        )
    logs = board.load(tmp_path)
    assert [value[0].frames for value in logs.audio("a", "x").value] == [2400]
    assert [value[0].frames for value in logs.audio("a", "x", superseded=True).value] == [800, 1600, 2400]
    with pytest.raises(board.NotFound, match="no tag"):
        logs.audio("a", "y")


RANGES = {
    "bytes=0-": (0, 4044),
    "bytes=0-99": (0, 100),
    "bytes=100-199": (100, 200),
    "bytes=4000-9999": (4000, 4044),
    "bytes=-44": (4000, 4044),
}


@pytest.mark.parametrize("asked_for", RANGES)
def test_a_range_is_that_part_of_the_bytes(asked_for: str, ask: Callable[..., Asking]) -> None:
    begin, end = RANGES[asked_for]
    reply = ask(clips.sound_value(clips.tone()))("sound", headers={"Range": asked_for})
    assert (reply.status_code, reply.data) == (206, clips.tone()[begin:end])
    assert reply.headers["Content-Range"] == f"bytes {begin}-{end - 1}/4044"
    assert reply.content_length == end - begin
    assert "immutable" in reply.headers["Cache-Control"]


def test_ranges_are_offered_and_what_is_none_is_refused(ask: Callable[..., Asking]) -> None:
    asking = ask(clips.sound_value(clips.tone()))
    assert asking("sound").headers["Accept-Ranges"] == "bytes"
    for beyond in ("bytes=4044-", "bytes=9999-10000", "bytes=a-b"):
        reply = asking("sound", headers={"Range": beyond})
        assert reply.status_code == 416 and reply.json["error"].endswith(".")


@pytest.mark.parametrize("download", [0, 1])
def test_nothing_in_a_sound_can_run(download: int, ask: Callable[..., Asking]) -> None:
    reply = ask(clips.sound_value(clips.tone()))("sound", download=download)
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    if download:
        assert reply.headers["Content-Disposition"] == 'attachment; filename="x.wav"'


@pytest.mark.parametrize(
    "data", [b"<html><script>alert(1)</script>", b"<svg onload='alert(1)'/>", b"", b"GIF89a", b"RIFF\0\0\0\0WAVE"]
)
def test_what_is_no_sound_is_a_sentence_and_can_be_saved(data: bytes, ask: Callable[..., Asking]) -> None:
    asking = ask(clips.sound_value(data, content_type="text/html"))
    (item,) = asking.items()
    assert item["format"] == "" and not item["drawn"] and item["error"].endswith(".")
    for route in ("sound", "wave", "spectrogram"):
        reply = asking(route)
        assert (reply.status_code, reply.json["error"]) == (422, item["error"])
    reply = asking("sound", download=1)
    assert (reply.data, reply.mimetype) == (data, "application/octet-stream")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="x.bin"'


def test_other_formats_are_played_but_not_drawn(ask: Callable[..., Asking]) -> None:
    mp3 = b"\xff\xfb\x90\xc4" + bytes(500)
    asking = ask(clips.sound_value(mp3))
    (item,) = asking.items()
    assert (item["format"], item["rate"], item["frames"], item["drawn"]) == ("mp3", 44100, None, False)
    assert asking("sound").mimetype == "audio/mpeg" and asking("sound").data == mp3
    assert asking("wave").status_code == 422 and "MP3" in asking("wave").json["error"]


def test_a_value_that_holds_no_sound_is_a_sentence(ask: Callable[..., Asking]) -> None:
    numbers = clips.batch_value(shape=(2,))
    numbers.tensor.dtype = 1
    numbers.tensor.float_val.extend([1, 2])
    image = Summary.Value(tag="x", image=Summary.Image(width=1))
    image.metadata.plugin_data.plugin_name = "audio"
    asking = ask(numbers, clips.batch_value((b"x", b"y"), shape=(1, 1, 2)), clips.batch_value(shape=(1, 0)), image)
    for place in range(4):
        reply = asking("info", place)
        assert reply.status_code == 422 and "no sound" in reply.json["error"]


@pytest.mark.parametrize(
    ("route", "fields"),
    [
        ("wave", {"width": 0}),
        ("wave", {"width": 10**9}),
        ("wave", {"item": -1}),
        ("spectrogram", {"height": "x"}),
        ("spectrogram", {"channel": 10**9}),
        ("sound", {"at": "x"}),
        ("sound", {"download": 2}),
    ],
)
def test_a_wrong_field_is_refused(route: str, fields: dict[str, Any], ask: Callable[..., Asking]) -> None:
    reply = ask(clips.sound_value(clips.tone()))(route, **fields)
    assert reply.status_code == 400 and "field" in reply.json["error"]


def test_the_outline_of_a_sound(ask: Callable[..., Asking]) -> None:
    samples = RNG.integers(-(2**15), 2**15, (5000, 2), np.int16)
    asking = ask(clips.sound_value(clips.wav(samples)))
    found = asking.columns("wave", width=250)
    assert (found["pixels"], found["frames"], found["channels"], found["nonfinite"]) == (250, 5000, 2, 0)
    parts = samples.reshape(250, 20, 2) / 2**15
    np.testing.assert_array_equal(found["columns"]["min"], parts.min(1))
    np.testing.assert_array_equal(found["columns"]["max"], parts.max(1))
    np.testing.assert_allclose(found["columns"]["rms"], np.sqrt((parts**2).mean(1)))


def test_the_spectrogram_of_a_channel(ask: Callable[..., Asking]) -> None:
    time = np.arange(8000) / 8000
    both = np.stack([np.sin(2 * np.pi * 1000 * time), np.sin(2 * np.pi * 3000 * time)], 1)
    asking = ask(clips.sound_value(clips.wav(both.astype("f4"))))
    for channel, hertz in enumerate((1000, 3000)):
        found = asking.columns("spectrogram", channel=channel, width=200, height=100)
        assert found["levels"].shape == (100, found["columns"]) and found["rate"] == 8000
        loudest = found["levels"][:, found["columns"] // 2].argmax()
        assert loudest * 4000 / 100 == pytest.approx(hertz, abs=45)
        assert found["ceiling"] == pytest.approx(0, abs=0.1)
    reply = asking("spectrogram", channel=2)
    assert reply.status_code == 404 and "it has 2" in reply.json["error"]


def test_a_sound_that_is_gone_is_told(ask: Callable[..., Asking], tmp_path: Path) -> None:
    asking = ask(clips.sound_value(clips.tone()))
    next(tmp_path.rglob("events*")).write_bytes(b"")
    for route in ("info", "sound", "wave", "spectrogram"):
        reply = asking(route)
        assert reply.status_code == 404 and "no longer" in reply.json["error"]


def test_what_the_writer_of_this_project_logs_is_read(tmp_path: Path) -> None:
    wave = np.sin(np.linspace(0, 40, 3000)).astype(np.float32)
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_audio("x", wave, 3, 16000)
    ((sound,),) = board.load(tmp_path).audio("a", "x").value
    assert isinstance(sound, board.Sound)
    assert (sound.rate, sound.channels, sound.frames, sound.label) == (16000, 1, 3000, "")
    np.testing.assert_allclose(sound.samples()[:, 0], wave, atol=1e-4)


PLAYABLE = {
    "64-bit float": (RNG.uniform(-1, 1, (900, 2)), 8000),
    "1,000 Hz": (RNG.integers(-(2**15), 2**15, (900, 2), np.int16), 1000),
    "3,000 Hz": (RNG.uniform(-1, 1, (900, 1)), 3000),
}


@pytest.mark.parametrize("name", PLAYABLE)
def test_what_browsers_do_not_play_is_made_playable(name: str, ask: Callable[..., Asking]) -> None:
    samples, rate = PLAYABLE[name]
    asking = ask(clips.sound_value(clips.wav(samples, rate)))
    assert not asking.items()[0]["plays"]
    reply = asking("sound", playable=1)
    made_rate, made = wavfile.read(io.BytesIO(reply.data))
    assert made_rate % rate == 0 and 8000 <= made_rate < 8000 + rate
    times = made_rate // rate
    scaled = samples / (2**15 if samples.dtype == np.int16 else 1)
    made = made.reshape(-1, samples.shape[1])
    assert (made.dtype, len(made)) == (np.float32, 900 * times)
    np.testing.assert_allclose(made[::times], scaled, atol=1e-7)
    for channel in range(samples.shape[1]):
        lines = np.interp(np.arange(900 * times) / times, np.arange(900), scaled[:, channel])
        np.testing.assert_allclose(made[:, channel], lines, atol=1e-6)
    for begin, end in ((0, 10), (40, 61), (1001, 1010), (len(reply.data) - 3, len(reply.data))):
        part = asking("sound", headers={"Range": f"bytes={begin}-{end - 1}"}, playable=1)
        assert (part.status_code, part.data) == (206, reply.data[begin:end])
    assert asking("sound").data == clips.wav(samples, rate), "what was logged is still to be had"


def test_what_is_no_wav_is_not_made_playable(ask: Callable[..., Asking]) -> None:
    asking = ask(clips.sound_value(b"\xff\xfb\x90\xc4" + bytes(500)), clips.sound_value(b"<html>"))
    assert asking.items()[0]["plays"] and not asking.items(1)[0]["plays"]
    for place in range(2):
        assert asking("sound", place, playable=1).status_code == 422
