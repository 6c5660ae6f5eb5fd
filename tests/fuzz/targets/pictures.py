"""Images, a format each: what their first bytes tell, their pixels, and small copies."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache, partial

from PIL import Image as Pillow

from board.values import images
from board.values.images import Image
from tests.fuzz import corpus, scratch
from tests.fuzz.changes import Change
from tests.fuzz.containers import chunk
from tests.fuzz.target import Target
from tests.fuzz.targets.values import REFUSED, read_image

MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")


def image(data: bytes) -> None:
    path = scratch.written(b"before" + data + b"after")
    read_image(Image(str(path), 6, len(data)))


def _drawn(mode: str, size: tuple[int, int] = (9, 7)) -> Pillow.Image:
    wide = Pillow.frombytes(
        "RGBA", size, bytes(range(256))[: 4 * size[0] * size[1]].ljust(4 * size[0] * size[1], b"\x7f")
    )
    return Pillow.new("I;16", size, 40_000) if mode == "I;16" else wide.convert(mode)


@cache
def _saved(form: str, *modes: str) -> list[bytes]:
    """Small pictures in that format, one of each mode, and an animation where there are such."""
    made = []
    for mode in modes:
        out = io.BytesIO()
        _drawn(mode).save(out, form)
        made.append(out.getvalue())
    if form in ("GIF", "WEBP", "PNG"):
        out = io.BytesIO()
        _drawn("RGB").save(out, form, save_all=True, append_images=[_drawn("L").convert("RGB")])
        made.append(out.getvalue())
    if form == "JPEG":
        out, turned = io.BytesIO(), Pillow.Exif()
        turned[0x0112] = 6
        _drawn("RGB").save(out, form, exif=turned, progressive=True)
        made.append(out.getvalue())
    return made


def _logged() -> list[bytes]:
    """Of logs, those of 16 bits a channel among them."""
    found = {one.read() for span in corpus.spans("images") for one in images.images(span)}
    return sorted((data for data in found if data.startswith(b"\x89PNG")), key=len)[:12]


def _png() -> list[bytes]:
    return [*_saved("PNG", *MODES), *_logged()]


def _target(form: str, seeds: Callable[[], list[bytes]], *ways: Change, share: int = 10) -> Target:
    return Target(f"{form} images", seeds, image, REFUSED, ways, share)


TARGETS = [
    _target("PNG", _png, chunk, share=15),
    _target("JPEG", partial(_saved, "JPEG", "L", "RGB", "CMYK")),
    _target("GIF", partial(_saved, "GIF", "1", "P", "RGB")),
    _target("WebP", partial(_saved, "WEBP", "RGB", "RGBA")),
    _target("BMP", partial(_saved, "BMP", "1", "L", "P", "RGB")),
]
