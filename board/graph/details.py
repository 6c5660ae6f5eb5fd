"""All that is told of one node, scope or series when a person looks at it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from board.graph.aside import within
from board.graph.costs import Costs
from board.graph.entries import common, kind_of, output_shapes, shape_text
from board.graph.graph import CONTROL, UNKNOWN, NodeStats
from board.graph.leaving import crossing, touching
from board.graph.model import Model
from board.graph.places import Place, calls
from board.graph.tree import LEAF, SERIES, Ints

MOST = 200  # inputs, outputs, paths alike, members, kinds of operations that are told


def details(place: Place, costs: Costs | None) -> dict[str, Any]:
    model, tree = place.model, place.model.tree
    at = np.array([place.at])
    kind, node = int(tree.kind[place.at]), place.node
    inputs, outputs = (_ends(place, inward) for inward in (True, False))
    about: dict[str, Any] = {
        "path": place.path(),
        "open": place.open(),
        "type": kind_of(model, kind, node),
        "op": model.graph.op[node] if kind == LEAF else "",
        "device": common(model.graph.device, tree, at)[0],
        "xla": common(model.graph.cluster, tree, at)[0],
        "attributes": [list(one) for one in model.graph.attributes(node)] if kind == LEAF else [],
        "inputs": inputs[0],
        "outputs": outputs[0],
        "input_count": inputs[1],
        "output_count": outputs[1],
        "totals": _totals(place, costs),
        "shapes": output_shapes(model.graph, node) if kind == LEAF else "",
        **_alike(place),
    }
    if kind == LEAF:
        about |= _of_node(place, costs)
    else:
        about["operations"] = _operations(model, place.at)
    if kind == SERIES:
        members = tree.children_of(place.at).tolist()
        shown = place.paths(members[:MOST])
        about["series"] = {"count": len(members), "members": shown}
    return about


def _totals(place: Place, costs: Costs | None) -> dict[str, int | None]:
    model, tree = place.model, place.model.tree
    nodes = tree.leaves[tree.leaf_start[place.at] : tree.leaf_start[tree.end[place.at]]]
    time, memory, executed = (0, 0, 0) if costs is None else costs.of(place)[nodes].sum(axis=0).tolist()
    return {
        "operations": len(nodes),
        "parameters": int(within(tree, model.parameters, np.array([place.at]))[0]),
        "unknown_parameters": int((model.graph.parameters[nodes] == UNKNOWN).sum()),
        "time": time if executed else None,
        "memory": memory if executed else None,
    }


def _ends(place: Place, inward: bool) -> tuple[list[dict[str, Any]], int]:
    """The other ends of the edges that come into the place, or go out of it, each with the tensor that it carries."""
    found = touching(place.model, place.at, inward) if place.is_leaf else crossing(place.model, place.at, inward)
    return _told(place, found, 0 if inward else 1)


def _told(place: Place, edges: Ints, side: int) -> tuple[list[dict[str, Any]], int]:
    """Edges to or from one output come once, with their number; at most MOST, and how many there are."""
    model, graph = place.model, place.model.graph
    nodes = model.tree.leaves[model.edges.rank[edges, side]]
    slots, shapes = graph.input_slot[edges], model.edges.shape[edges]
    counts = Counter(zip(nodes.tolist(), slots.tolist(), shapes.tolist(), strict=True))
    paths = place.paths(model.tree.leaf[node] for node, _, _ in list(counts)[:MOST])
    told = [
        {
            "path": path,
            "slot": None if slot == CONTROL else slot,
            "shape": "" if shape < 0 else shape_text(graph.output_shape.values[shape]),
            "control": int(slot == CONTROL),
            "count": count,
        }
        for path, ((_, slot, shape), count) in zip(paths, counts.items(), strict=False)
    ]
    return told, len(counts)


def _of_node(place: Place, costs: Costs | None) -> dict[str, Any]:
    model, node = place.model, place.node
    graph = model.graph
    begin, end = graph.output_start[node : node + 2].tolist()
    sizes = graph.output_bytes[begin:end].tolist()
    about: dict[str, Any] = {
        "name": graph.names[node],
        "produces": [
            [shape_text(graph.output_shape[row]), graph.output_type[row], None if size == UNKNOWN else size]
            for row, size in list(zip(range(begin, end), sizes, strict=True))[:MOST]
        ],
        "missing": [one.text for one in graph.missing if one.node == node][:MOST],
    }
    functions = model.library.functions
    bodies = {body.label or calls(model, node)[0]: body.path() for body in place.bodies()}
    if called := calls(model, node):
        about["function"] = [
            {"name": name, "path": bodies.get(name), "nodes": len(functions[name]) if name in functions else None}
            for name in called[:MOST]
        ]
    if costs is not None and place.call is None and costs.nodes.executions[node]:
        about["run"] = _run(costs.nodes, node)
    return about


def _run(nodes: NodeStats, node: int) -> dict[str, Any]:
    """What a session tells of one node, and of the outputs of its last execution."""
    stats, row = nodes.stats, int(nodes.row[node])
    begin, end = stats.output_start[row : row + 2].tolist() if row >= 0 else (0, 0)
    sizes = stats.output_bytes[begin:end].tolist()
    outputs = zip(range(begin, end), sizes, strict=True)
    return {
        "executions": int(nodes.executions[node]),
        "start": int(nodes.start[node]),
        "time": int(nodes.time[node]),
        "memory": int(nodes.memory[node]),
        "device": nodes.device[node],
        "outputs": [
            [shape_text(stats.output_shape[at]), stats.output_type[at], None if size == UNKNOWN else size]
            for at, size in list(outputs)[:MOST]
        ],
    }


def _alike(place: Place) -> dict[str, Any]:
    """Other scopes that are built alike."""
    model, number = place.model, int(place.model.alike[place.at])
    if place.is_leaf or number == 0:
        return {"similar": [], "similar_count": 0}
    others = [one for one in np.flatnonzero(model.alike == number).tolist() if one != place.at]
    return {"similar": place.paths(others[:MOST]), "similar_count": len(others)}


def _operations(model: Model, at: int) -> list[tuple[str, int]]:
    """The operations in a scope, each with how often it is there, most first."""
    tree, op = model.tree, model.graph.op
    nodes = tree.leaves[tree.leaf_start[at] : tree.leaf_start[tree.end[at]]]
    counts = Counter(dict(enumerate(np.bincount(op.codes[nodes]).tolist())))
    return [(op.values[code], count) for code, count in counts.most_common(MOST) if count]
