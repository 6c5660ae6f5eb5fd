"""Images with frames drawn into them: what a detector found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from summary.arrays import taken
from summary.proto.summary import Summary
from summary.values import images

COLOUR, TEXT_COLOUR = "red", "black"
THICKNESS = 2
FONT = ImageFont.load_default()

# Pillow imports more of itself when pixels are first read, which is on the writing thread.
Image.preinit()


def take(tag: str, value: Any) -> NDArray[Any]:
    """Frames [n, 4], each xmin, ymin, xmax, ymax in pixels, nobody else's."""
    array = taken(f"boxes of image {tag!r}", value)
    if array.ndim != 2 or array.shape[1] != 4 or array.dtype.kind == "c":
        expected = "expected [n, 4] of xmin, ymin, xmax, ymax"
        raise ValueError(f"boxes of image {tag!r}: {expected}, got shape {array.shape} of {array.dtype}")
    return array


def value(
    tag: str, array: NDArray[Any], frames: NDArray[Any], labels: Sequence[str] | None = None, rescale: float = 1
) -> Summary.Value:
    """What `images.take` made, in colour, with a red frame for each row of `frames`, then enlarged `rescale` times.

    `labels` stand in the lower left corners, if there is one for each frame. The size that is recorded is that of the
    PNG, where PyTorch records what it was before.
    """
    pixels = images.pixels(array)
    channels = pixels.shape[-1]
    image = Image.fromarray(pixels[..., 0] if channels == 1 else pixels).convert("RGB" if channels % 2 else "RGBA")
    names = labels if labels is not None and len(labels) == len(frames) else [None] * len(frames)
    draw = ImageDraw.Draw(image)
    for frame, name in zip(frames.astype(np.float64).tolist(), names, strict=True):
        if all(map(math.isfinite, frame)):
            _draw(draw, frame, name)
    if rescale != 1:
        size = max(1, int(image.width * rescale)), max(1, int(image.height * rescale))
        image = image.resize(size, Image.Resampling.LANCZOS)
    return images.encoded(tag, np.asarray(image))


def _draw(draw: ImageDraw.ImageDraw, frame: Sequence[float], label: str | None) -> None:
    left, top, right, bottom = frame
    corners = [(left, top), (left, bottom), (right, bottom), (right, top), (left, top)]
    draw.line(corners, width=THICKNESS, fill=COLOUR)
    if label:
        start, above, end, below = FONT.getbbox(label)
        width, height = end - start, below - above
        margin = math.ceil(0.05 * height)
        draw.rectangle([(left, bottom - height - 2 * margin), (left + width, bottom)], fill=COLOUR)
        draw.text((left + margin, bottom - height - margin), label, fill=TEXT_COLOUR, font=FONT)
