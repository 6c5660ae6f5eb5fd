"""The text of a trace, for the arguments that are read when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from board.timeline.trace import TimelineError

LARGEST = 16 << 20  # bytes of one event's arguments
GONE = "The file of this timeline was replaced, cut short or deleted, so the arguments cannot be read: load the page again."


class FileText:
    """The text in a file, as long as it is the same file. It is held open only within `held`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp = _stamp(path)
        self._descriptor: int | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps the file open while many places of it are read."""
        self._descriptor = self._opened()
        try:
            yield
        finally:
            os.close(self._descriptor)
            self._descriptor = None

    def read(self, at: int, size: int) -> str:
        """The text of `size` bytes at `at`. TimelineError where they are not there any more."""
        if size > LARGEST:
            raise TimelineError(f"These arguments have {size:,} bytes; {LARGEST >> 20} MiB of them can be shown.")
        if self._descriptor is not None:
            return self._read(self._descriptor, at, size)
        descriptor = self._opened()
        try:
            return self._read(descriptor, at, size)
        finally:
            os.close(descriptor)

    def _opened(self) -> int:
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
        except OSError as error:
            raise TimelineError(GONE) from error
        if _of(os.fstat(descriptor)) != self._stamp:
            os.close(descriptor)
            raise TimelineError(GONE)
        return descriptor

    def _read(self, descriptor: int, at: int, size: int) -> str:
        data = os.pread(descriptor, size, at)
        if len(data) < size:
            raise TimelineError(GONE)
        return data.decode("utf-8", "backslashreplace")


class MadeText:
    """A text that is in memory."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def read(self, at: int, size: int) -> str:
        """The text of `size` bytes at `at`."""
        return self._text[at : at + size].decode("utf-8", "backslashreplace")


class NoText:
    """What stands in where a compressed trace's text could not be kept."""

    def __init__(self, why: str) -> None:
        self._why = why

    def read(self, at: int, size: int) -> str:
        raise TimelineError(self._why)


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        return _of(path.stat())
    except OSError as error:
        raise TimelineError(f"{path.name} cannot be read: {error.strerror}.") from error


def _of(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
