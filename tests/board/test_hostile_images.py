"""Images that mean harm, or are broken: a sentence each, memory that stays bounded, and nothing that a browser would run."""

from __future__ import annotations

import random
import struct
import tracemalloc
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image

from board.answers import Unreadable
from board.values import images, picture
from summary.proto.summary import Summary

from .conftest import loaded
from .logged import log
from .pictures import batch_value, chunk, encoded, image_value, noise, png

Serve = Callable[..., FlaskClient]
MB = 1 << 20


class Logged:
    """What a server answers of a value that was logged."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        points = client.application.extensions["board"].store.spans("a", "x").points
        self._query = {"run": "a", "tag": "x", "at": f"{points.source[-1]}-{points.offset[-1]}"}

    def ask(self, route: str, **fields: Any) -> Any:
        return self._client.get(f"/api/images/{route}", query_string={**self._query, **fields}, buffered=True)

    @property
    def item(self) -> Any:
        return self.ask("info").json["items"][0]

    def refused(self, route: str, **fields: Any) -> str:
        """The sentence with which it is refused."""
        reply = self.ask(route, **fields)
        assert reply.status_code == 422 and reply.mimetype == "application/json"
        sentence: str = reply.json["error"]
        assert sentence.endswith(".") and "\n" not in sentence
        return sentence


@pytest.fixture
def logged(tmp_path: Path, serve: Serve) -> Callable[[Any], Logged]:
    def logged(value: Any) -> Logged:
        log(tmp_path, "a", [image_value(value) if isinstance(value, bytes) else value])
        return Logged(serve(tmp_path))

    return logged


Log = Callable[[Any], Logged]


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """Holds what Python takes in the block against `size` bytes. Pillow's pixels are not seen, so `refused` sees to those."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < size
    finally:
        tracemalloc.stop()


def gif(width: int, height: int, frame: tuple[int, int]) -> bytes:
    """A GIF whose frame has another size than the whole."""
    data = bytearray(encoded(Image.new("L", (1, 1)), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    place = data.index(b",", 13)
    data[place + 5 : place + 9] = struct.pack("<HH", *frame)
    return bytes(data)


def jpeg(width: int, height: int) -> bytes:
    data = bytearray(encoded(noise(8, 8), "JPEG", progressive=True))
    place = data.index(b"\xff\xc2") + 5
    data[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def webp(width: int, height: int) -> bytes:
    """A WebP with a canvas of its own size around a small frame."""
    small = encoded(noise(8, 8, 3), "WEBP")[12:]
    canvas = struct.pack("<I", 0x02) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + small
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bmp(width: int, height: int) -> bytes:
    data = bytearray(encoded(noise(8, 8, 3), "BMP"))
    data[18:26] = struct.pack("<ii", width, height)
    return bytes(data)


GIANTS = {
    "png": png(40_000, 25_000, 8, 6, bytes(100)),
    "png that is a bomb": png(40_000, 25_000, 8, 0, bytes(25 * MB)),
    "png of 16 bits": png(40_000, 25_000, 16, 2, bytes(100)),
    "gif": gif(65_535, 65_535, (1, 1)),
    "gif of a larger frame": gif(1, 1, (65_535, 65_535)),
    "jpeg": jpeg(65_500, 65_500),
    "webp": webp(1 << 24, 1 << 24),
    "bmp": bmp(1 << 30, -(1 << 30)),
}


@pytest.mark.parametrize("what", GIANTS)
def test_a_giant_costs_nothing_and_is_told(what: str, logged: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("it was given to Pillow"))
    found = logged(GIANTS[what])
    with at_most(4 * MB):
        assert "no more than 67,108,864" in found.item["error"]
        for route in ("thumb", "pixels"):
            assert "no more than 67,108,864" in found.refused(route)
    assert found.ask("image").data == GIANTS[what]


def test_a_header_that_lies_to_us_does_not_get_past_the_decoder(monkeypatch: pytest.MonkeyPatch, logged: Log) -> None:
    found = logged(png(9_000, 9_000, 8, 6, bytes(100)))
    monkeypatch.setattr(images.picture, "header", lambda *_: picture.Header("png", 8, 8, "RGBA"))
    with at_most(4 * MB):
        assert "9,000 × 9,000" in found.refused("thumb")


def test_deep_pixels_have_a_bound_of_their_own(logged: Log) -> None:
    found = logged(png(3000, 3000, 16, 2, b""))
    with at_most(4 * MB):
        assert "16 bits a channel" in found.refused("pixels")


def test_texts_of_a_png_that_are_bombs_cost_little(logged: Log) -> None:
    bomb = chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(64 * MB)))
    data = encoded(noise(8, 8))
    found = logged(data[:33] + bomb + data[33:])
    with at_most(16 * MB):
        assert found.ask("thumb").status_code in (200, 422)


POSING = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "xml": b'\xef\xbb\xbf  <?xml version="1.0"?><svg onload="alert(1)"/>',
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "pdf": b"%PDF-1.7 ...",
    "tiff": encoded(noise(8, 8), "TIFF"),
    "text": b"hello",
    "nothing": b"",
}


@pytest.mark.parametrize("what", POSING)
def test_what_is_no_picture_is_never_sent_as_one(what: str, logged: Log) -> None:
    found = logged(POSING[what])
    assert found.item["format"] == "" and found.item["error"].endswith(".")
    assert ("such as SVG or HTML" in found.item["error"]) == (what in ("svg", "xml", "html"))
    for route in ("image", "thumb", "pixels"):
        assert found.refused(route) == found.item["error"]
    kept = found.ask("image", download=1)
    assert kept.data == POSING[what] and kept.mimetype == "application/octet-stream"
    assert kept.headers["Content-Disposition"] == 'attachment; filename="x_step0.bin"'


def test_markup_behind_a_signature_is_sent_as_the_image_it_says_it_is(logged: Log) -> None:
    reply = logged(encoded(noise(8, 8)) + b"<html><script>alert(1)</script>").ask("image")
    assert reply.mimetype == "image/png"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"]


WHOLE = {
    "png": encoded(noise(40, 30, 3)),
    "png of 16 bits": png(4, 3, 16, 2, b"".join(b"\0" + noise(24).tobytes() for _ in range(3))),
    "animated png": encoded(
        Image.fromarray(noise(9, 9)), save_all=True, append_images=[Image.fromarray(noise(9, 9, 1)[..., 0])]
    ),
    "jpeg": encoded(noise(40, 30, 3), "JPEG"),
    "progressive jpeg": encoded(noise(40, 30, 3), "JPEG", progressive=True),
    "gif": encoded(
        Image.fromarray(noise(9, 9)), "GIF", save_all=True, append_images=[Image.fromarray(noise(9, 9, 1)[..., 0])]
    ),
    "webp": encoded(noise(40, 30, 3), "WEBP"),
    "lossless webp": encoded(noise(40, 30, 4), "WEBP", lossless=True),
    "animated webp": encoded(
        Image.fromarray(noise(9, 9, 3)), "WEBP", save_all=True, append_images=[Image.fromarray(noise(9, 9, 4))]
    ),
    "bmp": encoded(noise(40, 30, 3), "BMP"),
}


def value_of(data: bytes, directory: Path) -> images.Image:
    path = directory / "data"
    path.write_bytes(data)
    return images.Image(str(path), 0, len(data))


def drawn(found: images.Image) -> bool:
    """Whether it can be; where it cannot, a sentence tells why."""
    sentence = ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found.pixels()
        except Unreadable as error:
            sentence = str(error)
    assert not sentence or (sentence.endswith(".") and "\n" not in sentence)
    return not sentence


@pytest.mark.parametrize("what", WHOLE)
def test_a_file_cut_anywhere_is_told(what: str, tmp_path: Path) -> None:
    data = WHOLE[what]
    assert drawn(value_of(data, tmp_path)) and not value_of(data, tmp_path).header.error
    step = max(1, len(data) // 150)
    outcomes = [drawn(value_of(data[:cut], tmp_path)) for cut in range(0, len(data), step)]
    assert not any(outcomes[:10]) and outcomes.count(False) > len(outcomes) / 4


@pytest.mark.parametrize("what", ["png", "gif", "webp", "animated webp"])
def test_a_file_without_its_end_says_so_before_it_is_decoded(what: str, tmp_path: Path) -> None:
    data = WHOLE[what]
    found = value_of(data[: len(data) * 3 // 4], tmp_path)
    assert "is cut short" in found.header.error
    assert found.header[:3] == value_of(data, tmp_path).header[:3]


@pytest.mark.parametrize("what", WHOLE)
def test_a_file_of_changed_bytes_is_drawn_or_told(what: str, tmp_path: Path) -> None:
    chance = random.Random(what)
    for _ in range(80):
        data = bytearray(WHOLE[what])
        for _ in range(chance.randrange(1, 8)):
            data[chance.randrange(min(len(data), 200 if chance.random() < 0.5 else len(data)))] = chance.randrange(256)
        with at_most(64 * MB):
            drawn(value_of(bytes(data), tmp_path))


def test_a_gif_without_an_end_mark_is_whole(tmp_path: Path) -> None:
    for ending in (b"", b"\0", b"?"):
        found = value_of(WHOLE["gif"][:-1] + ending, tmp_path)
        assert (found.header.frames, found.header.error) == (2, "")
        assert drawn(found)
    for cut in range(1, 12):
        found = value_of(WHOLE["gif"][:-1] + bytes([0x2C, *range(11)])[:cut], tmp_path)
        assert (found.header.frames, found.header.error) == (2, "This GIF image is cut short after 2 frames.")


def test_a_file_of_ever_smaller_parts_is_not_read_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "MOST_PARTS", 1000)
    whole = WHOLE["gif"]
    blocks = whole[:-1] + b"!\xfe" + b"\x01x" * 5000 + b"\0;"
    assert "cut short" in value_of(blocks, tmp_path).header.error
    many = whole[:-1] + (b"!\xfe" + b"\x01x" * 300 + b"\0") * 5 + b";"
    assert "cut short" in value_of(many, tmp_path).header.error
    extensions = whole[:-1] + b"!\xfe\0" * 5000 + b";"
    assert "cut short" in value_of(extensions, tmp_path).header.error
    chunks = WHOLE["png"][:-12] + chunk(b"teXt", b"") * 5000 + WHOLE["png"][-12:]
    assert value_of(chunks, tmp_path).width == 30
    with pytest.raises(Unreadable, match="size cannot be read"):
        _ = value_of(b"\xff\xd8\xff\xd8" + b"\xff\xd8" * 5000, tmp_path).header


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (Summary.Value(tag="x", metadata=batch_value().metadata), "holds no image"),
        (Summary.Value(tag="x", metadata=batch_value().metadata, tensor={"dtype": 1, "float_val": [1]}), "not made of strings"),
        (batch_value(*[b""] * (1 << 17)), "more than 131,072 parts"),
    ],
)  # fmt: skip
def test_a_value_of_another_shape_is_told(value: Summary.Value, sentence: str, tmp_path: Path) -> None:
    log(tmp_path, "a", [value])
    with pytest.raises(Unreadable, match=sentence):
        images.images(loaded(tmp_path).spans("a", "x")[0])


def test_an_empty_batch_has_no_images(logged: Log) -> None:
    found = logged(batch_value())
    assert found.ask("info").json == {"items": [], "total": 0}
    assert found.ask("image").status_code == 404


@pytest.mark.parametrize("size", range(0, 40, 3))
def test_bytes_that_are_no_message_are_told(size: int, tmp_path: Path) -> None:
    log(tmp_path, "a", [batch_value(encoded(noise(4, 4)))])
    span = loaded(tmp_path).spans("a", "x")[0]
    path = Path(span.path)
    data = bytearray(path.read_bytes())
    data[span.offset + size : span.offset + size + 12] = b"\xff" * 12
    path.write_bytes(data)
    with suppress(Unreadable):
        assert all(image.offset + image.size <= span.offset + span.size for image in images.images(span))


def test_an_item_of_a_large_value_is_read_alone(tmp_path: Path, logged: Log) -> None:
    small = encoded(noise(4, 4))
    found = logged(batch_value(small, bytes(40 * MB), small[::-1], small))
    with at_most(2 * MB):
        assert [item["size"] for item in found.ask("info").json["items"]] == [
            len(small),
            40 * MB,
            len(small),
            len(small),
        ]
        assert found.ask("image", item=3).data == small
        assert found.ask("thumb", item=3).status_code == 200


def test_a_large_image_is_sent_piece_by_piece(logged: Log) -> None:
    data = encoded(noise(4, 4)) + np.arange(5 * MB, dtype=np.uint64).tobytes()
    found = logged(data)
    with at_most(2 * MB), found._client.get("/api/images/image", query_string=found._query) as reply:
        assert sum(map(len, reply.iter_encoded())) == len(data) == reply.content_length
