"""Images as small as they are shown."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from board.values.decoding import decoded, eight_bits
from board.values.picture import Header

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

TALLEST = 2  # times the width that is asked for
GAP = 2  # a JPEG is decoded at no less than so many times what is needed, and shrunk from there
QUALITY = 88  # of WebP


class Encoded(NamedTuple):
    """An image's bytes and their media type."""

    data: bytes
    mimetype: str


def shown(file: BinaryIO, size: int, header: Header, width: int) -> Picture:
    """The first frame in 8 bits a channel (mode L, LA, RGB or RGBA), no wider than `width` and no taller than twice that.

    What is larger is shrunk smoothly; what is smaller is enlarged by the largest whole number that fits, so that each pixel
    becomes a square. Unreadable if it is damaged or too large.
    """
    from PIL.Image import Resampling

    scale = min(width / header.width, TALLEST * width / header.height)
    box = (max(1, round(header.width * scale)), max(1, round(header.height * scale)))
    with decoded(file, size, header, (GAP * box[0], GAP * box[1]) if scale < 1 else None) as picture:
        plain = eight_bits(picture)
        if scale < 1:
            return plain.resize(box, Resampling.LANCZOS, reducing_gap=GAP)
        times = int(scale)
        return plain.resize((times * plain.width, times * plain.height), Resampling.NEAREST)


def thumbnail(file: BinaryIO, size: int, header: Header, width: int) -> Encoded:
    """What `shown` makes: a WebP where it is shrunk, else a PNG of its exact colours."""
    picture = shown(file, size, header, width)
    out = io.BytesIO()
    if picture.width < header.width:
        picture.save(out, "WEBP", quality=QUALITY, method=0)
        return Encoded(out.getvalue(), "image/webp")
    picture.save(out, "PNG", compress_level=1)
    return Encoded(out.getvalue(), "image/png")
