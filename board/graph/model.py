"""What the page is told of a graph, made once: its tree, what is alike in it, its edges, and the functions that it calls."""

from __future__ import annotations

import threading
import zlib
from dataclasses import dataclass

import numpy as np

from board.graph import aside, series, structure
from board.graph.aside import Counts
from board.graph.graph import Graph
from board.graph.hierarchy import hierarchy
from board.graph.links import Edges, edges
from board.graph.meeting import Meeting, meet
from board.graph.structure import Hashes
from board.graph.tree import MORE, SERIES, Ints, Tree, grouped

BYTES_A_NODE = 1000  # names, paths and labels among them
BYTES_AN_EDGE = 150


@dataclass(frozen=True, eq=False)
class Model:
    """A graph, or the body of a function, in its tree.

    Attributes:
        alike: a number of each place in the tree, equal for what is built alike: from 1 for what makes up most of the
            graph; 0 for a scope that is like no other.
        parameters: sums as `aside.counted` gives them.
        counts: see `aside`.
    """

    graph: Graph
    tree: Tree
    edges: Edges
    alike: Ints
    parameters: Ints
    counts: Counts
    library: Library

    def __len__(self) -> int:
        return len(self.graph)

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory, with the functions that it may be asked for."""
        graphs = (self.graph, *self.library.functions.values())
        return sum(BYTES_A_NODE * len(one) + BYTES_AN_EDGE * len(one.input_node) for one in graphs)


class Library:
    """A graph's functions, each made a model when it is asked for. Any thread may ask; one lock guards the making."""

    def __init__(self, graph: Graph) -> None:
        self.functions = graph.functions
        self._lock = threading.Lock()
        self._made: dict[str, Model] = {}
        self._keys: dict[str, int] = {}

    def body(self, name: str) -> Model:
        """KeyError where there is none of that name."""
        with self._lock:
            found = self._made.get(name)
            if found is None:
                found = self._made[name] = _model(self.functions[name], self)
            return found

    def key(self, name: str) -> int:
        """A number, equal for functions with equally many of the same operations and edges; 0 for one that is not there."""
        found = self._keys.get(name)
        if found is None:
            found = self._keys[name] = _key(self.functions[name]) if name in self.functions else 0
        return found


def model(graph: Graph) -> Model:
    return _model(graph, Library(graph))


def _model(graph: Graph, library: Library) -> Model:
    tree = hierarchy(graph.names)
    meeting = meet(tree, tree.leaf[graph.edges[:, 0]], tree.leaf[graph.edges[:, 1]])
    hashes = structure.hashes(tree, meeting, graph.input_slot.astype(np.int64), _does(graph, library))
    tree, meeting, hashes = _with_groups(tree, meeting, hashes)
    return Model(
        graph=graph,
        tree=tree,
        edges=edges(graph, tree, meeting),
        alike=structure.classes(tree, hashes),
        parameters=aside.counted(tree, np.maximum(graph.parameters, 0)),
        counts=aside.counts(graph, tree),
        library=library,
    )


def _with_groups(tree: Tree, meeting: Meeting, hashes: Hashes) -> tuple[Tree, Meeting, Hashes]:
    kind, groups = SERIES, series.series(tree, hashes)
    while groups.members or kind == SERIES:
        if groups.members:
            tree, number = grouped(tree, groups.members, kind, groups.labels)
            meeting = meet(tree, number[meeting.source], number[meeting.target])
            hashes = structure.moved(hashes, number, tree)
        kind, groups = MORE, series.crowds(tree)
    return tree, meeting, hashes


def _does(graph: Graph, library: Library) -> Hashes:
    """A number for what each node does: its operation, and what the functions that it calls are made of."""
    does = _operations(graph)
    calls = np.array([library.key(name) for name in graph.called.values], np.uint64)[graph.called.codes]
    callers = np.repeat(np.arange(len(graph)), np.diff(graph.call_start))
    with np.errstate(over="ignore"):
        np.add.at(does, callers, structure.mixed(calls, 20))
    return does


def _key(body: Graph) -> int:
    edges = structure.mixed(np.array([len(body.input_node)], np.uint64), 21)
    with np.errstate(over="ignore"):
        return int(structure.mixed(_operations(body), 22).sum() + edges[0])


def _operations(graph: Graph) -> Hashes:
    known = np.array([zlib.crc32(value.encode("utf-8", "surrogatepass")) for value in graph.op.values], np.uint64)
    return known[graph.op.codes]
