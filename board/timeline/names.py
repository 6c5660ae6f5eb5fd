"""Byte strings ↔ small numbers, for the names in a trace while it is read; compiled like scanning.py."""

from __future__ import annotations

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

FREE = -1
WORD = (1 << 32) - 1
PRIME = 16777619


class Names:
    """A hash table with open addressing. A name's number is its place in `found`, which has the bytes as they stood."""

    def __init__(self) -> None:
        self.found: list[bytes] = []
        self.count = 0
        self.pool_used = 0
        self.pool = np.empty(1 << 12, np.uint8)
        self.start = np.empty(64, np.int64)
        self.size = np.empty(64, np.int64)
        self.hash = np.empty(64, np.uint32)
        self.slot = np.full(256, FREE, np.int32)

    def of(self, data: cython.p_uchar, at: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.int:
        """The number of the name that stands at data[at:stop]; a new one if it is new."""
        code: cython.uint = hashed(data, at, stop)
        last: cython.Py_ssize_t = self.slot.shape[0] - 1
        slot: cython.Py_ssize_t = code & last
        while self.slot[slot] != FREE:
            if self.hash[self.slot[slot]] == code and self.same(self.slot[slot], data, at, stop):
                return self.slot[slot]
            slot = slot + 1 & last
        with cython.gil:
            self.slot[slot] = self.add(data, at, stop, code)
            if self.count * 2 > last:
                self.widen()
            return self.count - 1

    def same(
        self, number: cython.int, data: cython.p_uchar, at: cython.Py_ssize_t, stop: cython.Py_ssize_t
    ) -> cython.bint:
        start: cython.Py_ssize_t = self.start[number]
        if self.size[number] != stop - at:
            return False
        if cython.compiled:
            return memcmp(cython.address(self.pool[start]), data + at, stop - at) == 0
        else:
            return bytes(self.pool[start : start + stop - at]) == data[at:stop]

    def add(
        self, data: cython.p_uchar, at: cython.Py_ssize_t, stop: cython.Py_ssize_t, code: cython.uint
    ) -> cython.int:
        i: cython.Py_ssize_t
        size: cython.Py_ssize_t = stop - at
        if self.count == self.size.shape[0]:
            self.start = np.resize(self.start, 2 * self.count)
            self.size = np.resize(self.size, 2 * self.count)
            self.hash = np.resize(self.hash, 2 * self.count)
        if self.pool_used + size > self.pool.shape[0]:
            self.pool = np.resize(self.pool, 2 * (self.pool_used + size))
        for i in range(size):
            self.pool[self.pool_used + i] = data[at + i]
        self.start[self.count] = self.pool_used
        self.size[self.count] = size
        self.hash[self.count] = code
        self.pool_used += size
        self.count += 1
        self.found.append(bytes(data[at:stop]))
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


def hashed(data: cython.p_uchar, at: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.uint:
    """FNV-1a, of 32 bits (http://www.isthe.com/chongo/tech/comp/fnv)."""
    code: cython.ulonglong = 2166136261
    i: cython.Py_ssize_t
    for i in range(at, stop):
        code = ((code ^ data[i]) * PRIME) & WORD
    return code
