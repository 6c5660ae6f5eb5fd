"""What the page is told of each node that it draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from board.graph.aside import within
from board.graph.costs import Costs, told
from board.graph.graph import INPUT, OUTPUT, Coded, Graph
from board.graph.model import Model
from board.graph.places import Place, calls
from board.graph.tree import LEAF, SCOPE, Ints, Tree

LONGEST_LABEL = 200  # characters
MOST_SHAPES = 4  # of one node's outputs that are told
SEVERAL = "several"  # what is told where nodes of one scope differ


def entries(place: Place, children: Ints, costs: Costs | None) -> list[dict[str, Any]]:
    """An entry for each of these children of the place."""
    model, tree, graph = place.model, place.model.tree, place.model.graph
    columns = zip(
        children.tolist(),
        (tree.leaf_start[tree.end[children]] - tree.leaf_start[children]).tolist(),
        model.alike[children].tolist(),
        within(tree, model.parameters, children).tolist(),
        common(graph.op, tree, children),
        common(graph.device, tree, children),
        common(graph.cluster, tree, children),
        [(None, None)] * len(children) if costs is None else told(costs.of(place), tree, children),
        strict=True,
    )
    base, made = place.inside(), []
    for child, count, alike, parameters, op, device, cluster, (time, memory) in columns:
        node, kind, label = int(tree.node[child]), int(tree.kind[child]), tree.labels[child]
        inside = _inside(model, node) if kind == LEAF else 0
        made.append(
            {
                "path": base + label,
                "label": label[:LONGEST_LABEL],
                "type": kind_of(model, kind, node),
                "op": "" if kind == SCOPE or op == SEVERAL else op,
                "count": inside or count,
                "structure": alike,
                "device": device,
                "xla": cluster,
                "time": time,
                "memory": memory,
                "parameters": parameters,
                "shape": output_shapes(graph, node) if kind == LEAF else "",
                "expandable": kind != LEAF or inside > 0,
            }
        )
    return made


def function_entry(body: Place, costs: Costs | None) -> dict[str, Any]:
    """One of several functions that a node calls."""
    model = body.model
    time, memory, executed = (0, 0, 0) if costs is None else costs.below(body.base()).tolist()
    return {
        "path": body.path(),
        "label": body.label[:LONGEST_LABEL],
        "type": "function",
        "op": "",
        "count": len(model),
        "structure": 0,
        "device": common(model.graph.device, model.tree, np.zeros(1, np.int64))[0] if len(model) else "",
        "xla": common(model.graph.cluster, model.tree, np.zeros(1, np.int64))[0] if len(model) else "",
        "time": time if executed else None,
        "memory": memory if executed else None,
        "parameters": int(model.parameters[-1]),
        "shape": "",
        "expandable": True,
        "aside": "",
    }


def kind_of(model: Model, kind: int, node: int) -> str:
    if kind != LEAF:
        return "scope" if kind == SCOPE else "series"
    if calls(model, node):
        return "function"
    return {INPUT: "input", OUTPUT: "output"}.get(int(model.graph.role[node]), "op")


def common(values: Coded, tree: Tree, places: Ints) -> list[str]:
    """What all the nodes in each of the places have of these, or SEVERAL. The places are siblings, all that there are."""
    if not len(places) or not len(tree.leaves):
        return [""] * len(places)
    first = int(tree.leaf_start[places[0]])
    codes = values.codes[tree.leaves[first : tree.leaf_start[tree.end[places[-1]]]]]
    starts = tree.leaf_start[places] - first
    low, high = np.minimum.reduceat(codes, starts), np.maximum.reduceat(codes, starts)
    return [
        values.values[one] if one == other else SEVERAL for one, other in zip(low.tolist(), high.tolist(), strict=True)
    ]


def output_shapes(graph: Graph, node: int) -> str:
    """The shapes of a node's outputs, with commas between them; "" where none is told."""
    begin, end = graph.output_start[node : node + 2].tolist()
    shown = [shape_text(graph.output_shape[row]) for row in range(begin, min(end, begin + MOST_SHAPES))]
    return ", ".join(shown + ["…"] * (end - begin > MOST_SHAPES))


def shape_text(shape: str) -> str:
    """A shape for people, who would take the empty text of a scalar for nothing."""
    return shape or "scalar"


def _inside(model: Model, node: int) -> int:
    """How many nodes the functions that a node calls have."""
    functions = model.library.functions
    return sum(len(functions[name]) for name in calls(model, node) if name in functions)
