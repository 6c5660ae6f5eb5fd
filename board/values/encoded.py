"""Encoded bytes of a picture or a sound, where they stand in an event file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from board.answers import Gone, read_span
from board.values import stretch


@dataclass(frozen=True)
class Encoded:
    """`size` encoded bytes at `offset` of an event file."""

    path: str
    offset: int
    size: int

    def open(self) -> BinaryIO:
        """Its encoded bytes as a file. Gone if they are no longer there."""
        return stretch.opened(self.path, self.offset, self.size)

    def read(self) -> bytes:
        """Its encoded bytes, as they were logged. Gone if they are no longer there."""
        data = read_span(self.path, self.offset, self.size)
        if data is None:
            raise Gone
        return data
