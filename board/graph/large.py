"""Nodes with large attributes, most often weights: all of them but the large, of which only type, shape and size are read."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from board.answers import Unreadable
from board.graph.walk import Part, parts

if TYPE_CHECKING:
    from summary.proto.graph import AttrValue
    from summary.proto.parts import NodeParts

# Fields of NodeDef, of an entry of its attributes, of AttrValue and of TensorProto (protos/graph.proto, tensor.proto).
NAME, OP, INPUT, DEVICE, ATTRIBUTE = 1, 2, 3, 4, 5
KEY, VALUE = 1, 2
TENSOR = 8
DTYPE, SHAPE = 1, 2
AT_ONCE = 1 << 17  # bytes that are read on the way: what is small, and no more of what is large
MOST = 64  # fields of a tensor that are looked at: writers put type and shape first
HEAD = 4096  # bytes of a large value by which it is told from others


def slim(file: BinaryIO, part: Part) -> tuple[NodeParts, int]:
    """The NodeDef in a field without its large values, and a number that is mostly another where these are others.

    Unreadable if it is broken.
    """
    from summary.proto.parts import EntryParts, NodeParts

    made, mark = NodeParts(), 1
    for one in parts(file, part.offset, part.size, at_once=AT_ONCE):
        if one.number == ATTRIBUTE and one.content is not None:
            made.attr.append(one.content)
        elif one.number == ATTRIBUTE:
            key, place = entry(file, one)
            value = tensor(file, place)
            made.attr.append(EntryParts(key=key, value=value.SerializeToString()).SerializeToString())
            mark = hash((mark, key, place.size, _ends(file, place)))
        elif one.content is None:
            raise Unreadable("A name is too long.")
        elif one.number == INPUT:
            made.input.append(one.content)
        elif one.number in (NAME, OP, DEVICE):
            setattr(made, {NAME: "name", OP: "op", DEVICE: "device"}[one.number], one.content)
    return made, mark


def entry(file: BinaryIO, part: Part) -> tuple[bytes, Part]:
    """Of a field that is an entry of a map to messages: the key, and where the value stands. Unreadable if it is broken."""
    key, value = b"", Part(VALUE, part.offset, 0, None)
    for one in islice(parts(file, part.offset, part.size, at_once=AT_ONCE), MOST):
        if one.number == KEY and one.content is not None:
            key = one.content
        elif one.number == VALUE:
            value = one
    return key, value


def tensor(file: BinaryIO, part: Part) -> AttrValue:
    """Of an AttrValue that is a tensor, its type and shape; of all others nothing. Unreadable if it is broken."""
    from google.protobuf.message import DecodeError

    from summary.proto.graph import AttrValue

    made = AttrValue()
    for one in islice(parts(file, part.offset, part.size, at_once=AT_ONCE), 1):
        if one.number != TENSOR:
            break
        for field in islice(parts(file, one.offset, one.size, at_once=AT_ONCE), MOST):
            if field.number == DTYPE:
                made.tensor.dtype = field.value & 0x7F  # type: ignore[assignment]
            elif field.number == SHAPE and field.content is not None:
                try:
                    made.tensor.tensor_shape.MergeFromString(field.content)
                except DecodeError as error:
                    raise Unreadable("A shape is no message.") from error
    return made


def _ends(file: BinaryIO, part: Part) -> bytes:
    file.seek(part.offset)
    head = file.read(min(HEAD, part.size))
    file.seek(part.offset + part.size - min(HEAD, part.size))
    return head + file.read(min(HEAD, part.size))
