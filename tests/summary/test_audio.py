"""Audio is what PyTorch's and TensorFlow's writers make of it, byte for byte."""

from __future__ import annotations

import importlib
import io
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from summary.proto.summary import Summary
from summary.values import audio

RANDOM = np.random.default_rng(5)
SINE = np.sin(np.arange(700) / 9)


def samples(value: Any) -> np.ndarray[Any, Any]:
    """[frames, channels] by Python's own reader; what the message says of them must be true."""
    with wave.open(io.BytesIO(value.audio.encoded_audio_string)) as read:
        assert read.getsampwidth() == 2
        assert read.getframerate() == round(value.audio.sample_rate)
        assert (read.getnframes(), read.getnchannels()) == (value.audio.length_frames, value.audio.num_channels)
        return np.frombuffer(read.readframes(read.getnframes()), "<i2").reshape(-1, read.getnchannels())


def logged(value: Any, sample_rate: float = 8000) -> np.ndarray[Any, Any]:
    return samples(audio.value("x", audio.take("x", value), sample_rate))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sound", [SINE, SINE[None], SINE[:, None] * 3, np.zeros(1), RANDOM.uniform(-1, 1, 999)])
@pytest.mark.filterwarnings("ignore")
def test_one_channel_is_torchs(sound: Any, dtype: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    torchs = importlib.import_module("torch.utils.tensorboard.summary")
    if sound.size == 1:
        sound = np.repeat(sound, 2)
    theirs = torchs.audio("x", sound.astype(dtype), 8000).value[0]
    ours = audio.value("x", audio.take("x", sound.astype(dtype)), 8000)
    assert ours.SerializeToString() == theirs.SerializeToString()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.array([0, 1, -1, 2, -2, np.nan, np.inf]), [0, 32767, -32767, 32767, -32767, 0, 32767]),
        (np.array([0, 0.5, 1], np.float16), [0, 16383, 32767]),
        (np.array([0, 5, -32768], np.int16), [0, 5, -32768]),
        (np.array([0, 128, 255], np.uint8), [-32768, 0, 32512]),
        (np.array([1 << 30, -(1 << 31)], np.int32), [1 << 14, -32768]),
        (np.array([0, 1 << 31, (1 << 32) - 1], np.uint32), [0, 32767, 32767]),
        ([0.0, 1.0], [0, 32767]),
        (0.5, [16383]),
        ([], []),
    ],
)
def test_numbers_of_any_kind(value: Any, expected: list[int]) -> None:
    assert logged(value)[:, 0].tolist() == expected


def test_two_channels() -> None:
    both = np.stack([SINE, -SINE])
    expected = (both.T * 32767).astype(np.int16)
    np.testing.assert_array_equal(logged(both), expected)
    np.testing.assert_array_equal(logged(both.T), expected)


@pytest.mark.parametrize(
    ("value", "rate", "text"),
    [
        (
            np.zeros((3, 5)),
            8000,
            r"audio 'x': expected \[frames\], or two channels as \[2, frames\], got shape \(3, 5\)",
        ),
        (np.zeros(3, complex), 8000, "audio 'x': expected real numbers, got complex128"),
        (SINE, 0, "audio 'x': expected a sample_rate in Hz, 1 at least, got 0"),
    ],
)
def test_what_is_no_sound_is_told(value: Any, rate: float, text: str) -> None:
    with pytest.raises((TypeError, ValueError), match=text):
        audio.value("x", audio.take("x", value), rate)


HALVES = (np.arange(-40, 40) + 0.5) / 32768


@pytest.mark.parametrize("max_outputs", [1, 2, 9])
@pytest.mark.parametrize(
    "batch",
    [
        RANDOM.uniform(-1.2, 1.2, (3, 500)),
        RANDOM.uniform(-1, 1, (2, 100, 2)),
        HALVES[None],
        np.array([[1.0, -1, 5, -5]]),
        np.zeros((2, 0)),
    ],
    ids=["mono", "stereo", "halves", "ends", "empty"],
)
@pytest.mark.filterwarnings("ignore")
def test_a_batch_is_tensorflows(batch: Any, max_outputs: int) -> None:
    tensorflow = pytest.importorskip("tensorflow").compat.v1
    batch = batch.astype(np.float32)
    with tensorflow.Graph().as_default(), tensorflow.Session() as session:
        theirs = Summary.FromString(session.run(tensorflow.summary.audio("a/x", batch, 8000.4, max_outputs)))
    ours = audio.batch_values("a/x", batch, 8000.4, max_outputs)
    assert [value.SerializeToString() for value in ours] == [value.SerializeToString() for value in theirs.value]


@pytest.mark.parametrize("max_outputs", [0, 2, 9])
@pytest.mark.parametrize("shape", [(3, 50, 1), (3, 50, 2)])
@pytest.mark.filterwarnings("ignore")
def test_a_tensor_is_tensorflow_2s(
    shape: tuple[int, ...], max_outputs: int, tmp_path: Path, events: Callable[[Path], list[Any]]
) -> None:
    tensorflow = pytest.importorskip("tensorflow")
    batch = RANDOM.uniform(-1.2, 1.2, shape).astype(np.float32)
    with tensorflow.summary.create_file_writer(str(tmp_path)).as_default():
        tensorflow.summary.audio("a/x", batch, 8000, step=0, max_outputs=max_outputs)
    (theirs,) = events(tmp_path)[-1].summary.value
    assert audio.tensor_value("a/x", batch, 8000, max_outputs) == theirs


def test_a_tensor_of_another_shape_is_told() -> None:
    with pytest.raises(
        ValueError, match=r"audio 'x': expected real numbers \[n, frames, channels\], got shape \(2, 3\)"
    ):
        audio.tensor_value("x", np.zeros((2, 3)), 8000)
