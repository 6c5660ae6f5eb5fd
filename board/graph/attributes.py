"""Attributes of nodes as people read them; what is large is told by its type, shape and size."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from board.answers import Unreadable
from board.graph import shapes
from board.graph.graph import Attribute
from board.graph.large import AT_ONCE, ATTRIBUTE, entry, tensor
from board.graph.walk import Part, Place, parts
from board.values import tensors

if TYPE_CHECKING:
    from summary.proto.graph import AttrValue, NameAttrList
    from summary.proto.tensor import TensorProto

LONGEST = 1000  # characters of one
MOST = 200  # of one node
SHOWN = 16  # elements of a list or a tensor
LARGEST_FLOAT32 = float(np.finfo(np.float32).max)
LARGEST = 1 << 12  # bytes of a tensor whose elements are shown
OUTPUT_TYPES = "_output_types"  # put there for the columns of outputs, where they are told
DEEPEST = 3  # functions' attributes within one another


def described(place: Place) -> tuple[Attribute, ...]:
    """The attributes of the NodeDef there, by name. Gone or Unreadable if it is not there any more."""
    with place.open() as file:
        found = [
            _one(file, part)
            for part in parts(file, place.offset, place.size, at_once=AT_ONCE)
            if part.number == ATTRIBUTE
        ]
    found = sorted(one for one in found if one.name != OUTPUT_TYPES)
    more = len(found) - MOST
    return (*found[:MOST], *([Attribute("…", f"{more:,} more")] if more > 0 else []))


def of_entry(entry: bytes) -> Attribute:
    """The attribute that this entry of the map is."""
    from google.protobuf.message import DecodeError

    from summary.proto.graph import AttrValue
    from summary.proto.parts import EntryParts

    try:
        parsed = EntryParts.FromString(entry)
        return Attribute(_text(parsed.key), text(AttrValue.FromString(parsed.value)))
    except DecodeError:
        return _broken(len(entry))


def text(value: AttrValue, depth: int = 0) -> str:
    """An attribute's value in at most LONGEST characters."""
    kind = value.WhichOneof("value")
    if kind is None:
        return ""
    return _short(_list(value.list, depth) if kind == "list" else _FORMS[kind](getattr(value, kind), depth))


def _one(file: BinaryIO, part: Part) -> Attribute:
    if part.content is not None:
        return of_entry(part.content)
    try:
        key, value = entry(file, part)
        return Attribute(_text(key), _large(tensor(file, value), value.size))
    except Unreadable:
        return _broken(part.size)


def _broken(size: int) -> Attribute:
    return Attribute("(broken)", f"{shapes.bytes_text(size)} that are no attribute")


def _large(value: AttrValue, size: int) -> str:
    if not value.HasField("tensor"):
        return shapes.bytes_text(size)
    return f"{_kind(value.tensor)}, {shapes.bytes_text(size)}"


def _kind(value: TensorProto) -> str:
    """Such as "float32 [2, 3]"."""
    sizes = shapes.sizes(value.tensor_shape)
    return f"{shapes.type_name(value.dtype)} [{'?' if sizes is None else ', '.join(map(str, sizes))}]"


def _tensor(value: TensorProto, depth: int) -> str:
    try:
        if value.ByteSize() > LARGEST or math.prod(tensors.shape(value)) > LARGEST:
            return _large_tensor(value)
        array = tensors.array(value)
    except Unreadable:
        return _large_tensor(value)
    shown = [_element(one) for one in array.ravel()[:SHOWN].tolist()]
    return f"{_kind(value)}: {', '.join(shown)}{', …' if array.size > SHOWN else ''}" if shown else _kind(value)


def _large_tensor(value: TensorProto) -> str:
    return f"{_kind(value)}, {shapes.bytes_text(value.ByteSize())}"


def _element(one: Any) -> str:
    return _quoted(one) if isinstance(one, bytes) else _number(one) if isinstance(one, float) else str(one)


def _list(values: Any, depth: int) -> str:
    for name, form in _LISTS.items():
        found = getattr(values, name)
        if len(found):
            return _joined((form(one, depth) for one in islice(found, SHOWN)), len(found))
    return "[]"


def _joined(shown: Iterable[str], count: int) -> str:
    more = [f"… {count - SHOWN:,} more"] if count > SHOWN else []
    return f"[{', '.join([*shown, *more])}]"


def _function(value: NameAttrList, depth: int) -> str:
    if depth >= DEEPEST or not value.attr:
        return value.name
    inner = (f"{key}={text(value.attr[key], depth + 1)}" for key in islice(sorted(value.attr), SHOWN))
    return f"{value.name}({', '.join(inner)})"


def _quoted(data: bytes) -> str:
    """Bytes as a text in quotes, or told by their number where they are none."""
    found = _readable(data)
    return shapes.bytes_text(len(data)) if found is None else json.dumps(found, ensure_ascii=False)


def _readable(data: bytes) -> str | None:
    """The beginning of a text; None of what is no text."""
    try:
        found = data.decode() if len(data) <= LONGEST else data[:LONGEST].decode(errors="ignore")
    except UnicodeDecodeError:
        return None
    return found if all(one.isprintable() or one in "\n\t" for one in found) else None


def _plain(data: bytes, depth: int) -> str:
    """A text by itself needs no quotes, unless something is hard to see of it."""
    found = _readable(data)
    return found if depth == 0 and found and found == found.strip() else _quoted(data)


def _number(number: float) -> str:
    """With the digits that tell it from its neighbours, which are further away for a float32."""
    if not abs(number) <= LARGEST_FLOAT32:
        return repr(number)
    single = np.float32(number)
    return str(single) if float(single) == number else repr(number)


def _shape(value: Any, depth: int) -> str:
    sizes: Sequence[int] | None = shapes.sizes(value)
    return "[]" if sizes == () else shapes.text(sizes)


def _text(data: bytes) -> str:
    return _short(data.decode(errors="replace"))


def _short(whole: str) -> str:
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"


_FORMS: dict[str, Callable[[Any, int], str]] = {
    "s": _plain,
    "i": lambda value, depth: str(value),
    "f": lambda value, depth: _number(value),
    "b": lambda value, depth: "true" if value else "false",
    "type": lambda value, depth: shapes.type_name(value) or "none",
    "shape": _shape,
    "tensor": _tensor,
    "func": _function,
    "placeholder": lambda value, depth: f"${value}",
}
_LISTS: dict[str, Callable[[Any, int], str]] = {
    "s": lambda value, depth: _quoted(value),
    **{name: _FORMS[name] for name in ("i", "f", "b", "type", "shape", "tensor", "func")},
}
