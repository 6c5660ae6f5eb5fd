"""Graphs of operations: a serialized GraphDef from whatever holds one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from google.protobuf import text_format
from google.protobuf.message import DecodeError, Message

from summary.proto.graph import GraphDef, MetaGraphDef

TEXT_SUFFIXES = (".pbtxt", ".pbtext", ".prototxt", ".txt")
EXPECTED = "a GraphDef, bytes, a .pb, .pbtxt or .meta file, a directory of a SavedModel, or an object with as_graph_def"


def graph_def(source: Any) -> bytes:
    """The GraphDef of `source`, serialized.

    It may be a message, of ours, TensorFlow's or TensorBoard's: a GraphDef, or a MetaGraphDef, which has one; a
    serialized GraphDef; the path of a file, or of a SavedModel's directory; a ``tf.Graph``, or what has one as
    ``graph``, such as a concrete function. Anything else is a TypeError or ValueError that says what was expected.
    """
    if isinstance(source, Message):
        return _of_message(source)
    if isinstance(source, (bytes, bytearray, memoryview)):
        _parsed("graph", bytes(source), GraphDef)
        return bytes(source)
    if isinstance(source, (str, os.PathLike)):
        return _of_file(os.fspath(source))
    if hasattr(source, "as_graph_def"):
        return _of_message(_with_shapes(source))
    if hasattr(source, "graph") and hasattr(source.graph, "as_graph_def"):
        return _of_message(_with_shapes(source.graph))
    hint = ""
    if hasattr(source, "get_concrete_function"):
        hint = "; of a tf.function, pass what its get_concrete_function returns"
    raise TypeError(f"graph: expected {EXPECTED}, got {type(source).__name__}{hint}")


def _with_shapes(graph: Any) -> Any:
    try:
        return graph.as_graph_def(add_shapes=True)
    except TypeError:
        return graph.as_graph_def()


def _of_message(message: Any) -> bytes:
    name = message.DESCRIPTOR.name
    if name == "MetaGraphDef":
        message = message.graph_def
    elif name != "GraphDef":
        raise TypeError(f"graph: expected a GraphDef or a MetaGraphDef, got a {name}")
    return bytes(message.SerializeToString())


def _of_file(path: str) -> bytes:
    if os.path.isdir(path):
        path = os.path.join(path, "saved_model.pb")
    with open(path, "rb") as file:
        data = file.read()
    what = f"graph {path!r}"
    name = os.path.basename(path)
    if name == "saved_model.pb":
        return _of_saved_model(what, data)
    found = _parsed(what, data, MetaGraphDef if name.endswith(".meta") else GraphDef, name.endswith(TEXT_SUFFIXES))
    return _of_message(found)


def _parsed(what: str, data: bytes, wanted: Any, text: bool = False) -> Any:
    kind = wanted.DESCRIPTOR.name
    try:
        if not text:
            return wanted.FromString(data)
        # Files of newer versions may have fields that are not known here.
        return text_format.Parse(data.decode(), wanted(), allow_unknown_field=True)
    except (DecodeError, text_format.ParseError, UnicodeDecodeError) as error:
        form = "text" if text else "binary form"
        raise ValueError(f"{what}: expected a {kind} in {form}, got something else ({error})") from error


def _of_saved_model(what: str, data: bytes) -> bytes:
    """The graph of the first MetaGraphDef: a SavedModel has these in field 2 (tensorflow/core/protobuf/saved_model.proto)."""
    for field, content in _fields(what, data):
        if field == 2:
            return _of_message(_parsed(what, content, MetaGraphDef))
    raise ValueError(f"{what}: expected a SavedModel with a graph, got none")


def _fields(what: str, data: bytes) -> Iterator[tuple[int, bytes]]:
    """A SavedModel's fields, each a varint or bytes (https://protobuf.dev/programming-guides/encoding/#structure)."""
    at = 0

    def varint() -> int:
        nonlocal at
        number = shift = 0
        while at < len(data) and shift < 70:
            number |= (data[at] & 0x7F) << shift
            at += 1
            shift += 7
            if data[at - 1] < 0x80:
                return number
        raise ValueError(f"{what}: expected a SavedModel, got something else")

    while at < len(data):
        key = varint()
        size = varint()
        if key & 7 == 2 and at + size <= len(data):
            yield key >> 3, data[at : at + size]
            at += size
        elif key & 7 != 0:
            raise ValueError(f"{what}: expected a SavedModel, got something else")
