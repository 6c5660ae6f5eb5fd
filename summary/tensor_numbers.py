"""Numbers in TensorProto messages: every real type, in every place that writers put them. Compiled like record.py."""

from __future__ import annotations

import math
import struct

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

if not cython.compiled:
    from math import ldexp

    from summary.fields import BYTES, VARINT, Fields

NAN = math.nan
INFINITY = math.inf


class TensorNumber:
    """Reads tensors of one number: after `read`, `is_number` says whether it was one, and `real` which.

    `wide` says that float32 does not hold every number of its type.
    """

    def __init__(self, fields: Fields) -> None:
        self.fields = fields

    def read(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        """Reads a TensorProto of one number into `real`; `is_number` says whether it is one.

        The number stands in tensor_content, or alone in the list of its type; an empty list is a zero
        (tensorflow/core/framework/tensor.proto).
        """
        dtype: cython.int = 0
        elements: cython.int = 1
        found: cython.int = 0
        bits: cython.ulonglong = 0
        self.is_number = False
        self.fields.at = start
        while self.fields.at < stop:
            if not self.fields.next(stop):
                return False
            if self.fields.wire == VARINT and self.fields.field == 1:
                dtype = self.fields.number if self.fields.number < 64 else 0
            elif self.fields.field == 2 and self.fields.wire == BYTES:
                if not self.shape(self.fields.start, self.fields.stop):
                    return False
                elements = self.elements
            elif self.fields.field == 4 and self.fields.wire == BYTES:
                found += self.fields.stop - self.fields.start == width_of(dtype) // 8
                bits = self.fields.little_endian(self.fields.start, self.fields.stop)
            elif self.fields.field == list_of(dtype):
                if not self.first_of_list(dtype):
                    return False
                found += self.elements
                bits = self.fields.number
        if elements == 1 and found <= 1 and width_of(dtype):
            self.is_number = True
            self.real = number_of(dtype, bits)
            # float32 holds these exactly, so that a column of them need not be float64.
            self.wide = not (dtype == 1 or dtype == 14 or dtype == 19 or width_of(dtype) <= 16)
        return True

    def shape(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        """Sets `elements` to 1 if the TensorShapeProto is that of one number, else to 2."""
        dimension: cython.Py_ssize_t
        size: cython.ulonglong
        self.elements = 1
        self.fields.at = start
        while self.fields.at < stop:
            if not self.fields.next(stop):
                return False
            if self.fields.field == 2 and self.fields.wire == BYTES:
                size = 0
                dimension = self.fields.stop
                self.fields.at = self.fields.start
                while self.fields.at < dimension:
                    if not self.fields.next(dimension):
                        return False
                    if self.fields.field == 1 and self.fields.wire == VARINT:
                        size = self.fields.number
                if size != 1:
                    self.elements = 2
        return True

    def first_of_list(self, dtype: cython.int) -> cython.bint:
        """Reads a TensorProto's list field, packed or not: `elements` 0, 1 or 2 (more than one), `number` the first."""
        stop: cython.Py_ssize_t = self.fields.stop
        behind: cython.Py_ssize_t = self.fields.at
        size: cython.Py_ssize_t = 8 if dtype == 2 else 4
        self.elements = 1
        if self.fields.wire != BYTES:
            return True
        if self.fields.stop == self.fields.start:
            self.elements = 0
            self.fields.number = 0
        elif dtype <= 2:
            self.elements = 1 if stop - self.fields.start == size else 2
            self.fields.number = self.fields.little_endian(self.fields.start, min(stop, self.fields.start + size))
        else:
            self.fields.at = self.fields.start
            if not self.fields.varint(stop):
                return False
            self.elements = 1 if self.fields.at == stop else 2
        self.fields.at = behind
        return True


def width_of(dtype: cython.int) -> cython.int:
    """Bits of a DataType that is a real number or a truth value, else 0 (tensorflow/core/framework/types.proto)."""
    if dtype == 1 or dtype == 3 or dtype == 22:
        return 32
    if dtype == 2 or dtype == 9 or dtype == 23:
        return 64
    if dtype == 5 or dtype == 14 or dtype == 17 or dtype == 19:
        return 16
    return 8 if dtype == 4 or dtype == 6 or dtype == 10 else 0


def list_of(dtype: cython.int) -> cython.int:
    """The TensorProto field that lists values of `dtype`."""
    if dtype == 1 or dtype == 2:
        return dtype + 4
    if dtype == 9 or dtype == 10:
        return dtype + 1
    if dtype == 14 or dtype == 19:
        return 13
    return dtype - 6 if dtype == 22 or dtype == 23 else 7


def number_of(dtype: cython.int, bits: cython.ulonglong) -> cython.double:
    """The number that the low bits of `bits` are as a `dtype`."""
    width: cython.int = width_of(dtype)
    if dtype == 1:
        return float_of(bits)
    if dtype == 2:
        return double_of(bits)
    if dtype == 14:
        return float_of((bits & 0xFFFF) << 16)
    if dtype == 19:
        return half_of(bits & 0xFFFF)
    if dtype == 23:
        return bits
    if dtype == 4 or dtype == 17 or dtype == 22:
        return bits & ((cython.cast(cython.ulonglong, 1) << width) - 1)
    if dtype == 10:
        return bits != 0
    return as_signed(bits, width)


def as_signed(bits: cython.ulonglong, width: cython.int) -> cython.longlong:
    """The low `width` bits as two's complement."""
    half: cython.ulonglong = cython.cast(cython.ulonglong, 1) << (width - 1)
    low: cython.ulonglong = bits & ((half - 1) | half)
    if cython.compiled:
        return cython.cast(cython.longlong, (low ^ half) - half)
    else:
        return (low ^ half) - half


def half_of(bits: cython.ulonglong) -> cython.double:
    """An IEEE 754 binary16."""
    exponent: cython.int = bits >> 10 & 31
    fraction: cython.int = bits & 1023
    size: cython.double
    if exponent == 31:
        size = NAN if fraction else INFINITY
    elif exponent == 0:
        size = fraction * 2.0**-24
    else:
        size = ldexp(1024 + fraction, exponent - 25)
    return -size if bits >> 15 else size


def float_of(bits: cython.ulonglong) -> cython.double:
    if cython.compiled:
        return float_of_bits(cython.cast(cython.uint, bits))
    else:
        return struct.unpack("<f", struct.pack("<I", bits & 0xFFFFFFFF))[0]


def double_of(bits: cython.ulonglong) -> cython.double:
    if cython.compiled:
        return double_of_bits(bits)
    else:
        return struct.unpack("<d", struct.pack("<Q", bits))[0]
