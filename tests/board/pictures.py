"""Encoded images of every format and mode, and values that log them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

from summary.proto.summary import Summary


def noise(*shape: int, dtype: Any = np.uint8) -> np.ndarray[Any, Any]:
    return np.random.default_rng(sum(shape)).integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)


def encoded(picture: Any, form: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(out, form, **options)
    return out.getvalue()


def image_value(data: bytes, tag: str = "x") -> Summary.Value:
    """As Summary.Image, with a size beside it that is not the image's."""
    return Summary.Value(tag=tag, image=Summary.Image(width=3, height=2, colorspace=3, encoded_image_string=data))


def batch_value(*items: bytes, tag: str = "x") -> Summary.Value:
    """As TensorFlow 2 writes it: a vector of strings, two of them a size that is not the images'."""
    value = Summary.Value(tag=tag)
    value.metadata.plugin_data.plugin_name = "images"
    value.tensor.dtype = 7
    value.tensor.tensor_shape.dim.add(size=2 + len(items))
    value.tensor.string_val.extend([b"3", b"2", *items])
    return value


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, depth: int, colour: int, lines: bytes, interlaced: int = 0) -> bytes:
    """A PNG of lines that are filtered already."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def adam7(array: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    """The seven passes of an interlaced PNG (https://www.w3.org/TR/png-3/#8Interlace), without those that are empty."""
    steps = [(0, 8, 0, 8), (0, 8, 4, 8), (4, 8, 0, 4), (0, 4, 2, 4), (2, 4, 0, 2), (0, 2, 1, 2), (1, 2, 0, 1)]
    passes = [array[top::down, left::across] for top, down, left, across in steps]
    return [one for one in passes if one.size]


def unfiltered(array: np.ndarray[Any, Any]) -> bytes:
    """The lines of a pass, each with the filter type None before it."""
    return b"".join(b"\0" + line.astype(">u2" if line.dtype == np.uint16 else "u1").tobytes() for line in array)
