"""Videos: Pillow sees the frames that went in, as long as they should be shown."""

from __future__ import annotations

import importlib
import io
import warnings
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from summary.values import videos

RANDOM = np.random.default_rng(1)


def frames(value: Any) -> tuple[list[np.ndarray[Any, Any]], list[int]]:
    image = Image.open(io.BytesIO(value.image.encoded_image_string))
    assert image.info["loop"] == 0
    assert (value.image.width, value.image.height) == image.size
    shown = [(np.asarray(frame.convert("RGB")), frame.info["duration"]) for frame in ImageSequence.Iterator(image)]
    return [pixels for pixels, _ in shown], [duration for _, duration in shown]


def few_colours(shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    return RANDOM.choice(np.array([0, 60, 120, 255], np.uint8), shape)


@pytest.mark.parametrize("encoding", ["gif", "webp"])
@pytest.mark.parametrize("channels", [1, 3])
def test_frames_and_times(encoding: str, channels: int) -> None:
    video = few_colours((1, 5, channels, 12, 16))
    got, durations = frames(videos.value("x", videos.take("x", video), 8, encoding))
    expected = np.broadcast_to(video[0].transpose(0, 2, 3, 1), (5, 12, 16, 3))
    np.testing.assert_array_equal(got, expected)
    assert set(durations) == ({120} if encoding == "gif" else {125})


def test_webp_has_all_colours() -> None:
    video = RANDOM.integers(0, 256, (1, 3, 3, 40, 40), np.uint8)
    got, _ = frames(videos.value("x", video, 4, "webp"))
    np.testing.assert_array_equal(got, video[0].transpose(0, 2, 3, 1))


def test_gif_comes_near_to_colours_that_it_has_not() -> None:
    ramp = np.linspace(0, 1, 64 * 64).reshape(1, 1, 1, 64, 64)
    video = np.concatenate([ramp, ramp[..., ::-1], 1 - ramp], axis=2)
    got, _ = frames(videos.value("x", videos.take("x", np.repeat(video, 2, axis=1))))
    wanted = (video[0, 0] * 255).transpose(1, 2, 0)
    assert np.abs(got[0] - wanted).mean() < 4


@pytest.mark.parametrize("count", range(1, 10))
def test_a_batch_is_tiled_as_torch_tiles_it(count: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("torch")
        theirs = importlib.import_module("torch.utils.tensorboard._utils")
    batch = RANDOM.integers(0, 256, (count, 2, 3, 4, 5), np.uint8)
    expected = np.rint(theirs._prepare_video(batch) * 255).astype(np.uint8)
    np.testing.assert_array_equal(videos.grid(batch), expected)


@pytest.mark.parametrize(("fps", "milliseconds"), [(0.5, 2000), (25, 40), (1000, 20), (1e-9, 655350)])
def test_fps(fps: float, milliseconds: int) -> None:
    _, durations = frames(videos.value("x", few_colours((1, 3, 1, 4, 4)), fps))
    assert set(durations) == {milliseconds}


@pytest.mark.parametrize(
    ("shape", "fps", "encoding", "text"),
    [
        ((2, 3, 4, 4), 4, "gif", r"video 'x': expected real numbers \[n, time, 1, 3 or 4 channels, .*\(2, 3, 4, 4\)"),
        ((1, 2, 2, 4, 4), 4, "gif", "1, 3 or 4 channels"),
        ((1, 0, 3, 4, 4), 4, "gif", r"\(1, 0, 3, 4, 4\)"),
        ((1, 2, 3, 4, 4), 0, "gif", "video 'x': expected fps above 0, got 0"),
        ((1, 2, 3, 4, 4), 4, "mp4", "video 'x': expected format 'gif' or 'webp', got 'mp4'"),
    ],
)
def test_what_is_no_video_is_told(shape: tuple[int, ...], fps: float, encoding: str, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        videos.value("x", videos.take("x", np.zeros(shape)), fps, encoding)
