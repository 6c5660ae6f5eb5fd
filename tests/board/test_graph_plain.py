"""Nodes taken apart where they lie, compiled and as they are, against what protobuf makes of the same bytes."""

from __future__ import annotations

import importlib.util
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.answers import Unreadable
from board.graph import building, graph_def, nodes, plain
from board.graph.graph import Coded, Graph
from board.graph.walk import CHUNK, of_bytes, tagged
from tests.board.models import transformer
from tests.summary.strategies import Mutation

# What may stand in nodes: names that come again and others' outputs, operations, entries of attributes (T: float32).
TEXTS = (
    b"",
    b"a",
    b"a/b",
    b"a:1",
    b"^a",
    b"^missing",
    b"b:out:2",
    b"MatMul",
    b"_Arg",
    b"IO Node",
    b"Const",
    b"\xff",
    b"x" * 200,
)
ATTRIBUTES = (b"", tagged(1, b"T") + tagged(2, b"\x30\x01"), tagged(1, b"f"), b"\xff")


@cache
def as_it_is(name: str) -> ModuleType:
    """A module of the package, run by Python itself even where the compiled one is what is imported."""
    path = Path(graph_def.__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"{name}_as_it_is", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert not module.COMPILED
    return module


class Nothing:
    """Takes no node, so that protobuf reads all."""

    def __init__(self, *_: object) -> None: ...

    def take(self, data: bytes, at: int, base: int, prefix: str) -> int:
        return at

    def node(self, *_: object) -> bool:
        return False


def read(data: bytes, way: str = "as imported") -> dict[str, Any] | str:
    """All columns of the graph that is read, or the sentence why there is none."""
    with pytest.MonkeyPatch.context() as patch:
        if way == "as it is":
            rows = as_it_is("rows")
            patch.setattr(rows, "Sources", as_it_is("inputs").Sources)
            patch.setattr(building, "Rows", rows.Rows)
            patch.setattr(nodes, "Plain", as_it_is("plain").Plain)
        elif way == "protobuf":
            patch.setattr(nodes, "Plain", Nothing)
        try:
            return columns(graph_def.read(of_bytes(data)))
        except Unreadable as error:
            return str(error)


def columns(graph: Graph) -> dict[str, Any]:
    found: dict[str, Any] = {"attributes": [graph.attributes(place) for place in range(0, len(graph), 97)]}
    for name in {field.name for field in fields(graph)} - {"attributes"}:
        value = getattr(graph, name)
        if isinstance(value, Coded):
            value = value.codes.tolist(), value.values
        elif isinstance(value, np.ndarray):
            value = value.dtype, value.tolist()
        elif name == "functions":
            value = {called: columns(body) for called, body in value.items()}
        found[name] = value
    return found


@st.composite
def node(draw: st.DrawFn) -> bytes:
    """A NodeDef of any fields, more often than not in the order in which protobuf writes them."""
    kinds = draw(st.lists(st.sampled_from([1, 2, 3, 3, 4, 5, 5, 6, 7, 8]), max_size=7))
    if draw(st.integers(0, 3)):
        kinds = sorted(
            kind for place, kind in enumerate([1, 2, *kinds]) if kind in (3, 5) or kind not in [1, 2, *kinds][:place]
        )
    texts = [draw(st.sampled_from(ATTRIBUTES if kind == 5 else TEXTS)) for kind in kinds]
    return b"".join(map(tagged, kinds, texts))


@settings(max_examples=150)
@given(st.lists(node(), max_size=6), st.booleans(), st.integers(0, 300), st.binary(max_size=3))
def test_any_nodes_are_read_as_protobuf_reads_them(written: list[bytes], whole: bool, at: int, new: bytes) -> None:
    data = b"".join(tagged(1, one) for one in written)
    if not whole:
        data = Mutation(at, len(new) // 2, new).apply(data)
    found = read(data)
    assert found == read(data, "protobuf")
    assert found == read(data, "as it is")


def test_a_graph_in_several_pieces_with_functions_is_read_as_protobuf_reads_it() -> None:
    graph = transformer(40)
    body = graph.library.function.add()
    body.signature.name = "body"
    body.node_def.extend(graph.node[:300])
    data = graph.SerializeToString()
    assert len(data) > CHUNK
    found = read(data)
    assert isinstance(found, dict) and len(found["names"]) == len(graph.node)
    assert found == read(data, "protobuf")
    assert found == read(data, "as it is")


@pytest.mark.parametrize("way", ["as imported", "as it is"])
def test_what_is_written_otherwise_is_left_to_protobuf(way: str) -> None:
    taken: list[bytes] = []
    module = as_it_is("plain") if way == "as it is" else plain
    usual = tagged(1, b"a") + tagged(2, b"NoOp")
    others = [
        tagged(2, b"NoOp") + tagged(1, b"a"),
        usual + tagged(2, b"NoOp"),
        usual + tagged(8, b""),
        usual + b"\x30\x01",
    ]
    for written in [usual, *others, usual[:-1]]:
        made = nodes.Building(nodes.Known())
        if module.Plain(nodes.Known(), made.rows, [], []).node(written, 0, len(written), 0, ""):
            taken.append(written)
    assert taken == [usual]


def test_a_size_of_more_bytes_than_it_needs_is_a_size() -> None:
    usual = tagged(1, b"a") + b"\x12" + b"\x84\x00" + b"NoOp"
    found = read(tagged(1, usual))
    assert isinstance(found, dict) and found["op"] == ([0], ("NoOp",))
    assert found == read(tagged(1, usual), "protobuf")


def test_names_that_come_again_and_again_are_told_apart_at_once() -> None:
    found = read(b"".join(tagged(1, tagged(1, b"same")) for _ in range(20_000)))
    assert isinstance(found, dict)
    assert found["names"][:3] == ("same", "same (2)", "same (3)")
    assert len(set(found["names"])) == 20_000
