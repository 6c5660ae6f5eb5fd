"""Images decoded by Pillow, of the formats of board.values.picture and within bounds."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.answers import Gone, Unreadable
from board.memory import memory
from board.values import deep
from board.values.picture import LARGEST, NAMES, Header, too_large

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LARGEST_FILE = 1 << 28  # encoded bytes of an image that is decoded
LARGEST_DEEP = LARGEST // 8  # pixels of an image of 16 bits a channel whose values are read
TAKEN, TAKEN_DEEP = 8, 32  # bytes a pixel: as it is decoded, and as it is wanted; of 16 bits, its two parts besides
ORIENTATION = 0x0112  # in Exif data
WIDE_INTEGERS = ("I", "I;16", "I;16B", "I;16L")
CHANNELS = {
    "1": ("grey",),
    "L": ("grey",),
    "LA": ("grey", "alpha"),
    "RGB": ("red", "green", "blue"),
    "RGBA": ("red", "green", "blue", "alpha"),
    "CMYK": ("cyan", "magenta", "yellow", "black"),
}


Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels


class Pixels(NamedTuple):
    """Values as they are stored: uint8 or uint16 [height, width, channels], the channels' names, the largest possible value."""

    values: NDArray[np.uint8] | NDArray[np.uint16]
    channels: tuple[str, ...]
    largest: int


class _Room:
    """Lets threads decode side by side as long as all their pixels together are no more than one image may have."""

    def __init__(self) -> None:
        self._free = LARGEST
        self._changed = threading.Condition()

    @contextmanager
    def of(self, pixels: int) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: self._free >= pixels)
            self._free -= pixels
        try:
            yield
        finally:
            with self._changed:
                self._free += pixels
                self._changed.notify_all()


_room = _Room()


@contextmanager
def decoded(file: BinaryIO, size: int, header: Header, box: tuple[int, int] | None = None) -> Iterator[Picture]:
    """The first frame as Pillow has it, upright. Unreadable if it is damaged or too large.

    A JPEG may come at a fraction of its size that is no less than `box`.
    """
    _check(size, header)
    pixels = header.width * header.height
    with memory.claim(TAKEN * pixels, "This image"), _room.of(pixels), _telling_damage(header):
        yield _decode(file, header, box)


def pixels(file: BinaryIO, size: int, header: Header, box: Box | None = None) -> Pixels:
    """The first frame's values, or those in the box; each of a palette's indices comes with its colour.

    Unreadable if it is damaged or too large.
    """
    left, top, right, bottom = box or (0, 0, header.width, header.height)
    if header.mode in deep.CHANNELS:
        values = _deep(file, size, header)[top:bottom, left:right]
        return Pixels(values, CHANNELS[header.mode.removesuffix(";16")], 0xFFFF)
    with decoded(file, size, header) as whole:
        picture = whole.crop(box) if box else whole
        array = np.asarray(picture)
        if picture.mode == "P":
            colours = eight_bits(picture)
            both = np.concatenate([array[..., None], np.asarray(colours)], -1)
            return Pixels(both, ("index", *CHANNELS[colours.mode]), 0xFF)
        array = array[..., None] if array.ndim == 2 else array
        if picture.mode in WIDE_INTEGERS:
            return Pixels(array.clip(0, 0xFFFF).astype(np.uint16), CHANNELS["L"], 0xFFFF)
        return Pixels(array.astype(np.uint8, copy=False), CHANNELS[picture.mode], 1 if picture.mode == "1" else 0xFF)


def eight_bits(picture: Picture) -> Picture:
    """The picture in mode L, LA, RGB or RGBA; of 16 bits the higher 8."""
    from PIL import Image

    if picture.mode in WIDE_INTEGERS:
        return Image.fromarray((np.asarray(picture).clip(0, 0xFFFF) >> 8).astype(np.uint8))
    if "transparency" in picture.info:
        return picture.convert("RGBA")
    if picture.mode in ("L", "LA", "RGB", "RGBA"):
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _check(size: int, header: Header) -> None:
    if size > LARGEST_FILE:
        raise Unreadable(f"This image has {size:,} bytes; no more than {LARGEST_FILE:,} are decoded.")
    if sentence := too_large(header):
        raise Unreadable(sentence)


@contextmanager
def _telling_damage(header: Header) -> Iterator[None]:
    try:
        yield
    except (Unreadable, Gone):
        raise
    except Exception as error:  # a damaged image makes Pillow's decoders raise anything
        raise Unreadable(f"This {NAMES[header.format]} image is damaged or cut short, and cannot be drawn.") from error


def _decode(file: BinaryIO, header: Header, box: tuple[int, int] | None = None) -> Picture:
    from PIL import Image, ImageOps

    picture: Picture = Image.open(file, formats=[NAMES[header.format].upper()])
    # What Pillow takes for the size may be another than what the header's reader does.
    if sentence := too_large(header._replace(width=picture.width, height=picture.height)):
        raise Unreadable(sentence)
    if picture.width * picture.height > header.width * header.height:  # memory is taken by what the header says
        raise Unreadable(f"This {NAMES[header.format]} image says twice how large it is, and not the same.")
    if box is not None:
        picture.draft(None, box)
    picture.load()
    turned = header.format == "jpeg" and picture.getexif().get(ORIENTATION, 1) != 1
    return ImageOps.exif_transpose(picture) if turned else picture


def _deep(file: BinaryIO, size: int, header: Header) -> NDArray[np.uint16]:
    _check(size, header)
    if header.width * header.height > LARGEST_DEEP:
        raise Unreadable(
            f"This image of 16 bits a channel has {header.width:,} × {header.height:,} pixels; "
            f"the values of no more than {LARGEST_DEEP:,} are read."
        )
    wanted = TAKEN_DEEP * header.width * header.height
    with memory.claim(wanted, "This image"), _room.of(LARGEST), _telling_damage(header):
        high, low = (
            np.asarray(_decode(io.BytesIO(part), header), np.uint16)
            for part in deep.parted(file.read(), deep.CHANNELS[header.mode])
        )
        both: NDArray[np.uint16] = (high << 8 | low).astype(np.uint16)
        return both
