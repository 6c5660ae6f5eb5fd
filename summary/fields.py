"""Walking a protobuf message field by field, where it lies in the reader's window; compiled like record.py."""

from __future__ import annotations

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

# Protobuf wire types (https://protobuf.dev/programming-guides/encoding/#structure).
VARINT = 0
FIXED_64 = 1
BYTES = 2
FIXED_32 = 5


class Fields:
    """A walk through the fields of a message.

    Set `at` to the message's first place in `data`, and call `next` until `at` is its last. Each call sets `field` and
    `wire`, and of its content `number` (a varint, or the bits of a fixed number) or `start` and `stop` (bytes).
    """

    def __init__(self) -> None:
        self.at = self.start = self.stop = 0
        self.field = self.wire = self.number = 0

    def use(self, data: cython.p_uchar) -> cython.void:
        """Says where the messages are: the reader's bytes, which move when it meets a longer record."""
        self.data = data

    def next(self, stop: cython.Py_ssize_t) -> cython.bint:
        """Reads the field at `at`, which must end at or before `stop`: its number, wire type, and value or place."""
        at: cython.Py_ssize_t = self.at
        key: cython.ulonglong = self.data[at]
        size: cython.ulonglong
        # Keys and sizes are mostly one byte long.
        if key < 0x80:
            at += 1
        else:
            if not self.varint(stop):
                return False
            key = self.number
            at = self.at
        self.wire = key & 7
        key >>= 3
        if key > 0x1FFFFFFF or key == 0:
            return False
        self.field = key
        if self.wire == BYTES:
            if at < stop and self.data[at] < 0x80:
                size = self.data[at]
                at += 1
            else:
                self.at = at
                if not self.varint(stop):
                    return False
                size = self.number
                at = self.at
            if size > cython.cast(cython.ulonglong, stop - at):
                return False
            self.start = at
            self.stop = self.at = at + size
            return True
        self.at = at
        if self.wire == VARINT:
            return self.varint(stop)
        if self.wire == FIXED_64 and stop - at >= 8:
            self.number = self.word(at)
            self.at = at + 8
            return True
        if self.wire == FIXED_32 and stop - at >= 4:
            self.number = self.half_word(at)
            self.at = at + 4
            return True
        return False

    def word(self, at: cython.Py_ssize_t) -> cython.ulonglong:
        if cython.compiled:
            return load_u64(self.data + at)
        else:
            return int.from_bytes(self.data[at : at + 8], "little")

    def half_word(self, at: cython.Py_ssize_t) -> cython.uint:
        if cython.compiled:
            return load_u32(self.data + at)
        else:
            return int.from_bytes(self.data[at : at + 4], "little")

    def varint(self, stop: cython.Py_ssize_t) -> cython.bint:
        """Reads a varint of up to ten bytes at `at` into `number`."""
        byte: cython.uint
        shift: cython.int = 0
        self.number = 0
        while self.at < stop and shift < 70:
            byte = self.data[self.at]
            self.at += 1
            if shift < 63 or byte & 0x7F <= 1:
                self.number |= cython.cast(cython.ulonglong, byte & 0x7F) << shift
            if byte < 0x80:
                return True
            shift += 7
        return False

    def little_endian(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.ulonglong:
        """The first up to 8 bytes of buffer[start:stop] as a number."""
        bits: cython.ulonglong = 0
        i: cython.Py_ssize_t
        for i in range(min(8, stop - start)):
            bits |= cython.cast(cython.ulonglong, self.data[start + i]) << 8 * i
        return bits
