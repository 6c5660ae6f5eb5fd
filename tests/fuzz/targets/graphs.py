"""Graphs in each of their forms, what the page asks of one, and what session runs cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from board.answers import NotFound, Span, Unreadable
from board.graph import (
    compare,
    costs,
    files,
    graph_def,
    keras,
    messages,
    model,
    operations,
    run_metadata,
    scopes,
    search,
)
from board.graph import stats as measured
from board.graph.details import details
from board.graph.graph import Graph
from board.graph.places import find
from board.graph.trace import trace
from board.graph.walk import of_bytes
from board.timeline.stepstats import as_trace
from board.timeline.trace import TimelineError
from summary.proto.graph import GraphDef
from summary.proto.run_metadata import RunMetadata
from tests.fuzz import changes, corpus, scratch, trees
from tests.fuzz import messages as wire
from tests.fuzz.changes import Change
from tests.fuzz.target import Target, refusable

REFUSED = (NotFound, Unreadable)
METADATA = ("graph_tagged_run_metadata", "graph_run_metadata", "graph_run_metadata_graph")
SUMMARY, TAGGED = 5, 8
MOST_NODES = 12  # of a piece
LOOKED_AT = 5  # nodes of each scope


def file(name: str, data: bytes) -> None:
    """A file of that name; attributes are described."""
    graph = files.read(scratch.written(data, name), name)
    for body in (graph, *graph.functions.values()):
        for place in range(min(len(body), LOOKED_AT)):
            body.attributes(place)


def asked(data: bytes) -> None:
    """All that the page asks of a graph."""
    graph = graph_def.read(of_bytes(data))
    made = model.model(graph)
    spent = costs.costs(made, measured.on(measured.step_stats(None), graph), ())
    waiting, seen = [""], set[str]()
    while waiting and len(seen) < 4 * LOOKED_AT:
        path = waiting.pop()
        seen.add(path)
        place = find(made, path)
        found = scopes.scope(place, spent)
        json.dumps([found, details(place, spent), trace(place, True)], allow_nan=False)
        waiting += [str(node["path"]) for node in found["nodes"][:LOOKED_AT] if node["path"] not in seen]
    for by in search.BY:
        json.dumps(search.search(made, search.Query("a", False, by), 10), allow_nan=False)
    json.dumps(operations.operations(made, spent, operations.Table("time", True, "", 0, 10)), allow_nan=False)
    json.dumps(compare.compare(made, _other()), allow_nan=False)


def _other() -> Graph:
    return graph_def.read(of_bytes(_graphs()[0]))


def metadata(data: bytes) -> None:
    """A value of an event: its graphs, what it cost, and its timeline."""
    path = scratch.written(b"before" + data + b"after")
    for field in (SUMMARY, TAGGED):
        span = Span(str(path), field, 6, len(data), 1, 2.0)
        with refusable(*REFUSED, TimelineError):
            held = run_metadata.held(span)
            measured.step_stats(held.stats)
            for places in (held.traced, held.optimized, held.partitions):
                if places:
                    graph_def.merged(places)
            str(messages.run_metadata(run_metadata.inner(span)))
            as_trace(run_metadata.inner(span).read())


def step_stats(data: bytes) -> None:
    found = measured.step_stats(of_bytes(data))
    measured.on(found, _other())
    measured.usual_devices(found)


def layers(data: bytes) -> None:
    graph = keras.read(of_bytes(data))
    model.model(graph)
    str(messages.conceptual(of_bytes(data)))


def text(data: bytes) -> None:
    """As TensorBoard sends it."""
    found = messages.graph(of_bytes(data))
    messages.limit(found, 10, "left out")
    str(messages.merged([found, found]))


def _graphs() -> list[bytes]:
    """Pieces of real graphs, with functions, and with names of many scopes."""
    whole = GraphDef.FromString((scratch.GOLDEN / "graphs/tf1/graph.pb").read_bytes())
    made = []
    for begin in range(0, min(len(whole.node), 8 * MOST_NODES), MOST_NODES):
        piece = GraphDef(node=whole.node[begin : begin + MOST_NODES], versions=whole.versions)
        made.append(piece.SerializeToString())
    called = GraphDef()
    called.node.add(name="a/b/c", op="PartitionedCall", input=["x:1", "^y"]).attr["f"].func.name = "f"
    for name in ("f", "g"):
        function = called.library.function.add()
        function.signature.name = name
        function.signature.input_arg.add(name="in", type=1)
        function.signature.output_arg.add(name="out", type=1)
        function.node_def.add(name="inner/op", op="g", input=["in", "inner/op:z:0"])
        function.ret["out"] = "inner/op:z:0"
    return [called.SerializeToString(), *made]


def _around() -> list[bytes]:
    """MetaGraphDefs: what was saved around a graph, and the pieces."""
    info = wire.Field(4, wire.LENGTH, b"serve").written() + wire.Field(5, wire.LENGTH, b"2.21.0").written()
    about = wire.Field(1, wire.LENGTH, info).written()
    signature = wire.Field(5, wire.LENGTH, b"\x0a\x0fserving_default").written()
    return [about + wire.Field(2, wire.LENGTH, one).written() + signature for one in _graphs()[:3]]


def _saved() -> list[bytes]:
    return [b"\x08\x01" + wire.Field(2, wire.LENGTH, one).written() for one in _around()]


def _texts() -> list[bytes]:
    return [str(GraphDef.FromString(one)).encode() for one in _graphs()[:4]]


def _keras() -> list[bytes]:
    """The models of two versions of Keras."""
    versions = [json.loads((scratch.GOLDEN / f"graphs/{name}.json").read_bytes()) for name in ("keras2", "keras3")]
    return [json.dumps(model["json"]).encode() for models in versions for model in models.values()]


def _onnx() -> list[bytes]:
    from onnx import TensorProto, helper

    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 3]) for name in ("x", "y")]
    body = helper.make_graph([helper.make_node("Relu", ["x"], ["b"], name="/inner")], "body", [], [ends[1]])
    weight = helper.make_tensor("w", TensorProto.FLOAT, [3, 3], bytes(36), raw=True)
    nodes = [
        helper.make_node("Gemm", ["x", "w"], ["h"], name="/layer/Gemm", alpha=0.5, domain="custom"),
        helper.make_node("If", ["h"], ["y"], then_branch=body, else_branch=body),
    ]
    graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], [weight])
    return [helper.make_model(graph, producer_name="p").SerializeToString()]


def _stats() -> list[bytes]:
    return [one.step_stats.SerializeToString() for one in _measured() if one.HasField("step_stats")]


def _measured() -> list[RunMetadata]:
    """A session run of two devices."""
    made = RunMetadata()
    for number, device in enumerate(("/device:CPU:0", "/device:GPU:0/stream:all")):
        one = made.step_stats.dev_stats.add(device=device, thread_names={1: "main"})
        for place, name in enumerate(("a/b/c", "x", "x:MatMul")):
            node = one.node_stats.add(node_name=name, all_start_micros=1000 * place, all_end_rel_micros=50, thread_id=1)
            node.timeline_label = f"{name} = Op({number})"
            node.memory.add(allocator_name="cpu", total_bytes=100, allocator_bytes_in_use=5)
            node.output.add().tensor_description.shape.dim.add(size=3)
    made.partition_graphs.add().CopyFrom(GraphDef.FromString(_graphs()[0]))
    made.function_graphs.add().pre_optimization_graph.CopyFrom(GraphDef.FromString(_graphs()[1]))
    return [made]


def _tagged() -> list[bytes]:
    tag = wire.Field(1, wire.LENGTH, b"step").written()
    own = [tag + wire.Field(2, wire.LENGTH, one.SerializeToString()).written() for one in _measured()]
    return [*own, *corpus.values(*METADATA)]


def _target(name: str, ending: str, seeds: Callable[[], list[bytes]], *ways: Change, share: int = 10) -> Target:
    return Target(name, seeds, partial(file, f"graph{ending}"), REFUSED, ways, share)


TARGETS = [
    _target("GraphDefs", ".pb", _graphs, wire.changed, share=15),
    _target("MetaGraphDefs", ".meta", _around, wire.changed),
    _target("SavedModels", ".pb", _saved, wire.changed),
    _target("graphs as text", ".pbtxt", _texts, *changes.TEXT, share=8),
    _target("ONNX models", ".onnx", _onnx, wire.changed),
    Target("Keras models", _keras, layers, REFUSED, (trees.changed,), 5),
    Target("what is asked of graphs", _graphs, asked, REFUSED, (wire.changed,), 3),
    Target("graphs for TensorBoard", _graphs, text, REFUSED, (wire.changed,), 4),
    Target("run metadata", _tagged, metadata, REFUSED, (wire.changed,), 8),
    Target("step stats", _stats, step_stats, REFUSED, (wire.changed,), 8),
]
