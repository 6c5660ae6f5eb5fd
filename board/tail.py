"""Following one growing file: where reading it stands, and whether there is something new."""

from __future__ import annotations

import os

from summary.scan import Ending, File


class Tail:
    """One event file, between reads. It is not held open."""

    __slots__ = ("_identity", "_modified_ns", "_resume", "_seal", "_session", "after", "path", "size")

    def __init__(self, path: str) -> None:
        self.path = path
        self.size = 0
        self._identity: tuple[int, int] | None = None
        self._modified_ns = 0
        self.start_over()

    @property
    def device(self) -> int:
        """The number of the file system that it was read from; 0 before that."""
        return self._identity[0] if self._identity else 0

    def start_over(self) -> None:
        """Forgets what has been read."""
        self.after = self._resume = self._seal = self._session = 0

    def look(self, status: os.stat_result) -> str:
        """Holds the file's status against what it was when it was read.

        "same", "grown", "exchanged" where another file is in its place that may go on as it did (rsync puts a longer
        copy there, and a share that is mounted again has other numbers), or "shrunk". Whether a file that has not shrunk
        begins with what was read is found out when it is read: its bytes before `after` end in the same checksum.
        """
        if self._identity is None:
            return "grown"
        if status.st_size < self.after:
            return "shrunk"
        if self._identity != (status.st_dev, status.st_ino):
            return "exchanged"
        unchanged = (status.st_size, status.st_mtime_ns) == (self.size, self._modified_ns)
        return "same" if unchanged else "grown"

    def file(self) -> File:
        """What the scanner needs to go on."""
        return File(os.fsencode(self.path), self.after, self._resume, self._seal, self._session)

    def advance(self, ending: Ending) -> None:
        """Takes over how a scan ended."""
        self.after = ending.after
        self._resume = ending.resume
        self._seal = ending.seal
        self._session = ending.session
        if ending.error and not ending.inode:
            return  # it could not even be opened
        self.size = ending.size
        self._identity = (ending.device, ending.inode)
        self._modified_ns = ending.modified_ns
