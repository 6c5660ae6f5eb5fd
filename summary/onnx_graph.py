"""ONNX models as graphs: a node for each operation, input and weight, named after the tensor that it makes.

Format: https://onnx.ai/onnx/repo-docs/IR.html. The ``onnx`` package reads it and has to be installed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from summary.proto.graph import GraphDef, NodeDef

# Longer attributes, weights above all, are told by their sizes only.
LONGEST = 1024


def onnx_graph(source: str | os.PathLike[str] | Any) -> bytes:
    """The serialized GraphDef of an ONNX file or ModelProto; subgraphs of control flow are not drawn.

    The shape of each tensor is in its node's ``_output_shapes``, an unknown length being -1.
    """
    try:
        import onnx
    except ImportError as error:
        raise ImportError("ONNX models need the onnx package: pip install onnx") from error
    model = source if hasattr(source, "graph") else onnx.load(os.fspath(source), load_external_data=False)
    graph = model.graph
    shapes = {value.name: value.type.tensor_type for value in (*graph.input, *graph.output, *graph.value_info)}
    weights = {tensor.name: tensor for tensor in graph.initializer}
    made = GraphDef()
    for value in graph.input:
        if value.name not in weights:
            _shaped(made.node.add(name=_name(value.name), op="Placeholder"), shapes.get(value.name))
    for name, tensor in weights.items():
        _add_shape(made.node.add(name=_name(name), op="Const"), tensor.dims)
    for node in graph.node:
        outputs = [name for name in node.output if name]
        inputs = [_name(name) for name in node.input if name]
        added = made.node.add(name=_name(outputs[0]) if outputs else node.name, op=node.op_type, input=inputs)
        for attribute in node.attribute:
            added.attr[attribute.name].s = _described(onnx, attribute).encode()
        _shaped(added, shapes.get(outputs[0]) if outputs else None)
        for name in outputs[1:]:
            _shaped(made.node.add(name=_name(name), op="Identity", input=[added.name]), shapes.get(name))
    return made.SerializeToString()


def _name(tensor: str) -> str:
    """PyTorch's exporter begins names with a slash, which would make a scope without a name."""
    return tensor.lstrip("/") or "unnamed"


def _shaped(node: NodeDef, tensor_type: Any) -> None:
    if tensor_type is not None and tensor_type.HasField("shape"):
        dims = tensor_type.shape.dim
        _add_shape(node, (dim.dim_value if dim.HasField("dim_value") else -1 for dim in dims))


def _add_shape(node: NodeDef, dims: Iterable[int]) -> None:
    shape = node.attr["_output_shapes"].list.shape.add()
    for size in dims:
        shape.dim.add(size=size)


def _described(onnx: Any, attribute: Any) -> str:
    if attribute.ByteSize() > LONGEST:
        return f"{attribute.ByteSize():,} bytes"
    value = onnx.helper.get_attribute_value(attribute)
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
