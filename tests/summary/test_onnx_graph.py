"""ONNX models as graphs: every tensor has one node, joined as the model says."""

from __future__ import annotations

import importlib
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import summary
from summary.onnx_graph import onnx_graph
from summary.proto.event import Event
from summary.proto.graph import GraphDef

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    onnx = pytest.importorskip("onnx")


def model() -> Any:
    """x → MatMul with weights → Add → Relu → Split into two."""
    helper, numbers = importlib.import_module("onnx.helper"), importlib.import_module("onnx.numpy_helper")
    floats = onnx.TensorProto.FLOAT
    nodes = [
        helper.make_node("MatMul", ["x", "/fc/weight"], ["/fc/MatMul_output_0"]),
        helper.make_node("Add", ["/fc/MatMul_output_0", "bias"], ["sum"]),
        helper.make_node("LeakyRelu", ["sum"], ["/act"], alpha=0.25),
        helper.make_node("Split", ["/act"], ["left", "right"], axis=1, num_outputs=2),
    ]
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("x", floats, ["batch", 3])],
        [helper.make_tensor_value_info(name, floats, ["batch", 2]) for name in ("left", "right")],
        [
            numbers.from_array(np.ones((3, 4), np.float32), "/fc/weight"),
            numbers.from_array(np.ones(4, np.float32), "bias"),
        ],
    )
    return helper.make_model(graph)


def parsed(data: bytes) -> dict[str, tuple[str, list[str]]]:
    return {node.name: (node.op, list(node.input)) for node in GraphDef.FromString(data).node}


@pytest.mark.parametrize("from_file", [True, False])
def test_a_model_becomes_a_graph(from_file: bool, tmp_path: Path) -> None:
    onnx.save(model(), tmp_path / "model.onnx")
    data = onnx_graph(tmp_path / "model.onnx" if from_file else model())
    assert parsed(data) == {
        "x": ("Placeholder", []),
        "fc/weight": ("Const", []),
        "bias": ("Const", []),
        "fc/MatMul_output_0": ("MatMul", ["x", "fc/weight"]),
        "sum": ("Add", ["fc/MatMul_output_0", "bias"]),
        "act": ("LeakyRelu", ["sum"]),
        "left": ("Split", ["act"]),
        "right": ("Identity", ["left"]),
    }
    nodes = {node.name: node for node in GraphDef.FromString(data).node}
    assert len(nodes) == len(GraphDef.FromString(data).node)
    shapes = {
        name: [dim.size for shape in node.attr["_output_shapes"].list.shape for dim in shape.dim]
        for name, node in nodes.items()
        if "_output_shapes" in node.attr
    }
    assert shapes == {"x": [-1, 3], "fc/weight": [3, 4], "bias": [4], "left": [-1, 2], "right": [-1, 2]}
    assert nodes["act"].attr["alpha"].s == b"0.25"


def test_the_writer_takes_a_file(tmp_path: Path, events: Any) -> None:
    onnx.save(model(), tmp_path / "model.onnx")
    with summary.SummaryWriter(tmp_path / "run", errors="raise") as writer:
        writer.add_onnx_graph(tmp_path / "model.onnx")
    graphs = [event.graph_def for event in events(tmp_path / "run") if isinstance(event, Event) and event.graph_def]
    assert [len(parsed(graph)) for graph in graphs] == [8]


def test_without_the_package_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with (
        summary.SummaryWriter(tmp_path, errors="raise") as writer,
        pytest.raises(ImportError, match="ONNX models need the onnx package"),
    ):
        writer.add_onnx_graph("model.onnx")
