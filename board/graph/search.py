"""Finding nodes and scopes of a graph by name or operation, also in the functions that are called, wherever they are called."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from board import matching
from board.graph.graph import Graph
from board.graph.model import Model
from board.graph.places import Place
from board.graph.tree import LEAF

BY = ("any", "name", "op")
MOST_CALLS = 300  # whose bodies are searched too
MOST_CHARACTERS = 1 << 22  # of what must be open to see the hits
LONGEST = 1 << 26  # characters of all scopes' paths that are searched


class Query(NamedTuple):
    """What is looked for: `by` name, op or any; whatever the case of letters."""

    text: str
    regex: bool
    by: str


def search(model: Model, query: Query, limit: int) -> dict[str, Any]:
    """{hits: [{path, op, open}], total, whole}: those least deep first; `whole` is false where not all calls were looked into.

    Raises matching.MatchingError or apart.TooSlow.
    """
    bodies, whole = _called(model)
    found: dict[int, Sequence[int]] = {}
    hits, total = list[Place](), 0
    for body in bodies:
        key = id(body.model)
        if key not in found:
            found[key] = _found(body.model, query)
        total += len(found[key])
        hits += [body.beside(at) for at in found[key][: limit - len(hits)]]
    shown, room = list[dict[str, Any]](), MOST_CHARACTERS
    for place in hits:
        told = {"path": place.path(), "op": _op(place), "open": place.open()}
        room -= sum(map(len, told["open"]))
        if room < 0:
            break
        shown.append(told)
    return {
        "hits": shown,
        "total": total,
        "whole": whole,
    }


def _op(place: Place) -> str:
    return place.model.graph.op[place.node] if place.is_leaf else ""


def _called(model: Model) -> tuple[list[Place], bool]:
    """The graph and the bodies of what is called in it, those least deep first; and whether these are all."""
    found, waiting = [Place(model, 0)], deque([Place(model, 0)])
    while waiting:
        for body in _bodies(waiting.popleft()):
            if len(found) > MOST_CALLS:
                return found, False
            found.append(body)
            waiting.append(body)
    return found, True


def _bodies(place: Place) -> Iterator[Place]:
    model = place.model
    for node in np.flatnonzero(np.diff(model.graph.call_start)).tolist():
        yield from place.beside(int(model.tree.leaf[node])).bodies()


def _found(model: Model, query: Query) -> list[int]:
    """The places in the tree, least deep first."""
    tree = model.tree
    hit = np.zeros(len(tree), bool)
    if query.by != "name":
        hit[tree.leaf[_by_operation(model.graph, query)]] = True
    if query.by != "op":
        names = _names(model)
        hit[_matched(query, list(names.values()), list(names))] = True
    hit[0] = False
    places = np.flatnonzero(hit)
    return places[np.argsort(tree.depth[places], kind="stable")].tolist()  # type: ignore[no-any-return]


def _by_operation(graph: Graph, query: Query) -> Any:
    wanted = np.zeros(len(graph.op.values), bool)
    wanted[_matched(query, graph.op.values, range(len(wanted)))] = True
    return np.flatnonzero(wanted[graph.op.codes])


def _matched(query: Query, names: Sequence[str], places: Sequence[int]) -> list[int]:
    if query.regex:
        return [places[at] for at in matching.searched(query.text, names)]
    text = query.text.lower()
    return [place for place, name in zip(places, names, strict=True) if text in name.lower()]


def _names(model: Model) -> dict[int, str]:
    """What is matched of each place: a node's name, a scope's path; without scopes where their paths are too long."""
    tree = model.tree
    names = dict(zip(tree.leaf.tolist(), model.graph.names, strict=True))
    scopes = np.flatnonzero(tree.kind != LEAF)
    paths, length = {0: ""}, 0
    for place, above in zip(scopes[1:].tolist(), tree.parent[scopes[1:]].tolist(), strict=True):
        grouped = tree.kind[above] > LEAF
        base = paths[above].rpartition("/")[0] if grouped else paths[above]
        paths[place] = f"{base}/{tree.labels[place]}" if base else tree.labels[place]
        length += len(paths[place])
        if length > LONGEST:
            return names
    return names | paths
