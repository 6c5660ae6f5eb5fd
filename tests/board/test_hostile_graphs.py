"""Graphs that are broken or mean harm: read as far as they go, or refused in a sentence; memory stays bounded."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from tensorboard.compat.proto.attr_value_pb2 import AttrValue
from tensorboard.compat.proto.config_pb2 import RunMetadata
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.types_pb2 import DT_FLOAT, DT_STRING

import board
from board.answers import NotFound, Unreadable
from board.graph import facts, files, graph_def, stats
from board.graph.graph import Graph
from board.graph.walk import of_bytes
from summary.record import frame

Serve = Callable[..., FlaskClient]
MB = 1 << 20


def read(graph: GraphDef) -> Graph:
    return graph_def.read(of_bytes(graph.SerializeToString()))


def sound(graph: Graph) -> Graph:
    """The graph, of which everything fits together as its docstring says."""
    count, edges = len(graph), len(graph.input_node)
    assert len(set(graph.names)) == count and "" not in graph.names
    for column in (graph.op, graph.device, graph.cluster, graph.role, graph.parameters, graph.digest):
        assert len(column) == count
    for start, rows in ((graph.input_start, edges), (graph.output_start, len(graph.output_shape))):
        assert start[0] == 0 and start[-1] == rows and len(start) == count + 1 and (np.diff(start) >= 0).all()
    assert graph.call_start[-1] == len(graph.called)
    assert ((graph.input_node >= 0) & (graph.input_node < count)).all()
    assert (graph.input_slot >= -1).all()
    assert len(graph.output_type) == len(graph.output_shape) == len(graph.output_bytes)
    assert (graph.output_bytes >= -1).all() and (graph.parameters >= -1).all()
    for coded in (graph.op, graph.device, graph.cluster, graph.output_shape, graph.output_type, graph.called):
        assert len(set(coded.values)) == len(coded.values)
        assert not len(coded) or (coded.codes.min() >= 0 and coded.codes.max() < len(coded.values))
    assert len(graph.problems) < 50 and all(problem.endswith(".") for problem in graph.problems)
    for place in range(min(count, 20)):
        assert all(len(attribute.text) <= 1000 for attribute in graph.attributes(place))
    for function in graph.functions.values():
        sound(function)
    return graph


def test_cycles_edges_to_itself_and_several_edges_stand() -> None:
    made = GraphDef()
    made.node.add(name="a", op="Merge", input=["b", "a", "b:1", "^b"])
    made.node.add(name="b", op="NextIteration", input=["a"])
    graph = sound(read(made))
    assert graph.edges.tolist() == [[1, 0], [0, 0], [1, 0], [1, 0], [0, 1]]
    assert graph.input_slot.tolist() == [0, 0, 1, -1, 0]
    assert not graph.problems


def test_inputs_that_are_not_there_are_left_out_and_told() -> None:
    made = GraphDef()
    odd = ["nobody", "^nobody", "a:", "a:x", "a:-1", "a:99999999999", ":0", "", "^", "a:1:2:3", "ä", "a:1"]
    made.node.add(name="a", op="Op", input=odd)
    graph = sound(read(made))
    assert graph.edges.tolist() == [[0, 0]] and graph.input_slot.tolist() == [1]
    assert [missing.text for missing in graph.missing] == odd[:-1]
    assert graph.problems == ("Inputs from nodes that are not in the graph (11, such as 'nobody') are left out.",)


def test_names_that_come_twice_get_a_number_and_the_first_is_meant() -> None:
    made = GraphDef()
    for op in ("First", "Second", "Third"):
        made.node.add(name="a", op=op)
    made.node.add(name="a (2)", op="Fourth", input=["a"])
    graph = sound(read(made))
    assert graph.names == ("a", "a (2)", "a (3)", "a (2) (2)")
    assert graph.op[graph.edges[0][0]] == "First"
    assert graph.problems == ("Nodes with the name of another (3, such as 'a') have a number behind it here.",)


def test_odd_names_stay_as_they_are() -> None:
    names = ["a//b", "/a", "a/", "a", "a/b", " a b ", "実験/層", "a:0", "^a", "a" * 10_000, "<script>"]
    made = GraphDef()
    for name in names:
        made.node.add(name=name, op="Op")
    made.node.add(op="Op", input=["a:0", "a/"])
    graph = sound(read(made))
    assert graph.names == (*names, "(no name)")
    assert [graph.names[source] for source, _ in graph.edges.tolist()] == ["a:0", "a/"]


def test_texts_that_are_not_utf8_are_read() -> None:
    data = b"\x0a\x0b\x0a\x02\xff\xfe\x12\x01\xff\x22\x02\xfe\x80"
    graph = sound(graph_def.read(of_bytes(data)))
    assert graph.names == ("��",) and graph.op[0] == "�" and graph.device[0] == "��"


def large(name: str, megabytes: int, kind: str = "tensor") -> GraphDef:
    made = GraphDef()
    node = made.node.add(name=name, op="Const", input=["^x"])
    node.attr["dtype"].type = DT_FLOAT
    value = node.attr["value"]
    if kind == "tensor":
        value.tensor.dtype = DT_FLOAT
        value.tensor.tensor_shape.dim.add(size=megabytes)
        value.tensor.tensor_shape.dim.add(size=MB // 4)
        value.tensor.tensor_content = bytes(megabytes * MB)
    elif kind == "numbers":
        value.tensor.dtype = DT_FLOAT
        value.tensor.tensor_shape.dim.add(size=megabytes * MB // 4)
        value.tensor.float_val.extend([0.5] * (megabytes * MB // 4))
    elif kind == "strings":
        value.tensor.dtype = DT_STRING
        value.tensor.tensor_shape.dim.add(size=megabytes)
        value.tensor.string_val.extend([b"x" * MB] * megabytes)
    else:
        value.s = b"x" * (megabytes * MB)
    made.node.add(name="x", op="NoOp")
    return made


@pytest.mark.parametrize(
    ("kind", "shape", "text"),
    [
        ("tensor", ["10×262144"], "float32 [10, 262144], 10.5 MB"),
        ("numbers", ["2621440"], "float32 [2621440], 10.5 MB"),
        ("strings", ["10"], "string [10], 10.5 MB"),
        ("bytes", [], "10.5 MB"),
    ],
)
def test_attributes_of_10_mb_are_told_and_never_loaded(kind: str, shape: list[str], text: str, tmp_path: Path) -> None:
    file = tmp_path / "graph.pb"
    file.write_bytes(large("w", 10, kind).SerializeToString())
    tracemalloc.start()
    try:
        graph = sound(files.read(file, file.name))
        told = dict(graph.attributes(0))
        assert tracemalloc.get_traced_memory()[1] < 4 * MB
    finally:
        tracemalloc.stop()
    assert told["value"] == text
    assert told["dtype"] == "float32"
    assert graph.names == ("w", "x") and graph.input_slot.tolist() == [-1]
    assert [graph.output_shape[row] for row in range(graph.output_start[0], graph.output_start[1])] == shape


def test_large_values_that_differ_have_different_digests() -> None:
    one, same, other = large("a", 1), large("a", 1), large("a", 1)
    other.node[0].attr["value"].tensor.tensor_content = bytes(MB - 1) + b"x"
    digests = [read(graph).digest[0] for graph in (one, same, other)]
    assert digests[0] == digests[1] != digests[2]


def test_digests_tell_operation_device_and_attributes_whatever_their_order() -> None:
    def entry(key: bytes, value: bytes) -> bytes:
        inner = b"\x0a" + bytes([len(key)]) + key + b"\x12" + bytes([len(value)]) + value
        return b"\x2a" + bytes([len(inner)]) + inner

    def node(name: bytes, op: bytes, *entries: bytes) -> bytes:
        inner = b"\x0a" + bytes([len(name)]) + name + b"\x12" + bytes([len(op)]) + op + b"".join(entries)
        return b"\x0a" + bytes([len(inner)]) + inner

    one, two = entry(b"a", b"\x18\x01"), entry(b"b", b"\x18\x02")
    device = b"\x22\x03cpu"
    data = b"".join(
        [
            *(node(b"1", b"Op", one, two), node(b"2", b"Op", two, one), node(b"3", b"Op", one)),
            *(node(b"4", b"Other", one, two), node(b"5", b"Op", one, two, device)),
        ]
    )
    first, second, *others = graph_def.read(of_bytes(data)).digest.tolist()
    assert first == second
    assert len({first, *others}) == 4


def test_a_graph_that_is_cut_short_is_read_up_to_there() -> None:
    made = GraphDef()
    for number in range(100):
        made.node.add(name=f"n{number}", op="Op", input=[f"n{number - 1}"] if number else [])
    data = made.SerializeToString()
    graph = sound(graph_def.read(of_bytes(data[: len(data) // 2])))
    assert 40 < len(graph) < 60 and len(graph.input_node) == len(graph) - 1
    (problem,) = graph.problems
    assert problem.startswith("It is broken or cut short at byte ")


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff\xe0 a picture", b"<html>", b"\x0a", b"\x0a\xff\xff\xff\xff\x7f", b"{}" * 99]
)
def test_what_is_no_graph_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^This is no graph: .*\.$"):
        graph_def.read(of_bytes(data))


def test_an_empty_graph_is_one() -> None:
    graph = sound(graph_def.read(of_bytes(b"")))
    assert len(graph) == 0 and not graph.problems and len(graph.edges) == 0


def deep(depth: int) -> GraphDef:
    """A chain of functions that call one another, an attribute of functions in functions, and a name of many scopes."""
    made = GraphDef()
    made.node.add(name="/".join(["s"] * depth), op="PartitionedCall").attr["f"].func.name = "f0"
    for number in range(depth):
        function = made.library.function.add()
        function.signature.name = f"f{number}"
        function.node_def.add(name="call", op="PartitionedCall").attr["f"].func.name = f"f{(number + 1) % depth}"
    return made


def test_functions_are_called_by_operations_of_their_names_too() -> None:
    made = GraphDef()
    made.library.function.add().signature.name = "g"
    function = made.library.function.add()
    function.signature.name = "f"
    function.node_def.add(name="inner", op="g")
    made.node.add(name="a", op="f")
    made.node.add(name="b", op="Op").attr["k"].func.name = "other"
    made.node.add(name="c", op="g").attr["k"].func.name = "f"
    made.node.add(name="d", op="f")
    graph = sound(read(made))
    calls = [[graph.called[k] for k in range(*graph.call_start[place : place + 2])] for place in range(4)]
    assert calls == [["f"], ["other"], ["g", "f"], ["f"]]
    assert graph.functions["f"].called[0] == "g"


@pytest.mark.parametrize(
    ("limit", "what"), [("MOST_NODES", "nodes"), ("MOST_EDGES", "edges"), ("MOST_BYTES", "bytes of names")]
)
def test_a_graph_that_is_too_large_is_read_up_to_there(limit: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, limit, 50)
    made = GraphDef()
    for number in range(10, 99):
        made.node.add(name=str(number), op="Op", input=["10"])
    graph = sound(read(made))
    assert 20 <= len(graph) <= 50
    assert graph.problems == (f"It has more than 50 {what}; those that follow are left out.",)


def test_a_function_of_many_arguments_is_read() -> None:
    """Those that save a model have as many as it has variables, and a signature larger than most nodes."""
    made = GraphDef()
    function = made.library.function.add()
    function.signature.name = "save"
    names = [f"a_rather_long_name_of_an_argument_{number}" for number in range(3000)]
    for name in names:
        function.signature.input_arg.add(name=name, type=DT_FLOAT)
    function.node_def.add(name="last", op="SaveV2", input=names)
    assert function.signature.ByteSize() > 1 << 16
    found = sound(read(made)).functions["save"]
    assert found.names == (*names, "last") and len(found.input_node) == 3000 and not found.problems


def test_a_thousand_functions_that_call_one_another_are_read() -> None:
    graph = sound(read(deep(1000)))
    assert len(graph.functions) == 1000
    assert graph.functions["f999"].called[0] == "f0"
    assert graph.names[0].count("/") == 999


def nested_attribute(depth: int) -> bytes:
    """A node of an attribute that is a function with an attribute that is a function, and so on."""
    data = b""
    for _ in range(depth):
        entry = tagged(1, b"k") + tagged(2, data)
        data = tagged(10, tagged(1, b"f") + tagged(2, entry))
    node = tagged(1, b"n") + tagged(2, b"Op") + tagged(5, tagged(1, b"k") + tagged(2, data))
    return tagged(1, node)


def tagged(number: int, data: bytes) -> bytes:
    size, length = len(data), bytearray()
    while size > 127:
        length.append(size & 127 | 128)
        size >>= 7
    return bytes([number << 3 | 2, *length, size]) + data


def test_attributes_within_one_another_are_told_to_some_depth() -> None:
    graph = sound(graph_def.read(of_bytes(nested_attribute(20))))
    assert graph.attributes(0)[0].text == "f(k=f(k=f(k=f)))"
    graph = sound(graph_def.read(of_bytes(nested_attribute(1000))))
    assert graph.problems == ("Attributes that are broken (1) are left out.",)
    assert graph.attributes(0)[0].name == "(broken)"


def test_shapes_and_types_that_cannot_be_are_told_and_take_no_memory() -> None:
    made = GraphDef()
    value = AttrValue()
    for sizes in ([1 << 62] * 5, [-5, 3], [1] * 254, [0], [2**63 - 1, 2**63 - 1]):
        shape = value.list.shape.add()
        for size in sizes:
            shape.dim.add(size=size)
    node = made.node.add(name="a", op="VarHandleOp")
    node.attr["_output_shapes"].CopyFrom(value)
    node.attr["shape"].shape.CopyFrom(value.list.shape[0])
    node.attr["dtype"].type = 77  # type: ignore[assignment]
    node.attr["value"].tensor.tensor_shape.dim.add(size=1 << 50)
    graph = sound(read(made))
    assert graph.output_shape[1] == "?×3"
    assert graph.parameters[0] == 1 << 62
    assert dict(graph.attributes(0))["dtype"] == "type 77"


def test_damage_anywhere_never_raises_anything_else() -> None:
    made = deep(5)
    node = made.node.add(name="w", op="Const", input=["s", "^s"])
    node.attr["value"].tensor.dtype = DT_FLOAT
    node.attr["value"].tensor.tensor_shape.dim.add(size=3)
    node.attr["value"].tensor.float_val.extend([1, 2, 3])
    data, chance = made.SerializeToString(), random.Random(5)
    whole = 0
    for _ in range(400):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        if chance.random() < 0.3:
            del broken[chance.randrange(len(broken)) :]
        with suppress(Unreadable):
            sound(graph_def.read(of_bytes(bytes(broken))))
            whole += 1
    assert whole > 100


def metadata() -> RunMetadata:
    made = RunMetadata()
    device = made.step_stats.dev_stats.add(device="/device:CPU:0")
    node = device.node_stats.add(node_name="a", all_start_micros=5, all_end_rel_micros=7)
    node.memory.add(total_bytes=100)
    node.memory.add(total_bytes=-50)
    node.output.add(slot=2).tensor_description.dtype = DT_FLOAT
    device.node_stats.add(node_name="a", all_start_micros=3, all_end_rel_micros=11)
    device.node_stats.add(node_name="b", all_end_rel_micros=-4)
    device.node_stats.add(node_name="c", all_end_rel_micros=2**62).memory.add(total_bytes=2**62)
    device.node_stats.add(node_name="d").output.add(slot=2**31 - 1)
    stream = made.step_stats.dev_stats.add(device="/device:GPU:0/stream:all")
    stream.node_stats.add(node_name="a", all_end_rel_micros=1000)
    return made


def test_odd_step_stats_are_read() -> None:
    found = stats.step_stats(of_bytes(metadata().step_stats.SerializeToString()))
    graph = GraphDef()
    for name in "abd":
        graph.node.add(name=name, op="Op")
    on = stats.on(found, read(graph))
    assert on.time.tolist() == [18, 0, 0]
    assert on.memory.tolist() == [100, 0, 0]
    assert on.executions.tolist() == [2, 1, 1]
    assert on.start.tolist() == [3, 0, 0]
    assert found.output_start.tolist() == [0, 3, 3, 3, 3, 3, 3]
    assert found.time.sum() > 0 and found.memory.sum() > 0
    everywhere = stats.on(found, read(graph), found.device.values)
    assert everywhere.time.tolist() == [1018, 0, 0]
    assert everywhere.device[0] == "/device:GPU:0/stream:all"


def test_of_several_graphs_in_one_those_are_measured_that_are_known_by_their_own_names() -> None:
    made = [GraphDef(), GraphDef()]
    for graph, names in zip(made, ("ab", "bd"), strict=True):
        for name in names:
            graph.node.add(name=name, op="Op")
    data = made[0].SerializeToString() + made[1].SerializeToString()
    place = of_bytes(data)
    size = made[0].ByteSize()
    graph = graph_def.merged([place.within(0, size), place.within(size, len(data) - size)])
    assert graph.names == ("graph_1/a", "graph_1/b", "graph_2/b", "graph_2/d")
    on = stats.on(stats.step_stats(of_bytes(metadata().step_stats.SerializeToString())), graph)
    assert on.executions.tolist() == [2, 0, 0, 1]


def test_damaged_step_stats_never_raise_anything_else() -> None:
    data, chance = metadata().step_stats.SerializeToString(), random.Random(3)
    graph = read(large("a", 0))
    for _ in range(200):
        broken = bytearray(data)
        broken[chance.randrange(len(broken))] = chance.randrange(256)
        stats.on(stats.step_stats(of_bytes(bytes(broken[: chance.randint(1, len(broken))]))), graph)


def log(path: Path, *events: Event) -> Path:
    (path / "a").mkdir()
    (path / "a" / "events.out.tfevents.1.host").write_bytes(
        b"".join(frame(event.SerializeToString()) for event in events)
    )
    return path


def of_plugin(tag: str, plugin: str, data: bytes) -> Event:
    made = Event(wall_time=1.0)
    value = made.summary.value.add(tag=tag)
    value.metadata.plugin_data.plugin_name = plugin
    value.metadata.plugin_data.content = b"1"
    value.tensor.dtype = DT_STRING
    value.tensor.string_val.append(data)
    return made


def test_events_of_broken_graphs_are_listed_with_a_reason_or_refused(tmp_path: Path) -> None:
    tagged_metadata = Event(wall_time=float("nan"))
    tagged_metadata.tagged_run_metadata.tag = "session"
    tagged_metadata.tagged_run_metadata.run_metadata = b"\xff" * 20
    log(
        tmp_path,
        Event(wall_time=float("nan"), graph_def=b"\xff" * 20),
        Event(wall_time=1.0, meta_graph_def=b"\x0a\x00"),
        tagged_metadata,
        of_plugin("keras", "graph_keras_model", b"{"),
        of_plugin("function", "graph_run_metadata_graph", b"\x22\xff\x01"),
        of_plugin("nothing", "graph_run_metadata_graph", b""),
    )
    logs = board.load(tmp_path)
    entries = {entry.tag: entry for entry in logs.graphs}
    assert set(entries) == {"__run_graph__", "__meta_graph__", "keras", "function"}
    assert entries["function"].error.endswith(".")
    for entry in entries.values():
        with pytest.raises(Unreadable, match=r"\.$"):
            logs.graph("a", entry.id)
    with pytest.raises(NotFound, match="has no session run"):
        logs.graph_costs("a")


def test_routes_answer_broken_graphs_with_a_sentence(tmp_path: Path, serve: Serve) -> None:
    log(
        tmp_path,
        Event(wall_time=float("nan"), graph_def=b"\xff" * 20),
        of_plugin("keras", "graph_keras_model", b"{"),
        of_plugin("function", "graph_run_metadata_graph", b"\x22\xff\x01"),
    )
    client = serve(tmp_path)
    asked: list[dict[str, Any]] = [{}, {"tag": "keras", "conceptual": "true"}, {"tag": "function"}]
    for fields in asked:
        reply = client.get("/data/plugin/graphs/graph", query_string={"run": "a", **fields})
        assert reply.status_code == 422 and reply.json["error"].endswith(".")
    listed = client.get("/api/graphs")
    assert listed.status_code == 200 and len(listed.json["graphs"]) == 3
    for entry in listed.json["graphs"]:
        reply = client.get("/api/graphs/scope", query_string={"id": entry["id"]})
        assert reply.status_code == 422 and reply.json["error"].endswith(".")
