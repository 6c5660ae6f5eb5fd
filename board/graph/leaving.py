"""What goes out of a scope: links of its children to what stands beside it, or beside what holds it.

Out of the body of a function it is what the call's inputs come from and what its outputs go to: they belong to the
arguments and the results, one after the other.
"""

from __future__ import annotations

import numpy as np

from board.graph.graph import CONTROL, INPUT, OUTPUT
from board.graph.links import Links, added_up
from board.graph.model import Model
from board.graph.places import Place
from board.graph.tree import Ints

CHOICES = ("If", "StatelessIf", "Case", "StatelessCase")  # their first input says which function is called


def leaving(place: Place, children: Ints, inward: bool) -> tuple[Place, Links]:
    """Links into the children of a place, or out of them.

    Their sources are numbers among the children, their targets places in the tree of the place that is returned too.
    """
    if place.at or place.call is None:
        return place, _crossing(place.model, place.at, children, inward)
    return place.call, _joined(place, place.call, children, inward)


def touching(model: Model, at: int, inward: bool) -> Ints:
    """The edges that come to nodes in a place, or from there; also those that stay inside."""
    tree, edges = model.tree, model.edges
    order, ranks = (edges.into, edges.into_rank) if inward else (edges.out_of, edges.out_rank)
    begin, end = np.searchsorted(ranks, (tree.leaf_start[at], tree.leaf_start[tree.end[at]]))
    found: Ints = order[begin:end]
    return found


def crossing(model: Model, at: int, inward: bool) -> Ints:
    """Those of them that do not stay inside."""
    tree = model.tree
    found = touching(model, at, inward)
    other = model.edges.rank[found, 0 if inward else 1]
    outside = (other < tree.leaf_start[at]) | (other >= tree.leaf_start[tree.end[at]])
    left: Ints = found[outside]
    return left


def _crossing(model: Model, at: int, children: Ints, inward: bool) -> Links:
    found = crossing(model, at, inward)
    return _links(model, found, inward, _holding(model, children, model.edges.rank[found, 1 if inward else 0]))


def _joined(body: Place, call: Place, children: Ints, inward: bool) -> Links:
    graph, tree = call.model.graph, body.model.tree
    ends = np.flatnonzero(body.model.graph.role == (INPUT if inward else OUTPUT))
    found = touching(call.model, call.at, inward)
    found = found[graph.input_slot[found] != CONTROL]
    if inward:
        found = np.sort(found)[int(graph.op[call.node] in CHOICES) :]
        number = np.arange(len(found))
    else:
        number = graph.input_slot[found].astype(np.int64)
    found, number = found[number < len(ends)], number[number < len(ends)]
    rank = tree.leaf_start[tree.leaf[ends[number]]]
    return _links(call.model, found, inward, _holding(body.model, children, rank))


def _holding(model: Model, children: Ints, rank: Ints) -> Ints:
    """Which of the children holds each of the leaves of these ranks."""
    return np.searchsorted(model.tree.leaf_start[children], rank, side="right") - 1


def _links(model: Model, found: Ints, inward: bool, child: Ints) -> Links:
    edges = model.edges
    beside = edges.meeting[0 if inward else 1][found]
    return added_up(child, beside, edges.control[found], edges.size[found], edges.shape[found])
