"""Where the two ends of an edge meet: the innermost scope that holds both, and which of its children each is below."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from board.graph.tree import Ints, Tree


class Meeting(NamedTuple):
    """Edges as columns: the children of one scope (their parent) that they go between, as places in a tree.

    Both are alike for an edge from a node to itself.
    """

    source: Ints
    target: Ints


def meet(tree: Tree, source: Ints, target: Ints) -> Meeting:
    """Climbs from both ends of each edge, neither of which may be above the other, to siblings."""
    source, target = source.copy(), target.copy()
    for low, high in ((source, target), (target, source)):
        active = np.flatnonzero(tree.depth[low] > tree.depth[high])
        while len(active):
            low[active] = tree.parent[low[active]]
            active = active[tree.depth[low[active]] > tree.depth[high[active]]]
    active = np.flatnonzero(tree.parent[source] != tree.parent[target])
    while len(active):
        source[active] = tree.parent[source[active]]
        target[active] = tree.parent[target[active]]
        active = active[tree.parent[source[active]] != tree.parent[target[active]]]
    return Meeting(source, target)
