"""Sound, as WAV of 16 bits: one clip as PyTorch writes it, or the first of a batch as TensorFlow 1 does."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from summary.arrays import taken
from summary.proto.plugins import AudioPluginData
from summary.proto.summary import Summary
from summary.values.tensors import tensor_proto

Samples = NDArray[np.int16]


def take(tag: str, value: Any) -> NDArray[Any]:
    """`value` as [frames, channels], nobody else's: one channel of any shape, or two as [2, frames] or [frames, 2].

    Numbers are real; errors name the tag.
    """
    array = taken(f"audio {tag!r}", value)
    if array.dtype.kind == "c":
        raise TypeError(f"audio {tag!r}: expected real numbers, got {array.dtype}")
    if array.ndim == 2 and 2 in array.shape and 1 not in array.shape:
        return array.T if array.shape[0] == 2 else array
    if max(array.shape, default=1) != array.size:
        raise ValueError(f"audio {tag!r}: expected [frames], or two channels as [2, frames], got shape {array.shape}")
    return array.reshape(-1, 1)


def value(tag: str, array: NDArray[Any], sample_rate: float = 44100) -> Summary.Value:
    """What `take` made. Floats are from -1 to 1 and cut off there, NaN being silence; `sample_rate` is in Hz.

    Integers are samples already: uint8 with its silence at 128, int32 losing its lower half, any other as int16.
    """
    return _encoded(tag, _samples(array), sample_rate)


def batch_values(name: str, array: NDArray[Any], sample_rate: float, max_outputs: int = 3) -> list[Summary.Value]:
    """The first clips of [n, frames] or [n, frames, channels], floats from -1 to 1, as TensorFlow 1's op writes them.

    See tensorflow/core/kernels/summary_audio_op.cc.
    """
    if array.ndim not in (2, 3) or array.dtype.kind == "c":
        expected = "expected real numbers [n, frames] or [n, frames, channels]"
        raise ValueError(f"audio {name!r}: {expected}, got shape {array.shape} of {array.dtype}")
    clips = array[:max_outputs] if array.ndim == 3 else array[:max_outputs, :, None]
    tags = [f"{name}/audio" if max_outputs == 1 else f"{name}/audio/{number}" for number in range(len(clips))]
    return [_encoded(tag, _rounded(clip), sample_rate) for tag, clip in zip(tags, clips, strict=True)]


def tensor_value(tag: str, array: NDArray[Any], sample_rate: float, max_outputs: int = 3) -> Summary.Value:
    """The first clips of [n, frames, channels], floats from -1 to 1, as TensorFlow 2 writes them.

    That is a tensor [n, 2] of strings: WAV files, and labels, which are empty. See
    tensorboard/plugins/audio/summary_v2.py.
    """
    if array.ndim != 3 or array.dtype.kind == "c":
        expected = "expected real numbers [n, frames, channels]"
        raise ValueError(f"audio {tag!r}: {expected}, got shape {array.shape} of {array.dtype}")
    rate = _rate(tag, sample_rate)
    clips = [[wav(_rounded(clip), rate), b""] for clip in array[:max_outputs]]
    made = Summary.Value(tag=tag, tensor=tensor_proto(np.array(clips, object).reshape(-1, 2)))
    made.metadata.plugin_data.plugin_name = "audio"
    made.metadata.plugin_data.content = AudioPluginData(encoding=AudioPluginData.WAV).SerializeToString()
    return made


def _samples(array: NDArray[Any]) -> Samples:
    if array.dtype.kind in "iu":
        if array.dtype == np.uint8:
            scaled = (array.astype(np.int16) - 128) * 256
        else:
            scaled = array >> 16 if array.dtype == np.int32 else array.clip(-32768, 32767)
    else:
        floats = array if array.dtype.itemsize > 2 else array.astype(np.float32)
        scaled = np.nan_to_num(floats, nan=0, posinf=1, neginf=-1).clip(-1, 1) * 32767
    return np.asarray(scaled).astype(np.int16)


def _rounded(clip: NDArray[Any]) -> Samples:
    """Rounded half away from zero, as C's roundf does."""
    with np.errstate(all="ignore"):
        scaled = np.nan_to_num(clip.astype(np.float32) * np.float32(32768), nan=0)
        rounded = np.copysign(np.floor(np.abs(scaled) + np.float32(0.5)), scaled)
    return np.asarray(rounded.clip(-32768, 32767)).astype(np.int16)


def _encoded(tag: str, samples: Samples, sample_rate: float) -> Summary.Value:
    rate = _rate(tag, sample_rate)
    frames, channels = samples.shape
    made = Summary.Value(tag=tag)
    made.audio.sample_rate = sample_rate
    made.audio.num_channels = channels
    made.audio.length_frames = frames
    made.audio.encoded_audio_string = wav(samples, rate)
    made.audio.content_type = "audio/wav"
    return made


def _rate(tag: str, sample_rate: float) -> int:
    if not 1 <= sample_rate < 2**32:
        raise ValueError(f"audio {tag!r}: expected a sample_rate in Hz, 1 at least, got {sample_rate}")
    return round(sample_rate)


def wav(samples: Samples, sample_rate: int) -> bytes:
    """A WAV file of [frames, channels]: RIFF's header of 44 bytes, then PCM."""
    data = samples.astype("<i2").tobytes()
    channels = samples.shape[1]
    form = struct.pack("<IHHIIHH", 16, 1, channels, sample_rate, sample_rate * channels * 2, channels * 2, 16)
    return (
        b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + form + b"data" + struct.pack("<I", len(data)) + data
    )
