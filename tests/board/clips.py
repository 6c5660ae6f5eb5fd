"""Sounds for tests: WAV files written byte by byte, and values that hold them."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from flask.testing import FlaskClient

from summary.proto.summary import Summary
from summary.proto.tensor import DataType

from .conftest import decode

EXTENSION = bytes.fromhex("000000001000800000aa00389b71")


def form(encoding: int, channels: int, rate: int, bits: int, extensible: bool = False) -> bytes:
    block = channels * ((bits + 7) // 8)
    plain = struct.pack(
        "<HHIIHH", 0xFFFE if extensible else encoding, channels, rate, rate * block % 2**32, block % 2**16, bits
    )
    return plain + struct.pack("<HHIH", 22, bits, 0, encoding) + EXTENSION if extensible else plain


def chunk(name: bytes, data: bytes, claimed: int | None = None) -> bytes:
    return name + struct.pack("<I", len(data) if claimed is None else claimed) + data + b"\0" * (len(data) % 2)


def riff(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def wav(samples: np.ndarray[Any, Any], rate: int = 8000, bits: int = 0, extensible: bool = False) -> bytes:
    """Of [frames, channels] numbers as they are stored; `bits` 24 takes them from int32."""
    bits = bits or 8 * samples.itemsize
    data = samples.astype(samples.dtype.newbyteorder("<")).tobytes()
    if bits == 24:
        data = np.frombuffer(data, np.uint8).reshape(-1, 4)[:, :3].tobytes()
    encoding = 3 if samples.dtype.kind == "f" else 1
    return riff(chunk(b"fmt ", form(encoding, samples.shape[1], rate, bits, extensible)), chunk(b"data", data))


def tone(seconds: float = 0.25, rate: int = 8000, hertz: float = 440, channels: int = 1) -> bytes:
    """A sine of 16 bits at half the scale."""
    time = np.arange(round(seconds * rate)) / rate
    wave = np.rint(0.5 * 32767 * np.sin(2 * np.pi * hertz * time)).astype("<i2")
    return wav(np.repeat(wave[:, None], channels, 1), rate)


def sound_value(data: bytes, tag: str = "x", **claims: Any) -> Summary.Value:
    """As TensorFlow 1, PyTorch and tensorboardX write it; what is claimed beside the bytes need not be true."""
    return Summary.Value(tag=tag, audio=Summary.Audio(encoded_audio_string=data, **claims))


def batch_value(*items: tuple[bytes, bytes], tag: str = "x", shape: tuple[int, ...] | None = None) -> Summary.Value:
    """As TensorFlow 2 writes it: pairs of a sound and its label."""
    made = Summary.Value(tag=tag)
    made.metadata.plugin_data.plugin_name = "audio"
    made.metadata.plugin_data.content = b"\x10\x0b"  # encoding: WAV
    made.tensor.dtype = DataType.DT_STRING
    for size in (len(items), 2) if shape is None else shape:
        made.tensor.tensor_shape.dim.add(size=size)
    strings = [string for item in items for string in item]
    made.tensor.string_val.extend(strings if shape is None or len(shape) == 2 else strings[::2])
    return made


def addresses(client: FlaskClient, run: str = "a", tag: str = "x") -> list[str]:
    """Of each value of a series, as the page learns them."""
    (series,) = decode(client.get("/api/steps", query_string={"run": run, "tag": tag}).data)["series"]
    columns = series["columns"]
    return [f"{int(source)}-{int(offset)}" for source, offset in zip(columns["source"], columns["offset"], strict=True)]
