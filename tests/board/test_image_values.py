"""Images decoded: values of pixels and thumbnails of every mode, beside the arrays that were encoded."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from numpy.typing import NDArray
from PIL import Image

from board.dashboards import images as dashboard
from board.values import images
from board.values.picture import Header

from .conftest import loaded
from .logged import log
from .pictures import adam7, batch_value, encoded, image_value, noise, png, unfiltered

Serve = Callable[..., FlaskClient]
Show = Callable[..., Any]
PALETTE = noise(256, 3)


@pytest.fixture
def logged(tmp_path: Path) -> Callable[..., images.Image]:
    def logged(data: bytes) -> images.Image:
        log(tmp_path, "a", [image_value(data)])
        (found,) = images.images(loaded(tmp_path).spans("a", "x")[-1])
        return found

    return logged


def with_palette(indices: NDArray[np.uint8]) -> Image.Image:
    picture = Image.frombytes("P", indices.shape[::-1], indices.tobytes())
    picture.putpalette(PALETTE.tobytes())
    return picture


def in_16_bits(array: NDArray[np.uint16], interlaced: bool = False) -> bytes:
    """A PNG by hand, for Pillow writes none: an array [height, width, channels], big-endian, each pass with each filter."""
    height, width, channels = array.shape
    colour = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    passes = adam7(array) if interlaced else [array]
    return png(width, height, 16, colour, b"".join(map(unfiltered, passes)), int(interlaced))


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("interlaced", [False, True])
def test_values_of_16_bits_are_exact(channels: int, interlaced: bool, logged: Show) -> None:
    array = noise(13, 11, channels, dtype=np.uint16)
    found = logged(in_16_bits(array, interlaced))
    assert found.header.mode == {1: "I;16", 2: "LA;16", 3: "RGB;16", 4: "RGBA;16"}[channels]
    assert found.pixels().dtype == np.uint16
    np.testing.assert_array_equal(found.pixels(), array)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_values_of_16_bits_under_every_filter_are_as_tensorflow_reads_them(channels: int, logged: Show) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tf = pytest.importorskip("tensorflow")
    smooth = np.linspace(0, 60_000, 40 * 30 * channels).reshape(40, 30, channels)
    array = (smooth + noise(40, 30, channels, dtype=np.uint8)).astype(np.uint16)
    data = tf.io.encode_png(array, compression=9).numpy()
    np.testing.assert_array_equal(logged(data).pixels(), array)
    by_hand = in_16_bits(array, interlaced=True)
    np.testing.assert_array_equal(tf.io.decode_png(by_hand, dtype=tf.uint16).numpy(), array)


MODES = {
    "1": (Image.fromarray(noise(9, 8) > 127), (noise(9, 8) > 127)[..., None]),
    "L": (Image.fromarray(noise(9, 8)), noise(9, 8)[..., None]),
    "LA": (Image.merge("LA", [Image.fromarray(noise(9, 8, 2)[..., c]) for c in (0, 1)]), noise(9, 8, 2)),
    "RGB": (Image.fromarray(noise(9, 8, 3)), noise(9, 8, 3)),
    "RGBA": (Image.fromarray(noise(9, 8, 4)), noise(9, 8, 4)),
    "P": (with_palette(noise(9, 8)), PALETTE[noise(9, 8)]),
    "I;16": (Image.fromarray(noise(9, 8, dtype=np.uint16)), noise(9, 8, dtype=np.uint16)[..., None]),
}


@pytest.mark.parametrize("mode", MODES)
def test_values_are_those_that_were_encoded(mode: str, logged: Show) -> None:
    picture, wanted = MODES[mode]
    found = logged(encoded(picture))
    assert found.header == Header("png", 8, 9, mode)
    np.testing.assert_array_equal(found.pixels(), wanted)


def in_8_bits(mode: str) -> NDArray[np.uint8]:
    wanted = MODES[mode][1]
    if mode == "1":
        return np.asarray(wanted * 255, np.uint8)
    return np.asarray(wanted >> 8 if wanted.dtype == np.uint16 else wanted, np.uint8)


@pytest.mark.parametrize("mode", MODES)
def test_a_small_image_is_enlarged_to_squares_of_its_exact_colours(mode: str, tmp_path: Path, serve: Serve) -> None:
    picture = shown(serve, tmp_path, encoded(MODES[mode][0]), 30)
    assert (picture.format, picture.size) == ("PNG", (24, 27))
    wanted = in_8_bits(mode).repeat(3, 0).repeat(3, 1)
    np.testing.assert_array_equal(np.asarray(picture).reshape(wanted.shape), wanted)


def shown(serve: Serve, logdir: Path, data: bytes, width: int) -> Image.Image:
    """The thumbnail that the page gets."""
    log(logdir, "a", [image_value(data)])
    client = serve(logdir)
    series = client.application.extensions["board"].store.spans("a", "x")
    at = f"{series.points.source[-1]}-{series.points.offset[-1]}"
    reply = client.get("/api/images/thumb", query_string={"run": "a", "tag": "x", "at": at, "width": width})
    assert reply.status_code == 200, reply.text
    picture = Image.open(io.BytesIO(reply.data))
    assert reply.mimetype == picture.get_format_mimetype()
    return picture


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
def test_a_large_image_is_shrunk_smoothly(form: str, tmp_path: Path, serve: Serve) -> None:
    y, x = np.mgrid[0:480, 0:640]
    array = np.stack([x * 255 // 640, y * 255 // 480, 255 * ((x // 2 + y // 2) % 2)], -1).astype(np.uint8)
    picture = shown(serve, tmp_path, encoded(array, form), 100)
    assert (picture.format, picture.size) == ("WEBP", (100, 75))
    found = np.asarray(picture.convert("RGB")).astype(int)
    # Averages of what was there: the two slopes, and a fine chequer that becomes an even grey.
    y, x = np.mgrid[0:75, 0:100]
    wanted = np.stack([x * 2.55 + 1, y * 3.4 + 1, np.full_like(x, 127)], -1)
    assert np.abs(found - wanted)[2:-2, 2:-2].mean((0, 1)).max() < 12


def test_16_bits_are_shrunk_to_their_brightness(tmp_path: Path, serve: Serve) -> None:
    array = np.full((200, 200), 40_000, np.uint16)
    found = np.asarray(shown(serve, tmp_path, encoded(array), 50).convert("L"))
    assert np.abs(found.astype(int) - (40_000 >> 8)).max() <= 2


def test_what_is_transparent_stays_so(tmp_path: Path, serve: Serve) -> None:
    array = np.zeros((200, 200, 4), np.uint8)
    array[:100] = (255, 0, 0, 255)
    found = np.asarray(shown(serve, tmp_path, encoded(array), 50))
    assert found[5, 25, 3] > 250 and found[45, 25, 3] < 5 and found[5, 25, 0] > 240


def test_a_palette_keeps_what_it_makes_transparent(tmp_path: Path, serve: Serve) -> None:
    indices = np.repeat(np.array([[3, 7]], np.uint8), 2, 0)
    data = encoded(with_palette(indices), transparency=7)
    found = np.asarray(shown(serve, tmp_path, data, 8))
    assert found[0, 0].tolist() == [*PALETTE[3], 255] and found[0, -1, 3] == 0


@pytest.mark.parametrize("shape", [(4000, 8), (8, 4000), (1, 1), (900, 900)])
def test_a_thumbnail_is_never_taller_than_twice_its_width(shape: tuple[int, int], tmp_path: Path, serve: Serve) -> None:
    picture = shown(serve, tmp_path, encoded(noise(*shape)), 64)
    assert 1 <= picture.width <= 64 and 1 <= picture.height <= 128
    assert max(picture.width / 64, picture.height / 128) == 1


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photograph_stands_upright(turn: int, tmp_path: Path, serve: Serve, logged: Show) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    array = np.zeros((16, 32), np.uint8)
    array[:8, :16] = 255
    data = encoded(array, "JPEG", exif=exif, quality=95)
    turned = [
        array,
        array[:, ::-1],
        array[::-1, ::-1],
        array[::-1],
        array.T,
        array.T[:, ::-1],
        array.T[::-1, ::-1],
        array.T[::-1],
    ]
    wanted = turned[turn - 1]
    found = logged(data)
    assert (found.height, found.width) == wanted.shape
    assert np.abs(found.pixels()[..., 0].astype(int) - wanted).max() < 10
    thumb = np.asarray(shown(serve, tmp_path / "thumb", data, 32).convert("L")).astype(int)
    assert thumb.shape == wanted.repeat(32 // found.width, 0).repeat(32 // found.width, 1).shape


def test_cmyk_comes_out_in_its_colours(tmp_path: Path, serve: Serve, logged: Show) -> None:
    picture = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    data = encoded(picture, "JPEG", quality=95)
    assert logged(data).header.mode == "CMYK"
    assert np.abs(logged(data).pixels().astype(int) - (0, 255, 255, 0)).max() < 4
    red = np.asarray(shown(serve, tmp_path / "thumb", data, 16))
    assert red[0, 0, 0] > 250 and red[0, 0, 1:].max() < 5


@pytest.mark.parametrize("kept", [True, False])
def test_pixels_are_told_with_their_channels(
    kept: bool, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not kept:
        monkeypatch.setattr(dashboard, "LARGEST_KEPT", 0)
    colours, deep = with_palette(noise(9, 8)), noise(9, 8, 3, dtype=np.uint16)
    log(tmp_path, "a", [batch_value(encoded(colours), in_16_bits(deep), encoded(noise(9, 8) > 127))])
    client = serve(tmp_path)
    points = client.application.extensions["board"].store.spans("a", "x").points
    query = {"run": "a", "tag": "x", "at": f"{points.source[0]}-{points.offset[0]}"}

    def ask(**fields: Any) -> Any:
        return client.get("/api/images/pixels", query_string={**query, **fields}).json

    found = ask(x=2, y=3, width=2, height=1)
    index = noise(9, 8)[3, 2:4]
    assert found["channels"] == ["index", "red", "green", "blue"] and found["largest"] == 255
    assert found["values"] == [[[int(i), *PALETTE[i].tolist()] for i in index]]
    found = ask(item=1, x=6, y=7, width=100, height=100)
    assert (found["channels"], found["largest"]) == (["red", "green", "blue"], 65535)
    assert (found["x"], found["y"], found["width"], found["height"]) == (6, 7, 2, 2)
    assert found["values"] == deep[7:, 6:].tolist()
    found = ask(item=2)
    assert (found["largest"], found["values"]) == (1, [[[int(noise(9, 8)[0, 0] > 127)]]])
    outside = ask(x=100, y=100)
    assert (outside["x"], outside["width"], outside["height"], outside["values"]) == (8, 0, 0, [])
    assert "no more than" in ask(width=1000, height=1000)["error"]
