"""Following one growing file: where reading it stands, and whether there is something new."""

from __future__ import annotations

import os

from summary.scan import Ending, File

Status = tuple[int, int, int, int]
"""What a file's status is compared by: its size, when it was changed (ns), its device and inode, as os.stat calls them."""

NEVER_READ: Status = (0, 0, 0, 0)


class Tail:
    """One event file, between reads. It is not held open. `status`: as when it was last read."""

    __slots__ = ("_resume", "_seal", "_session", "after", "path", "status")

    def __init__(self, path: str) -> None:
        self.path = path
        self.status = NEVER_READ
        self.start_over()

    @property
    def device(self) -> int:
        """The number of the file system that it was read from; 0 before that."""
        return self.status[2]

    @property
    def size(self) -> int:
        return self.status[0]

    def start_over(self) -> None:
        """Forgets what has been read."""
        self.after = self._resume = self._seal = self._session = 0

    def look(self, now: Status) -> str:
        """Holds the file's status against what it was when it was read.

        "same", "grown", "exchanged" where another file is in its place that may go on as it did (rsync puts a longer
        copy there, and a share that is mounted again has other numbers), or "shrunk". Whether a file that has not shrunk
        begins with what was read is found out when it is read: its bytes before `after` end in the same checksum.
        """
        if self.status is NEVER_READ:
            return "grown"
        if now[0] < self.after:
            return "shrunk"
        if self.status[2:] != now[2:]:
            return "exchanged"
        return "same" if now == self.status else "grown"

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
        self.status = (ending.size, ending.modified_ns, ending.device, ending.inode)
