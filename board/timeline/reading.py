"""The file of a trace, plain or compressed, → its events as columns, in pieces, however large it is."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from board.answers import Unreadable
from board.memory import memory
from board.timeline.raw import RawEvents
from board.timeline.scanning import Scanner
from board.timeline.trace import TimelineError

PIECE = 4 << 20
LARGEST_EVENT = 64 << 20
LARGEST_TEXT = 16 << 30  # bytes of a trace once it is unpacked
MOST_EVENTS = 100_000_000
MOST_NAMES = 4_000_000
EVENT_BYTES, NAME_BYTES = 120, 200  # that one takes while they are put in order

Progress = Callable[[int], None]


def read(path: Path, copy: Callable[[bytes], object] | None = None, progress: Progress = lambda _: None) -> RawEvents:
    """All events of a trace.

    `copy`, where it is given, takes the text, unpacked, in pieces. `progress` is told how many bytes of the
    file have been read. TimelineError where it cannot be read, or holds no events.
    """
    try:
        with path.open("rb") as file:
            return _scanned(_texts(file, progress), path.name, copy)
    except OSError as error:
        raise TimelineError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def read_text(text: bytes, name: str) -> RawEvents:
    """All events of a trace that is in memory; errors are as of `read`."""
    return _scanned(iter([text]), name, None)


def is_compressed(path: Path) -> bool:
    """Whether it is a gzip file, whatever its name. OSError where it cannot be read."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _scanned(pieces: Iterator[bytes], name: str, copy: Callable[[bytes], object] | None) -> RawEvents:
    scanner, read, rest = Scanner(), 0, b""
    cut = False
    for piece in pieces:
        if copy is not None:
            copy(piece)
        data = rest + piece if rest else piece
        taken = scanner.feed(data, read)
        read, rest = read + taken, data[taken:]
        if len(rest) > LARGEST_EVENT:
            cut = True
            break
        names = sum(len(one.found) for one in (scanner.names, scanner.categories, scanner.ids, scanner.threads))
        if read > LARGEST_TEXT or scanner.rows.count > MOST_EVENTS or names > MOST_NAMES:
            raise TimelineError(
                f"{name} holds more than {MOST_EVENTS:,} events, {MOST_NAMES:,} names or {LARGEST_TEXT >> 30} GiB once "
                "it is unpacked; record fewer steps."
            )
        try:
            memory.check(EVENT_BYTES * scanner.rows.count + NAME_BYTES * names, name)
        except Unreadable as error:
            raise TimelineError(str(error)) from error
    if not scanner.rows.count:
        raise TimelineError(f"{name} is no timeline: there is no event of Chrome's trace format in it.")
    return _raw(scanner, complete=scanner.ended and not cut)


def _raw(scanner: Scanner, complete: bool) -> RawEvents:
    return RawEvents(
        **scanner.rows.columns(),
        names=tuple(map(text_of, scanner.names.found)),
        categories=tuple(map(text_of, scanner.categories.found)),
        ids=tuple(map(text_of, scanner.ids.found)),
        threads=tuple(_pair(name) for name in scanner.threads.found),
        fields={text_of(key): (at, stop) for key, at, stop in scanner.fields},
        garbled=scanner.garbled,
        complete=complete,
    )


def _texts(file: BinaryIO, progress: Progress) -> Iterator[bytes]:
    """The text in pieces; of a compressed file that ends too soon, what can be had."""
    unpack: Callable[[bytes], Iterator[bytes]] = _as_it_is
    read = 0
    while piece := file.read(PIECE):
        if not read and piece.startswith(b"\x1f\x8b"):
            unpack = Unpacking().pieces
        read += len(piece)
        yield from unpack(piece)
        progress(read)


def _as_it_is(piece: bytes) -> Iterator[bytes]:
    yield piece


class Unpacking:
    """A gzip stream of one or several members, a bounded piece at a time, so that a bomb fills no memory."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._broken = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What these bytes hold; nothing more after a damaged place."""
        while data and not self._broken:
            try:
                piece = self._stream.decompress(data, PIECE)
            except zlib.error:
                self._broken = True
                return
            if piece:
                yield piece
            data = self._stream.unconsumed_tail
            if self._stream.eof:
                data = self._stream.unused_data
                self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)


def text_of(stood: bytes) -> str:
    """A JSON text between its quotes, or a number as it stood; odd bytes are shown by number."""
    if b"\\" in stood:
        try:
            return str(json.loads(b'"' + stood + b'"', strict=False))
        except ValueError:
            pass
    return stood.decode("utf-8", "backslashreplace")


def _pair(stood: bytes) -> tuple[str, str]:
    process, _, thread = stood.partition(b"\0")
    return text_of(process), text_of(thread)
