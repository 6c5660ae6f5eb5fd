"""Every graph of the golden logs, counted again by TensorFlow's own messages, and what their session runs cost."""

from __future__ import annotations

import importlib
import json
import math
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf import text_format

import board
from board.graph import sources, stats
from board.graph.graph import CONTROL, INPUT, OPERATION, OUTPUT, Graph

GOLDEN = Path(__file__).parents[1] / "golden"

graph_pb2 = importlib.import_module("tensorboard.compat.proto.graph_pb2")
config_pb2 = importlib.import_module("tensorboard.compat.proto.config_pb2")
meta_graph_pb2 = importlib.import_module("tensorboard.compat.proto.meta_graph_pb2")
event_pb2 = importlib.import_module("tensorboard.compat.proto.event_pb2")


def events(logdir: Path) -> Iterable[tuple[str, Any]]:
    """(run, event) of all event files: each record is its length in 8 bytes, 4 bytes, its data, 4 bytes."""
    for path in sorted(logdir.rglob("events.out.tfevents.*")):
        data, at = path.read_bytes(), 0
        while at < len(data):
            (size,) = struct.unpack_from("<Q", data, at)
            yield path.parent.relative_to(logdir).as_posix(), event_pb2.Event.FromString(data[at + 12 : at + 12 + size])
            at += size + 16


def written(logdir: Path) -> dict[tuple[str, str], list[Any]]:
    """(run, id's end) → the GraphDefs that it must have."""
    found: dict[tuple[str, str], list[Any]] = {}
    for run, event in events(logdir):
        if event.graph_def:
            found[run, "__run_graph__"] = [graph_pb2.GraphDef.FromString(event.graph_def)]
        if event.meta_graph_def:
            found[run, "__meta_graph__"] = [meta_graph_pb2.MetaGraphDef.FromString(event.meta_graph_def).graph_def]
        for value in event.summary.value:
            if value.metadata.plugin_data.plugin_name == "graph_run_metadata_graph":
                metadata = config_pb2.RunMetadata.FromString(value.tensor.string_val[0])
                graphs = metadata.function_graphs
                found[run, value.tag] = [one.pre_optimization_graph for one in graphs]
                found[run, f"{value.tag}|optimized"] = [one.post_optimization_graph for one in graphs]
                found[run, f"{value.tag}|partitions"] = list(metadata.partition_graphs)
    return found


def edges_of(nodes: Iterable[Any]) -> list[tuple[str, str, int]]:
    """(from, to, slot) of every input whose node is there."""
    nodes = list(nodes)
    names = {node.name for node in nodes}
    found = []
    for node in nodes:
        for text in node.input:
            name, _, slot = text.removeprefix("^").partition(":")
            if name in names:
                found.append((name, node.name, CONTROL if text.startswith("^") else int(slot or 0)))
    return found


def edges(graph: Graph) -> list[tuple[str, str, int]]:
    return [
        (graph.names[source], graph.names[to], slot)
        for (source, to), slot in zip(graph.edges.tolist(), graph.input_slot.tolist(), strict=True)
    ]


def check(graph: Graph, graphs: list[Any]) -> None:
    prefixes = [f"graph_{number}/" if len(graphs) > 1 else "" for number in range(1, len(graphs) + 1)]
    nodes = [(prefix, node) for prefix, one in zip(prefixes, graphs, strict=True) for node in one.node]
    assert graph.names == tuple(prefix + node.name for prefix, node in nodes)
    assert [graph.op[place] for place in range(len(graph))] == [node.op for _, node in nodes]
    assert [graph.device[place] for place in range(len(graph))] == [node.device for _, node in nodes]
    wanted = [
        (prefix + source, prefix + to, slot)
        for prefix, one in zip(prefixes, graphs, strict=True)
        for source, to, slot in edges_of(one.node)
    ]
    assert edges(graph) == wanted
    functions = {function.signature.name: function for one in reversed(graphs) for function in one.library.function}
    assert set(graph.functions) == set(functions)
    for name, function in functions.items():
        check_function(graph.functions[name], function)


@pytest.mark.parametrize("name", ["graph.pb", "graph.pbtxt", "model.ckpt-60.meta"])
def test_real_files_have_the_nodes_and_edges_that_were_written(name: str) -> None:
    path = GOLDEN / "graphs" / "tf1" / name
    if name.endswith(".pbtxt"):
        written = text_format.Parse(path.read_text(), graph_pb2.GraphDef())
    elif name.endswith(".meta"):
        written = meta_graph_pb2.MetaGraphDef.FromString(path.read_bytes()).graph_def
    else:
        written = graph_pb2.GraphDef.FromString(path.read_bytes())
    assert len(written.node) > 300
    check(sources.opened(path, name), [written])


def check_function(graph: Graph, function: Any) -> None:
    bodies = np.flatnonzero(graph.role == OPERATION)
    arguments = {argument.name for argument in function.signature.input_arg}
    own = [place for place in bodies.tolist() if graph.op[place] != "IO Node"]
    assert [graph.names[place] for place in own] == [node.name for node in function.node_def]
    assert {graph.names[place] for place in np.flatnonzero(graph.role == INPUT)} == arguments
    assert (graph.role == OUTPUT).sum() == len(function.signature.output_arg)
    assert len(graph.input_node) == sum(len(node.input) for node in function.node_def) + len(function.ret)
    assert not graph.missing


@pytest.mark.parametrize("name", ["tf1", "tf2", "torch", "tensorboardX"])
def test_every_graph_has_the_nodes_edges_and_functions_that_were_written(name: str) -> None:
    logs, wanted = board.load(GOLDEN / name), written(GOLDEN / name)
    entries = {
        (entry.run, entry.id.partition("|")[2]): entry for entry in logs.graphs if entry.kind in ("op", "profile")
    }
    assert set(entries) == set(wanted)
    for (run, end), graphs in wanted.items():
        check(logs.graph(run, entries[run, end].id), graphs)
    assert wanted


def test_counts_are_those_that_are_expected() -> None:
    for name in ("tf1", "torch", "tensorboardX"):
        logs = board.load(GOLDEN / name)
        for run, about in json.loads((GOLDEN / name / "expected.json").read_text()).items():
            if about["graph"]:
                graph = logs.graph(run)
                assert (len(graph), len(graph.functions)) == (about["graph_nodes"], about["graph_functions"])


def test_outputs_have_the_shapes_types_and_bytes_that_tensorflow_gives_them() -> None:
    """The file has of each operation's outputs shape, type and bytes an element, as TensorFlow 2.21 imports the graph."""
    graph = board.load(GOLDEN / "tf1").graph("train")
    outputs_of = json.loads((GOLDEN / "graphs" / "tf1_outputs.json").read_text())
    compared = sized = 0
    for place, name in enumerate(graph.names):
        outputs = outputs_of[name]
        rows = range(graph.output_start[place], graph.output_start[place + 1])
        assert len(rows) in (0, len(outputs))
        for row, (sizes, kind, element) in zip(rows, outputs, strict=False):
            text = "unknown" if sizes is None else "×".join("?" if size is None else str(size) for size in sizes)
            assert (graph.output_shape[row], graph.output_type[row]) == (text, kind), name
            whole = sizes is not None and None not in sizes and kind not in ("string", "resource")
            assert graph.output_bytes[row] == (element * math.prod(sizes) if whole else -1), name
            compared += 1
            sized += whole
    assert compared > 300 and sized > 200


def test_what_a_session_run_cost_is_the_sum_of_its_records() -> None:
    logs = board.load(GOLDEN / "tf1")
    graph = logs.graph("train")
    runs = 0
    for _, event in events(GOLDEN / "tf1"):
        if event.tagged_run_metadata.tag:
            metadata = config_pb2.RunMetadata.FromString(event.tagged_run_metadata.run_metadata)
            records = [one for device in metadata.step_stats.dev_stats for one in device.node_stats]
            costs = logs.graph_costs("train", event.tagged_run_metadata.tag)
            for place, name in enumerate(graph.names):
                mine = [one for one in records if one.node_name == name]
                assert costs.executions[place] == len(mine)
                assert costs.time[place] == sum(one.all_end_rel_micros for one in mine)
                assert costs.memory[place] == sum(used.total_bytes for one in mine for used in one.memory)
                assert costs.start[place] == min((one.all_start_micros for one in mine), default=0)
            assert costs.time.sum() > 1000 and costs.memory.sum() > 10_000
            runs += 1
    assert runs == 2


def test_the_rows_of_a_session_run_tell_the_outputs() -> None:
    logs = board.load(GOLDEN / "tf1")
    graph, costs = logs.graph("train"), logs.graph_costs("train", "step029")
    row, told = costs.row[graph.index["layer1/Wx_plus_b/add"]], costs.stats
    output = told.output_start[row]
    assert told.names[row] == "layer1/Wx_plus_b/add"
    assert told.output_start[row + 1] == output + 1
    assert (told.output_shape[output], told.output_type[output]) == ("64×32", "float32")
    assert told.output_bytes[output] == 64 * 32 * 4
    assert costs.row[graph.index["layer1/Wx_plus_b/MatMul"]] == -1


def test_what_is_learnt_are_the_variables_without_what_the_optimizer_keeps() -> None:
    graph = board.load(GOLDEN / "tf1").graph("train")
    found = {name: int(graph.parameters[place]) for place, name in enumerate(graph.names) if graph.parameters[place]}
    assert found == {
        "layer1/weights/Variable": 64 * 32,
        "layer1/biases/Variable": 32,
        "layer2/weights/Variable": 32 * 4,
        "layer2/biases/Variable": 4,
        "embedding": 100 * 32,
        "train/beta1_power": 1,
        "train/beta2_power": 1,
    }


def test_a_session_run_of_another_graph_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(GOLDEN / "tf1" / "train")
    graph = graph_pb2.GraphDef()
    graph.node.add(name="alone", op="Const")
    (tmp_path / "a.pb").write_bytes(graph.SerializeToString())
    logs = board.load(tmp_path)
    found = stats.on(sources.cost(logs._store, "a", "step029"), logs.graph(".", "a.pb"))
    assert found.problems == ("None of the nodes that this session run executed is in this graph: it ran another one.",)
    assert not found.time.any()
