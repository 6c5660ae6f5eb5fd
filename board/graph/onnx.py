"""ONNX models: an operation, an input, a weight and an output each a node, bodies of loops and of conditions as functions.

Format: https://onnx.ai/onnx/repo-docs/IR.html. The ``onnx`` package reads it and has to be installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from board.answers import Unreadable
from board.graph import graph_def, shapes
from board.graph.attributes import OUTPUT_TYPES
from board.graph.facts import OUTPUT_SHAPES, PARAMETERS
from board.graph.graph import INPUT, OPERATION, OUTPUT, UNKNOWN, Graph
from board.graph.walk import Place, of_bytes
from board.memory import memory

if TYPE_CHECKING:
    from summary.proto.graph import AttrValue, NodeDef

LARGEST = 1 << 30  # bytes of a file; weights may be in files of their own, which are not read
TAKEN = 3  # times as much is taken while it is read
LONGEST = 1024  # bytes of an attribute that is told as a whole
MOST_DIMENSIONS = 32
OWN_DOMAINS = ("", "ai.onnx")
# Operations that are none of ONNX'.
INPUT_OP, OUTPUT_OP, WEIGHT_OP = "Input", "Output", "Const"
# TensorProto.DataType → TensorFlow's, by which they are called here.
TYPES = {1: 1, 2: 4, 3: 6, 4: 17, 5: 5, 6: 3, 7: 9, 8: 7, 9: 10, 10: 19, 11: 2, 12: 22, 13: 23, 14: 8, 15: 18, 16: 14}
LEARNT = {1, 10, 11, 16}  # types of weights; whole numbers are shapes and indices


def read(place: Place) -> Graph:
    """The model there. Unreadable if it is none or too large, or if onnx is not installed."""
    try:
        import onnx
    except ImportError as error:
        raise Unreadable("To see ONNX models install the onnx package where board runs: pip install onnx.") from error
    from google.protobuf.message import DecodeError

    if place.size > LARGEST:
        raise Unreadable(
            f"This model has {shapes.bytes_text(place.size)}; no more than {shapes.bytes_text(LARGEST)} are read: "
            "save it with its weights as external data."
        )
    try:
        with memory.claim(TAKEN * place.size, "This model"):
            model = onnx.load_model_from_string(place.read())
    except Unreadable:
        raise
    except (DecodeError, ValueError) as error:
        raise Unreadable("This is no ONNX model, or it is cut short.") from error
    if not len(model.graph.node) and not len(model.graph.input):
        raise Unreadable("There is no graph in this ONNX model.")
    try:
        written, about = _Writing(model).all(), _about(model)
    except (TypeError, ValueError) as error:  # protobuf gives bytes in place of a text that is none
        raise Unreadable("Names in this ONNX model are no texts, or numbers are too large: it is damaged.") from error
    graph = graph_def.read(of_bytes(written), about)
    roles = {INPUT_OP: INPUT, OUTPUT_OP: OUTPUT}
    role = np.array([roles.get(op, OPERATION) for op in graph.op.values], np.uint8)[graph.op.codes]
    return replace(graph, role=role)


def _about(model: Any) -> list[tuple[str, str]]:
    versions = ", ".join(f"{one.domain or 'ai.onnx'} {one.version}" for one in model.opset_import)
    producer = f"{model.producer_name} {model.producer_version}".strip()
    told = [("Producer", producer), ("Operator sets", versions), ("Graph", model.graph.name)]
    return [(name, text) for name, text in told if text]


class _Writing:
    """Puts a model into a GraphDef. Tensors have names in ONNX; here it is told which output of which node each is."""

    def __init__(self, model: Any) -> None:
        from summary.proto.graph import GraphDef

        self._made = GraphDef()
        self._model = model
        self._local = {_op(function.domain, function.name) for function in model.functions}
        self._bodies: list[tuple[str, Any]] = []

    def all(self) -> bytes:
        self._model_graph(self._model.graph)
        for function in self._model.functions:
            self._function(_op(function.domain, function.name), function.input, (), function.node, function.output, {})
        while self._bodies:
            name, body = self._bodies.pop()
            inputs, outputs = ([one.name for one in ends] for ends in (body.input, body.output))
            self._function(name, inputs, body.initializer, body.node, outputs, _types(body))
        return bytes(self._made.SerializeToString())

    def _model_graph(self, graph: Any) -> None:
        nodes, told, known = self._made.node, _types(graph), dict[str, str]()
        weights = {tensor.name for tensor in graph.initializer}
        for value in graph.input:
            if value.name not in weights:
                known[value.name] = _name(value.name)
                _tell_outputs(nodes.add(name=_name(value.name), op=INPUT_OP), [value.name], told)
        self._operations(nodes, graph.initializer, graph.node, known, told)
        for value in graph.output:
            source = known.get(value.name, value.name)
            node = nodes.add(name=f"{_name(value.name)}/output", op=OUTPUT_OP, input=[source])
            _tell_outputs(node, [value.name], told)

    def _function(
        self, name: str, inputs: Sequence[str], weights: Any, nodes: Any, outputs: Sequence[str], told: dict[str, Any]
    ) -> None:
        """A body; what it takes from around it are arguments of it too."""
        made = self._made.library.function.add()
        made.signature.name = name
        own = {tensor.name for tensor in weights} | {output for one in nodes for output in one.output}
        taken = [text for one in nodes for text in one.input if text and text not in own]
        known = {text: _name(text) for text in dict.fromkeys([*inputs, *taken])}
        for argument in known.values():
            made.signature.input_arg.add(name=argument)
        self._operations(made.node_def, weights, nodes, known, told)
        for output in outputs:
            made.signature.output_arg.add(name=output)
            made.ret[output] = known.get(output, output)

    def _operations(
        self, nodes: Any, weights: Any, operations: Any, known: dict[str, str], told: dict[str, Any]
    ) -> None:
        """Adds nodes; `known` are the tensors that there are by their names, and gets those that are made here."""
        for tensor in weights:
            known[tensor.name] = _name(tensor.name)
            _tell_weight(nodes.add(name=_name(tensor.name), op=WEIGHT_OP), tensor)
        names = [_name(one.name) if one.name else f"{one.op_type}_{number}" for number, one in enumerate(operations)]
        for name, one in zip(names, operations, strict=True):
            known.update({text: f"{name}:{slot}" if slot else name for slot, text in enumerate(one.output) if text})
        for name, one in zip(names, operations, strict=True):
            inputs = [known.get(text, text) for text in one.input if text]
            node = nodes.add(name=name, op=_op(one.domain, one.op_type), input=inputs)
            if node.op in self._local:
                node.attr["function"].func.name = node.op
            _tell_outputs(node, one.output, told)
            for attribute in one.attribute:
                self._tell(node, attribute)

    def _tell(self, node: NodeDef, attribute: Any) -> None:
        value = node.attr[attribute.name]
        bodies = [attribute.g] if attribute.HasField("g") else list(attribute.graphs)
        for number, body in enumerate(bodies):
            name = f"{node.name}/{attribute.name}" + (f"_{number}" if number else "")
            self._bodies.append((name, body))
            value.list.func.add(name=name)
        if not bodies:
            _tell_value(value, attribute)


def _types(graph: Any) -> dict[str, Any]:
    return {value.name: value.type.tensor_type for value in (*graph.value_info, *graph.input, *graph.output)}


def _name(text: str) -> str:
    """PyTorch's exporter begins names with a slash, which would make a scope without a name."""
    return text.lstrip("/") or "unnamed"


def _op(domain: str, name: str) -> str:
    return name if domain in OWN_DOMAINS else f"{domain}.{name}"


def _tell_outputs(node: NodeDef, names: Sequence[str], told: dict[str, Any]) -> None:
    if not any(name in told for name in names):
        return
    for name in names:
        tensor = told.get(name)
        dims = tensor.shape.dim if tensor is not None and tensor.HasField("shape") else None
        shape = node.attr[OUTPUT_SHAPES].list.shape.add(unknown_rank=dims is None)
        for dim in dims or ():
            shape.dim.add(size=dim.dim_value if dim.HasField("dim_value") else UNKNOWN)
        number = 0 if tensor is None else TYPES.get(tensor.elem_type, 0)
        node.attr[OUTPUT_TYPES].list.type.append(number)  # type: ignore[arg-type]


def _tell_weight(node: NodeDef, tensor: Any) -> None:
    sizes = list(tensor.dims[:MOST_DIMENSIONS])
    shape = node.attr[OUTPUT_SHAPES].list.shape.add()
    for size in sizes:
        shape.dim.add(size=size)
    node.attr[OUTPUT_TYPES].list.type.append(TYPES.get(tensor.data_type, 0))  # type: ignore[arg-type]
    if tensor.data_type in LEARNT:
        node.attr[PARAMETERS].i = shapes.elements(sizes)


def _tell_value(value: AttrValue, attribute: Any) -> None:
    if attribute.HasField("t"):
        value.s = _described(attribute.t).encode()
    elif attribute.ByteSize() > LONGEST:
        value.s = shapes.bytes_text(attribute.ByteSize()).encode()
    elif attribute.HasField("f"):
        value.f = attribute.f
    elif attribute.HasField("i"):
        value.i = attribute.i
    elif attribute.HasField("s"):
        value.s = attribute.s
    elif attribute.ref_attr_name:
        value.placeholder = attribute.ref_attr_name
    else:
        value.list.f.extend(attribute.floats)
        value.list.i.extend(attribute.ints)
        value.list.s.extend(attribute.strings)
        value.list.s.extend(_described(tensor).encode() for tensor in attribute.tensors)


def _described(tensor: Any) -> str:
    kind = shapes.type_name(TYPES.get(tensor.data_type, 0)) or f"type {tensor.data_type}"
    return f"{kind} {list(tensor.dims[:MOST_DIMENSIONS])}, {shapes.bytes_text(tensor.ByteSize())}"
