"""Images are what PyTorch's and TensorFlow's writers make of them, and wrong ones are told."""

from __future__ import annotations

import importlib
import io
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from summary.proto.summary import Summary
from summary.values import boxes, images

Script = Callable[..., subprocess.CompletedProcess[str]]
RANDOM = np.random.default_rng(3)
GREY = RANDOM.integers(0, 256, (5, 7), np.uint8)
RGB = RANDOM.integers(0, 256, (5, 7, 3), np.uint8)


def decoded(value: Any) -> np.ndarray[Any, Any]:
    """What a reader sees, as [height, width, channels]; the sizes recorded must be the PNG's."""
    pixels = np.asarray(Image.open(io.BytesIO(value.image.encoded_image_string)))
    pixels = pixels if pixels.ndim == 3 else pixels[..., None]
    assert (value.image.height, value.image.width, value.image.colorspace) == pixels.shape
    return pixels


def shown(value: Any, dataformats: str = "HWC") -> np.ndarray[Any, Any]:
    return decoded(images.value("x", images.take("x", value, dataformats)))


@pytest.mark.parametrize(
    ("value", "dataformats", "expected"),
    [
        (RGB, "HWC", RGB),
        (RGB.transpose(2, 0, 1), "CHW", RGB),
        (RGB.transpose(2, 0, 1), "chw", RGB),
        (RGB.transpose(1, 0, 2), "WHC", RGB),
        (GREY, "HW", GREY[..., None]),
        (GREY.T, "WH", GREY[..., None]),
        (GREY[None], "CHW", GREY[..., None]),
        (RGB[..., :2], "HWC", RGB[..., :2]),
        (np.concatenate([RGB, RGB[..., :1]], axis=-1), "HWC", np.concatenate([RGB, RGB[..., :1]], axis=-1)),
        (RGB.tolist(), "HWC", RGB),
        (RGB.astype(np.int64), "HWC", RGB),
        (RGB.astype(np.int64) * 3 - 100, "HWC", (RGB.astype(np.int64) * 3 - 100).clip(0, 255)),
        (GREY > 100, "HW", np.where(GREY > 100, 255, 0)[..., None]),
        (
            np.array([[0, 0.5, 1, -1, 2, np.nan, np.inf, -np.inf]]),
            "HW",
            np.array([0, 127, 255, 0, 255, 0, 255, 0])[None, :, None],
        ),
        (np.array([[0, 0.5, 1]], np.float16), "HW", np.array([0, 127, 255])[None, :, None]),
    ],
)
def test_axes_and_numbers(value: Any, dataformats: str, expected: Any) -> None:
    np.testing.assert_array_equal(shown(value, dataformats), expected)


@pytest.mark.parametrize("count", [1, 2, 8, 9, 17])
def test_a_batch_becomes_a_grid_of_eight_columns(count: int) -> None:
    batch = RANDOM.integers(0, 256, (count, 3, 4, 5), np.uint8)
    grid = shown(batch, "NCHW")
    rows, columns = -(-count // 8), min(count, 8)
    assert grid.shape == (rows * 4, columns * 5, 3)
    for number in range(rows * columns):
        row, column = divmod(number, columns)
        cell = grid[row * 4 : row * 4 + 4, column * 5 : column * 5 + 5]
        np.testing.assert_array_equal(cell, batch[number].transpose(1, 2, 0) if number < count else 0)


@pytest.mark.parametrize(
    ("value", "dataformats", "text"),
    [
        (RGB, "CHW", r"image 'x': expected 1 to 4 channels, or dataformats='HWC', got 5 in shape \(5, 7, 3\)"),
        (GREY, "CHW", r"image 'x': expected 3 axes, since dataformats is 'CHW', got shape \(5, 7\)"),
        (GREY, "HH", "expected dataformats such as 'CHW', 'HW' or 'NHWC', got 'HH'"),
        (GREY, "HX", "got 'HX'"),
        (GREY, None, "image 'x': expected dataformats such as .*, got None"),
        (GREY[:0], "HW", r"expected at least one pixel, got shape \(0, 7, 1\)"),
        (GREY * 1j, "HW", "expected real numbers, got complex128"),
        ([["a"]], "HW", "expected an array of numbers"),
    ],
)
def test_what_is_no_image_is_told(value: Any, dataformats: str, text: str) -> None:
    with pytest.raises((TypeError, ValueError), match=text):
        images.take("x", value, dataformats)


def test_what_is_taken_is_nobody_elses() -> None:
    mine = GREY.copy()
    taken = images.take("x", mine, "HW")
    mine[:] = 0
    np.testing.assert_array_equal(taken[..., 0], GREY)


@pytest.fixture(scope="module")
def torch_summary() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("torch")
        return importlib.import_module("torch.utils.tensorboard.summary")


@pytest.mark.parametrize("rescale", [1, 2, 0.5])
@pytest.mark.parametrize("labels", [None, ["cat", "dog"], ["only one"]])
def test_frames_are_drawn_as_torch_draws_them(rescale: float, labels: Any, torch_summary: Any) -> None:
    picture = RANDOM.integers(0, 256, (3, 60, 80), np.uint8)
    frames = np.array([[5, 10, 40, 50], [30.5, 2, 70, 58]])
    ours = boxes.value("x", images.take("x", picture), boxes.take("x", frames), labels, rescale)
    fitting = labels if labels and len(labels) == 2 else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = torch_summary.image_boxes("x", picture, frames, rescale, "CHW", fitting).value[0]
    expected = np.asarray(Image.open(io.BytesIO(theirs.image.encoded_image_string)))
    np.testing.assert_array_equal(decoded(ours), expected)


def test_frames_leave_alpha_and_colours_as_torch_does(torch_summary: Any) -> None:
    picture = RANDOM.integers(0, 256, (4, 60, 80), np.uint8)
    frames = np.array([[5, 10, 40, 50]])
    ours = boxes.value("x", images.take("x", picture), boxes.take("x", frames))
    theirs = torch_summary.image_boxes("x", picture, frames).value[0]
    np.testing.assert_array_equal(decoded(ours), np.asarray(Image.open(io.BytesIO(theirs.image.encoded_image_string))))


@pytest.mark.parametrize(("channels", "colours"), [(1, 3), (2, 4)])
def test_frames_are_red_in_grey_images(channels: int, colours: int) -> None:
    grey = RANDOM.integers(0, 256, (channels, 60, 80), np.uint8)
    got = decoded(boxes.value("x", images.take("x", grey), boxes.take("x", [[5, 10, 40, 50]])))
    assert got.shape == (60, 80, colours)
    np.testing.assert_array_equal(got[0, :, :3], np.repeat(grey[0, 0][:, None], 3, axis=1))
    assert got[30, 5].tolist() == [255, 0, 0, 255][:colours]


ENCODING = {
    "images": ("taken = images.take('x', np.ones((3, 60, 80)))", "images.value('x', taken)"),
    "boxes": (
        "from summary.values import images; taken = images.take('x', np.ones((3, 60, 80)))",
        "boxes.value('x', taken, boxes.take('x', [[5, 10, 40, 50]]), ['cat'], 0.5)",
    ),
    "videos": (
        "taken = videos.take('x', np.arange(384).reshape(1, 2, 3, 8, 8))",
        "videos.value('x', taken, 4, 'gif'), videos.value('x', taken, 4, 'webp')",
    ),
    "audio": ("taken = audio.take('x', np.ones(9))", "audio.value('x', taken)"),
    "meshes": ("taken = meshes.take('x', np.ones((1, 3, 3)))", "meshes.values('x', taken, {'camera': 1})"),
}


@pytest.mark.parametrize("module", ENCODING)
def test_encoding_imports_nothing(module: str, script: Script) -> None:
    """It runs on the writing thread, where an import would hold a lock that a fork copies."""
    take, encode = ENCODING[module]
    source = f"""
import sys
import numpy as np
from summary.values import {module}
{take}
before = set(sys.modules)
{encode}
assert set(sys.modules) == before, set(sys.modules) - before
"""
    done = script(source)
    assert done.returncode == 0, done.stderr


def test_frames_of_another_shape_are_told() -> None:
    with pytest.raises(
        ValueError, match=r"boxes of image 'x': expected \[n, 4\] of xmin, ymin, xmax, ymax, got shape \(2,\)"
    ):
        boxes.take("x", [1, 2])


@pytest.fixture(scope="module")
def tensorflow() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("tensorflow").compat.v1


BATCHES = {
    "uint8": RANDOM.integers(0, 256, (4, 3, 5, 3), np.uint8),
    "positive": RANDOM.random((2, 3, 5, 1), np.float32) * 7,
    "negative": RANDOM.normal(0, 3, (2, 3, 5, 4)).astype(np.float32),
    "half": RANDOM.normal(0, 3, (2, 3, 5, 3)).astype(np.float16),
    "double": RANDOM.normal(0, 3, (2, 3, 5, 3)),
    "zero": np.zeros((1, 2, 2, 1), np.float32),
    "tiny": np.full((1, 2, 2, 1), 1e-7, np.float32),
    "not finite": np.array([[[[np.nan, 1, 1], [1, np.inf, 2], [3, 4, 5], [1, -2, 3]]]], np.float32),
    "grey, not finite": np.array([[[[np.nan], [1], [2]]]], np.float32),
    "all not finite": np.full((1, 2, 2, 3), np.nan, np.float32),
    "none": np.zeros((0, 2, 2, 3), np.float32),
}


@pytest.mark.parametrize("max_outputs", [1, 2, 9])
@pytest.mark.parametrize("name", BATCHES)
def test_a_batch_is_scaled_as_tensorflow_scales_it(name: str, max_outputs: int, tensorflow: Any) -> None:
    batch = BATCHES[name]
    with tensorflow.Graph().as_default(), tensorflow.Session() as session:
        node = tensorflow.summary.image("a/x", tensorflow.constant(batch), max_outputs)
        theirs = Summary.FromString(session.run(node))
    ours = images.batch_values("a/x", batch, max_outputs)
    assert [value.tag for value in ours] == [value.tag for value in theirs.value]
    for mine, other in zip(ours, theirs.value, strict=True):
        # Of doubles TensorFlow rounds some products before the sum and others not, whatever its compiler chose.
        np.testing.assert_allclose(decoded(mine).astype(int), decoded(other), rtol=0, atol=name == "double")


def test_bad_colour() -> None:
    (value,) = images.batch_values("x", BATCHES["all not finite"], 1, (1, 2, 3))
    np.testing.assert_array_equal(decoded(value), np.broadcast_to([1, 2, 3], (2, 2, 3)))
    with pytest.raises(ValueError, match="image 'x': expected a bad_color of 3 channels"):
        images.batch_values("x", BATCHES["all not finite"], 1, (1, 2))


def test_a_batch_of_another_shape_is_told() -> None:
    with pytest.raises(
        ValueError, match=r"image 'x': expected \[n, height, width, 1, 3 or 4 channels\], got shape \(5, 7, 3\)"
    ):
        images.batch_values("x", RGB)


@pytest.mark.parametrize("max_outputs", [0, 1, 9])
@pytest.mark.parametrize(
    "batch",
    [
        RANDOM.integers(0, 256, (3, 4, 5, 3), np.uint8),
        RANDOM.uniform(-0.2, 1.2, (2, 4, 5, 4)).astype(np.float32),
        RANDOM.uniform(-0.2, 1.2, (2, 4, 5, 1)).astype(np.float16),
        RANDOM.uniform(-0.2, 1.2, (2, 4, 5, 2)),
        RANDOM.integers(0, 1 << 16, (2, 4, 5, 3), np.uint16),
        RANDOM.integers(-(1 << 31), 1 << 31, (2, 4, 5, 3), np.int32),
        RANDOM.integers(-128, 128, (2, 4, 5, 3), np.int8),
    ],
    ids=lambda batch: str(batch.dtype),
)
def test_a_tensor_is_tensorflow_2s(
    batch: Any, max_outputs: int, tensorflow: Any, tmp_path: Path, events: Callable[[Path], list[Any]]
) -> None:
    tf = importlib.import_module("tensorflow")
    with tf.summary.create_file_writer(str(tmp_path)).as_default():
        tf.summary.image("a/x", batch, step=0, max_outputs=max_outputs)
    (theirs,) = events(tmp_path)[-1].summary.value
    ours = images.tensor_value("a/x", batch, max_outputs)
    assert (ours.tag, ours.metadata, ours.tensor.tensor_shape) == (
        theirs.tag,
        theirs.metadata,
        theirs.tensor.tensor_shape,
    )
    assert list(ours.tensor.string_val[:2]) == list(theirs.tensor.string_val[:2])
    for mine, other in zip(ours.tensor.string_val[2:], theirs.tensor.string_val[2:], strict=True):
        np.testing.assert_array_equal(
            np.asarray(Image.open(io.BytesIO(mine))), np.asarray(Image.open(io.BytesIO(other)))
        )


def test_a_tensor_of_what_is_not_finite() -> None:
    values = np.array([np.nan, np.inf, -np.inf, 1]).reshape(1, 1, 4, 1)
    encoded = images.tensor_value("x", values).tensor.string_val[2]
    assert np.asarray(Image.open(io.BytesIO(encoded))).tolist() == [[0, 255, 0, 255]]
