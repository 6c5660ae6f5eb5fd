"""Changes to protobuf messages that leave them messages: lengths are right again all the way up.

A message is a row of fields: a key, (number << 3) | type, and then what the type says: 0 a varint, 1 eight bytes, 2 a length
and so many bytes, 5 four bytes (https://protobuf.dev/programming-guides/encoding).
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tests.fuzz import changes

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
SIZES = {FIXED64: 8, FIXED32: 4}
DEEPEST = 12
LARGEST = 1 << 16  # bytes of a field that is looked into


class Field(NamedTuple):
    """A field as it stands: its number, its type, and what follows; of LENGTH the bytes without their length."""

    number: int
    kind: int
    content: bytes

    def written(self) -> bytes:
        length = varint(len(self.content)) if self.kind == LENGTH else b""
        return varint(self.number << 3 | self.kind) + length + self.content


def varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def fields(data: bytes) -> list[Field] | None:
    """The fields of a message; None if it is none."""
    found, at = [], 0
    while at < len(data):
        key, at = read_varint(data, at)
        number, kind = key >> 3, key & 7
        if at < 0 or number == 0:
            return None
        begin = at
        if kind == VARINT:
            _, at = read_varint(data, at)
        elif kind == LENGTH:
            length, at = read_varint(data, at)
            begin, at = at, at + length
        elif kind in SIZES:
            at += SIZES[kind]
        else:
            return None
        if begin < 0 or not begin <= at <= len(data):
            return None
        found.append(Field(number, kind, data[begin:at]))
    return found


def changed(random: Random, data: bytes) -> bytes:
    """One field of a message, or of a message in it, is changed, left out, doubled, moved, or becomes another."""
    return b"".join(one.written() for one in _changed(random, data, DEEPEST) or [])[: changes.LONGEST] or data


def _changed(random: Random, data: bytes, depth: int) -> list[Field] | None:
    found = fields(data) if data else None
    if found is None:
        return None
    at = random.randrange(len(found))
    one = found[at]
    if one.kind == LENGTH and depth and len(one.content) <= LARGEST and random.random() < 0.8:
        inner = _changed(random, one.content, depth - 1)
        if inner is not None:
            return _replaced(found, at, one._replace(content=b"".join(part.written() for part in inner)))
    kind = random.randrange(8)
    if kind == 0:
        return _replaced(found, at)
    if kind == 1:
        return _replaced(found, at, *[one] * random.choice((2, 3, 50)))
    if kind == 2:
        other = random.randrange(len(found))
        found[at], found[other] = found[other], found[at]
        return found
    if kind == 3:
        return _replaced(found, at, one._replace(number=random.choice((1, 2, 3, 4, 5, 6, 8, 9, 14, 15, 16, 2**29 - 1))))
    if kind == 4:
        return _replaced(found, at, _nested(random, one))
    if kind == 5:
        return _replaced(found, at, Field(one.number, VARINT, varint(random.choice(changes.NUMBERS))))
    return _replaced(found, at, one._replace(content=_content(random, one)))


def _replaced(found: list[Field], at: int, *new: Field) -> list[Field]:
    return [*found[:at], *new, *found[at + 1 :]]


def _nested(random: Random, one: Field) -> Field:
    """The field within itself, many times."""
    for _ in range(random.choice((1, 10, 120, 2000))):
        one = Field(one.number, LENGTH, one.written())
        if len(one.content) > LARGEST:
            break
    return one


def _content(random: Random, one: Field) -> bytes:
    if one.kind == VARINT:
        return varint(random.choice(changes.NUMBERS) + random.choice((0, 0, 1, -1)))
    if one.kind == FIXED64:
        return changes.packed(random, random.choice(("<d", "<q")))
    if one.kind == FIXED32:
        return changes.packed(random, random.choice(("<f", "<i")))
    return random.choice((*changes.PLAIN, *changes.TEXT))(random, one.content)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number there and where it ends, -1 if it does not."""
    found = 0
    for place in range(at, min(at + 10, len(data))) if at >= 0 else ():
        found |= (data[place] & 127) << 7 * (place - at)
        if data[place] < 128:
            return found, place + 1
    return 0, -1
