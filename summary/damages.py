"""What is damaged in event files: the reasons there are, and the stretches of bytes that were found.

Cython compiles this module, with the C types of damages.pxd; uncompiled it does the same.
"""

from __future__ import annotations

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

MOST = 1000  # of one file that are told one by one in one walk

# 0 and 1 are what else record.py finds: what is intact, and the file's end.
BAD_HEADER = 2
BAD_LENGTH = 3
BAD_DATA = 4
BAD_MESSAGE = 5
CUT = 6
TOO_LONG = 7
TOO_MANY_VALUES = 8
TOO_LONG_NAME = 9
TOO_MANY_SESSIONS = 10
TOO_MANY_DAMAGES = 11
REASONS = {
    BAD_HEADER: "the length's checksum does not match",
    BAD_LENGTH: "the length is impossible",
    BAD_DATA: "the data's checksum does not match",
    BAD_MESSAGE: "the data is no Event message",
    CUT: "the record is cut short and others follow",
    TOO_LONG: "the record is longer than the memory that is left for one",
    TOO_MANY_VALUES: "the event holds more than a million values",
    TOO_LONG_NAME: "a name in the event is longer than 64 KB",
    TOO_MANY_SESSIONS: "more than a thousand sessions start in this file; what follows is taken for one",
    TOO_MANY_DAMAGES: "there are more damaged places than can be told one by one, the first of them here",
}


class Damages:
    """The damaged stretches of one file after another, in `found`: (file, start, stop, reason).

    `stop` is -1 where nothing intact follows yet. What `add` is given is told once the next stretch shows that it ended
    there, or by `end`.
    """

    def __init__(self) -> None:
        self.found: list[tuple[int, int, int, int]] = []
        self.start = 0
        self.stop = -1
        self.reason = 0
        self.begin(0)

    def begin(self, file: cython.int) -> cython.void:
        """Marks what comes with this number of a file."""
        self.file = file
        self.told = 0

    def add(self, start: cython.longlong, stop: cython.longlong, reason: cython.int) -> cython.void:
        """Notes a stretch; one that goes on where the last one ended is the same stretch."""
        if stop >= 0 and self.stop == start:
            self.stop = stop
            return
        self.end()
        self.start = start
        self.stop = stop
        self.reason = reason

    def end(self) -> cython.void:
        """Says that the last stretch goes no further."""
        if self.reason:
            with cython.gil:
                self.tell((self.file, self.start, self.stop, self.reason))
        self.reason = 0
        self.stop = -1

    def tell(self, damage: tuple[int, int, int, int]) -> None:
        """One too many is told together with those before it, unless the walk goes on from there."""
        self.told += 1
        if self.told <= MOST or damage[2] < 0:
            self.found.append(damage)
        elif self.told == MOST + 1:
            self.found.append((*damage[:3], TOO_MANY_DAMAGES))
        else:
            self.found.append((self.file, self.found.pop()[1], damage[2], TOO_MANY_DAMAGES))
