"""Which scopes are built alike: a hash of each subtree, in time linear in nodes and edges.

A leaf's hash is that of what it does. A scope's is made of its children's, whatever their names and order, after each has
been mixed with those of its neighbours in the scope, ROUNDS times (Weisfeiler and Lehman's refinement), so that the same
operations wired otherwise differ. What a scope is connected to outside does not count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from board.graph.meeting import Meeting
from board.graph.tree import LEAF, Ints, Tree, levels

Hashes = NDArray[np.uint64]

ROUNDS = 2


def mixed(numbers: Hashes, salt: int) -> Hashes:
    """Each number as another that tells nothing of it (SplitMix64's finalizer)."""
    with np.errstate(over="ignore"):
        numbers = numbers + np.uint64(salt * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF)
        numbers = (numbers ^ numbers >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        numbers = (numbers ^ numbers >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        made: Hashes = numbers ^ numbers >> np.uint64(31)
        return made


def hashes(tree: Tree, meeting: Meeting, slot: Ints, does: Hashes) -> Hashes:
    """The hash of all in the tree. `slot` is that of each edge, `does` a number for what each of the graph's nodes does."""
    found = np.zeros(len(tree), np.uint64)
    leaves = tree.kind == LEAF
    found[leaves] = mixed(does[tree.node[leaves]], 1)
    by_depth = levels(tree.depth)
    at = tree.depth[meeting.source]
    order = np.argsort(at, kind="stable")
    of_level = np.split(order, np.searchsorted(at[order], np.arange(1, len(by_depth))))
    kinds = mixed(slot.astype(np.uint64), 2)
    local = np.zeros(len(tree), np.int64)
    for level, edges in zip(by_depth[:0:-1], of_level[:0:-1], strict=True):
        local[level] = np.arange(len(level))
        source, target = local[meeting.source[edges]], local[meeting.target[edges]]
        with np.errstate(over="ignore"):
            np.add.at(found, tree.parent[level], mixed(_refined(found[level], source, target, kinds[edges]), 3))
        above = np.unique(tree.parent[level])
        found[above] = mixed(found[above], 4)
    return found


def moved(found: Hashes, number: Ints, tree: Tree) -> Hashes:
    """The hashes in a tree to which groups were added, where `number` tells each one's new place."""
    made = np.zeros(len(tree), np.uint64)
    made[number] = found
    new = np.ones(len(tree), bool)
    new[number] = False
    with np.errstate(over="ignore"):
        for group in np.flatnonzero(new).tolist():
            made[group] = mixed(mixed(made[tree.children_of(group)], 8), 9).sum()
    return made


def classes(tree: Tree, found: Hashes) -> Ints:
    """A number of each in the tree: equal ones for equal hashes, from 1 for what makes up most of it, scopes before nodes.

    0 for scopes that no other is like.
    """
    _, first, inverse, count = np.unique(found, return_index=True, return_inverse=True, return_counts=True)
    inverse = inverse.ravel()
    is_leaf = tree.kind[first] == LEAF
    below = tree.leaf_start[tree.end] - tree.leaf_start[:-1]
    weight = np.bincount(inverse, below)
    single = ~is_leaf & (count == 1)
    number = np.empty(len(first), np.int64)
    number[np.lexsort((first, -weight, is_leaf, ~single))] = np.arange(len(first)) + 1 - single.sum()
    return np.maximum(number, 0)[inverse]


def _refined(own: Hashes, source: Ints, target: Ints, kinds: Hashes) -> Hashes:
    """The hashes of siblings, each mixed with its neighbours'; edges are told by places among them."""
    for turn in range(ROUNDS):
        around = np.zeros(len(own), np.uint64)
        with np.errstate(over="ignore"):
            np.add.at(around, target, mixed(own[source] + kinds, 5))
            np.add.at(around, source, mixed(own[target] + kinds, 6))
            own = mixed(own + around, 10 + turn)
    return own
