"""What a session run cost, also inside of functions that were inlined, and what random graphs are traced and told alike by."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from tensorboard.compat.proto.config_pb2 import RunMetadata

from board.graph import stats
from board.graph.costs import Costs, costs
from board.graph.details import details
from board.graph.model import Model
from board.graph.operations import Table, operations
from board.graph.places import find
from board.graph.scopes import scope
from board.graph.trace import trace
from board.graph.walk import of_bytes
from tests.board.drawn import Node, drawn, opened
from tests.board.test_graph_calls import OUTER, SQUARE, TWICE, graph
from tests.board.test_graph_scopes import graphs, names_of, opened_of, parsed

CPU = "/job:localhost/replica:0/task:0/device:CPU:0"
SPENT = {
    "in": (1, 10),
    "net/call": (2, 20),
    "net/call/a/body/mul": (4, 40),
    "net/call/b/body/mul": (8, 80),
    "net/call/b": (16, 0),
    "net/calling": (32, 0),
    "loss/sum": (64, 160),
    "_SOURCE": (128, 0),
}


def session(made: Model, spent: dict[str, tuple[int, int]], times: int = 1) -> Costs:
    metadata = RunMetadata()
    device = metadata.step_stats.dev_stats.add(device=CPU)
    for name, (time, memory) in [*spent.items()] * times:
        node = device.node_stats.add(node_name=name, all_start_micros=5, all_end_rel_micros=time)
        node.memory.add(allocator_name="cpu", total_bytes=memory)
    found = stats.step_stats(of_bytes(metadata.step_stats.SerializeToString()))
    return costs(made, stats.on(found, made.graph), stats.usual_devices(found))


@pytest.fixture(scope="module")
def made() -> Model:
    return graph(OUTER, TWICE, SQUARE, **{"net/call": ["twice"]})


@pytest.mark.parametrize("times", [1, 3])
def test_each_place_has_the_sum_of_all_that_was_executed_in_it(made: Model, times: int) -> None:
    spent = session(made, SPENT, times)

    def ask(path: str) -> dict[str, Any]:
        return scope(find(made, path), spent)

    found = {path: (node["time"], node["memory"]) for path, node in opened(ask, functions=True).nodes.items()}
    sums = {
        "in": (1, 10),
        "net": (2 + 4 + 8 + 16, 140),
        "net/call": (2 + 4 + 8 + 16, 140),
        "net/call/a": (4, 40),
        "net/call/b": (8 + 16, 80),
        "net/call/a/body": (4, 40),
        "net/call/a/body/mul": (4, 40),
        "net/call/b/body": (8, 80),
        "net/call/b/body/mul": (8, 80),
        "loss": (64, 160),
        "loss/sum": (64, 160),
    }
    assert {path: cost for path, cost in found.items() if cost != (None, None)} == {
        path: (times * time, times * memory) for path, (time, memory) in sums.items()
    }
    assert details(find(made, "net/call/b"), spent)["totals"]["time"] == times * 24
    run = details(find(made, "in"), spent)["run"]
    assert (run["time"], run["executions"], run["start"], run["device"]) == (times, times, 5, CPU)


def test_the_table_tells_where_in_functions_a_node_is(made: Model) -> None:
    table = operations(made, session(made, SPENT), Table("time", True, "", 0, 100))
    assert {row["name"]: (row["path"], row["op"], row["time"]) for row in table["rows"]} == {
        "_SOURCE": (None, "", 128),
        "loss/sum": ("loss/sum", "Add", 64),
        "net/calling": (None, "", 32),
        "net/call/b": ("net/call/b", "PartitionedCall", 16),
        "net/call/b/body/mul": ("net/call/b/body/mul", "Mul", 8),
        "net/call/a/body/mul": ("net/call/a/body/mul", "Mul", 4),
        "net/call": ("net/call", "StatefulPartitionedCall", 2),
        "in": ("in", "Placeholder", 1),
    }
    assert [time for _, _, time, *_ in table["by_op"]] == [160, 64, 16, 12, 2, 1]
    assert table["sums"] == {"time": 255, "memory": 310, "executions": 8}


@settings(max_examples=30)
@given(graphs())
def test_a_trace_reaches_what_networkx_reaches(nodes: list[Node]) -> None:
    made, wired = drawn(nodes), parsed(nodes)
    names = names_of(made, opened_of(made))
    for path, name in names.items():
        for inward, reach in ((True, nx.ancestors), (False, nx.descendants)):
            found = trace(find(made, path), inward)
            assert sorted(names[one] for one in found["paths"]) == sorted(reach(wired, name))
            held = {around for one in found["paths"] for around in details(find(made, one), None)["open"]}
            assert set(found["scopes"]) == held


def copied(nodes: list[Node], scope: str) -> list[Node]:
    """The nodes, below a scope of their own."""
    return [
        (f"{scope}/{name}", op, [f"^{scope}/{text[1:]}" if text[0] == "^" else f"{scope}/{text}" for text in inputs])
        for name, op, inputs in nodes
    ]


@settings(max_examples=30)
@given(graphs())
def test_copies_are_alike_until_one_is_changed(nodes: list[Node]) -> None:
    def alike(changed: list[Node]) -> bool:
        order = np.random.default_rng(len(nodes)).permutation(len(changed))
        both = scope(find(drawn([*copied(nodes, "one"), *copied([changed[at] for at in order], "two")]), ""), None)
        one, two = (node["structure"] for node in both["nodes"])
        return one == two > 0

    assert alike(nodes)
    name, op, inputs = nodes[0]
    assert not alike([(name, "Other", inputs), *nodes[1:]])
    ends = {text.lstrip("^").partition(":")[0] for text in inputs}
    assume(ends - {name})
    assert not alike([(name, op, [text for text in inputs if name == text.lstrip("^").partition(":")[0]]), *nodes[1:]])
