"""One scope as the page draws it: its nodes, the edges between them, and those that go out of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from board.graph import aside
from board.graph.costs import Costs
from board.graph.entries import entries, function_entry, shape_text
from board.graph.leaving import leaving
from board.graph.links import SEVERAL, Links
from board.graph.model import Model
from board.graph.places import Place
from board.graph.tree import Ints

MOST_EDGES = 20_000
MOST_OUTSIDE = 5_000


def scope(place: Place, costs: Costs | None, keep: Collection[str] = ()) -> dict[str, Any]:
    """What is in a scope, or in what a node calls; a leaf that calls nothing holds nothing."""
    path = place.path()
    if not place.is_leaf:
        return {"path": path, **_inside(place, costs, keep)}
    bodies = place.bodies()
    if len(bodies) == 1 and not bodies[0].label:
        return {"path": path, **_inside(bodies[0], costs, keep)}
    nodes = [function_entry(body, costs) for body in bodies]
    return {"path": path, "nodes": nodes, "edges": [], "outside": [], "left_out": {"edges": 0, "outside": 0}}


def _inside(place: Place, costs: Costs | None, keep: Collection[str]) -> dict[str, Any]:
    model, tree = place.model, place.model.tree
    children = tree.children_of(place.at)
    start, end = model.edges.links_start[place.at : place.at + 2]
    links = Links(*(column[start:end] for column in model.edges.links))
    nodes = entries(place, children, costs)
    for node, reason in zip(nodes, aside.aside(tree, model.counts, children, links).tolist(), strict=True):
        node["aside"] = "" if node["path"] in keep else aside.REASONS[reason]
    inner, inner_left = _most(links, MOST_EDGES)
    edges = [
        [source, target, *about]
        for source, target, *about in zip(
            np.searchsorted(children, inner.source).tolist(),
            np.searchsorted(children, inner.target).tolist(),
            *_about(model, inner),
            strict=True,
        )
    ]
    outside, outside_left = _outside(place, children)
    left = {"edges": inner_left, "outside": outside_left}
    return {"nodes": nodes, "edges": edges, "outside": outside, "left_out": left}


def _about(model: Model, links: Links) -> tuple[list[int], list[int], list[int], list[str]]:
    """Count, whether it is of control edges, bytes and the shape in words, of each link."""
    values = model.graph.output_shape.values
    numbers = links.number.tolist()
    labels = [
        f"{number} tensors" if shape == SEVERAL else "" if shape < 0 else shape_text(values[shape])
        for number, shape in zip(numbers, links.shape.tolist(), strict=True)
    ]
    return numbers, links.control.tolist(), links.size.tolist(), labels


def _most(links: Links, most: int) -> tuple[Links, int]:
    """At most so many of the links, those of most edges, in their order; and how many were left out."""
    count = len(links.number)
    if count <= most:
        return links, 0
    kept = np.sort(np.argsort(-links.number, kind="stable")[:most])
    return Links(*(column[kept] for column in links)), count - most


def _outside(place: Place, children: Ints) -> tuple[list[list[Any]], int]:
    """The links of each of the children to what is not in the place, each way."""
    found, left_out = [], 0
    for direction in ("in", "out"):
        home, links = leaving(place, children, direction == "in")
        links, left = _most(links, MOST_OUTSIDE // 2)
        left_out += left
        paths = home.paths(links.target.tolist())
        columns = zip(links.source.tolist(), paths, *_about(home.model, links), strict=True)
        found += [[child, direction, path, *about] for child, path, *about in columns]
    return found, left_out
