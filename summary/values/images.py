"""Images, as PNG: one or a grid of them as PyTorch writes them, or the first of a batch as TensorFlow 1 does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from summary.arrays import as_array
from summary.proto.summary import Summary
from summary.values.png import png
from summary.values.tensors import tensor_proto

# Of a grid of images; PyTorch's.
COLUMNS = 8
# Pixels that are not finite: red, in as many channels as there are.
BAD_COLOUR = (255, 0, 0, 255)
# Below it TensorFlow takes all of an image for zero.
SMALLEST = 1e-6

Pixels = NDArray[np.uint8]


def take(tag: str, value: Any, dataformats: str = "CHW") -> NDArray[Any]:
    """`value` as [height, width, channels] or [n, height, width, channels], nobody else's.

    `dataformats` has the name of each axis: N, C, H, W in any order, H and W at least. There are 1 to 4 channels: grey,
    grey and alpha, RGB, RGBA. Anything else is a TypeError or ValueError that names the tag.
    """
    what = f"image {tag!r}"
    axes = str(dataformats).upper()
    if len(set(axes)) != len(axes) or not {"H", "W"} <= set(axes) <= set("NCHW"):
        raise ValueError(f"{what}: expected dataformats such as 'CHW', 'HW' or 'NHWC', got {dataformats!r}")
    array = as_array(what, value)
    if array.ndim != len(axes):
        raise ValueError(
            f"{what}: expected {len(axes)} axes, since dataformats is {dataformats!r}, got shape {array.shape}"
        )
    wanted = "NHWC" if "N" in axes else "HWC"
    ordered = array.transpose([axes.index(axis) for axis in wanted if axis in axes])
    ordered = ordered if "C" in axes else ordered[..., None]
    if not 1 <= ordered.shape[-1] <= 4:
        hint = ", or dataformats='HWC'" if axes == "CHW" and 1 <= array.shape[-1] <= 4 else ""
        raise ValueError(f"{what}: expected 1 to 4 channels{hint}, got {ordered.shape[-1]} in shape {array.shape}")
    return np.array(_real(what, ordered), order="K")


def value(tag: str, array: NDArray[Any]) -> Summary.Value:
    """What `take` made as one image, a batch in a grid of eight columns; see `pixels` for its numbers."""
    return encoded(tag, pixels(array))


def pixels(array: NDArray[Any]) -> Pixels:
    """What `take` made as uint8 [height, width, channels].

    Integers are from 0 to 255, and cut off there; floats from 0 to 1, NaN being 0; booleans black and white.
    """
    return _grid(array_as_uint8(array)) if array.ndim == 4 else array_as_uint8(array)


def encoded(tag: str, made: Pixels) -> Summary.Value:
    """Pixels [height, width, channels] as they are."""
    height, width, channels = made.shape
    image = Summary.Image(height=height, width=width, colorspace=channels, encoded_image_string=png(made))
    return Summary.Value(tag=tag, image=image)


def batch_values(
    name: str, array: NDArray[Any], max_outputs: int = 3, bad_color: Sequence[int] | None = None
) -> list[Summary.Value]:
    """The first images of [n, height, width, 1, 3 or 4 channels] as TensorFlow 1's op writes them.

    uint8 is as it is. Of floats each image is scaled: the largest finite one becomes 255; where there are negative ones
    0 becomes 128 and the largest, or the negative of the smallest, 255 or 1. Pixels that are not finite get `bad_color`,
    red by default. See tensorflow/core/kernels/summary_image_op.cc.
    """
    what = f"image {name!r}"
    if array.ndim != 4 or array.shape[-1] not in (1, 3, 4):
        raise ValueError(f"{what}: expected [n, height, width, 1, 3 or 4 channels], got shape {array.shape}")
    array = array[:max_outputs]
    colour = BAD_COLOUR if bad_color is None else bad_color
    if len(colour) < array.shape[-1]:
        raise ValueError(f"{what}: expected a bad_color of {array.shape[-1]} channels, got {colour!r}")
    tags = [f"{name}/image" if max_outputs == 1 else f"{name}/image/{number}" for number in range(len(array))]
    return [encoded(tag, _scaled(_real(what, image), colour)) for tag, image in zip(tags, array, strict=True)]


def tensor_value(tag: str, array: NDArray[Any], max_outputs: int = 3) -> Summary.Value:
    """The first images of [n, height, width, 1 to 4 channels] as TensorFlow 2 writes them.

    That is a tensor of strings: width, height, and a PNG for each image; see tensorboard/plugins/image/summary_v2.py.
    uint8 is as it is, floats are from 0 to 1, NaN being 0, and other integers from 0 to the largest of their dtype.
    """
    what = f"image {tag!r}"
    if array.ndim != 4 or not 1 <= array.shape[-1] <= 4:
        raise ValueError(f"{what}: expected [n, height, width, 1 to 4 channels], got shape {array.shape}")
    _, height, width, _ = array.shape
    encodings = [png(_saturated(_real(what, image))) for image in array[:max_outputs]]
    strings = [str(width).encode(), str(height).encode(), *encodings]
    made = Summary.Value(tag=tag, tensor=tensor_proto(np.array(strings, object)))
    made.metadata.plugin_data.plugin_name = "images"
    return made


def array_as_uint8(array: NDArray[Any]) -> Pixels:
    """See `pixels`. Floats are multiplied and cut off as float32, as PyTorch does it."""
    if array.dtype == np.uint8:
        return array
    if array.dtype.kind == "b":
        scaled = array * 255
    elif array.dtype.kind in "iu":
        scaled = array.clip(0, 255)
    else:
        with np.errstate(all="ignore"):
            scaled = array.astype(np.float32) * np.float32(255)
        scaled = np.nan_to_num(scaled, nan=0, posinf=255, neginf=0).clip(0, 255)
    return np.asarray(scaled, np.uint8)


def _grid(images: Pixels) -> Pixels:
    """[n, height, width, channels] row by row in a grid, black where there is none."""
    count, height, width, channels = images.shape
    columns = min(count, COLUMNS)
    rows = -(-count // columns)
    cells = np.zeros((rows * columns, height, width, channels), np.uint8)
    cells[:count] = images
    grid: Pixels = cells.reshape(rows, columns, height, width, channels).transpose(0, 2, 1, 3, 4)
    return grid.reshape(rows * height, columns * width, channels)


def _scaled(image: NDArray[Any], bad_colour: Sequence[int]) -> Pixels:
    if image.dtype == np.uint8:
        return image
    floats = image if image.dtype.kind == "f" else image.astype(np.float32)
    finite = np.isfinite(floats).all(axis=-1)
    good = floats[finite]
    made = np.empty(image.shape, np.uint8)
    made[~finite] = np.asarray(bad_colour[: image.shape[-1]], np.uint8)
    if good.size:
        low, high = good.min(), good.max()
        largest = max(abs(low), abs(high)) if low < 0 else high
        scale = floats.dtype.type(0 if largest < SMALLEST else (127 if low < 0 else 255) / largest)
        made[finite] = (good * scale + floats.dtype.type(128 if low < 0 else 0)).astype(np.uint8)
    return made


def _saturated(image: NDArray[Any]) -> Pixels:
    """As tf.image.convert_image_dtype does it with saturate."""
    if image.dtype == np.uint8 or image.dtype.kind == "b":
        return array_as_uint8(image)
    if image.dtype.kind == "f":
        with np.errstate(all="ignore"):
            scaled = np.nan_to_num(image * image.dtype.type(255.5), nan=0)
        return np.asarray(scaled.clip(0, 255), np.uint8)
    levels = np.iinfo(image.dtype).max + 1
    if levels < 256:
        return np.asarray(image.clip(0, None) * np.int16(256 // levels), np.uint8)
    return np.asarray((image // (levels // 256)).clip(0, 255), np.uint8)


def _real(what: str, array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype.kind == "c":
        raise TypeError(f"{what}: expected real numbers, got {array.dtype}")
    if 0 in array.shape:
        raise ValueError(f"{what}: expected at least one pixel, got shape {array.shape}")
    return array
