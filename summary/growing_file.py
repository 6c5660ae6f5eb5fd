"""An event file on disk, as its one writing thread sees it: created, appended to, and taken up again after errors."""

from __future__ import annotations

import contextlib
import errno
import itertools
import logging
import os
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

from summary.record import frame
from summary.scalar_records import frame_scalars


class Deferred(Protocol):
    """An event that is yet to be encoded, from data of about `size` bytes."""

    @property
    def size(self) -> int: ...

    def encode(self, described: set[str]) -> bytes:
        """The serialized event, or nothing; the same each time, without metadata of tags in `described` at first."""

    def start_over(self) -> None:
        """Has `encode` look at `described` anew."""


# A scalar is (tag, value, step, wall time); any other event comes serialized, or will be.
Item: TypeAlias = "tuple[str, float, int, float] | bytes | Deferred"

# Errors that pass once somebody makes room: the same file is then continued at the byte where it stopped.
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
WRITER = b"summary"

logger = logging.getLogger("summary")
_numbers = itertools.count()


def size_of(item: Item) -> int:
    """The bytes that an item holds, besides the few that every item takes."""
    if isinstance(item, tuple):
        return 0
    return len(item) if isinstance(item, bytes) else item.size


def first_record(wall_time: float) -> bytes:
    """Event{wall_time = 1, file_version = 3, source_metadata = 10 {writer = 1}}, which opens every file.

    Put together by hand because the writing thread must not import: a process forked meanwhile would inherit the
    import's lock.
    """
    version = b"brain.Event:2"
    writer = b"\x0a" + bytes([len(WRITER)]) + WRITER
    event = b"\x09" + struct.pack("<d", wall_time) + b"\x1a" + bytes([len(version)]) + version
    return frame(event + b"\x52" + bytes([len(writer)]) + writer)


class GrowingFile:
    """Appends batches of items to a file that it creates in `logdir`.

    Any method may raise OSError; `resume` then goes on without losing, doubling or tearing a record that stays
    readable. An item that cannot be encoded is logged and counted in `unfit`: it must not cost the others. Not for
    more than one thread.
    """

    def __init__(self, logdir: str, suffix: str) -> None:
        self.path = ""
        self.waiting: Sequence[Item] = ()
        self.unfit = 0
        self._logdir = logdir
        self._suffix = suffix
        self._born = time.time()
        self._fd = -1
        self._links = 0
        self._empty = True
        self._size = 0
        self._unsent = memoryview(b"")
        # Tags whose metadata is in the file.
        self._described: set[str] = set()

    def write(self, batch: Sequence[Item]) -> None:
        """Appends `batch`; only when nothing is `waiting`."""
        self.waiting = batch
        encoded = self._encode(batch)
        self._size = len(encoded)
        self._unsent = memoryview(bytes(self._unsent) + encoded)
        self.resume()

    def resume(self) -> None:
        """Writes what is waiting, into a new file if there is none or it was deleted."""
        self.open()
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(self._fd, self._unsent) :]
                self._empty = False
        except OSError as error:
            if error.errno not in NO_SPACE:
                self._leave()
            raise
        self.waiting = ()

    def open(self) -> None:
        """Makes sure that there is a file; its first record is written with the first batch or `resume`."""
        if self._fd >= 0 and os.fstat(self._fd).st_nlink < self._links:
            deleted = self.path
            self._leave()
            raise FileNotFoundError(errno.ENOENT, "the event file was deleted", deleted)
        if self._fd < 0:
            os.makedirs(self._logdir, exist_ok=True)
            self._fd = self._create()
            self._links, self._empty = os.fstat(self._fd).st_nlink, True
            self._unsent = memoryview(first_record(self._born) + bytes(self._unsent))

    def close(self) -> None:
        """Gives the file back, whatever is still waiting; a later `write` would open another."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _create(self) -> int:
        """A new file that no other writer has, be it in this second, process or host.

        Its number is padded: readers go by the order of names, and TensorBoard's never goes back to an earlier one.
        """
        start = f"events.out.tfevents.{int(self._born):010d}.{socket.gethostname()}.{os.getpid()}"
        while True:
            self.path = os.path.join(self._logdir, f"{start}.{next(_numbers):06d}{self._suffix}")
            try:
                return os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            except FileExistsError:
                continue

    def _leave(self) -> None:
        """Gives up a file that cannot be trusted: records that are not all in it go into the next one."""
        sent, unfit = self._size - len(self._unsent), self.unfit
        for done, item in enumerate(self.waiting):
            sent -= len(self._encode([item]))
            if sent < 0:
                self.waiting = self.waiting[done:]
                break
        self._start_over()
        encoded = self._encode(self.waiting)
        self._size, self._unsent, self.unfit = len(encoded), memoryview(encoded), unfit
        self._born = time.time()
        if self._empty:
            with contextlib.suppress(OSError):
                os.unlink(self.path)
        self.close()

    def _start_over(self) -> None:
        """The next file has to tell each tag's metadata again."""
        self._described.clear()
        for item in self.waiting:
            if not isinstance(item, (tuple, bytes)):
                item.start_over()

    def _encode(self, items: Sequence[Item]) -> bytes:
        return b"".join(self._encode_alike(kind, list(alike)) for kind, alike in itertools.groupby(items, type))

    def _encode_alike(self, kind: type, items: list[Any]) -> bytes:
        try:
            if kind is tuple:
                return frame_scalars(items)
            if kind is bytes:
                return b"".join(map(frame, items))
            return b"".join(map(frame, filter(None, (item.encode(self._described) for item in items))))
        except Exception as error:
            if len(items) > 1:
                return b"".join(self._encode_alike(kind, [item]) for item in items)
            self.unfit += 1
            logger.error("An event could not be encoded and is lost: %.200r: %s", items[0], error)
            return b""
