"""Graphs and run metadata as whole messages, for those who want them as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from board.answers import Unreadable
from board.graph import keras, keraslayers
from board.graph.walk import Place
from board.values.messages import check_size

if TYPE_CHECKING:
    from google.protobuf.message import Message

    from summary.proto.graph import GraphDef, NodeDef
    from summary.proto.run_metadata import RunMetadata

    M = TypeVar("M", bound=Message)

LARGEST = 256 << 20  # bytes of one; protobuf takes some times as much while it reads and prints it
CLASS, DTYPE = "keras_class", "dtype"


def graph(place: Place) -> GraphDef:
    """The GraphDef there. Unreadable if it is none, or too large."""
    from summary.proto.graph import GraphDef

    return _parsed(place, GraphDef)


def run_metadata(place: Place) -> RunMetadata:
    """The RunMetadata there. Unreadable if it is none, or too large."""
    from summary.proto.run_metadata import RunMetadata

    return _parsed(place, RunMetadata)


def merged(graphs: Sequence[GraphDef]) -> GraphDef:
    """One GraphDef of several, where there are more than one with prefixes graph_1, … as TensorBoard's page knows them."""
    from summary.proto.graph import GraphDef

    if len(graphs) == 1:
        return graphs[0]
    made = GraphDef()
    for number, one in enumerate(graphs, 1):
        if one.versions.producer and not made.versions.producer:
            made.versions.CopyFrom(one.versions)
        for node in one.node:
            _prefix(made.node.add(), node, f"graph_{number}")
        for function in one.library.function:
            added = made.library.function.add()
            added.CopyFrom(function)
            added.signature.name = f"graph_{number}_{function.signature.name}"
        for gradient in one.library.gradient:
            names = (f"graph_{number}_{name}" for name in (gradient.function_name, gradient.gradient_func))
            made.library.gradient.add(**dict(zip(("function_name", "gradient_func"), names, strict=True)))
    return made


def limit(graph: GraphDef, largest: int, key: str) -> None:
    """Takes attributes of more than `largest` bytes away, and lists their names in the attribute `key`."""
    for node in graph.node:
        for name in [name for name in node.attr if node.attr[name].ByteSize() > largest]:
            del node.attr[name]
            node.attr[key].list.s.append(name.encode())


def conceptual(place: Place) -> GraphDef:
    """The Keras model of the JSON there, as TensorBoard has it: a node for each layer, with its class and type."""
    from summary.proto.graph import GraphDef

    made = GraphDef()
    for layer in keraslayers.layers(place):
        node = made.node.add(name=layer.name, input=[source.name for source, _ in layer.inputs])
        node.attr[CLASS].s = layer.kind.encode()
        if layer.dtype in keras.TYPES:
            node.attr[DTYPE].type = keras.TYPES[layer.dtype]  # type: ignore[assignment]
    return made


def _parsed(place: Place, kind: type[M]) -> M:
    from google.protobuf.message import DecodeError

    check_size(place.size, LARGEST)
    try:
        return kind.FromString(place.read())
    except DecodeError as error:
        raise Unreadable("This value is no message that is whole.") from error


def _prefix(made: NodeDef, node: NodeDef, prefix: str) -> None:
    made.CopyFrom(node)
    made.name = f"{prefix}/{node.name}"
    del made.input[:]
    made.input.extend(f"^{prefix}/{one[1:]}" if one.startswith("^") else f"{prefix}/{one}" for one in node.input)
    if made.op == "PartitionedCall" and made.attr["f"].func.name:
        made.attr["f"].func.name = f"{prefix}_{made.attr['f'].func.name}"
