"""The body of a data route: a JSON header, then little-endian columns for the page's typed arrays.

    u32 length of the header | header, JSON, padded with spaces to a multiple of 8 | columns, each at a multiple of 8

The header names a column by [offset from the end of the header, "f8" | "f4" | "u4"]. Where it says that the columns are
planar, a column's first bytes come first, then its second bytes and so on: signs and exponents beside each other are
what compresses in numbers that are measured.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

Place = tuple[int, str]


class ColumnArea:
    """The columns of one reply. Equal columns are sent once: runs of one experiment mostly share their steps."""

    def __init__(self, planar: bool = False) -> None:
        self._planar = planar
        self._parts: list[bytes] = []
        self._places: dict[tuple[str, bytes], Place] = {}
        self._size = 0

    def add(self, column: np.ndarray[Any, np.dtype[Any]]) -> Place:
        """Puts `column` into the reply and returns where it is and what its numbers are."""
        name = f"{column.dtype.kind}{column.dtype.itemsize}"
        data = column.astype(f"<{name}", copy=False).tobytes()
        place = self._places.get((name, data))
        if place is None:
            place = self._places[name, data] = (self._size, name)
            padding = -len(data) % 8
            self._parts += (_planes(data, column.itemsize) if self._planar else data, bytes(padding))
            self._size += len(data) + padding
        return place

    def reply(self, header: dict[str, Any]) -> bytes:
        """The whole body."""
        header = {**header, "planar": True} if self._planar else header
        text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-(4 + len(text)) % 8)
        return b"".join([len(text).to_bytes(4, "little"), text, *self._parts])


def _planes(data: bytes, size: int) -> bytes:
    planes: bytes = np.frombuffer(data, np.uint8).reshape(-1, size).T.tobytes()
    return planes
