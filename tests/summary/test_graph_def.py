"""A graph is taken from whatever holds one: messages of any make, files of any form, TensorFlow's graphs."""

from __future__ import annotations

import importlib
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import text_format

from summary.graph_def import graph_def
from summary.proto.event import Event
from summary.proto.graph import GraphDef, MetaGraphDef

GOLDEN = Path(__file__).parents[1] / "golden" / "tf1" / "train"
tensorboards = importlib.import_module("tensorboard.compat.proto.graph_pb2")


@pytest.fixture
def serialized(events: Callable[[Path], list[Event]]) -> bytes:
    """A graph of 381 nodes that TensorFlow wrote."""
    return next(event.graph_def for event in events(GOLDEN) if event.graph_def)


@pytest.fixture(scope="module")
def tf() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("tensorflow")


@pytest.fixture(scope="module")
def graph(tf: Any) -> Any:
    made = tf.Graph()
    with made.as_default():
        x = tf.compat.v1.placeholder(tf.float32, [2, 3], "x")
        tf.matmul(x, tf.zeros([3, 4]), name="scope/product")
    return made


def parsed(data: bytes) -> Any:
    """As TensorBoard reads it."""
    return tensorboards.GraphDef.FromString(data)


def known(data: bytes) -> GraphDef:
    """Without what our messages leave out, which text does not bring along."""
    found = GraphDef.FromString(data)
    found.DiscardUnknownFields()
    return found


def test_messages_and_bytes(serialized: bytes) -> None:
    sources = [
        serialized,
        bytearray(serialized),
        GraphDef.FromString(serialized),
        tensorboards.GraphDef.FromString(serialized),
        MetaGraphDef(graph_def=GraphDef.FromString(serialized)),
    ]
    assert len(parsed(serialized).node) == 381
    for source in sources:
        assert parsed(graph_def(source)) == parsed(serialized)


@pytest.mark.parametrize("name", ["graph.pb", "model.ckpt-60.meta", "graph.pbtxt", "saved_model.pb", "no-suffix"])
def test_files(name: str, serialized: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    if name.endswith(".pbtxt"):
        path.write_text(text_format.MessageToString(parsed(serialized)))
    elif name.endswith(".meta"):
        path.write_bytes(MetaGraphDef(graph_def=GraphDef.FromString(serialized)).SerializeToString())
    elif name.startswith("saved_model"):
        content = MetaGraphDef(graph_def=GraphDef.FromString(serialized)).SerializeToString()
        other = MetaGraphDef(graph_def=GraphDef()).SerializeToString()
        # Fields 1 (a version) and 2 (a MetaGraphDef) of a SavedModel.
        path.write_bytes(b"\x08\x01" + b"".join(b"\x12" + varint(len(one)) + one for one in (content, other)))
    else:
        path.write_bytes(serialized)
    assert known(graph_def(path)) == known(serialized)
    assert graph_def(os.fspath(path)) == graph_def(path)


def varint(number: int) -> bytes:
    return bytes([number & 0x7F | 0x80]) + varint(number >> 7) if number > 0x7F else bytes([number])


def test_text_of_a_newer_version(tmp_path: Path) -> None:
    path = tmp_path / "graph.pbtxt"
    path.write_text('node { name: "a" op: "NoOp" experimental_type { type_id: TFT_TENSOR } from_the_future: 3 }')
    assert parsed(graph_def(path)).node[0].name == "a"


def test_tensorflows_graph_with_shapes(graph: Any) -> None:
    found = {node.name: node for node in parsed(graph_def(graph)).node}
    assert found["scope/product"].op == "MatMul"
    assert [dim.size for dim in found["scope/product"].attr["_output_shapes"].list.shape[0].dim] == [2, 4]


def test_what_tensorflow_writes(tf: Any, graph: Any, tmp_path: Path) -> None:
    wanted = parsed(graph.as_graph_def().SerializeToString())
    for name, as_text in (("graph.pb", False), ("graph.pbtxt", True)):
        tf.io.write_graph(graph, str(tmp_path), name, as_text=as_text)
        assert parsed(graph_def(tmp_path / name)) == wanted
    with graph.as_default():
        meta = tf.compat.v1.train.export_meta_graph(str(tmp_path / "model.meta"))
    for source in (meta, tmp_path / "model.meta"):
        assert parsed(graph_def(source)) == parsed(meta.graph_def.SerializeToString())


def test_tensorflows_functions_and_saved_models(tf: Any, tmp_path: Path) -> None:
    module = tf.Module()
    module.double = tf.function(lambda x: 2.0 * x)
    concrete = module.double.get_concrete_function(tf.TensorSpec([3], tf.float32))
    assert {node.op for node in parsed(graph_def(concrete)).node} >= {"Mul", "Placeholder"}
    with pytest.raises(TypeError, match=r"got .*Function.*get_concrete_function returns"):
        graph_def(module.double)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tf.saved_model.save(module, str(tmp_path), signatures=concrete)
    loaded = parsed(graph_def(tmp_path))
    assert any(node.op == "StatefulPartitionedCall" for node in loaded.node) and loaded.library.function


class Plain:
    """Has a graph, but knows nothing of shapes."""

    def as_graph_def(self) -> Any:
        return GraphDef(version=7)


def test_a_graph_without_shapes() -> None:
    assert parsed(graph_def(Plain())).version == 7


@pytest.mark.parametrize("source", [3, None, ["graph"], object(), Event()], ids=lambda source: type(source).__name__)
def test_what_is_no_graph_is_an_error(source: Any) -> None:
    with pytest.raises(TypeError, match=rf"graph: expected a GraphDef.*, got (a )?{type(source).__name__}"):
        graph_def(source)


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("graph.pb", b"\xff\xff\xff", "a GraphDef in binary form"),
        ("model.meta", b"node {}", "a MetaGraphDef in binary form"),
        ("graph.pbtxt", b"\xff", "a GraphDef in text"),
        ("graph.pbtxt", b"node { name: }", "a GraphDef in text"),
        ("saved_model.pb", b"\x08\x01", "a SavedModel with a graph"),
        ("saved_model.pb", b"\x12\x7f\x01", "a SavedModel"),
        ("saved_model.pb", b"\x12" + b"\xff" * 12, "a SavedModel"),
    ],
)
def test_a_file_of_something_else_is_an_error(name: str, content: bytes, wanted: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"graph '{path}': expected {wanted}, got "):
        graph_def(path)


def test_bytes_of_something_else_are_an_error() -> None:
    with pytest.raises(ValueError, match="graph: expected a GraphDef in binary form"):
        graph_def(b"\xff\xff\xff")


def test_no_file() -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.pb"):
        graph_def("nowhere.pb")
