"""Graphs of a few nodes, and all that the page would be given of a graph if every scope in it were opened."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.node_def_pb2 import NodeDef

from board.graph import graph_def
from board.graph.model import Model, model
from board.graph.places import find
from board.graph.scopes import scope
from board.graph.walk import of_bytes

GOLDEN = Path(__file__).parents[1] / "golden"

Node = tuple[str, str, Sequence[str]]


def nodes_of(nodes: Iterable[Node], calls: Mapping[str, Sequence[str]] | None = None) -> list[NodeDef]:
    """Messages of nodes given as (name, operation, inputs), and of the functions that some of them call."""
    made = [NodeDef(name=name, op=op, input=inputs) for name, op, inputs in nodes]
    for node in made:
        for place, function in enumerate((calls or {}).get(node.name, ())):
            node.attr["f" if place == 0 else f"f{place}"].func.name = function
    return made


def read(graph: GraphDef) -> Model:
    return model(graph_def.read(of_bytes(graph.SerializeToString())))


def drawn(nodes: Iterable[Node]) -> Model:
    return read(GraphDef(node=nodes_of(nodes)))


@dataclass
class Opened:
    """Every reply by its path, and of every path what it shows, what holds it, and the leaves below it, itself among them."""

    replies: dict[str, dict[str, Any]] = field(default_factory=dict)
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    parent: dict[str, str] = field(default_factory=dict)
    leaves: dict[str, list[str]] = field(default_factory=dict)

    def children(self, path: str) -> list[str]:
        return [node["path"] for node in self.replies[path]["nodes"]]

    def around(self, path: str) -> list[str]:
        """What holds it, innermost first, down to the whole."""
        found = []
        while path:
            path = self.parent[path]
            found.append(path)
        return found


def opened(ask: Callable[[str], dict[str, Any]], functions: bool = False) -> Opened:
    """All that `ask` gives of scopes and series, and of the insides of functions if that is wanted."""
    found, order = Opened(), [""]
    for path in order:
        reply = found.replies[path] = ask(path)
        assert reply["path"] == path
        for node in reply["nodes"]:
            assert node["path"] not in found.nodes, f"{node['path']!r} is shown twice"
            found.nodes[node["path"]] = node
            found.parent[node["path"]] = path
            if node["type"] in ("scope", "series") or (functions and node["expandable"]):
                order.append(node["path"])
    for path in reversed(order):
        found.leaves[path] = []
        for child in found.children(path):
            found.leaves[path] += found.leaves.setdefault(child, [child])
    return found


def opened_of(made: Model) -> Opened:
    return opened(lambda path: scope(find(made, path), None))


def name_of(path: str) -> str:
    """A node's name by its path: one that is also a scope stands in that."""
    head, _, label = path.rpartition("/")
    return head if label.startswith("(") else path


def events(run: str) -> Iterator[Event]:
    """The events of a run of the golden logs."""
    for file in (GOLDEN / run).glob("*tfevents*"):
        data = file.read_bytes()
        while data:
            (size,) = struct.unpack_from("<Q", data)
            yield Event.FromString(data[12 : 12 + size])
            data = data[16 + size :]
