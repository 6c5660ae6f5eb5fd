"""Functions of a GraphDef's library: each a graph of its own, with arguments and results as nodes.

A FunctionDef has its signature, its nodes, and for each result the output that gives it (protos/graph.proto).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from board.answers import Unreadable
from board.graph.building import Coding
from board.graph.facts import OUTPUT_SHAPES
from board.graph.graph import INPUT, OUTPUT, Graph
from board.graph.nodes import Nodes
from board.graph.rows import UNNAMED
from board.graph.walk import Part, parts, tagged
from board.graph.walk import read as read_bytes

if TYPE_CHECKING:
    from summary.proto.graph import AttrValue, FunctionDef

# Fields of FunctionDefLibrary and FunctionDef.
FUNCTION = 1
SIGNATURE, NODE, RESULT, ARGUMENT_ATTRIBUTES = 1, 3, 4, 7
# As TensorFlow itself calls them where it makes a graph of a function.
ARGUMENT_OP, RESULT_OP = b"_Arg", b"_Retval"
MOST = 1 << 16  # functions of a library
LARGEST = 1 << 24  # bytes of a function's signature


def read(nodes: Nodes, part: Part, found: dict[str, Graph]) -> None:
    """Adds the functions of the library in a field to `found`; of those of one name the first stays."""
    for one in parts(nodes.file, part.offset, part.size):
        if one.number == FUNCTION:
            if len(found) >= MOST:
                raise Unreadable(f"It has more than {MOST:,} functions; those that follow are left out.")
            name, graph = _function(nodes.alike(), one)
            found.setdefault(name, graph)


def calling(graph: Graph, library: Collection[str]) -> Graph:
    """The graph with the calls that are made by the operation's name, as TensorFlow 1 does, beside those by attributes."""
    calls = np.array([op in library for op in graph.op.values], bool)[graph.op.codes]
    if not calls.any():
        return graph
    coding = Coding(*graph.called.values)
    own = [coding.code(graph.op[place]) for place in np.flatnonzero(calls).tolist()]
    codes = np.insert(graph.called.codes, graph.call_start[:-1][calls], own)
    start = graph.call_start + np.concatenate([[0], np.cumsum(calls)])
    return replace(graph, call_start=start, called=coding.coded(codes))


def _function(nodes: Nodes, part: Part) -> tuple[str, Graph]:
    from google.protobuf.message import DecodeError

    from summary.proto.graph import FunctionDef

    head, body, problems = bytearray(), list[Part](), list[str]()
    try:
        for one in parts(nodes.file, part.offset, part.size):
            if one.number == NODE:
                body.append(one)
            elif one.number in (SIGNATURE, RESULT, ARGUMENT_ATTRIBUTES):
                head += tagged(one.number, _content(nodes, one))
    except Unreadable as error:
        problems.append(str(error))
    try:
        function = FunctionDef.FromString(bytes(head))
    except DecodeError:
        function = FunctionDef()
        problems.append("Its signature is broken.")
    _add_arguments(nodes, function)
    for one in body:
        nodes.add(one)
    _add_results(nodes, function)
    return function.signature.name or UNNAMED, nodes.graph({}, problems)


def _content(nodes: Nodes, part: Part) -> bytes:
    if part.content is not None:
        return part.content
    if part.size > LARGEST:
        raise Unreadable(f"Its signature has {part.size:,} bytes; no more than {LARGEST:,} are read.")
    return read_bytes(nodes.file, part.offset, part.size)


def _add_arguments(nodes: Nodes, function: FunctionDef) -> None:
    for place, argument in enumerate(function.signature.input_arg):
        told = function.arg_attr[place].attr if place in function.arg_attr else {}
        shaped = [_entry(OUTPUT_SHAPES, told[OUTPUT_SHAPES])] if OUTPUT_SHAPES in told else []
        nodes.own(argument.name, ARGUMENT_OP, (), INPUT, (*shaped, *_type(argument.type)))


def _add_results(nodes: Nodes, function: FunctionDef) -> None:
    for result in function.signature.output_arg:
        given = function.ret.get(result.name, "")
        nodes.own(result.name, RESULT_OP, [given.encode()] if given else (), OUTPUT, _type(result.type))


def _type(dtype: int) -> tuple[bytes, ...]:
    from summary.proto.graph import AttrValue

    return (_entry("T", AttrValue(type=dtype)),) if dtype else ()  # type: ignore[arg-type]


def _entry(key: str, value: AttrValue) -> bytes:
    from summary.proto.parts import EntryParts

    return EntryParts(key=key.encode(), value=value.SerializeToString()).SerializeToString()
