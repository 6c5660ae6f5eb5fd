"""Asks the file system of many paths at once, while other threads go on, and tells what directories hold.

Cython compiles this module, with the C types of directories.pxd; where no compiler was at hand the same source runs as it is.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from board import beside

if not cython.compiled:
    from errno import EACCES, EIO, ELOOP, ENOENT, ENOTDIR

    from board.entries import BESIDE, DIRECTORY, NOTHING, promise
    from summary.uncompiled import as_int64

COMPILED: bool = cython.compiled

NS = 1_000_000_000
ROOM = 1 << 16
FULL = 1 << 22  # bytes of paths that are gathered before objects are made of them
SLASH = ord("/")

UNTOLD = 3  # beside what `promise` tells
Kinds = tuple[list[str], list[str], list[str], list[str]]

Statuses = np.ndarray[tuple[int, int], np.dtype[np.int64]]
"""A row a path: errno or 0, st_size, st_mtime_ns, st_dev, st_ino."""


class Entries(NamedTuple):
    """What a directory holds, as paths: event files, other files that are shown, directories; or the errno why that is unknown.

    Of those `untold` it cannot be told now what they are.
    """

    error: int
    files: list[str]
    directories: list[str]
    beside: list[str]
    untold: list[str]


class Surveyor:
    """Calls the file system; one a thread. Where a path does not answer, its methods do not return: `progress` tells so.

    An interrupted call is made again.
    """

    def __init__(self) -> None:
        self.place = self.calls = 0
        self.stopped = False
        self.text = b"".join(ending.encode() + b"\0" for ending in beside.ENDINGS)
        self.endings = self.text
        self.filled = 0
        self.use(bytearray(ROOM))

    def use(self, buffer: bytearray) -> cython.void:
        """Makes `buffer` what paths are gathered in."""
        self.buffer = buffer
        self.capacity = len(buffer)
        if cython.compiled:
            self.data = cython.address(self.buffer[0])
        else:
            self.data = buffer

    def progress(self) -> tuple[int, int]:
        """At which of the paths a method is, and the calls that have been made: for any thread."""
        return self.place, self.calls

    def stop(self) -> None:
        """Has the method that is at work return after the call that it is in; what it returns then means nothing."""
        self.stopped = True

    def look_at(self, paths: Sequence[str]) -> Statuses:
        """What is at each of the paths; links are followed."""
        n: cython.Py_ssize_t = len(paths)
        i: cython.Py_ssize_t
        found = np.zeros((n, 5), np.int64)
        rows: cython.longlong[:, ::1] = found
        text = os.fsencode("\0".join(paths))
        if cython.compiled:
            at: cython.p_char = text
            with cython.nogil:
                for i in range(n):
                    if self.stopped:
                        break
                    self.place = i
                    self.status(at, rows[i])
                    at += strlen(at) + 1
        else:
            for i in range(n):
                if self.stopped:
                    break
                self.place = i
                self.status(paths[i], rows[i])
        return found

    def status(self, path: cython.p_char, row: cython.longlong[::1]) -> cython.int:
        """What kind of thing is at a path, as its st_mode says; 0 if that is not to be had, and the row says why."""
        self.calls += 1
        if cython.compiled:
            info: struct_stat
            while posix_stat(path, cython.address(info)) != 0:
                if errno != EINTR:
                    row[0] = errno
                    return 0
            row[1] = info.st_size
            row[2] = info.st_mtim.tv_sec * NS + info.st_mtim.tv_nsec
            row[3] = info.st_dev
            row[4] = info.st_ino
            return info.st_mode
        else:
            try:
                info = os.stat(path)
            except OSError as error:
                row[0] = error.errno or EIO
                return 0
            row[1:] = [info.st_size, info.st_mtime_ns, as_int64(info.st_dev), as_int64(info.st_ino)]
            return info.st_mode

    def look_into(self, paths: Sequence[str]) -> list[Entries]:
        """What each of the directories holds. What no name can make an event file, a directory or shown is not looked at."""
        found: list[Entries] = []
        while len(found) < len(paths) and not self.stopped:
            found += self.some(paths[len(found) :], len(found))
        return found

    def some(self, paths: Sequence[str], place: cython.Py_ssize_t) -> Any:
        """What the first of these directories hold, at least one; they are `place` and those behind it."""
        n: cython.Py_ssize_t = len(paths)
        i: cython.Py_ssize_t
        done: cython.Py_ssize_t = 0
        if cython.compiled:
            text = os.fsencode("\0".join(paths))
            at: cython.p_char = text
            ended = np.zeros((n, 2), np.int64)
            ends: cython.longlong[:, ::1] = ended
            self.filled = 0
            with cython.nogil:
                for i in range(n):
                    if self.stopped or self.filled > FULL:
                        break
                    self.place = place + i
                    ends[i][0] = self.gather(at)
                    ends[i][1] = self.filled
                    at += strlen(at) + 1
                    done += 1
            found = [self.entries(ends[i - 1][1] if i else 0, ends[i][1], ends[i][0]) for i in range(done)]
            if self.capacity > 2 * FULL:
                self.use(bytearray(ROOM))
            return found
        else:
            self.place = place
            return [self.look_through(paths[0])]

    def gather(self, path: cython.p_char) -> cython.int:
        """Appends to the buffer what a directory holds; an errno if that cannot be read to its end."""
        self.calls += 1
        directory = opendir(path)
        while directory == cython.NULL and errno == EINTR:
            directory = opendir(path)
        if directory == cython.NULL:
            return errno
        begin: cython.Py_ssize_t = self.filled
        error: cython.int = 0
        length: cython.Py_ssize_t = strlen(path)
        while not self.stopped:
            self.calls += 1
            entry = next_entry(directory)
            if entry == cython.NULL:
                if errno == EINTR:
                    continue
                error = errno
                break
            self.take(path, length, entry.d_name, strlen(entry.d_name), entry.d_type)
        closedir(directory)
        if error != 0:
            self.filled = begin
        return error

    def take(
        self,
        path: cython.p_char,
        length: cython.Py_ssize_t,
        name: cython.p_char,
        n: cython.Py_ssize_t,
        kind: cython.int,
    ) -> cython.void:
        """Appends an entry of a directory to the buffer: what it is, its path, and a NUL; nothing if nobody wants it."""
        what: cython.int = promise(name, n, self.endings)
        if what == NOTHING or (kind == DT_REG and what == DIRECTORY):
            return
        if length + n + 3 > self.capacity - self.filled:
            with cython.gil:
                wider = bytearray(2 * self.capacity + length + n)
                wider[: self.filled] = self.buffer[: self.filled]
                self.use(wider)
        to = self.data + self.filled
        memcpy(to + 1, path, length)
        if path[length - 1] != SLASH:
            to[length + 1] = SLASH
            length += 1
        memcpy(to + 1 + length, name, n + 1)
        if kind != DT_REG and kind != DT_DIR:
            if kind != DT_LNK and kind != DT_UNKNOWN:
                return
            kind = self.followed(cython.cast(cython.p_char, to + 1))
        if kind == DT_REG and what != DIRECTORY:
            to[0] = what
        elif kind == DT_DIR:
            to[0] = DIRECTORY
        elif kind == DT_UNKNOWN:
            to[0] = UNTOLD
        else:
            return
        self.filled += length + n + 2

    def followed(self, path: cython.p_char) -> cython.int:
        """What is at a path, as of an entry's d_type; DT_UNKNOWN if that cannot be told now."""
        self.calls += 1
        info: struct_stat
        while posix_stat(path, cython.address(info)) != 0:
            if errno != EINTR:
                # A link that leads in a circle is neither, and costs only itself.
                return DT_LNK if never_there(errno) else DT_UNKNOWN
        return DT_REG if S_ISREG(info.st_mode) else DT_DIR if S_ISDIR(info.st_mode) else DT_LNK

    def entries(self, at: cython.Py_ssize_t, end: cython.Py_ssize_t, error: cython.int) -> Entries:
        """Objects of what stands in the buffer."""
        kinds: Kinds = ([], [], [], [])
        n: cython.Py_ssize_t
        while at < end:
            n = strlen(cython.cast(cython.p_char, self.data + at + 1))
            path = PyUnicode_DecodeFSDefaultAndSize(cython.cast(cython.p_char, self.data + at + 1), n)
            put(kinds, self.data[at], path)
            at += n + 2
        return in_order(error, kinds)

    def look_through(self, path: str) -> Entries:
        """What a directory holds, where this module is not compiled."""
        kinds: Kinds = ([], [], [], [])
        self.calls += 1
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    self.calls += 1
                    if self.stopped:
                        break
                    name = os.fsencode(entry.name)
                    what = promise(name, len(name), self.endings)
                    try:
                        if what != NOTHING and what != DIRECTORY and entry.is_file():
                            put(kinds, what, entry.path)
                        elif what != NOTHING and entry.is_dir():
                            put(kinds, DIRECTORY, entry.path)
                    except OSError as error:
                        if not never_there(error.errno or EIO):
                            put(kinds, UNTOLD, entry.path)
        except OSError as error:
            return Entries(error.errno or EIO, [], [], [], [])
        return in_order(0, kinds)


def put(kinds: Kinds, what: cython.int, path: str) -> cython.void:
    if what != BESIDE or beside.kind_of(path[path.rfind("/") + 1 :]):
        kinds[what].append(path)


def in_order(error: cython.int, kinds: Kinds) -> Entries:
    files, directories, others, untold = kinds
    if len(files) > 1:
        files.sort()
    if len(directories) > 1:
        directories.sort()
    return Entries(error, files, directories, others, untold)


def never_there(error: cython.int) -> cython.bint:
    """Whether an errno says that there is nothing to be had, now or later."""
    return error in (ENOENT, ENOTDIR, ELOOP, EACCES)
