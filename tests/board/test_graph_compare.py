"""Two graphs, told apart node by node."""

from __future__ import annotations

from typing import Any

import pytest
from tensorboard.compat.proto.graph_pb2 import GraphDef

from board.graph.compare import compare
from tests.board.drawn import Node, drawn, nodes_of, read

NODES: list[Node] = [
    ("a/x", "In", []),
    ("a/y", "In", []),
    ("b/sum", "Add", ["a/x", "a/y:1", "^a/x"]),
    ("c/d/out", "Neg", ["b/sum"]),
]


def differences(other: list[Node], nodes: list[Node] = NODES) -> dict[str, Any]:
    found = compare(drawn(nodes), drawn(other).graph)
    found.pop("counts")
    return found


@pytest.mark.parametrize(
    "inputs",
    [
        ["a/y", "a/x:1", "^a/x"],
        ["a/y:1", "a/x", "^a/x"],
        ["a/x", "a/y", "^a/x"],
        ["a/x", "a/y:1", "^a/y"],
        ["a/x", "a/y:1"],
        ["a/x", "a/y:1", "a/x"],
        ["a/x", "a/x", "a/y:1", "^a/x"],
    ],
)
def test_inputs_differ_in_order_slot_and_kind(inputs: list[str]) -> None:
    found = differences([*NODES[:2], ("b/sum", "Add", inputs), NODES[3]])
    assert found == {
        "added": [],
        "removed": [],
        "changed": [{"path": "b/sum", "what": ["inputs"]}],
        "marks": {"b": "inside", "b/sum": "changed"},
    }


def test_the_order_of_nodes_is_no_difference() -> None:
    assert differences(NODES[::-1]) == {"added": [], "removed": [], "changed": [], "marks": {}}


def test_what_is_added_and_what_is_removed() -> None:
    more: list[Node] = [*NODES, ("c/e/f", "Neg", ["b/sum"]), ("c/e/g", "Neg", ["b/sum"]), ("c/d", "Neg", [])]
    assert differences(NODES, more) == {
        "added": ["c/e/f", "c/e/g", "c/d/(d)"],
        "removed": [],
        "changed": [],
        "marks": {
            "c": "inside",
            "c/d": "inside",
            "c/d/(d)": "added",
            "c/e": "added",
            "c/e/f": "added",
            "c/e/g": "added",
        },
    }
    assert differences(more, NODES) == {
        "added": [],
        "removed": ["c/e/f", "c/e/g", "c/d"],
        "changed": [],
        "marks": {"c": "inside"},
    }


def test_operation_device_and_attributes() -> None:
    one, other = (GraphDef(node=nodes_of([("a", "Add", []), ("b", "Add", []), ("c", "Add", [])])) for _ in range(2))
    other.node[0].op, other.node[1].device, other.node[2].attr["n"].i = "Sub", "GPU:0", 3
    found = compare(read(one), read(other).graph)
    assert {change["path"]: change["what"] for change in found["changed"]} == {
        "a": ["op"],
        "b": ["device"],
        "c": ["attributes"],
    }
    assert found["counts"] == {"added": 0, "removed": 0, "changed": 3, "same": 0}
