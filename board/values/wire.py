"""Where the parts of a message stand in its file, found without reading what they hold.

A message is a row of fields: a key, (number << 3) | type, and then what the type says: 0 a varint, 1 eight bytes, 2 a length
and so many bytes, 5 four bytes. See https://protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from board.answers import Unreadable

MOST = 1 << 17  # fields of one message that are looked at
VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
LONGEST_VARINT = 10  # bytes


class Field(NamedTuple):
    """A field of bytes: its number, and where they are."""

    number: int
    offset: int
    size: int


class Number(NamedTuple):
    """A field that is a varint: its number, and its value as unsigned."""

    number: int
    value: int


def fields(file: BinaryIO, offset: int, size: int) -> Iterator[Field]:
    """The fields of bytes of the message there; those of numbers are passed over. Unreadable if it is no message."""
    return (part for part in parts(file, offset, size) if isinstance(part, Field))


def parts(file: BinaryIO, offset: int, size: int) -> Iterator[Field | Number]:
    """The fields of bytes and the varints of the message there. Unreadable if it is no message."""
    at, end = offset, offset + size
    for _ in range(MOST):
        if at == end:
            return
        file.seek(at)
        key = _varint(file)
        kind, length = key & 7, 0
        if kind == VARINT:
            value = _varint(file)
        elif kind == LENGTH:
            length = _varint(file)
        elif kind in (FIXED64, FIXED32):
            length = 8 if kind == FIXED64 else 4
        else:
            raise _no_message()
        begin = file.tell()
        at = begin + length
        if at > end:
            raise _no_message()
        if kind == VARINT:
            yield Number(key >> 3, value)
        elif kind == LENGTH:
            yield Field(key >> 3, begin, length)
    raise Unreadable(f"This value has more than {MOST:,} parts; no more are read.")


def _varint(file: BinaryIO) -> int:
    value = 0
    for place in range(LONGEST_VARINT):
        byte = file.read(1)
        if not byte:
            break
        value |= (byte[0] & 127) << (7 * place)
        if byte[0] < 128:
            return value
    raise _no_message()


def _no_message() -> Unreadable:
    return Unreadable("The bytes of this value are no message.")
