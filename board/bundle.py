"""A zip file, made while it is sent."""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZipFile, ZipInfo

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# Years that a zip file can tell.
FIRST, LAST = 1980, 2107


class Member(NamedTuple):
    """A file of a zip file: its name, when it was written (Unix seconds), and its bytes in pieces."""

    name: str
    wall_time: float
    pieces: Iterable[bytes]


class _Sink(io.RawIOBase):
    """What has been written since it was last drained. It cannot tell or seek, so ZipFile does not go back in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def drain(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def zipped(members: Iterable[Member]) -> Iterator[bytes]:
    """The zip file's bytes; members are taken as they come and not compressed. Equal names get a number."""
    sink = _Sink()
    names: dict[str, int] = {}
    with ZipFile(sink, "w") as archive:
        for member in members:
            entry = ZipInfo(_once(member.name, names), _date(member.wall_time))
            with archive.open(entry, "w") as file:
                for piece in member.pieces:
                    file.write(piece)
                    yield sink.drain()
    yield sink.drain()


def _once(name: str, names: dict[str, int]) -> str:
    """The name, with a number before its ending where there has been one like it; case does not make a name another."""
    key = name.lower()
    names[key] = names.get(key, 0) + 1
    if names[key] == 1:
        return name
    stem, dot, ending = name.rpartition(".")
    return _once(f"{stem}-{names[key]}{dot}{ending}", names)


def _date(wall_time: float) -> tuple[int, int, int, int, int, int]:
    try:
        year, *rest = time.gmtime(wall_time)[:6]
    except (ValueError, OverflowError, OSError):
        year, rest = FIRST - 1, []
    if not FIRST <= year <= LAST:
        return FIRST, 1, 1, 0, 0, 0
    month, day, hour, minute, second = rest
    return year, month, day, hour, minute, second
