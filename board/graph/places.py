"""What a path addresses: a place in a graph's tree, or in that of a function that is called there, however deep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from board.answers import NotFound
from board.graph.hierarchy import SLASH
from board.graph.model import Model
from board.graph.tree import LEAF, SCOPE

DEEPEST = 200  # calls within calls; a function may call itself


class NoSuchPath(NotFound):
    def __init__(self, path: str) -> None:
        super().__init__(f"There is nothing called {path[:200]!r} in the graph.")


class Place(NamedTuple):
    """A place in the tree of a graph, or of the body of a function; `call` is then where that is called.

    Attributes:
        label: what the body is called in the calling node, where that calls several; otherwise "".
    """

    model: Model
    at: int
    call: Place | None = None
    label: str = ""

    @property
    def is_leaf(self) -> bool:
        return bool(self.model.tree.kind[self.at] == LEAF)

    @property
    def node(self) -> int:
        """The graph's node; -1 for what is none."""
        return int(self.model.tree.node[self.at])

    def base(self) -> str:
        """What all paths in this tree begin with: "" or the path of a call and a slash."""
        return "" if self.call is None else "/".join(filter(None, (self.call.path(), self.label))) + "/"

    def path(self) -> str:
        return self.base().removesuffix("/") if self.at == 0 else self.base() + self.model.tree.path(self.at)

    def inside(self) -> str:
        """What the paths of its children begin with: groups around them are not in those."""
        tree, around = self.model.tree, self.at
        while tree.kind[around] > LEAF:
            around = int(tree.parent[around])
        return self.beside(around).path() + "/" if around else self.base()

    def paths(self, places: Iterable[int]) -> list[str]:
        """The paths of many places in the same tree, none of them the root."""
        tree, bases, found = self.model.tree, dict[int, str](), []
        for at in places:
            above = int(tree.parent[at])
            if above not in bases:
                bases[above] = self.beside(above).inside()
            found.append(bases[above] + tree.labels[at])
        return found

    def beside(self, at: int) -> Place:
        """Another place in the same tree."""
        return self._replace(at=at)

    def bodies(self) -> list[Place]:
        """What the functions are that a leaf calls, those that are in the library."""
        library = self.model.library
        called = calls(self.model, self.node)
        known = [name for name in called if name in library.functions]
        if len(called) == 1:
            return [Place(library.body(name), 0, self) for name in known]
        labels = _labels(known)
        return [Place(library.body(name), 0, self, label) for name, label in zip(known, labels, strict=True)]

    def open(self) -> list[str]:
        """The paths of all around it that hold it, outermost first."""
        tree, base, found = self.model.tree, self.base(), list[str]()
        if self.call is not None:
            found = [*self.call.open(), self.call.path()]
            if self.label and self.at:
                found.append(self.beside(0).path())
        for one in tree.ancestors(self.at)[:-1]:
            found.append(base + tree.labels[one])
            if tree.kind[one] == SCOPE:
                base = f"{found[-1]}/"
        return found

    def below(self, label: str) -> Place | None:
        if self.is_leaf:
            bodies = self.bodies()
            if len(bodies) == 1 and not bodies[0].label:
                return bodies[0].below(label)
            return next((body for body in bodies if body.label == label), None)
        if self.at and self.model.tree.kind[self.at] != SCOPE:
            return None
        found = self.model.tree.below(self.at, label)
        return None if found is None else self.beside(found)


def bounded(paths: Iterable[str], most: int) -> list[str]:
    """The first of them, up to so many characters."""
    found, room = list[str](), most
    for path in paths:
        room -= len(path)
        if room < 0:
            break
        found.append(path)
    return found


def calls(model: Model, node: int) -> list[str]:
    """The functions that a node calls."""
    graph = model.graph
    codes = graph.called.codes[graph.call_start[node] : graph.call_start[node + 1]]
    return [graph.called.values[code] for code in codes.tolist()]


def find(model: Model, path: str) -> Place:
    """What is at the path, "" for the whole. Raises NoSuchPath."""
    place, depth = Place(model, 0), 0
    for label in path.split("/") if path else ():
        found = place.below(label)
        depth += found is not None and found.call is not place.call
        if found is None or depth > DEEPEST:
            raise NoSuchPath(path)
        place = found
    return place


def _labels(names: list[str]) -> list[str]:
    """What the functions of one node are called in it: by their names, with a number where one comes again."""
    labels: list[str] = []
    for name in names:
        label, number = name.replace("/", SLASH), 2
        while label in labels:
            label, number = f"{name.replace('/', SLASH)} {number}", number + 1
        labels.append(label)
    return labels
