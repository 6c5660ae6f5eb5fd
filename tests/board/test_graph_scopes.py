"""Scopes of graphs as the page asks for them, against networkx's quotient of the whole graph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.types_pb2 import DT_DOUBLE, DT_FLOAT, DT_INT32

from board.answers import NotFound
from board.graph import hierarchy, scopes, series
from board.graph.details import details
from board.graph.model import Model
from board.graph.places import find
from tests.board import models
from tests.board.drawn import Node, Opened, drawn, nodes_of, opened_of, read

PARTS = ["a", "b", "c d", "", "(a)", "(empty)", "(a) 2", "x_0", "x_1", "x_2", "x_3", "x_4", "x_[0…4]", "nodes 1–2", "é"]
NAMES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("/".join).filter(bool)


Expect = Callable[[nx.MultiDiGraph, dict[str, set[str]]], Counter[tuple[str, str, int]]]
Block = frozenset[str]


@st.composite
def graphs(draw: Any) -> list[Node]:
    """Nodes of odd names, no two alike, with any edges among them: cycles, several between two, to themselves."""
    names = draw(st.lists(NAMES, min_size=1, max_size=14, unique=True))
    nodes = []
    for name in names:
        sources = draw(st.lists(st.sampled_from(names), max_size=4))
        slots = [draw(st.sampled_from(["", ":1", "^"])) for _ in sources]
        data = [source + slot for source, slot in zip(sources, slots, strict=True) if slot != "^"]
        control = [f"^{source}" for source, slot in zip(sources, slots, strict=True) if slot == "^"]
        nodes.append((name, draw(st.sampled_from(["Add", "Const", "NoOp", "SaveV2"])), data + control))
    return nodes


def parsed(nodes: list[Node]) -> nx.MultiDiGraph:
    """The edges that the inputs' texts tell, with `control` 0 or 1."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(name for name, _, _ in nodes)
    for name, _, inputs in nodes:
        for text in inputs:
            source = re.sub(r":\d+$", "", text.removeprefix("^"))
            graph.add_edge(source, name, control=int(text.startswith("^")))
    return graph


def names_of(made: Model, shown: Opened) -> dict[str, str]:
    """The graph's names by the paths of leaves."""
    leaves = [path for path, node in shown.nodes.items() if node["type"] not in ("scope", "series")]
    return {path: details(find(made, path), None)["name"] for path in leaves}


def quotient(graph: nx.MultiDiGraph, parts: dict[str, set[str]]) -> Counter[tuple[str, str, int]]:
    """How many edges of each kind there are between two parts, as networkx finds."""
    names = {frozenset(members): part for part, members in parts.items()}
    found = Counter[tuple[str, str, int]]()
    for control in (0, 1):
        edges = Counter((a, b) for a, b, kind in graph.edges(data="control") if kind == control)
        weighted = nx.DiGraph()
        weighted.add_nodes_from(graph)
        weighted.add_weighted_edges_from((*ends, count) for ends, count in edges.items())

        def between(one: Block, other: Block, weighted: nx.DiGraph = weighted) -> dict[str, int]:
            pairs = ((a, b) for a in one for b in other)
            return {"weight": sum(weighted.edges[pair]["weight"] for pair in pairs if pair in weighted.edges)}

        blocks = nx.quotient_graph(weighted, list(parts.values()), edge_data=between)
        for source, target, weight in blocks.edges(data="weight"):
            found[names[source], names[target], control] += weight
    return found


def counted(graph: nx.MultiDiGraph, parts: dict[str, set[str]]) -> Counter[tuple[str, str, int]]:
    """The same, edge by edge: networkx looks at all pairs of nodes."""
    home = {member: part for part, members in parts.items() for member in members}
    return Counter((home[a], home[b], control) for a, b, control in graph.edges(data="control") if home[a] != home[b])


def siblings(shown: Opened, path: str) -> Iterator[str]:
    """What stands beside the scope, and beside each that holds it."""
    inner = path
    for outer in shown.around(path):
        yield from (child for child in shown.children(outer) if child != inner)
        inner = outer


def check(made: Model, graph: nx.MultiDiGraph, expect: Expect = quotient) -> Opened:
    """Holds every scope's reply against the quotient of the graph by what can be seen when just that scope is open."""
    shown = opened_of(made)
    names = names_of(made, shown)
    assert sorted(names.values()) == sorted(graph.nodes), "every node is listed once"
    for path, reply in shown.replies.items():
        children = shown.children(path)
        parts = {one: {names[leaf] for leaf in shown.leaves[one]} for one in [*children, *siblings(shown, path)]}
        assert all(parts.values()) and sum(map(len, parts.values())) == len(graph)
        expected = expect(graph, parts)
        inside = Counter({(children[a], children[b], control): count for a, b, count, control, *_ in reply["edges"]})
        outside = Counter[tuple[str, str, int]]()
        for child, direction, other, count, control, *_ in reply["outside"]:
            ends = (children[child], other) if direction == "out" else (other, children[child])
            outside[(*ends, control)] += count
        mine = set(children)
        assert inside == {key: n for key, n in expected.items() if {*key[:2]} <= mine and key[0] != key[1]}
        assert outside == {key: n for key, n in expected.items() if len({*key[:2]} & mine) == 1 and key[0] != key[1]}
        assert len(reply["edges"]) == len(inside)
        assert [node["count"] for node in reply["nodes"]] == [len(parts[child]) for child in children]
    return shown


@settings(max_examples=60)
@given(graphs())
@example([("a", "Add", ["a/b"]), ("a/b", "Add", ["a"]), ("a/(a)", "Add", []), ("a/(a)/b", "Add", ["^a"])])
@example([("/", "Add", []), ("//", "Add", ["/"]), ("/(empty)", "Add", ["//"]), ("(empty)/(empty)", "Add", [])])
@example([("a//b", "Add", []), ("a/(empty)/b", "Add", ["a//b"])])
@example([(f"s/x_{i}", "Add", [f"s/x_{i - 1}"] if i else []) for i in range(7)])
def test_every_scope_is_the_quotient_of_the_graph(nodes: list[Node]) -> None:
    check(drawn(nodes), parsed(nodes))


@settings(max_examples=25)
@given(graphs())
def test_a_crowd_is_shown_in_stretches(nodes: list[Node]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(series, "MOST", 4)
        patch.setattr(series, "STRETCH", 2)
        made = drawn(nodes)
    shown = check(made, parsed(nodes))
    assert all(len(reply["nodes"]) <= 4 for reply in shown.replies.values())


@settings(max_examples=25)
@given(graphs())
def test_what_is_open_leads_to_every_node(nodes: list[Node]) -> None:
    made = drawn(nodes)
    shown = opened_of(made)
    for path in shown.nodes:
        assert details(find(made, path), None)["open"] == [one for one in shown.around(path)[::-1] if one]


@pytest.mark.parametrize("graph", [models.resnet((1, 1)), models.transformer(1)])
def test_scopes_of_models(graph: Any) -> None:
    nodes = [(node.name, node.op, list(node.input)) for node in graph.node]
    check(read(graph), parsed(nodes), counted)


def test_a_thousand_scopes_deep() -> None:
    deep = "/".join(f"s{i}" for i in range(1000))
    made = drawn([("in", "Add", []), (f"{deep}/x", "Add", ["in"]), ("out", "Add", [f"{deep}/x"])])
    inner = scopes.scope(find(made, deep), None)
    assert [node["path"] for node in inner["nodes"]] == [f"{deep}/x"]
    assert [edge[1:4] for edge in inner["outside"]] == [["in", "in", 1], ["out", "out", 1]]
    assert len(details(find(made, f"{deep}/x"), None)["open"]) == 1000


@pytest.mark.parametrize(("limit", "deepest", "count"), [("MOST_LEVELS", 4, 5), ("MOST_SCOPES", 6, 8)])
def test_what_is_deeper_than_all_levels_has_a_path_too(
    monkeypatch: pytest.MonkeyPatch, limit: str, deepest: int, count: int
) -> None:
    monkeypatch.setattr(hierarchy, limit, 3)
    names = ["a/b/c/d/e/f/g", "a/b/c/d/e/f/h", "a/b/c/d/e⁄f/g", "a/b/c/d⁄e/f/g", "a/b/c/d⁄e/f", "a/b/c"]
    made = drawn([(name, "Add", names[:place]) for place, name in enumerate(names)])
    shown = opened_of(made)
    assert sorted(names_of(made, shown).values()) == sorted(names)
    assert max(path.count("/") for path in shown.nodes) == deepest
    assert sum(node["type"] == "scope" for node in shown.nodes.values()) == count


def test_nothing_is_at_a_path_that_is_none() -> None:
    made = drawn([("a/b", "Add", [])])
    for path in ("b", "a/c", "a/b/c", "a/", "/a", "/"):
        with pytest.raises(NotFound):
            find(made, path)


def test_a_node_that_is_also_a_scope_is_a_leaf_in_it() -> None:
    made = drawn([("a/b", "Mul", ["a/b/c"]), ("a/b/c", "Add", [])])
    reply = scopes.scope(find(made, "a/b"), None)
    assert [(node["path"], node["op"]) for node in reply["nodes"]] == [("a/b/(b)", "Mul"), ("a/b/c", "Add")]
    assert reply["edges"] == [[1, 0, 1, 0, 0, ""]]


def test_an_edge_from_a_node_to_itself_is_told_of_the_node_alone() -> None:
    made = drawn([("a", "Add", ["a", "^a"])])
    assert scopes.scope(find(made, ""), None)["edges"] == []
    told = details(find(made, "a"), None)
    assert [(one["path"], one["control"]) for one in told["inputs"]] == [("a", 0), ("a", 1)] and told[
        "output_count"
    ] == 2


def test_the_order_is_that_of_first_appearance() -> None:
    made = drawn([("z/1", "Add", []), ("m", "Add", []), ("a", "Add", []), ("z/0", "Mul", [])])
    assert [node["label"] for node in scopes.scope(find(made, ""), None)["nodes"]] == ["z", "m", "a"]
    assert [node["label"] for node in scopes.scope(find(made, "z"), None)["nodes"]] == ["1", "0"]


def test_bytes_and_shapes_of_what_is_added_up() -> None:
    nodes = nodes_of([("a/x", "Placeholder", []), ("a/y", "Placeholder", []), ("a/z", "Placeholder", [])])
    for node, sizes, kind in zip(nodes, ([2, 3], [2, 3], []), (DT_FLOAT, DT_DOUBLE, DT_INT32), strict=True):
        node.attr["dtype"].type = kind
        node.attr["shape"].shape.SetInParent()
        for size in sizes:
            node.attr["shape"].shape.dim.add(size=size)
    nodes += nodes_of(
        [("same", "Add", ["a/x", "a/y"]), ("both", "Add", ["a/x", "a/z"]), ("one", "Add", ["a/z", "^a/x"])]
    )
    nodes += nodes_of([("untold", "Add", ["same", "same:3"])])
    edges = scopes.scope(find(read(GraphDef(node=nodes)), ""), None)["edges"]
    assert edges == [
        [0, 1, 2, 0, 24 + 48, "2×3"],
        [0, 2, 2, 0, 24 + 4, "2 tensors"],
        [0, 3, 1, 0, 4, "scalar"],
        [0, 3, 1, 1, 0, ""],
        [1, 4, 2, 0, 0, ""],
    ]


def test_the_least_are_left_out_of_too_many_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scopes, "MOST_EDGES", 3)
    nodes = [("a", "Add", []), *((f"n{'x' * i}", "Add", ["a"] * (i + 1)) for i in range(6))]
    reply = scopes.scope(find(drawn(nodes), ""), None)
    assert [edge[2] for edge in reply["edges"]] == [4, 5, 6]
    assert reply["left_out"] == {"edges": 3, "outside": 0}
