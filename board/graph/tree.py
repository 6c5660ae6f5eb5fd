"""The hierarchy that names with slashes make, as columns: scopes, nodes, and groups put between a scope and its children."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

SCOPE, LEAF, SERIES, MORE = range(4)  # kinds; the last two are groups, which no name tells of


@dataclass(frozen=True, eq=False)
class Tree:
    """Numbered so that a parent comes before its children and all below i are i + 1 … end[i] - 1. 0 is the root.

    Children of one parent have different labels, also through the groups among them. A path is labels with slashes
    between them, without those of groups around it: what a group holds is addressed as if there were none.

    Attributes:
        parent: the root's is 0.
        end: see above.
        depth: the root's is 0.
        kind: SCOPE, LEAF, SERIES or MORE.
        labels: the root's is "".
        order: siblings stand in the order of these: the first node below each.
        node: the graph's node that a leaf is; -1 for others.
        leaf: the leaf that each of the graph's nodes is.
        leaves: the graph's nodes in the order of their leaves.
        leaf_start: one longer than the tree: those below i are `leaves[leaf_start[i]:leaf_start[end[i]]]`.
        children: of all, those of one parent together; i's are `children[child_start[i]:child_start[i + 1]]`.
        child_start: see there.
    """

    parent: Ints
    end: Ints
    depth: Ints
    kind: NDArray[np.uint8]
    labels: list[str]
    order: Ints
    node: Ints
    leaf: Ints
    leaves: Ints
    leaf_start: Ints
    children: Ints
    child_start: Ints
    _addresses: dict[int, dict[str, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.parent)

    def children_of(self, place: int) -> Ints:
        return self.children[self.child_start[place] : self.child_start[place + 1]]

    def ancestors(self, place: int) -> list[int]:
        """From the root's child down to the place itself, groups too; nothing for the root."""
        found = []
        while place:
            found.append(place)
            place = int(self.parent[place])
        return found[::-1]

    def path(self, place: int) -> str:
        """Where it is addressed; "" for the root."""
        chain = self.ancestors(place)
        named = [one for one in chain[:-1] if self.kind[one] == SCOPE] + chain[-1:]
        return "/".join(self.labels[one] for one in named)

    def below(self, place: int, label: str) -> int | None:
        """What is addressed by a label in a scope: one of its children, or of the groups among them."""
        found = self._addresses.get(place)
        if found is None:
            found = self._addresses[place] = self._labelled(place)
        return found.get(label)

    def _labelled(self, place: int) -> dict[str, int]:
        found: dict[str, int] = {}
        groups = [place]
        while groups:
            for child in self.children_of(groups.pop()).tolist():
                found[self.labels[child]] = child
                if self.kind[child] in (SERIES, MORE):
                    groups.append(child)
        return found


def settle(parent: Ints, kind: NDArray[np.uint8], labels: Sequence[str], order: Ints, node: Ints) -> tuple[Tree, Ints]:
    """A tree of what is given in any order but that 0 is the root; and the number that each now has."""
    depth = _climbed(parent, (np.arange(len(parent)) > 0).astype(np.int64))
    size = np.ones(len(parent), np.int64)
    for level in levels(depth)[:0:-1]:
        np.add.at(size, parent[level], size[level])
    ranked = 1 + np.lexsort((order[1:], parent[1:]))
    before = np.cumsum(size[ranked]) - size[ranked]
    first = _starts(parent[1:], len(parent))[parent[ranked]]  # of each one's siblings
    step = np.zeros(len(parent), np.int64)
    step[ranked] = 1 + before - before[first] if len(ranked) else 0
    number = _climbed(parent, step)
    above, among = number[parent[ranked]], np.arange(len(ranked)) - first
    place = np.empty(len(parent), np.int64)
    place[number] = np.arange(len(parent))
    parent, kind, node = number[parent[place]], kind[place], node[place]
    is_leaf = node >= 0
    leaves = node[is_leaf]
    leaf = np.empty(len(leaves), np.int64)
    leaf[leaves] = np.flatnonzero(is_leaf)
    child_start = _starts(parent[1:], len(parent) + 1)
    children = np.empty(len(ranked), np.int64)
    children[child_start[above] + among] = number[ranked]
    tree = Tree(
        parent=parent,
        end=np.arange(len(parent)) + size[place],
        depth=depth[place],
        kind=kind,
        labels=list(map(labels.__getitem__, place.tolist())),
        order=order[place],
        node=node,
        leaf=leaf,
        leaves=leaves,
        leaf_start=np.concatenate(([0], np.cumsum(is_leaf))),
        children=children,
        child_start=child_start,
    )
    return tree, number


def levels(depth: Ints) -> list[Ints]:
    """The places of each depth, from 0."""
    by_depth = np.argsort(depth, kind="stable")
    return np.split(by_depth, np.searchsorted(depth[by_depth], np.arange(1, depth.max() + 1)))


def grouped(tree: Tree, members: Sequence[Ints], kind: int, labels: Sequence[str]) -> tuple[Tree, Ints]:
    """The tree with groups, each of some children of one parent; and the number that each of the old tree's has in it."""
    count, groups = len(tree), len(members)
    joined, sizes = np.concatenate(members), [len(one) for one in members]
    starts = np.cumsum([0, *sizes[:-1]])
    parent = np.concatenate((tree.parent, tree.parent[joined[starts]]))
    parent[joined] = np.repeat(count + np.arange(groups), sizes)
    tree, number = settle(
        parent,
        np.concatenate((tree.kind, np.full(groups, kind, np.uint8))),
        [*tree.labels, *labels],
        np.concatenate((tree.order, np.minimum.reduceat(tree.order[joined], starts))),
        np.concatenate((tree.node, np.full(groups, -1))),
    )
    return tree, number[:count]


def _starts(parent: Ints, count: int) -> Ints:
    """Where the children of each of 0 … count - 1 begin, if those of one parent stand together and in the parents' order."""
    number = np.bincount(parent, minlength=count)
    return np.cumsum(number) - number


def _climbed(parent: Ints, value: Ints) -> Ints:
    """Each one's value and those of all above it, added up; the root's must be 0. Doubles the stretch with each turn."""
    total: Ints = value.copy()
    above = parent
    while above.any():
        total += total[above]
        above = above[above]
    return total
