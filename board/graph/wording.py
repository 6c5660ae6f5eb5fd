"""What the fields of messages are called in protobuf's text form, and how a value of each is written in the binary form."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from board.graph.walk import encoded

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
MASK = (1 << 64) - 1
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}


@dataclass(frozen=True)
class Field:
    """A field of a message: `key` is what stands before it in the binary form.

    `message` is None but for a message. The others make a value binary, and raise ValueError or KeyError for one that may not
    stand there: `scalar` a number or word, `strings` strings in their quotes, which are one.
    """

    key: bytes
    message: Schema | None
    scalar: Callable[[str], bytes]
    strings: Callable[[Sequence[str]], bytes]


class Schema:
    """The fields of a message by their names; those of its parts are looked at when they are asked for."""

    def __init__(self, name: str, descriptors: Mapping[str, Any]) -> None:
        self.name = name
        self._descriptors = descriptors
        self._fields: dict[str, Field | None] = {}

    def field(self, name: str) -> Field | None:
        """None if there is no such field."""
        if name not in self._fields:
            found = self._descriptors.get(name)
            self._fields[name] = None if found is None else _field(found)
        return self._fields[name]


def schemas() -> dict[str, Schema]:
    """Those of the messages that have graphs. A SavedModel is one with MetaGraphDefs in it (saved_model.proto)."""
    from summary.proto.graph import GraphDef, MetaGraphDef

    saved_model = Schema("SavedModel", {})
    saved_model._fields["meta_graphs"] = Field(_key(2, LENGTH), _schema(MetaGraphDef.DESCRIPTOR), _wrong, _wrong)
    return {
        "GraphDef": _schema(GraphDef.DESCRIPTOR),
        "MetaGraphDef": _schema(MetaGraphDef.DESCRIPTOR),
        "SavedModel": saved_model,
    }


@cache
def _schema(descriptor: Any) -> Schema:
    return Schema(descriptor.name, descriptor.fields_by_name)


def _field(descriptor: Any) -> Field:
    kind = descriptor.type
    if kind == descriptor.TYPE_MESSAGE:
        return Field(_key(descriptor.number, LENGTH), _schema(descriptor.message_type), _wrong, _wrong)
    if kind in (descriptor.TYPE_STRING, descriptor.TYPE_BYTES):
        return Field(_key(descriptor.number, LENGTH), None, _wrong, _string)
    if kind == descriptor.TYPE_ENUM:
        return Field(_key(descriptor.number, VARINT), None, _enum(descriptor.enum_type), _wrong)
    scalar = {descriptor.TYPE_FLOAT: _float, descriptor.TYPE_DOUBLE: _double, descriptor.TYPE_BOOL: _bool}.get(
        kind, _integer
    )
    wire = {descriptor.TYPE_FLOAT: FIXED32, descriptor.TYPE_DOUBLE: FIXED64}.get(kind, VARINT)
    return Field(_key(descriptor.number, wire), None, scalar, _wrong)


def _key(number: int, wire: int) -> bytes:
    return encoded(number << 3 | wire)


def _wrong(value: object) -> bytes:
    raise ValueError(value)


def _string(texts: Sequence[str]) -> bytes:
    data = b"".join(map(_unquoted, texts))
    return encoded(len(data)) + data


def _unquoted(text: str) -> bytes:
    inner = text[1:-1].encode(errors="replace")
    return _ESCAPE.sub(_unescaped, inner) if b"\\" in inner else inner


def _unescaped(match: re.Match[bytes]) -> bytes:
    octal, hexadecimal, short, long, other = match.groups()
    if octal is not None:
        return bytes([int(octal, 8) & 255])
    if hexadecimal is not None:
        return bytes([int(hexadecimal, 16)])
    if other is not None:
        return _ESCAPED.get(other, other)
    return chr(int(short or long, 16)).encode(errors="replace")


def _enum(descriptor: Any) -> Callable[[str], bytes]:
    numbers = {name: encoded(value.number) for name, value in descriptor.values_by_name.items()}
    return lambda text: numbers[text] if text in numbers else _integer(text)


def _integer(text: str) -> bytes:
    text = text.replace(" ", "")
    digits = text.lstrip("+-")
    base = 8 if digits.isdigit() and digits.startswith("0") else 0
    number = int(text, base)
    if not -(1 << 63) <= number <= MASK:
        raise ValueError(text)
    return encoded(number & MASK)


def _bool(text: str) -> bytes:
    return {
        "true": b"\1",
        "t": b"\1",
        "True": b"\1",
        "1": b"\1",
        "false": b"\0",
        "f": b"\0",
        "False": b"\0",
        "0": b"\0",
    }[text]


def _number(text: str) -> float:
    text = text.replace(" ", "").lower()
    try:
        return float(text)
    except ValueError:
        return float(text.removesuffix("f"))


def _float(text: str) -> bytes:
    try:
        return struct.pack("<f", _number(text))
    except OverflowError:
        return struct.pack("<f", float("-inf") if text.startswith("-") else float("inf"))


def _double(text: str) -> bytes:
    return struct.pack("<d", _number(text))
