"""Functions that a graph calls: shown inside of what calls them, however often, and however deep."""

from __future__ import annotations

from typing import Any

import pytest
from tensorboard.compat.proto.function_pb2 import FunctionDef
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.types_pb2 import DT_FLOAT

from board.answers import NotFound
from board.graph import places, search
from board.graph.details import details
from board.graph.model import Model
from board.graph.places import find
from board.graph.scopes import scope
from board.graph.trace import trace
from tests.board.drawn import Node, nodes_of, opened, read


def function(name: str, nodes: list[Node], arguments: str, results: dict[str, str], **calls: Any) -> FunctionDef:
    """A function; inputs and results are told as TensorFlow does inside of functions ("node:output:0")."""
    made = FunctionDef(node_def=nodes_of(nodes, calls), ret=results)
    made.signature.name = name
    for argument in arguments.split():
        made.signature.input_arg.add(name=argument, type=DT_FLOAT)
    for result in results:
        made.signature.output_arg.add(name=result, type=DT_FLOAT)
    return made


def graph(nodes: list[Node], *functions: FunctionDef, **calls: Any) -> Model:
    made = GraphDef(node=nodes_of(nodes, calls))
    made.library.function.extend(functions)
    return read(made)


SQUARE = function("square", [("body/mul", "Mul", ["x", "x"])], "x", {"out": "body/mul:z:0"})
TWICE = function(
    "twice",
    [("a", "PartitionedCall", ["p"]), ("b", "PartitionedCall", ["a:output:0", "q"])],
    "p q",
    {"first": "a:output:0", "last": "b:output:0"},
    a=["square"],
    b=["square"],
)
OUTER: list[Node] = [
    ("in", "Placeholder", []),
    ("other", "Placeholder", []),
    ("net/call", "StatefulPartitionedCall", ["in", "other", "^in"]),
    ("loss/sum", "Add", ["net/call:1", "net/call"]),
    ("alone", "Neg", ["other"]),
]


@pytest.fixture(scope="module")
def made() -> Model:
    return graph(OUTER, TWICE, SQUARE, **{"net/call": ["twice"]})


def at(made: Model, path: str) -> dict[str, Any]:
    return scope(find(made, path), None)


def test_a_call_is_opened_to_its_function(made: Model) -> None:
    (call,) = at(made, "net")["nodes"]
    assert (call["type"], call["expandable"], call["count"]) == ("function", True, 6)
    reply = at(made, "net/call")
    kinds = {node["path"]: node["type"] for node in reply["nodes"]}
    ends = {"net/call/p": "input", "net/call/q": "input", "net/call/first": "output", "net/call/last": "output"}
    assert kinds == {**ends, "net/call/a": "function", "net/call/b": "function"}
    paths = [node["path"] for node in reply["nodes"]]
    assert {(paths[a], paths[b]) for a, b, *_ in reply["edges"]} == {
        ("net/call/p", "net/call/a"),
        ("net/call/a", "net/call/b"),
        ("net/call/q", "net/call/b"),
        ("net/call/a", "net/call/first"),
        ("net/call/b", "net/call/last"),
    }


def test_arguments_and_results_are_joined_to_what_is_around_the_call(made: Model) -> None:
    reply = at(made, "net/call")
    labels = [node["label"] for node in reply["nodes"]]
    assert {(labels[child], way, other, count) for child, way, other, count, *_ in reply["outside"]} == {
        ("p", "in", "in", 1),
        ("q", "in", "other", 1),
        ("first", "out", "loss", 1),
        ("last", "out", "loss", 1),
    }
    inner = at(made, "net/call/b")
    labels = [node["label"] for node in inner["nodes"]]
    assert {(labels[child], way, other) for child, way, other, *_ in inner["outside"]} == {
        ("x", "in", "net/call/a"),
        ("out", "out", "net/call/last"),
    }


def test_each_call_is_an_instance_of_its_own(made: Model) -> None:
    shown = opened(lambda path: at(made, path), functions=True)
    products = [path for path, node in shown.nodes.items() if node["op"] == "Mul"]
    assert products == ["net/call/a/body/mul", "net/call/b/body/mul"]
    told = details(find(made, products[1]), None)
    assert told["open"] == shown.around(products[1])[::-1][1:] == ["net", "net/call", "net/call/b", "net/call/b/body"]
    assert [one["path"] for one in told["inputs"]] == ["net/call/b/x"]
    assert details(find(made, "net/call"), None)["function"] == [{"name": "twice", "path": "net/call", "nodes": 6}]
    structures = [shown.nodes[path]["structure"] for path in ("net/call/a", "net/call/b")]
    assert structures[0] == structures[1] > 0


def test_search_finds_what_is_inside(made: Model) -> None:
    found = search.search(made, search.Query("mul", False, "any"), 10)
    assert [hit["path"] for hit in found["hits"]] == ["net/call/a/body/mul", "net/call/b/body/mul"]
    assert found["hits"][0]["open"] == ["net", "net/call", "net/call/a", "net/call/a/body"]
    assert (found["total"], found["whole"]) == (2, True)


def test_a_trace_goes_on_at_the_call(made: Model) -> None:
    found = trace(find(made, "net/call/b/body/mul"), True)
    assert set(found["paths"]) == {"net/call/b/x", "net/call/a", "net/call/p", "net/call/q", "in", "other"}
    found = trace(find(made, "net/call/a/body/mul"), False)
    results = {"net/call/a/out", "net/call/b", "net/call/first", "net/call/last"}
    assert set(found["paths"]) == {*results, "loss/sum"}
    assert found["total"] == 5 and found["scopes"] == ["loss"]


def test_a_node_of_several_functions_holds_each() -> None:
    nodes: list[Node] = [
        ("c", "Placeholder", []),
        ("v", "Placeholder", []),
        ("if", "If", ["c", "v"]),
        ("o", "Neg", ["if"]),
    ]
    otherwise = function("else/branch", [("n", "Neg", ["y"])], "y", {"out": "n:y:0"})
    made = graph(nodes, SQUARE, otherwise, **{"if": ["square", "else/branch", "gone"]})
    # Attributes are a map: they come in any order.
    assert {(node["path"], node["type"], node["count"]) for node in at(made, "if")["nodes"]} == {
        ("if/square", "function", 3),
        ("if/else⁄branch", "function", 3),
    }
    reply = at(made, "if/else⁄branch")
    assert [node["path"] for node in reply["nodes"]] == [f"if/else⁄branch/{name}" for name in ("y", "n", "out")]
    assert [one[:3] for one in reply["outside"]] == [[0, "in", "v"], [2, "out", "o"]], (
        "the first input is the condition"
    )
    told = details(find(made, "if/square/body/mul"), None)
    assert told["open"] == ["if", "if/square", "if/square/body"]
    called = details(find(made, "if"), None)["function"]
    assert {"name": "gone", "path": None, "nodes": None} in called and len(called) == 3


def test_recursion_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_CALLS", 5)
    itself = function(
        "f", [("r", "PartitionedCall", ["x"]), ("s", "Add", ["r:output:0", "x"])], "x", {"y": "s:z:0"}, r=["f"]
    )
    made = graph([("v", "Placeholder", []), ("call", "PartitionedCall", ["v"])], itself, call=["f"])
    deep = "/".join(["call", *["r"] * 50])
    assert [node["path"] for node in at(made, deep)["nodes"]] == [f"{deep}/{name}" for name in "xrsy"]
    with pytest.raises(NotFound):
        find(made, "/".join(["call", *["r"] * (places.DEEPEST + 1)]))
    found = search.search(made, search.Query("add", False, "op"), 10)
    assert (found["total"], found["whole"]) == (5, False)


def test_a_function_that_is_not_there_is_not_opened() -> None:
    made = graph([("call", "PartitionedCall", [])], call=["gone"])
    (node,) = at(made, "")["nodes"]
    assert (node["type"], node["expandable"], node["count"]) == ("function", False, 1)
    assert at(made, "call")["nodes"] == []


def test_an_empty_function_is_opened_to_nothing() -> None:
    made = graph([("call", "PartitionedCall", [])], function("none", [], "", {}), call=["none"])
    assert at(made, "call")["nodes"] == []
    assert details(find(made, "call"), None)["function"] == [{"name": "none", "path": "call", "nodes": 0}]
