"""A stretch of a file as a file of its own, so that what is large is read piece by piece."""

from __future__ import annotations

import errno
import io
import os
from typing import TYPE_CHECKING

from board.answers import Gone, Unreadable, check_answers

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER = 1 << 15  # bytes that are read at once; mostly all of a small image


class Sized(io.RawIOBase):
    """A file of `size` bytes that is only read, in any order; the next byte is that at `_at`."""

    size: int
    _at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, begin + offset)
        return self._at

    def tell(self) -> int:
        return self._at


class Stretch(Sized):
    """`size` bytes at `offset` of a file; the file is closed with it."""

    def __init__(self, file: io.FileIO, offset: int, size: int) -> None:
        self._file = file
        self._offset = offset
        self.size = size

    def readinto(self, buffer: WriteableBuffer) -> int:
        into = memoryview(buffer).cast("B")
        self._file.seek(self._offset + self._at)
        got = self._file.readinto(into[: max(0, self.size - self._at)]) or 0
        self._at += got
        return got

    def close(self) -> None:
        self._file.close()
        super().close()


class _Reader(io.BufferedReader):
    """Buffered; however much is asked for, memory is taken for no more than there is."""

    def __init__(self, stretch: Stretch, size: int) -> None:
        super().__init__(stretch, BUFFER)
        self._size = size

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self._size - self.tell())
        return super().read(left if size is None or size < 0 else min(size, left))


def opened(path: str, offset: int, size: int) -> io.BufferedReader:
    """`size` bytes at `offset` of a file, buffered. Gone if they are not there."""
    check_answers(path)
    try:
        file = io.FileIO(path)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            raise Gone from error
        raise Unreadable(f"The file cannot be read now: {error.strerror}.") from error
    if os.fstat(file.fileno()).st_size < offset + size:
        file.close()
        raise Gone
    return _Reader(Stretch(file, offset, size), size)
