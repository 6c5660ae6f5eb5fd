"""The body of a data route: a JSON header, then little-endian columns for the page's typed arrays.

    u32 length of the header | header, JSON, padded with spaces to a multiple of 8 | columns, each at a multiple of 8

The header names a column by [offset from the end of the header, "f8" | "f4" | "u4"]. Where it says that they are
planar, a column's first bytes come first, then its second bytes and so on: signs and exponents beside each other are
what compresses in numbers that are measured.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from board.answers import Unreadable
from board.memory import memory

SHARE = 8  # a reply may take one part in so many of the memory

Place = tuple[int, str]


class ColumnArea:
    """The columns of one reply. Equal columns are sent once: runs of one experiment mostly share their steps."""

    def __init__(self) -> None:
        self._columns: list[np.ndarray[Any, np.dtype[Any]]] = []
        self._places: dict[tuple[str, bytes], Place] = {}
        self.size = 0

    def add(self, column: np.ndarray[Any, np.dtype[Any]]) -> Place:
        """Puts `column` into the reply and returns where it is and what its numbers are."""
        name = f"{column.dtype.kind}{column.dtype.itemsize}"
        data = column.astype(f"<{name}", copy=False)
        key = (name, data.tobytes())
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = (self.size, name)
            self._columns.append(data)
            self.size += data.nbytes + -data.nbytes % 8
            if self.size > memory.most // SHARE:
                raise Unreadable(
                    f"This reply would have more than {memory.most // SHARE >> 20:,} MB: ask for fewer runs, tags or pixels."
                )
        return place

    def reply(self, header: dict[str, Any], planar: bool = False) -> bytes:
        """The whole body."""
        text = json.dumps({**header, "planar": planar}, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-(4 + len(text)) % 8)
        parts = [len(text).to_bytes(4, "little"), text]
        for column in self._columns:
            data = column.view(np.uint8).reshape(-1, column.itemsize).T if planar else column
            parts += (data.tobytes(), bytes(-column.nbytes % 8))
        return b"".join(parts)
