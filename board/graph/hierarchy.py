"""From a graph's names to the tree of their scopes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from board.graph.tree import LEAF, SCOPE, Tree, settle

MOST_LEVELS = 1024  # of scopes; what is deeper stands in one label
MOST_SCOPES = 1 << 21  # that may have scopes in them; names tell of many more than their bytes are
EMPTY = "(empty)"  # the label of a part between slashes in which there is nothing
SLASH = "⁄"  # what stands for a slash in a label


class _Scopes:
    """The scopes found so far, each by its parent and its label; 0 is the root."""

    def __init__(self) -> None:
        self.parent, self.labels, self.order = [0], [""], [0]
        self.inner: dict[tuple[int, str], int] = {}
        self.odd = False  # whether different names may come to the same labels

    def walk(self, name: str, order: int) -> int:
        """The scope of that name, with those that it is in; they are made where they are missing."""
        place = 0
        levels = MOST_LEVELS if len(self.parent) < MOST_SCOPES else 1
        parts = name.split("/", levels)
        if len(parts) > levels:
            self.odd, parts[-1] = True, parts[-1].replace("/", SLASH)
        for part in parts:
            if not part:
                self.odd, part = True, EMPTY
            found = self.inner.get((place, part))
            if found is None:
                found = self.inner[place, part] = len(self.parent)
                self.parent.append(place)
                self.labels.append(part)
                self.order.append(order)
            place = found
        return place


def hierarchy(names: Sequence[str]) -> Tree:
    """The tree of nodes of these names, no two alike. A node that is also a scope is a leaf "(name)" in it."""
    scopes, known = _Scopes(), dict[str, int]()
    above, labels = [], []
    for place, name in enumerate(names):
        head, slash, tail = name.rpartition("/")
        scope = known.get(head) if slash else 0
        if scope is None:
            scope = known[head] = scopes.walk(head, place)
        above.append(scope)
        labels.append(tail or EMPTY)
    _part(scopes, above, labels)
    count = len(scopes.parent)
    tree, _ = settle(
        np.array(scopes.parent + above, np.int64),
        np.repeat(np.array([SCOPE, LEAF], np.uint8), [count, len(names)]),
        scopes.labels + labels,
        np.concatenate((np.array(scopes.order, np.int64), np.arange(len(names)))),
        np.concatenate((np.full(count, -1), np.arange(len(names)))),
    )
    return tree


def _part(scopes: _Scopes, above: list[int], labels: list[str]) -> None:
    """Puts nodes that are also scopes into those, and tells apart what has come to the same label."""
    inner, doubtful = scopes.inner, set(scopes.labels)
    strict = [at for at, label in enumerate(labels) if label in doubtful and (above[at], label) in inner]
    # Only such a label may be that of a node that is put into its scope.
    bracketed = any(label[:1] == "(" for label in doubtful.union(labels))
    for place in strict:
        above[place] = scopes.inner[above[place], labels[place]]
        labels[place] = f"({labels[place]})"
    if not (scopes.odd or EMPTY in labels or (strict and bracketed)):
        return
    taken = set(scopes.inner)
    numbers: dict[tuple[int, str], int] = {}
    for place, key in enumerate(zip(above, labels, strict=True)):
        while (above[place], labels[place]) in taken:
            numbers[key] = numbers.get(key, 1) + 1
            labels[place] = f"{key[1]} {numbers[key]}"
        taken.add((above[place], labels[place]))
