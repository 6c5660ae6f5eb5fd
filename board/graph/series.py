"""Siblings that are put into a group: series of alike ones with successive numbers, and stretches where there are too many."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from board.graph.structure import Hashes
from board.graph.tree import SERIES, Ints, Tree

SHORTEST = 5  # members of a series
MOST = 3000  # children of one parent
STRETCH = 1000  # of them that are put together where there are more
CLOSERS = "])}>"  # what may stand behind a number
DIGITS = "0123456789"
LONGEST_NUMBER = 15  # digits; an int64 holds it


class Groups(NamedTuple):
    """Children of one parent each that belong together, and what the groups are called."""

    members: list[Ints]
    labels: list[str]


def series(tree: Tree, alike: Hashes) -> Groups:
    """At least SHORTEST siblings of equal hashes whose labels differ in a number at the end, each one more than the last.

    A label without a number counts as that with "_0" behind it, for "dense", "dense_1", … are what writers call them.
    """
    places = np.arange(1, len(tree))
    stems, stem, number = _numbered(tree.labels[1:])
    order = np.lexsort((number, stem, alike[places], tree.parent[places]))
    places, stem, number = places[order], stem[order], number[order]
    parent, hashed = tree.parent[places], alike[places]
    follows = (parent[1:] == parent[:-1]) & (hashed[1:] == hashed[:-1]) & (stem[1:] == stem[:-1])
    follows &= number[1:] == number[:-1] + 1
    begins = np.concatenate(([0], 1 + np.flatnonzero(~follows))) if len(places) else np.zeros(0, np.int64)
    sizes = np.diff(begins, append=len(places))
    found = Groups([], [])
    for begin, size in zip(begins[sizes >= SHORTEST].tolist(), sizes[sizes >= SHORTEST].tolist(), strict=True):
        stretch = slice(begin, begin + size)
        found.members.append(places[stretch])
        head, _, tail = stems[stem[begin]].rpartition("\0")
        found.labels.append(f"{head}[{number[begin]}…{number[begin] + size - 1}]{tail}")
    return distinct(tree, found)


def crowds(tree: Tree) -> Groups:
    """Stretches of siblings where there are more than MOST of them."""
    found = Groups([], [])
    for place in np.flatnonzero(np.diff(tree.child_start) > MOST).tolist():
        children = tree.children_of(place)
        for begin in range(0, len(children), STRETCH):
            stretch = children[begin : begin + STRETCH]
            found.members.append(stretch)
            found.labels.append(f"nodes {begin + 1}–{begin + len(stretch)}")
    return distinct(tree, found)


def distinct(tree: Tree, groups: Groups) -> Groups:
    """The groups with labels that nothing else in their scope has."""
    given: dict[int, set[str]] = {}
    labels = []
    for members, label in zip(*groups, strict=True):
        scope = int(tree.parent[members[0]])
        while tree.kind[scope] >= SERIES:
            scope = int(tree.parent[scope])
        taken, found, number = given.setdefault(scope, set()), label, 2
        while found in taken or tree.below(scope, found) is not None:
            found, number = f"{label} {number}", number + 1
        taken.add(found)
        labels.append(found)
    return Groups(groups.members, labels)


def _numbered(labels: list[str]) -> tuple[list[str], Ints, Ints]:
    """The stems that there are, each label's as its place among them, and its number. Labels mostly come again and again."""
    known: dict[str, int] = {}
    code = np.array([known.setdefault(label, len(known)) for label in labels], np.int64)
    stems: dict[str, int] = {}
    stem, number = np.empty(len(known), np.int64), np.empty(len(known), np.int64)
    for place, label in enumerate(known):
        core = label.rstrip(CLOSERS)
        head = core.rstrip(DIGITS)
        size = len(core) - len(head)
        if 0 < size <= LONGEST_NUMBER:
            number[place] = int(core[-size:])
        else:
            head, number[place] = f"{core}_", 0
        stem[place] = stems.setdefault(f"{head}\0{label[len(core) :]}", len(stems))
    return list(stems), stem[code], number[code]
