"""Images decoded by Pillow, within bounds: pixels as they are stored, and thumbnails."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import numpy as np

from board.answers import Gone, Unreadable
from board.values.picture import LARGEST, NAMES, Header, too_large

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LARGEST_FILE = 1 << 28  # encoded bytes of an image that is decoded
TALLEST = 2  # times a thumbnail's width
GAP = 2  # JPEGs are decoded at no less than so many times the thumbnail's size
QUALITY = 88  # of WebP
ORIENTATION = 0x0112  # in Exif data
WIDE_INTEGERS = ("I", "I;16", "I;16B", "I;16L")


class Encoded(NamedTuple):
    """A thumbnail's bytes and their media type."""

    data: bytes
    mimetype: str


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


_ROOM = _Room()


@contextmanager
def decoded(file: BinaryIO, size: int, header: Header, shrunk_to: tuple[int, int] | None = None) -> Iterator[Picture]:
    """The first frame as Pillow has it, upright. Unreadable if it is damaged or too large.

    With `shrunk_to` a JPEG may come at a fraction of its size that is no less than that.
    """
    if size > LARGEST_FILE:
        raise Unreadable(f"This image has {size:,} bytes; no more than {LARGEST_FILE:,} are decoded.")
    if sentence := too_large(header):
        raise Unreadable(sentence)
    with _ROOM.of(header.width * header.height):
        yield _decode(file, header, shrunk_to)


def _decode(file: BinaryIO, header: Header, shrunk_to: tuple[int, int] | None) -> Picture:
    from PIL import Image, ImageOps

    try:
        image = Image.open(file, formats=[NAMES[header.format].upper()])
        # What a decoder takes for the size may be another than what the header's reader does.
        if image.width * image.height > LARGEST:
            raise Unreadable(too_large(header._replace(width=image.width, height=image.height)))
        if shrunk_to is not None:
            image.draft(None, shrunk_to)
        image.load()
        return ImageOps.exif_transpose(image) if image.getexif().get(ORIENTATION, 1) != 1 else image
    except (Unreadable, Gone):
        raise
    except Exception as error:  # whatever a damaged image makes Pillow's decoders raise, and they raise anything
        raise Unreadable(f"This {NAMES[header.format]} image is damaged or cut short, and cannot be drawn.") from error


def thumbnail(file: BinaryIO, size: int, header: Header, width: int) -> Encoded:
    """The first frame, no wider than `width` and no taller than twice that.

    What is larger is shrunk smoothly and becomes a WebP; what is smaller is enlarged by the largest whole number that fits,
    so that each pixel becomes a square, and is a PNG of exact colours.
    """
    from PIL import Image

    scale = min(width / header.width, TALLEST * width / header.height)
    fitting = (max(1, round(header.width * scale)), max(1, round(header.height * scale)))
    draft = (GAP * fitting[0], GAP * fitting[1])
    out = io.BytesIO()
    with decoded(file, size, header, draft if scale < 1 else None) as image:
        shown = plain(image)
        if scale < 1:
            shown = shown.resize(fitting, Image.Resampling.LANCZOS, reducing_gap=GAP)
            shown.save(out, "WEBP", quality=QUALITY, method=0)
            return Encoded(out.getvalue(), "image/webp")
        times = int(scale)
        shown = shown.resize((times * shown.width, times * shown.height), Image.Resampling.NEAREST)
        shown.save(out, "PNG", compress_level=1)
        return Encoded(out.getvalue(), "image/png")


def plain(image: Picture) -> Picture:
    """The picture in 8 bits a channel, as mode L, LA, RGB or RGBA."""
    from PIL import Image

    if image.mode in WIDE_INTEGERS:
        return Image.fromarray((np.asarray(image).clip(0, 0xFFFF) >> 8).astype(np.uint8))
    if image.mode in ("L", "LA", "RGB", "RGBA"):
        return image if image.mode in ("LA", "RGBA") or "transparency" not in image.info else image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if "transparency" in image.info else "RGB")
