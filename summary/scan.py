"""Scanning event files: records → events → columns, many files a call and without Python's lock. Compiled like record.py."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from summary.batch import Batch
from summary.damages import REASONS
from summary.events import Events
from summary.record import RecordReader


class File(NamedTuple):
    """A file to scan: its path, and how an earlier scan of it ended (as in `Ending`), or zeros."""

    path: bytes
    after: int = 0
    resume: int = 0
    seal: int = 0
    session: int = 0


class Ending(NamedTuple):
    """How the scan of a file ended.

    `after`, `resume` and `seal` say where to go on; `session` counts the file's SessionLog.START events so far. `error` is
    an errno or 0, `records` how many intact ones were just read, `first_wall_time` that of the first event in them (NaN if
    none). `replaced`: this is not the file it was, nothing has been read; `more`: the scan stopped where it had been told to.
    The rest is the file's status when it was opened, as os.stat calls it; zeros if it was not.
    """

    after: int
    resume: int
    seal: int
    session: int
    error: int
    replaced: bool
    more: bool
    size: int
    modified_ns: int
    device: int
    inode: int
    records: int
    first_wall_time: float


class Damage(NamedTuple):
    """A damaged stretch of file number `file`; `stop` is None while no intact record follows it."""

    file: int
    start: int
    stop: int | None
    reason: str


class Start(NamedTuple):
    """A SessionLog.START: the `session` that it opens in file number `file` goes on from `step`."""

    file: int
    session: int
    step: int
    wall_time: float


class Scan(NamedTuple):
    batches: list[Batch]
    endings: list[Ending]
    damages: list[Damage]
    starts: list[Start]


class Scanner:
    """Scans files; one a thread. What it has learnt of names it keeps, so use the same one again.

    A record of more than `longest` bytes is not read, but told as damage. Where a file cannot be read for ever, `scan` does
    not return; `progress` tells other threads so.
    """

    def __init__(self, longest: int = 2**62) -> None:
        self.place = 0
        self.reader = RecordReader(longest)
        self.events = Events(self.reader)

    def scan(self, files: Sequence[File], most: int = 2**62) -> Scan:
        """Reads all that is new in `files`, up to about `most` bytes in all."""
        n: cython.int = len(files)
        i: cython.int
        limit: cython.longlong = most
        paths = b"".join(file.path + b"\0" for file in files)
        names: cython.uchar[::1] = np.frombuffer(bytearray(paths) or bytearray(1), np.uint8)
        places = np.cumsum([0] + [len(file.path) + 1 for file in files])
        name: cython.longlong[::1] = places if cython.compiled else places.tolist()
        state = np.array([file[1:] for file in files], np.int64).reshape(n, 4)
        ended = np.zeros((n, len(Ending._fields) - 1), np.int64)
        given: cython.longlong[:, ::1] = state if cython.compiled else state.tolist()
        after: cython.longlong[:, ::1] = ended
        walls = np.full(n, math.nan)
        first: cython.double[::1] = walls
        with cython.nogil:
            for i in range(n):
                self.place = i
                self.scan_file(names, name[i], i, given[i], after[i], first, limit)
                limit -= after[i][0] - given[i][0]
        self.events.columns.finish()
        batches, self.events.columns.batches = self.events.columns.batches, []
        starts, self.events.starts = self.events.starts, []
        damages = [
            Damage(file, start, None if stop < 0 else stop, REASONS[reason])
            for file, start, stop, reason in self.reader.damages.found
        ]
        self.reader.damages.found.clear()
        columns = [*ended.T.tolist(), walls.tolist()]
        columns[5:7] = (ended[:, 5:7] != 0).T.tolist()
        endings = [Ending._make(row) for row in zip(*columns, strict=True)]
        return Scan(batches, endings, damages, [Start(*start) for start in starts])

    def progress(self) -> tuple[int, int]:
        """Which of the files is being scanned, and how far in it: for any thread, while `scan` is at work."""
        return self.place, self.reader.base + self.reader.filled

    def scan_file(
        self,
        names: cython.uchar[::1],
        name: cython.Py_ssize_t,
        file: cython.int,
        given: cython.longlong[::1],
        ended: cython.longlong[::1],
        first: cython.double[::1],
        most: cython.longlong,
    ) -> cython.void:
        begun: cython.longlong = given[0]
        intact: cython.longlong = 0
        i: cython.int
        if most <= 0:
            for i in range(4):
                ended[i] = given[i]
            ended[6] = True
            return
        self.events.begin(file, given[3])
        if self.reader.open(names, name, file, begun, given[1], given[2]):
            while self.reader.after - begun < most and self.reader.next():
                self.events.columns.finish_if_full()
                if self.events.take():
                    intact += 1
                else:
                    self.reader.reject(self.events.refused)
            ended[6] = self.reader.after - begun >= most
        self.reader.close()
        ended[0] = self.reader.after
        ended[1] = self.reader.resume
        ended[2] = self.reader.seal
        ended[3] = self.events.session
        ended[4] = self.reader.error
        ended[5] = self.reader.replaced
        ended[7] = self.reader.file_size
        ended[8] = self.reader.modified_ns
        ended[9] = self.reader.device
        ended[10] = self.reader.inode
        ended[11] = intact
        first[file] = self.events.first_wall_time
