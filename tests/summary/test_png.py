"""Pillow reads from our PNG files the pixels that went in."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from summary.values.png import png

MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4), st.integers(0, 2**32), st.sampled_from([2, 40, 256]))
def test_pixels_are_kept(height: int, width: int, channels: int, seed: int, colours: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, colours, (height, width, channels), np.uint8)
    image = Image.open(io.BytesIO(png(pixels)))
    assert (image.mode, image.size) == (MODES[channels], (width, height))
    np.testing.assert_array_equal(np.asarray(image).reshape(pixels.shape), pixels)


@pytest.mark.parametrize("kind", ["ramp", "drawing"])
def test_lines_are_filtered(kind: str) -> None:
    """What varies smoothly, or not at all, takes much less room than its pixels."""
    ramp = np.add.outer(np.arange(256), np.arange(256)).astype(np.uint8)
    pixels = np.stack([ramp] * 3, axis=-1) if kind == "ramp" else np.full((256, 256, 3), 255, np.uint8)
    assert len(png(pixels)) < pixels.nbytes / 100


def test_it_is_smaller_than_a_tenth_more_than_pillows() -> None:
    random = np.random.default_rng(0)
    wave = np.sin(np.arange(256) / 40)
    photo = (
        (wave[:, None, None] + wave[None, :, None] + np.arange(3) / 3) * 40 + 110 + random.normal(0, 2, (256, 256, 3))
    )
    pixels = photo.clip(0, 255).astype(np.uint8)
    theirs = io.BytesIO()
    Image.fromarray(pixels).save(theirs, "PNG")
    assert len(png(pixels)) < 1.1 * len(theirs.getvalue())
