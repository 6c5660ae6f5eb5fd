"""Scalars as framed Event records, many at a time: the writer's hot path, compiled like record.py."""

from __future__ import annotations

import ctypes
import struct

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

if not cython.compiled:
    from summary.checksum import crc_in
    from summary.record import FOOTER, HEADER

# The keys of the fields that a scalar event has: field number << 3 | wire type (protos/event.proto, summary.proto).
WALL_TIME = 0x09
STEP = 0x10
SUMMARY = 0x2A
VALUE = 0x0A
TAG = 0x0A
SIMPLE_VALUE = 0x15


def frame_scalars(events: list[tuple[str, float, int, float]]) -> bytes:
    """Each (tag, value, step, wall time) as a record of Event{wall_time, step, summary{value{tag, simple_value}}}.

    Values become float32, those out of its range infinite. A step outside int64 is an OverflowError.
    """
    at: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    value: cython.double
    wall_time: cython.double
    step: cython.longlong
    tags = [event[0].encode("utf-8", "backslashreplace") for event in events]
    # Beside its tag an event takes at most 16 bytes of framing, 20 of wall time and step, and 25 of keys, lengths and value.
    room = bytearray(sum(map(len, tags)) + 64 * len(tags))
    out: cython.uchar[::1] = room
    for i in range(len(tags)):
        _, value, step, wall_time = events[i]
        at = put_event(out, at, room, tags[i], value, step, wall_time)
    return memoryview(room)[:at].tobytes()


def put_event(
    out: cython.uchar[::1],
    at: cython.Py_ssize_t,
    room: bytearray,
    tag: bytes,
    value: cython.double,
    step: cython.longlong,
    wall_time: cython.double,
) -> cython.Py_ssize_t:
    """Writes one record to out[at:], which is room's memory; where the next one goes."""
    start: cython.Py_ssize_t = at + HEADER
    tag_size: cython.Py_ssize_t = len(tag)
    value_size: cython.Py_ssize_t = tag_size + varint_size(tag_size) + 6
    at = put_key(out, start, WALL_TIME)
    at = put_fixed(out, at, double_bits(wall_time), 8)
    if step:
        at = put_key(out, at, STEP)
        at = put_varint(out, at, twos_complement(step))
    at = put_key(out, at, SUMMARY)
    at = put_varint(out, at, value_size + varint_size(value_size) + 1)
    at = put_key(out, at, VALUE)
    at = put_varint(out, at, value_size)
    at = put_key(out, at, TAG)
    at = put_varint(out, at, tag_size)
    room[at : at + tag_size] = tag
    at = put_key(out, at + tag_size, SIMPLE_VALUE)
    at = put_fixed(out, at, float_bits(value), 4)
    put_fixed(out, start - HEADER, at - start, 8)
    put_fixed(out, start - 4, crc_in(out, start - HEADER, 8), 4)
    return put_fixed(out, at, crc_in(out, start, at - start), FOOTER)


def put_key(out: cython.uchar[::1], at: cython.Py_ssize_t, key: cython.uchar) -> cython.Py_ssize_t:
    out[at] = key
    return at + 1


def put_fixed(
    out: cython.uchar[::1], at: cython.Py_ssize_t, bits: cython.ulonglong, size: cython.int
) -> cython.Py_ssize_t:
    i: cython.int
    for i in range(size):
        out[at + i] = bits >> 8 * i & 0xFF
    return at + size


def put_varint(out: cython.uchar[::1], at: cython.Py_ssize_t, value: cython.ulonglong) -> cython.Py_ssize_t:
    while value > 0x7F:
        out[at] = value & 0x7F | 0x80
        value >>= 7
        at += 1
    out[at] = value
    return at + 1


def varint_size(value: cython.ulonglong) -> cython.int:
    size: cython.int = 1
    while value > 0x7F:
        value >>= 7
        size += 1
    return size


def twos_complement(step: cython.longlong) -> cython.ulonglong:
    """Negative int64 as protobuf writes them: two's complement."""
    if cython.compiled:
        return cython.cast(cython.ulonglong, step)
    else:
        if not -(2**63) <= step < 2**63:
            raise OverflowError(f"step {step} is outside int64")
        return step % 2**64


def double_bits(value: cython.double) -> cython.ulonglong:
    if cython.compiled:
        return bits_of_double(value)
    else:
        return struct.unpack("<Q", struct.pack("<d", value))[0]


def float_bits(value: cython.double) -> cython.ulonglong:
    if cython.compiled:
        return bits_of_float(cython.cast(cython.float, value))
    else:
        return struct.unpack("<I", struct.pack("<f", ctypes.c_float(value).value))[0]
