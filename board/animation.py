"""An animated GIF, made while it is sent: a frame at a time, so that it takes the memory of one."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# The parts of a GIF, see https://www.w3.org/Graphics/GIF/spec-gif89a.txt
FOREVER = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
EXTENSION, END = b"!", b";"
HEADER = 13
HAS_TABLE, TABLE_SIZE = 0x80, 0x07
BACKGROUND = (255, 255, 255)


def gif(pictures: Iterable[Picture], seconds: float) -> Iterator[bytes]:
    """The GIF's bytes, of pictures in mode L, LA, RGB or RGBA that are shown for so many seconds each, without end.

    It has the first picture's size; others are fitted into the middle of that. Each frame has 256 colours of its own.
    """
    size = None
    for picture in pictures:
        if size is None:
            size = picture.size
            yield struct.pack("<6sHHBBB", b"GIF89a", *size, 0, 0, 0) + FOREVER
        yield _frame(_on_canvas(picture, size), max(2, round(100 * seconds)))
    yield END


def _on_canvas(picture: Picture, size: tuple[int, int]) -> Picture:
    """As large as the others, and opaque."""
    from PIL import Image, ImageOps

    if picture.mode == "L" and picture.size == size:
        return picture
    shown = picture.convert("RGBA") if picture.mode in ("LA", "RGBA") else picture.convert("RGB")
    if shown.size != size:
        shown = ImageOps.contain(shown, size)
    canvas = Image.new("RGB", size, BACKGROUND)
    place = ((size[0] - shown.width) // 2, (size[1] - shown.height) // 2)
    canvas.paste(shown, place, shown if shown.mode == "RGBA" else None)
    return canvas


def _frame(picture: Picture, hundredths: int) -> bytes:
    """The picture as a frame: what Pillow makes a GIF of its own, line by line, its colours moved to where a frame has them."""
    out = io.BytesIO()
    picture.save(out, "GIF", interlace=False)
    alone = out.getvalue()
    size = alone[10] & TABLE_SIZE
    begin = HEADER + (3 << (size + 1))
    at = begin
    while alone[at : at + 1] == EXTENSION:
        at += 2
        while alone[at]:
            at += 1 + alone[at]
        at += 1
    control = struct.pack("<3sBHBB", b"!\xf9\x04", 0, hundredths, 0, 0)
    return b"".join(
        [control, alone[at : at + 9], bytes([HAS_TABLE | size]), alone[HEADER:begin], alone[at + 10 : -len(END)]]
    )
