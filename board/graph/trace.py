"""All that a node depends on, or that depends on it, however far away."""

from __future__ import annotations

from typing import Any

import numpy as np

from board.graph.graph import INPUT, OUTPUT
from board.graph.model import Model
from board.graph.places import Place, bounded
from board.graph.tree import LEAF, Ints

MOST = 20_000  # paths of nodes, and of scopes, that are told
LONGEST = 1 << 23  # characters of them


def trace(place: Place, inward: bool) -> dict[str, Any]:
    """{paths, scopes, total}: the nodes, nearest first, the scopes that hold any of them, and how many nodes there are.

    From the inside of a function it goes on at its call, as soon as it has come to an argument or a result; a call on the
    way is one node.
    """
    paths, scopes, total = list[str](), list[str](), 0
    start: Place | None = place
    while start is not None:
        model = start.model
        reached = reach(model, start, inward)
        total += len(reached)
        paths += start.paths(model.tree.leaf[reached[: MOST - len(paths)]].tolist())
        scopes += start.paths(_around(model, reached)[: MOST - len(scopes)])
        ends = (model.graph.role[_with(model, start, reached)] == (INPUT if inward else OUTPUT)).any()
        start = start.call if ends else None
    return {"paths": bounded(paths, LONGEST), "scopes": bounded(dict.fromkeys(scopes), LONGEST), "total": total}


def reach(model: Model, start: Place, inward: bool) -> Ints:
    """The graph's nodes from which one can come to those in the place, or to which one comes from there; nearest first."""
    graph = model.graph
    if inward:
        begin, following = graph.input_start.tolist(), graph.input_node.tolist()
    else:
        source, target = graph.edges.T
        order = np.argsort(source, kind="stable")
        begin = np.searchsorted(source[order], np.arange(len(graph) + 1)).tolist()
        following = target[order].tolist()
    own = _with(model, start, np.zeros(0, np.int64)).tolist()
    seen = bytearray(len(graph))
    for node in own:
        seen[node] = 1
    found = list(own)
    for node in found:  # which grows
        for other in following[begin[node] : begin[node + 1]]:
            if not seen[other]:
                seen[other] = 1
                found.append(other)
    return np.array(found[len(own) :], np.int64)


def _with(model: Model, start: Place, reached: Ints) -> Ints:
    """The nodes in the place and those reached."""
    tree = model.tree
    own = tree.leaves[tree.leaf_start[start.at] : tree.leaf_start[tree.end[start.at]]]
    return np.concatenate((own, reached))


def _around(model: Model, nodes: Ints) -> list[int]:
    """The scopes and series that hold any of the nodes, but the root."""
    tree = model.tree
    held = np.zeros(len(tree.leaves) + 1, np.int64)
    rank = np.empty(len(tree.leaves), np.int64)
    rank[tree.leaves] = np.arange(len(tree.leaves))
    held[rank[nodes] + 1] = 1
    held = np.cumsum(held)
    inside = held[tree.leaf_start[tree.end]] - held[tree.leaf_start[:-1]]
    return [at for at in np.flatnonzero((inside > 0) & (tree.kind != LEAF)).tolist() if at]
