"""What a session run cost, for any place in a graph: a node's own step stats, and the sums of those in a scope."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from board.graph.graph import Coded, NodeStats
from board.graph.model import Model
from board.graph.places import NoSuchPath, Place, find
from board.graph.tree import Ints, Tree

Columns = NDArray[np.int64]  # [any, 3]: µs, bytes, executions


@dataclass(frozen=True, eq=False)
class Costs:
    """Of one session and one graph.

    Attributes:
        nodes: of the graph's nodes; those of the functions' bodies are not among them.
        own: a row for each of the graph's nodes.
        whole: the same, but one that calls a function has the cost of what was executed inside it too.
        names: sorted: what was executed and is no node of the graph, mostly nodes of functions that were inlined, which
            the runtime calls as a path does.
        device: of each of these, where it was executed last.
        inlined: the sums of the rows of `names` before each, and in all.
    """

    model: Model
    nodes: NodeStats
    own: Columns
    whole: Columns
    names: Sequence[str]
    device: Coded
    inlined: Columns

    @cached_property
    def places(self) -> list[Place | None]:
        """What each of `names` is inside of the functions that are called; None for what is nowhere."""
        found: list[Place | None] = []
        for name in self.names:
            try:
                found.append(find(self.model, name))
            except NoSuchPath:
                found.append(None)
        return found

    def of(self, place: Place) -> Columns:
        """A row for each node of the graph or the body that the place is in."""
        if place.call is None:
            return self.whole
        base, graph = place.base(), place.model.graph
        if not self.below(base).any():
            return np.zeros((len(graph), 3), np.int64)
        rows = np.array([self._named(base + name) for name in graph.names], np.int64)
        return rows + self.called(base, place.model)

    def below(self, base: str) -> Columns:
        """The sum [3] of all inlined nodes whose names begin so; `base` ends with a slash."""
        after = base[:-1] + chr(ord("/") + 1)
        return self._sum(bisect_left(self.names, base), bisect_left(self.names, after))

    def _named(self, name: str) -> Columns:
        begin = bisect_left(self.names, name)
        return self._sum(begin, bisect_right(self.names, name, begin))

    def _sum(self, begin: int, end: int) -> Columns:
        found: Columns = self.inlined[end] - self.inlined[begin]
        return found

    def called(self, base: str, model: Model) -> Columns:
        """What was executed inside of each node that calls functions."""
        rows = np.zeros((len(model), 3), np.int64)
        if len(self.names):
            for node in np.flatnonzero(np.diff(model.graph.call_start)).tolist():
                rows[node] = self.below(f"{base}{model.graph.names[node]}/")
        return rows


def costs(model: Model, nodes: NodeStats, devices: Collection[str]) -> Costs:
    """The costs of a session whose stats of these devices were laid on the model's graph."""
    stats, index = nodes.stats, model.graph.index
    wanted = np.array([one in devices for one in stats.device.values], bool)
    rows = [row for row in np.flatnonzero(wanted[stats.device.codes]).tolist() if stats.names[row] not in index]
    names = sorted({stats.names[row] for row in rows})
    number = {name: place for place, name in enumerate(names)}
    at = np.array([number[stats.names[row]] for row in rows], np.int64)
    spent = np.zeros((len(names), 3), np.int64)
    np.add.at(spent, at, np.stack([stats.time, stats.memory, np.ones(len(stats), np.int64)], axis=1)[rows])
    code = np.zeros(len(names), np.int32)
    code[at] = stats.device.codes[rows]
    own = np.stack([nodes.time, nodes.memory, nodes.executions.astype(np.int64)], axis=1)
    inlined = np.concatenate((np.zeros((1, 3), np.int64), np.cumsum(spent, axis=0)))
    made = Costs(model, nodes, own, own, names, Coded(code, stats.device.values), inlined)
    return replace(made, whole=own + made.called("", model))


def told(rows: Columns, tree: Tree, places: Ints) -> list[tuple[int | None, int | None]]:
    """The time and memory of places in a tree, whose nodes have these rows; None where nothing in a place was executed."""
    begin, end = tree.leaf_start[places], tree.leaf_start[tree.end[places]]
    first, last = int(begin.min(initial=len(rows))), int(end.max(initial=0))
    sums = np.concatenate((np.zeros((1, 3), np.int64), np.cumsum(rows[tree.leaves[first:last]], axis=0)))
    found = sums[end - first] - sums[begin - first]
    return [(time, memory) if ran else (None, None) for time, memory, ran in found.tolist()]
