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
from typing import Any, TypeAlias

from summary.record import frame
from summary.scalar_records import frame_scalars

# A scalar is (tag, value, step, wall time); any other event comes serialized.
Item: TypeAlias = "tuple[str, float, int, float] | bytes"

# Errors that pass once somebody makes room: the same file is then continued at the byte where it stopped.
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
WRITER = b"summary"

logger = logging.getLogger("summary")
_numbers = itertools.count()


def encode(items: Sequence[Item]) -> bytes:
    """The records of `items`. One that cannot be encoded is left out and logged: it must not cost the others."""
    return b"".join(_encode_alike(kind, list(alike)) for kind, alike in itertools.groupby(items, type))


def _encode_alike(kind: type, items: list[Any]) -> bytes:
    try:
        return b"".join(map(frame, items)) if kind is bytes else frame_scalars(items)
    except Exception as error:
        if len(items) > 1:
            return b"".join(_encode_alike(kind, [item]) for item in items)
        logger.error("An event could not be encoded and is lost: %.200r: %s", items[0], error)
        return b""


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
    readable. Not for more than one thread.
    """

    def __init__(self, logdir: str, suffix: str) -> None:
        self.path = ""
        self.waiting: Sequence[Item] = ()
        self._logdir = logdir
        self._suffix = suffix
        self._born = time.time()
        self._fd = -1
        self._links = 0
        self._empty = True
        self._size = 0
        self._unsent = memoryview(b"")

    def write(self, batch: Sequence[Item]) -> None:
        """Appends `batch`; only when nothing is `waiting`."""
        self.waiting = batch
        encoded = encode(batch)
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
        """A new file that no other writer has, be it in this second, process or host."""
        start = f"events.out.tfevents.{int(self._born):010d}.{socket.gethostname()}.{os.getpid()}"
        while True:
            self.path = os.path.join(self._logdir, f"{start}.{next(_numbers)}{self._suffix}")
            try:
                return os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            except FileExistsError:
                continue

    def _leave(self) -> None:
        """Gives up a file that cannot be trusted: records that are not all in it go into the next one."""
        sent = self._size - len(self._unsent)
        for done, item in enumerate(self.waiting):
            sent -= len(encode([item]))
            if sent < 0:
                self.waiting = self.waiting[done:]
                break
        encoded = encode(self.waiting)
        self._size, self._unsent = len(encoded), memoryview(encoded)
        self._born = time.time()
        if self._empty:
            with contextlib.suppress(OSError):
                os.unlink(self.path)
        self.close()
