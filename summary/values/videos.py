"""Videos as animated images, which every browser plays: GIF or WebP, by Pillow."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Pillow imports the plugins only when they are needed, which is on the writing thread.
from PIL import GifImagePlugin, Image, WebPImagePlugin

from summary.arrays import taken
from summary.proto.summary import Summary
from summary.values.images import array_as_uint8

FORMATS = {"gif": GifImagePlugin.GifImageFile.format, "webp": WebPImagePlugin.WebPImageFile.format}
# In seconds; browsers slow down what is shorter to a tenth of a second.
SHORTEST = 0.02
# In seconds; GIF has no more.
LONGEST = 655.35

Image.preinit()


def take(tag: str, value: Any) -> NDArray[Any]:
    """`value` [n, time, channel, height, width] of 1, 3 or 4 channels, nobody else's; errors name the tag."""
    what = f"video {tag!r}"
    array = taken(what, value)
    if array.ndim != 5 or array.shape[2] not in (1, 3, 4) or 0 in array.shape or array.dtype.kind == "c":
        expected = "expected real numbers [n, time, 1, 3 or 4 channels, height, width]"
        raise ValueError(f"{what}: {expected}, got shape {array.shape} of {array.dtype}")
    return array


def value(tag: str, array: NDArray[Any], fps: float = 4, encoding: str = "gif") -> Summary.Value:
    """What `take` made as an animation without end. A batch is shown in a grid as PyTorch lays it out.

    uint8 is as it is, floats are from 0 to 1. A GIF has 256 colours a frame, and times in hundredths of a second; WebP
    has all colours, and is lossless.
    """
    if encoding not in FORMATS:
        raise ValueError(f"video {tag!r}: expected format 'gif' or 'webp', got {encoding!r}")
    if not fps > 0:
        raise ValueError(f"video {tag!r}: expected fps above 0, got {fps}")
    frames = grid(array_as_uint8(array))
    pictures = [Image.fromarray(frame[..., 0] if frame.shape[-1] == 1 else frame) for frame in frames]
    out = io.BytesIO()
    options: dict[str, Any] = {"lossless": True} if encoding == "webp" else {"disposal": 1}
    milliseconds = round(1000 * min(max(SHORTEST, 1 / fps), LONGEST))
    pictures[0].save(
        out, FORMATS[encoding], save_all=True, append_images=pictures[1:], duration=milliseconds, loop=0, **options
    )
    _, height, width, channels = frames.shape
    image = Summary.Image(height=height, width=width, colorspace=channels, encoded_image_string=out.getvalue())
    return Summary.Value(tag=tag, image=image)


def grid(videos: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """[n, time, channel, height, width] as frames [time, height, width, channel], a batch tiled, black where none is.

    The batch is filled up to a power of two, and has 2^⌊log₂(n)/2⌋ rows.
    """
    count, time, channels, height, width = videos.shape
    cells = 1 << (count - 1).bit_length()
    rows = 1 << ((count.bit_length() - 1) // 2)
    filled = np.zeros((cells, time, channels, height, width), np.uint8)
    filled[:count] = videos
    tiled: NDArray[np.uint8] = filled.reshape(rows, cells // rows, time, channels, height, width).transpose(
        2, 0, 4, 1, 5, 3
    )
    return tiled.reshape(time, rows * height, cells // rows * width, channels)
