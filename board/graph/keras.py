"""Keras' conceptual graph: a model of layers, from the JSON that Keras' TensorBoard callback writes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from board.graph import graph_def, kerasweights
from board.graph.attributes import OUTPUT_TYPES
from board.graph.facts import OUTPUT_SHAPES, PARAMETERS
from board.graph.graph import INPUT, OPERATION, Graph
from board.graph.keraslayers import INPUT_LAYER, Layer, clean, layers, settings
from board.graph.walk import Place, of_bytes
from board.values import dtypes

if TYPE_CHECKING:
    from summary.proto.graph import NodeDef

LONGEST = 1000  # characters of a setting that is no number
MOST_OUTPUTS = 256  # of one layer of which the shapes are told
INTEGERS = range(-(1 << 63), 1 << 63)
TYPES = {dtypes.name(number): number for number in (*dtypes.STORED, dtypes.STRING)}


def read(place: Place) -> Graph:
    """The model of the JSON there. Unreadable if it is none, or of a form that is not known."""
    found = layers(place)
    graph = graph_def.read(of_bytes(_written(found)), _about(found))
    role = np.where([op == INPUT_LAYER for op in graph.op.values], INPUT, OPERATION)[graph.op.codes]
    return replace(graph, role=role.astype(np.uint8))


def _about(found: list[Layer]) -> list[tuple[str, str]]:
    top = found[0].parent if found else None
    while top is not None and top.parent is not None:
        top = top.parent
    return [("Model", f"{top.kind} {top.path[0]!r}")] if top is not None else []


def _written(found: list[Layer]) -> bytes:
    """The layers as a GraphDef: a node each, with its settings as attributes."""
    from summary.proto.graph import GraphDef

    made = GraphDef()
    for layer in found:
        node = made.node.add(name=layer.name, op=layer.kind)
        node.input.extend(f"{source.name}:{output}" if output else source.name for source, output in layer.inputs)
        for key, value in layer.config.items():
            _write(node, clean(key), value)
        _write(node, "dtype", layer.dtype)
        _write_shapes(node, layer)
        node.attr[PARAMETERS].i = kerasweights.count(layer.kind, layer.config, layer.input_shape)
    return bytes(made.SerializeToString())


def _write(node: NodeDef, key: str, value: Any) -> None:
    """A setting as an attribute, if it is set."""
    if isinstance(value, bool):
        node.attr[key].b = value
    elif isinstance(value, int) and value in INTEGERS:
        node.attr[key].i = value
    elif isinstance(value, float):
        node.attr[key].f = value
    elif value not in (None, "") and key != "name":
        node.attr[key].s = _setting(value).encode(errors="replace")[:LONGEST]


def _setting(value: Any) -> str:
    """Of an object, such as an initializer, its class, and what it was made with."""
    if isinstance(value, dict) and isinstance(value.get("class_name"), str):
        told = {key: one for key, one in settings(value).items() if one is not None}
        return f"{value['class_name']}({json.dumps(told)[1:-1]})" if told else str(value["class_name"])
    return value if isinstance(value, str) else json.dumps(value)


def _write_shapes(node: NodeDef, layer: Layer) -> None:
    count = min(max(layer.shapes, default=-1) + 1, MOST_OUTPUTS)
    for output in range(count):
        shape = node.attr[OUTPUT_SHAPES].list.shape.add(unknown_rank=output not in layer.shapes)
        for size in layer.shapes.get(output, ()):
            shape.dim.add(size=size)
    if count and layer.dtype in TYPES:
        node.attr[OUTPUT_TYPES].list.type.extend([TYPES[layer.dtype]] * count)  # type: ignore[list-item]
