"""The record framing of event files, both ways.

A file is a chain of records, all numbers little-endian (tensorflow/core/lib/io/record_writer.h):

    uint64 length | uint32 masked CRC-32C of the length | data | uint32 masked CRC-32C of the data

Cython compiles this module, with the C types of record.pxd; where no compiler was at hand the same source runs as it
is, some hundred times slower.
"""

from __future__ import annotations

import os
import stat
import struct

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from summary.checksum import masked_crc32c

if not cython.compiled:
    from summary.checksum import masked_by_bytes

COMPILED: bool = cython.compiled

HEADER = 12
FOOTER = 4
# Protobuf messages end at 2 GiB, so no writer can have meant more.
LONGEST = 2**31 - 1
WINDOW = 1 << 20
NS = 1_000_000_000

INTACT = 0
SHORT = 1
BAD_HEADER = 2
BAD_LENGTH = 3
BAD_DATA = 4
BAD_MESSAGE = 5
CUT = 6
REASONS = {
    BAD_HEADER: "the length's checksum does not match",
    BAD_LENGTH: "the length is impossible",
    BAD_DATA: "the data's checksum does not match",
    BAD_MESSAGE: "the data is no Event message",
    CUT: "the record is cut short and others follow",
}


def frame(data: bytes) -> bytes:
    """`data` as one record."""
    length = struct.pack("<Q", len(data))
    return b"".join((length, struct.pack("<I", masked_crc32c(length)), data, struct.pack("<I", masked_crc32c(data))))


class RecordReader:
    """Walks the intact records of one file after another through a window that stays in the processor's cache.

    `open` a file, call `next` until it is false, read the record's data at `data[at + HEADER - base:][:size]`, `close`.
    `after` is then where to go on when the file has grown: at its end, at a record that is still being written, or at a
    damage that no intact record follows yet. `problems` holds (file, start, stop, reason); stop is -1 for such a damage.
    `seal` is the checksum that the last record read ends with: bytes that a file cannot lose unless it is written anew.
    """

    def __init__(self) -> None:
        self.use(bytearray(WINDOW))
        self.problems: list[tuple[int, int, int, int]] = []
        self.damage_stop = -1
        self.damage_reason = 0
        self.fd = -1

    def use(self, buffer: bytearray) -> cython.void:
        """Makes `buffer` the window; `data` is its bytes without a memoryview's detours."""
        self.buffer = buffer
        self.capacity = len(buffer)
        if cython.compiled:
            self.data = cython.address(self.buffer[0])
        else:
            self.data = buffer

    def open(
        self,
        names: cython.uchar[::1],
        name: cython.Py_ssize_t,
        file: cython.int,
        after: cython.longlong,
        resume: cython.longlong,
        seal: cython.longlong,
    ) -> cython.bint:
        """Opens the file whose path stands NUL-terminated at names[name:]; false if there is nothing to read.

        That is because it cannot be opened (`error` says why) or is another than before (`replaced`). `after`, `resume`
        and `seal` are what an earlier walk of this file ended with, or 0; `file` marks its problems.
        """
        self.file = file
        self.after = after
        self.resume = resume
        self.base = after
        self.filled = 0
        self.limit = 0
        self.error = 0
        self.file_size = self.modified_ns = self.device = self.inode = 0
        # A FIFO that calls itself an event file must not hang the reader: hence not to block, and the look at its mode.
        if cython.compiled:
            info: struct_stat
            self.fd = posix_open(cython.cast(cython.p_char, cython.address(names[name])), O_RDONLY | O_NONBLOCK)
            if self.fd < 0 or fstat(self.fd, cython.address(info)) != 0:
                self.error = errno
            elif S_ISREG(info.st_mode):
                self.limit = self.file_size = info.st_size
                self.modified_ns = info.st_mtim.tv_sec * NS + info.st_mtim.tv_nsec
                self.device = info.st_dev
                self.inode = info.st_ino
        else:
            try:
                self.fd = os.open(bytes(names[name:]).split(b"\0")[0], os.O_RDONLY | os.O_NONBLOCK)
                info = os.fstat(self.fd)
                if stat.S_ISREG(info.st_mode):
                    self.limit = self.file_size = info.st_size
                    self.modified_ns = info.st_mtime_ns
                    self.device = info.st_dev
                    self.inode = info.st_ino
            except OSError as error:
                self.error = error.errno or -1
        # What failed data checks may cost in all, so that a file full of forged headers is still read in linear time.
        self.budget = 8 * self.limit + (64 << 20)
        self.seal = seal
        self.replaced = False
        if self.error == 0 and after >= FOOTER:
            self.base = after - FOOTER
            self.replaced = not self.window(after - FOOTER, FOOTER) or self.u32(0) != seal
        return self.error == 0 and not self.replaced

    def close(self) -> cython.void:
        self.report()
        if self.fd >= 0:
            if cython.compiled:
                posix_close(self.fd)
            else:
                os.close(self.fd)
        self.fd = -1
        if self.capacity > 8 * WINDOW:
            with cython.gil:
                self.use(bytearray(WINDOW))

    def next(self) -> cython.bint:
        """Moves to the next intact record; false where none follows (yet)."""
        status: cython.int
        found: cython.longlong
        while True:
            status = self.check(self.after)
            if status == INTACT:
                self.at = self.after
                self.after = self.at + HEADER + self.size + FOOTER
                self.seal = self.u32(self.after - FOOTER - self.base)
                return True
            # A header that is not all there can only be the file's end.
            found = -1 if status == SHORT and self.size < 0 else self.search(max(self.after + 1, self.resume))
            if found < 0:
                if status != SHORT:
                    self.damage(self.after, -1, status)
                return False
            self.damage(self.after, found, CUT if status == SHORT else status)
            self.after = found
            self.resume = 0
            if found >= FOOTER and self.window(found - FOOTER, FOOTER):
                self.seal = self.u32(found - FOOTER - self.base)

    def reject(self) -> cython.void:
        """Calls the record that `next` has just moved to damaged: its data is no message."""
        self.damage(self.at, self.after, BAD_MESSAGE)

    def check(self, at: cython.longlong) -> cython.int:
        """What stands at `at`. Sets `size` to the data's length, -1 if the header is not all there."""
        i: cython.Py_ssize_t
        self.size = -1
        if not self.window(at, HEADER):
            return SHORT
        i = at - self.base
        if self.crc(i, 8) != self.u32(i + 8):
            return BAD_HEADER
        if self.u64(i) > LONGEST:
            return BAD_LENGTH
        self.size = self.u64(i)
        if not self.window(at, HEADER + self.size + FOOTER):
            return SHORT
        i = at - self.base + HEADER
        if self.crc(i, self.size) != self.u32(i + self.size):
            return BAD_DATA
        return INTACT

    def search(self, start: cython.longlong) -> cython.longlong:
        """The first intact record at or after `start`, or -1; `resume` is then where a later search need start."""
        candidate: cython.longlong = start
        last: cython.longlong
        self.resume = 0
        while self.window(candidate, HEADER):
            last = self.base + self.filled - HEADER
            while candidate <= last and not self.probe(candidate):
                candidate += 1
            if candidate > last:
                continue
            if cython.cast(cython.longlong, self.u64(candidate - self.base)) <= self.budget:
                following: cython.int = self.check(candidate)
                if following == INTACT:
                    return candidate
                if following == BAD_DATA:
                    self.budget -= self.size
                elif following == SHORT and self.resume == 0:
                    self.resume = candidate
            candidate += 1
        if self.resume == 0:
            self.resume = candidate
        return -1

    def probe(self, at: cython.longlong) -> cython.bint:
        """Whether a header with a possible length stands at `at`, which is in the window."""
        i: cython.Py_ssize_t = at - self.base
        return self.u32(i + 4) == 0 and self.u32(i) <= LONGEST and self.crc(i, 8) == self.u32(i + 8)

    def window(self, at: cython.longlong, n: cython.longlong) -> cython.bint:
        """Brings the bytes at:at+n into the buffer; false if the file ends before them."""
        if self.base <= at and at + n <= self.base + self.filled:
            return True
        return at + n <= self.limit and self.slide(at, n)

    def slide(self, at: cython.longlong, n: cython.longlong) -> cython.bint:
        keep: cython.Py_ssize_t = max(0, self.base + self.filled - at) if at >= self.base else 0
        skip: cython.Py_ssize_t = at - self.base
        got: cython.Py_ssize_t
        if n > self.capacity:
            with cython.gil:
                wider = bytearray(n + WINDOW)
                if keep:
                    wider[:keep] = self.buffer[skip : skip + keep]
                self.use(wider)
        elif keep:
            self.shift(skip, keep)
        self.base = at
        self.filled = keep
        while self.filled < n:
            got = self.read(min(self.capacity - self.filled, self.limit - self.base - self.filled))
            if got <= 0:
                self.limit = self.base + self.filled
                return False
            self.filled += got
        return True

    def shift(self, skip: cython.Py_ssize_t, keep: cython.Py_ssize_t) -> cython.void:
        if cython.compiled:
            memmove(self.data, self.data + skip, keep)
        else:
            self.buffer[:keep] = self.buffer[skip : skip + keep]

    def read(self, most: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Fills the buffer's free end with up to `most` bytes of the file; the number read."""
        if cython.compiled:
            got: cython.Py_ssize_t = pread(self.fd, self.data + self.filled, most, self.base + self.filled)
            if got < 0:
                self.error = errno
            return got
        else:
            try:
                data = os.pread(self.fd, most, self.base + self.filled)
            except OSError as error:
                self.error = error.errno or -1
                return -1
            self.buffer[self.filled : self.filled + len(data)] = data
            return len(data)

    def damage(self, start: cython.longlong, stop: cython.longlong, reason: cython.int) -> cython.void:
        """Notes a damaged stretch; one that goes on where the last one ended is the same stretch."""
        if stop >= 0 and self.damage_stop == start:
            self.damage_stop = stop
            return
        self.report()
        self.damage_start = start
        self.damage_stop = stop
        self.damage_reason = reason

    def report(self) -> cython.void:
        if self.damage_reason:
            with cython.gil:
                self.problems.append((self.file, self.damage_start, self.damage_stop, self.damage_reason))
        self.damage_reason = 0
        self.damage_stop = -1

    def crc(self, i: cython.Py_ssize_t, n: cython.Py_ssize_t) -> cython.uint:
        if cython.compiled:
            return masked_crc(self.data + i, n)
        else:
            return masked_by_bytes(self.data[i : i + n])

    def u32(self, i: cython.Py_ssize_t) -> cython.uint:
        if cython.compiled:
            return load_u32(self.data + i)
        else:
            return int.from_bytes(self.buffer[i : i + 4], "little")

    def u64(self, i: cython.Py_ssize_t) -> cython.ulonglong:
        if cython.compiled:
            return load_u64(self.data + i)
        else:
            return int.from_bytes(self.buffer[i : i + 8], "little")
