"""Sheets of pictures, one for each row of an embedding."""

from __future__ import annotations

from pathlib import Path

from board.answers import Unreadable
from board.cache import Cache
from board.projection.entry import Sprite, stamps
from board.projection.limits import Flaw, opened
from board.values import picture

FORMATS = ("png", "jpeg")
KEPT = 1000  # headers

_headers: Cache[picture.Header] = Cache(KEPT, lambda _: 1, "sprite headers")


def sprite(path: Path, size: tuple[int, ...], rows: int | None) -> Sprite:
    """The sheet in a file, whose pictures have this [width, height]. Unreadable where there are not as many as `rows`."""
    header = format_of(path)
    with opened(path):
        if len(size) != 2 or 0 in size:
            raise Flaw(
                "is a sheet of pictures whose size the configuration must give: single_image_dim: width, then height."
            )
        width, height = size
        pictures = (header.width // width) * (header.height // height)
        if pictures < (rows or 1):
            raise Flaw(
                f"has room for {pictures:,} pictures of {width} × {height} pixels; there are {rows or 1:,} rows."
            )
    return Sprite(path, width, height)


def format_of(path: Path) -> picture.Header:
    """What the sheet is. Unreadable if it is neither a PNG nor a JPEG."""
    return _headers.get((path, *stamps([path])), lambda: _header(path))


def _header(path: Path) -> picture.Header:
    with opened(path) as file:
        try:
            header = picture.header(file, path.stat().st_size)
        except Unreadable as error:
            raise Flaw(f"is no picture that can be shown: {error}") from error
        if header.format not in FORMATS:
            raise Flaw("is neither a PNG nor a JPEG.")
        if header.error:
            raise Flaw(f"cannot be shown: {header.error}")
        return header
