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
from summary.damages import Damages

if not cython.compiled:
    from errno import ENXIO

    from summary.checksum import masked, masked_by_bytes, more_by_bytes
    from summary.damages import BAD_DATA, BAD_HEADER, BAD_LENGTH, CUT, TOO_LONG
    from summary.uncompiled import as_int64

COMPILED: bool = cython.compiled

HEADER = 12
FOOTER = 4
# Protobuf messages end at 2 GiB, so no writer can have meant more.
LONGEST = 2**31 - 1
WINDOW = 1 << 20
NS = 1_000_000_000
BLOCK = 512  # bytes; st_blocks counts in these whatever the file system does (stat(2))
SEEK_DATA: int = getattr(os, "SEEK_DATA", -1)

INTACT = 0
SHORT = 1


def frame(data: bytes) -> bytes:
    """`data` as one record."""
    length = struct.pack("<Q", len(data))
    return b"".join((length, struct.pack("<I", masked_crc32c(length)), data, struct.pack("<I", masked_crc32c(data))))


class RecordReader:
    """Walks the intact records of one file after another through a window that stays in the processor's cache.

    `open` a file, call `next` until it is false, read the record's data at `data[at + HEADER - base:][:size]`, `close`.
    `after` is then where to go on when the file has grown: at its end, at a record that is still being written, or at a
    damage that no intact record follows yet. `damages` holds what is damaged.
    `seal` is the checksum that the last record read ends with: bytes that a file cannot lose unless it is written anew.
    A record longer than `longest` is never brought into memory: it is a problem, if its checksum holds.
    """

    def __init__(self, longest: int = LONGEST) -> None:
        self.longest = min(longest, LONGEST)
        self.use(bytearray(WINDOW))
        self.damages = Damages()
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
        and `seal` are what an earlier walk of this file ended with, or 0; `file` marks its damages.
        """
        self.damages.begin(file)
        self.after = after
        self.resume = resume
        self.base = after
        self.filled = 0
        self.limit = 0
        self.error = 0
        blocks: cython.longlong = 0
        self.file_size = self.modified_ns = self.device = self.inode = 0
        # A FIFO that calls itself an event file must not hang the reader: hence not to block, and the look at its mode.
        if cython.compiled:
            info: struct_stat
            self.fd = posix_open(cython.cast(cython.p_char, cython.address(names[name])), O_RDONLY | O_NONBLOCK)
            while self.fd < 0 and errno == EINTR:
                self.fd = posix_open(cython.cast(cython.p_char, cython.address(names[name])), O_RDONLY | O_NONBLOCK)
            if self.fd < 0 or fstat(self.fd, cython.address(info)) != 0:
                self.error = errno
            elif S_ISREG(info.st_mode):
                self.limit = self.file_size = info.st_size
                self.modified_ns = info.st_mtim.tv_sec * NS + info.st_mtim.tv_nsec
                self.device = info.st_dev
                self.inode = info.st_ino
                blocks = info.st_blocks
        else:
            try:
                self.fd = os.open(bytes(names[name:]).split(b"\0")[0], os.O_RDONLY | os.O_NONBLOCK)
                info = os.fstat(self.fd)
                if stat.S_ISREG(info.st_mode):
                    self.limit = self.file_size = info.st_size
                    self.modified_ns = info.st_mtime_ns
                    self.device = as_int64(info.st_dev)
                    self.inode = as_int64(info.st_ino)
                    blocks = getattr(info, "st_blocks", 0)
            except OSError as error:
                self.error = error.errno or -1
        # What failed data checks may cost in all, so that a file full of forged headers is still read in linear time.
        # Holes count for nothing, for a file's length may be anything; some file systems say nothing of blocks.
        self.budget = 8 * (min(self.limit, blocks * BLOCK) if blocks else self.limit) + (64 << 20)
        self.seal = seal
        self.replaced = False
        if self.error == 0 and after >= FOOTER:
            self.base = after - FOOTER
            self.replaced = not self.window(after - FOOTER, FOOTER) or self.u32(0) != seal
            if self.error != 0:
                # What cannot be read now says nothing about what was read before.
                self.replaced = False
        return self.error == 0 and not self.replaced

    def close(self) -> cython.void:
        self.damages.end()
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
            if status == TOO_LONG:
                found = self.after + HEADER + self.size + FOOTER
                self.damages.add(self.after, found, TOO_LONG)
                self.after = found
                self.seal = self.u32(found - FOOTER - self.base)
                continue
            if self.error != 0:
                return False
            # A header that is not all there can only be the file's end.
            found = -1 if status == SHORT and self.size < 0 else self.search(max(self.after + 1, self.resume))
            if found < 0:
                if status != SHORT:
                    self.damages.add(self.after, -1, status)
                return False
            self.damages.add(self.after, found, CUT if status == SHORT else status)
            self.after = found
            self.resume = 0
            if found >= FOOTER and self.window(found - FOOTER, FOOTER):
                self.seal = self.u32(found - FOOTER - self.base)

    def reject(self, reason: cython.int) -> cython.void:
        """Calls the record that `next` has just moved to damaged: its data is no message, or more than is taken."""
        self.damages.add(self.at, self.after, reason)

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
        if self.size > self.longest:
            return self.skim(at)
        if not self.window(at, HEADER + self.size + FOOTER):
            return SHORT
        i = at - self.base + HEADER
        if self.crc(i, self.size) != self.u32(i + self.size):
            return BAD_DATA
        return INTACT

    def skim(self, at: cython.longlong) -> cython.int:
        """What stands at `at`, where a record of `size` bytes begins, too long to be held: TOO_LONG if it is intact."""
        place: cython.longlong = at + HEADER
        end: cython.longlong = place + self.size
        crc: cython.uint = 0xFFFFFFFF
        n: cython.longlong
        if end + FOOTER > self.limit:
            return SHORT
        while place < end:
            n = min(WINDOW, end - place)
            if not self.window(place, n):
                return SHORT
            crc = self.more(crc, place - self.base, n)
            place += n
        if not self.window(end, FOOTER):
            return SHORT
        return TOO_LONG if self.ended(crc) == self.u32(end - self.base) else BAD_DATA

    def search(self, start: cython.longlong) -> cython.longlong:
        """The first intact record at or after `start`, or -1; `resume` is then where a later search need start."""
        candidate: cython.longlong = start
        last: cython.longlong
        self.resume = 0
        while True:
            candidate = self.past_hole(candidate)
            if not self.window(candidate, HEADER):
                break
            last = self.base + self.filled - HEADER
            while candidate <= last and not self.probe(candidate):
                candidate += 1
            if candidate > last:
                continue
            if cython.cast(cython.longlong, self.u64(candidate - self.base)) <= self.budget:
                following: cython.int = self.check(candidate)
                if following in (INTACT, TOO_LONG):
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

    def past_hole(self, at: cython.longlong) -> cython.longlong:
        """The first place from `at` on where a header may begin; itself but in a hole, which reads as zeros.

        What follows the last byte that was ever written is looked at, so that it is found out when it is filled.
        """
        data: cython.longlong = -1
        if SEEK_DATA < 0 or (self.base <= at and at + HEADER <= self.base + self.filled):
            return at
        if cython.compiled:
            data = lseek(self.fd, at, SEEK_DATA)
            if data < 0 and errno == ENXIO:
                self.limit = min(self.limit, at + HEADER)
        else:
            try:
                data = os.lseek(self.fd, at, SEEK_DATA)
            except OSError as error:
                if error.errno == ENXIO:
                    self.limit = min(self.limit, at + HEADER)
        return max(at, data - HEADER + 1)

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
            while got < 0 and errno == EINTR:
                got = pread(self.fd, self.data + self.filled, most, self.base + self.filled)
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

    def crc(self, i: cython.Py_ssize_t, n: cython.Py_ssize_t) -> cython.uint:
        if cython.compiled:
            return masked_crc(self.data + i, n)
        else:
            return masked_by_bytes(self.data[i : i + n])

    def more(self, crc: cython.uint, i: cython.Py_ssize_t, n: cython.Py_ssize_t) -> cython.uint:
        if cython.compiled:
            return crc32c_more(crc, self.data + i, n)
        else:
            return more_by_bytes(crc, self.data[i : i + n])

    def ended(self, crc: cython.uint) -> cython.uint:
        if cython.compiled:
            return crc32c_mask(~crc)
        else:
            return masked(crc ^ 0xFFFFFFFF)

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
