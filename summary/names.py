"""Byte strings ↔ small numbers, for tags and kinds while scanning."""

from __future__ import annotations

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

if not cython.compiled:
    from summary.record import RecordReader

FREE = -1


class Names:
    """A hash table with open addressing over the reader's window.

    A name's number is its place in `text`; `numbers` says the same the other way round.
    """

    def __init__(self, reader: RecordReader) -> None:
        self.reader = reader
        self.text: list[str] = []
        self.numbers: dict[str, int] = {}
        self.count = 0
        self.pool_used = 0
        self.pool = np.empty(1 << 12, np.uint8)
        self.start = np.empty(64, np.int64)
        self.size = np.empty(64, np.int32)
        self.hash = np.empty(64, np.uint32)
        self.slot = np.full(256, FREE, np.int32)
        self.follower = np.full(64, FREE, np.int32)
        self.last = 0

    def of(self, at: cython.Py_ssize_t, size: cython.Py_ssize_t) -> cython.int:
        """The number of the name that stands at buffer[at:at + size] of the reader; a new one if it is new."""
        guess: cython.int = self.follower[self.last]
        # Writers repeat their tags in the same order, so the name that came after this one before is likely the next.
        if guess != FREE and self.same(guess, at, size):
            self.last = guess
            return guess
        guess = self.find(at, size)
        self.follower[self.last] = guess
        self.last = guess
        return guess

    def find(self, at: cython.Py_ssize_t, size: cython.Py_ssize_t) -> cython.int:
        code: cython.uint = self.reader.crc(at, size)
        last: cython.Py_ssize_t = self.slot.shape[0] - 1
        slot: cython.Py_ssize_t = code & last
        while self.slot[slot] != FREE:
            if self.hash[self.slot[slot]] == code and self.same(self.slot[slot], at, size):
                return self.slot[slot]
            slot = slot + 1 & last
        with cython.gil:
            self.slot[slot] = self.add(at, size, code)
            if self.count * 2 > last:
                self.widen()
            return self.count - 1

    def same(self, number: cython.int, at: cython.Py_ssize_t, size: cython.Py_ssize_t) -> cython.bint:
        start: cython.Py_ssize_t = self.start[number]
        if self.size[number] != size:
            return False
        if cython.compiled:
            return memcmp(cython.address(self.pool[start]), self.reader.data + at, size) == 0
        else:
            return bytes(self.pool[start : start + size]) == self.reader.data[at : at + size]

    def add(self, at: cython.Py_ssize_t, size: cython.Py_ssize_t, code: cython.uint) -> cython.int:
        i: cython.Py_ssize_t
        name = bytes(self.reader.data[at : at + size])
        if self.count == self.size.shape[0]:
            self.start = np.resize(self.start, 2 * self.count)
            self.size = np.resize(self.size, 2 * self.count)
            self.hash = np.resize(self.hash, 2 * self.count)
            self.follower = np.resize(self.follower, 2 * self.count)
        if self.pool_used + size > self.pool.shape[0]:
            self.pool = np.resize(self.pool, 2 * (self.pool_used + size))
        for i in range(size):
            self.pool[self.pool_used + i] = self.reader.data[at + i]
        self.start[self.count] = self.pool_used
        self.size[self.count] = size
        self.hash[self.count] = code
        self.follower[self.count] = FREE
        self.pool_used += size
        self.count += 1
        # A tag that is not UTF-8 is still a tag: its odd bytes are shown by number.
        text = name.decode("utf-8", "backslashreplace")
        self.text.append(text)
        self.numbers.setdefault(text, self.count - 1)
        return self.count - 1

    def widen(self) -> cython.void:
        number: cython.int
        last: cython.Py_ssize_t = 4 * self.slot.shape[0] - 1
        slot: cython.Py_ssize_t
        self.slot = np.full(last + 1, FREE, np.int32)
        for number in range(self.count):
            slot = self.hash[number] & last
            while self.slot[slot] != FREE:
                slot = slot + 1 & last
            self.slot[slot] = number

    def number(self, name: bytes) -> int:
        """The number of `name`; a new one if it is new."""
        for i in range(len(name)):
            self.reader.data[i] = name[i]
        return self.of(0, len(name))
