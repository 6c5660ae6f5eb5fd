"""Edges between siblings, added up: what is drawn inside a scope, and what goes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from board.graph.graph import CONTROL, Graph
from board.graph.meeting import Meeting
from board.graph.tree import Ints, Tree

SEVERAL = -2  # the shape of a link whose tensors have different ones
UNTOLD = -1


class Links(NamedTuple):
    """Edges between two siblings as one, control edges apart from those that carry tensors. Columns of one length.

    Attributes:
        source, target: places in the tree; never alike.
        number: how many edges.
        control: 1 for control edges, 0 for others.
        size: bytes of their tensors, where known.
        shape: code of the shape that all their tensors have, SEVERAL or UNTOLD.
    """

    source: Ints
    target: Ints
    number: Ints
    control: Ints
    size: Ints
    shape: Ints


@dataclass(frozen=True, eq=False)
class Edges:
    """A graph's edges in its tree, and the links inside each scope.

    Attributes:
        meeting: of each edge.
        control: int64 0 or 1 of each edge.
        size: bytes of each edge's tensor; 0 where not known.
        shape: code of its shape or UNTOLD.
        rank: [edges, 2]: where in `tree.leaves` the source and the target of each stand.
        out_of, into: the edges in the order of their source's, of their target's rank.
        out_rank, into_rank: those ranks, in that order.
        links: of all scopes, those of one together: i's are `links_start[i]:links_start[i + 1]`.
    """

    meeting: Meeting
    control: Ints
    size: Ints
    shape: Ints
    rank: Ints
    out_of: Ints
    into: Ints
    out_rank: Ints
    into_rank: Ints
    links: Links
    links_start: Ints


def edges(graph: Graph, tree: Tree, meeting: Meeting) -> Edges:
    control = (graph.input_slot == CONTROL).astype(np.int64)
    size = np.maximum(graph.edge_bytes, 0)
    told = graph.edge_output
    codes = graph.output_shape.codes.astype(np.int64)
    shape = np.where(told >= 0, codes[told], UNTOLD) if len(codes) else np.full(len(told), UNTOLD)
    rank = np.empty(len(tree.leaves), np.int64)
    rank[tree.leaves] = np.arange(len(tree.leaves))
    ends = rank[graph.edges]
    out_of, into = (np.argsort(ends[:, side], kind="stable") for side in (0, 1))
    place = np.empty(len(tree), np.int64)  # siblings' numbers follow each other
    place[tree.children] = np.arange(1, len(tree))
    place[0] = 0
    inner = np.flatnonzero(meeting.source != meeting.target)
    links = added_up(
        place[meeting.source[inner]], place[meeting.target[inner]], control[inner], size[inner], shape[inner]
    )
    back = np.concatenate(([0], tree.children))
    links = links._replace(source=back[links.source], target=back[links.target])
    return Edges(
        meeting=meeting,
        control=control,
        size=size,
        shape=shape,
        rank=ends,
        out_of=out_of,
        into=into,
        out_rank=ends[out_of, 0],
        into_rank=ends[into, 1],
        links=links,
        links_start=np.searchsorted(place[links.source] - 1, tree.child_start),
    )


def added_up(source: Ints, target: Ints, control: Ints, size: Ints, shape: Ints) -> Links:
    """Edges between the same two, of one kind, as one link; in the order of source, target and control."""
    wide = int(max(source.max(initial=0), target.max(initial=0))) + 1
    key = (source * wide + target) * 2 + control
    order = np.argsort(key, kind="stable")
    key, shape = key[order], shape[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    if not len(first):
        return Links(*(np.zeros(0, np.int64) for _ in Links._fields))
    low, high = np.minimum.reduceat(shape, first), np.maximum.reduceat(shape, first)
    pair = key[first] // 2
    return Links(
        source=pair // wide,
        target=pair % wide,
        number=np.diff(first, append=len(key)),
        control=key[first] % 2,
        size=np.add.reduceat(size[order], first),
        shape=np.where(low == high, low, SEVERAL),
    )
