"""Graphs of files of every form, in a logdir or opened, and what becomes of files that change or lead elsewhere."""

from __future__ import annotations

import json
import os
import random
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef

import board
from board.answers import NotFound, Unreadable
from board.graph import sources
from board.graph.graph import INPUT, OUTPUT, Graph

onnx = pytest.importorskip("onnx")


def graph_def() -> GraphDef:
    made = GraphDef()
    made.versions.producer = 7
    made.node.add(name="a", op="Const").attr["value"].tensor.dtype = 1
    made.node.add(name="b/c", op="Identity", input=["a", "^a"])
    function = made.library.function.add()
    function.signature.name = "f"
    function.signature.input_arg.add(name="x", type=1)
    function.signature.output_arg.add(name="y", type=1)
    function.node_def.add(name="n", op="Split", input=["x"])
    function.ret["y"] = "n:output:2"
    made.node.add(name="call", op="PartitionedCall", input=["b/c:3"]).attr["f"].func.name = "f"
    return made


def meta_graph(*tags: str) -> MetaGraphDef:
    made = MetaGraphDef(graph_def=graph_def())
    made.meta_info_def.tensorflow_version = "1.2.3"
    made.meta_info_def.tags.extend(tags)
    made.signature_def["serving_default"].method_name = "predict"
    return made


def saved_model(*graphs: MetaGraphDef) -> bytes:
    """A SavedModel: field 1 is its version, field 2 its graphs."""
    made = b"\x08\x01"
    for graph in graphs:
        data = graph.SerializeToString()
        assert 128 <= len(data) < 16384
        made += bytes([0x12, len(data) & 127 | 128, len(data) >> 7]) + data
    return made


def check(graph: Graph) -> None:
    assert graph.names == ("a", "b/c", "call")
    assert graph.edges.tolist() == [[0, 1], [0, 1], [1, 2]]
    assert graph.input_slot.tolist() == [0, -1, 3]
    assert [graph.called[place] for place in range(graph.call_start[2], graph.call_start[3])] == ["f"]
    (function,) = graph.functions.values()
    assert function.names == ("x", "n", "y")
    assert function.role.tolist() == [INPUT, 0, OUTPUT]
    assert (function.edges.tolist(), function.input_slot.tolist()) == ([[0, 1], [1, 2]], [0, 2])
    assert ("Producer", "7") in graph.about


FORMS = {
    "graph.pb": graph_def().SerializeToString(),
    "graph.pbtxt": str(graph_def()).encode(),
    "model.meta": meta_graph().SerializeToString(),
    "saved/saved_model.pb": saved_model(meta_graph("serve")),
    "saved/renamed.pb": saved_model(meta_graph("serve")),
    "saved_model.pbtxt": f"saved_model_schema_version: 1 meta_graphs {{ {meta_graph('serve')} }}".encode(),
    "meta.pbtxt": str(meta_graph()).encode(),
}


@pytest.mark.parametrize("path", FORMS)
def test_every_form_of_file_is_read_in_a_logdir_and_opened(path: str, tmp_path: Path) -> None:
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(FORMS[path])
    logs = board.load(tmp_path)
    (entry,) = logs.graphs
    run = str(Path(path).parent)
    assert (entry.run, entry.tag, entry.kind, entry.title) == (run, path, "file", file.name)
    check(logs.graph(run))
    check(logs.graph(run, path))
    kept = tmp_path / "kept without an ending"
    file.rename(kept)
    opened = sources.opened(kept, file.name)
    check(opened)
    assert dict(opened.attributes(2))["f"] == "f"


@pytest.mark.parametrize("path", ["graph.pb", "model.meta", "saved/saved_model.pb"])
def test_a_file_that_is_cut_short_is_read_up_to_there(path: str, tmp_path: Path) -> None:
    """Cut within the node "call", which is the last; the library stands behind it, in a MetaGraphDef signatures too."""
    data = FORMS[path]
    file = tmp_path / Path(path).name
    file.write_bytes(data[: data.index(b"PartitionedCall") + 4])
    graph = sources.opened(file, file.name)
    assert graph.names == ("a", "b/c") and graph.edges.tolist() == [[0, 1], [0, 1]]
    assert graph.problems and all(re.match(r"It is broken or cut short at byte \d+\.$", one) for one in graph.problems)
    assert not graph.functions
    file.write_bytes(data[: data.index(b"n:output") - 40])
    assert sources.opened(file, file.name).names == ("a", "b/c", "call")


def test_a_keras_model_may_be_opened(tmp_path: Path) -> None:
    layer = {"class_name": "Dense", "config": {"name": "only", "units": 2}}
    model = {"class_name": "Sequential", "config": {"name": "m", "layers": [layer]}}
    (tmp_path / "kept").write_text(json.dumps(model))
    assert sources.opened(tmp_path / "kept", "model.json").names == ("m/only",)


def test_what_is_saved_around_a_graph_is_told() -> None:
    def read(tmp: Any) -> dict[str, str]:
        return dict(tmp.about)

    from board.graph import meta_graph as reading
    from board.graph.walk import of_bytes

    told = read(reading.read(of_bytes(meta_graph("serve", "gpu").SerializeToString())))
    assert told == {"TensorFlow": "1.2.3", "Tags": "serve, gpu", "Signatures": "serving_default", "Producer": "7"}


def test_of_a_saved_model_with_several_graphs_the_first_is_shown(tmp_path: Path) -> None:
    (tmp_path / "saved_model.pb").write_bytes(saved_model(meta_graph("train"), meta_graph("serve")))
    graph = board.load(tmp_path).graph(".")
    check(graph)
    assert ("Tags", "train") in graph.about
    assert graph.problems == ("This SavedModel has 2 graphs; the first of them is shown.",)


def test_attributes_of_a_file_that_has_changed_are_gone(tmp_path: Path) -> None:
    file = tmp_path / "graph.pb"
    file.write_bytes(FORMS["graph.pb"])
    graph = sources.opened(file, "graph.pb")
    assert graph.attributes(0)
    file.write_bytes(FORMS["graph.pb"][::-1])
    os.utime(file, ns=(1, 1))
    with pytest.raises(NotFound):
        graph.attributes(0)
    with pytest.raises(Unreadable):
        sources.opened(file, "graph.pb")
    file.unlink()
    with pytest.raises(NotFound):
        sources.opened(file, "graph.pb")


def test_a_file_that_leads_out_of_the_logdir_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "graph.pb").write_bytes(FORMS["graph.pb"])
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "graph.pb").symlink_to(tmp_path / "secret" / "graph.pb")
    with pytest.raises(Unreadable, match="leads out of the logdir"):
        board.load(tmp_path / "logs").graph(".")


def test_a_graph_that_is_not_there_is_told(tmp_path: Path) -> None:
    logs = board.load(tmp_path)
    with pytest.raises(NotFound, match=re.escape("There is no run 'a'.")):
        logs.graph("a")
    (tmp_path / "graph.pb").write_bytes(FORMS["graph.pb"])
    logs.refresh()
    with pytest.raises(NotFound, match=re.escape("Run '.' has no graph 'b'.")):
        logs.graph(".", "b")


def test_a_graph_goes_to_networkx(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    (tmp_path / "graph.pb").write_bytes(FORMS["graph.pb"])
    made = board.load(tmp_path).graph(".").networkx()
    assert isinstance(made, networkx.MultiDiGraph)
    assert dict(made.nodes(data="op")) == {"a": "Const", "b/c": "Identity", "call": "PartitionedCall"}
    assert sorted(made.edges(data=True), key=str) == sorted(
        [
            ("a", "b/c", {"slot": 0, "shape": "", "bytes": 4}),
            ("a", "b/c", {"slot": None, "shape": None, "bytes": None}),
            ("b/c", "call", {"slot": 3, "shape": None, "bytes": None}),
        ],
        key=str,
    )


def onnx_model() -> bytes:
    """Of a product, a condition of two bodies, one of which takes a weight from around it, and a split."""
    make, value = onnx.helper, onnx.helper.make_tensor_value_info
    array, kind = onnx.numpy_helper.from_array, onnx.TensorProto
    bodies = [
        make.make_graph([make.make_node("Add", ["x", "bias"], ["y"], name="inner")], "a", [], [value("y", 1, [2, 3])]),
        make.make_graph([make.make_node("Identity", ["x"], ["z"])], "b", [], [value("z", 1, [2, 3])]),
    ]
    nodes = [
        make.make_node("MatMul", ["in", "w"], ["x"], name="/layer/MatMul"),
        make.make_node("If", ["c"], ["out"], then_branch=bodies[0], else_branch=bodies[1]),
        make.make_node("Split", ["x", "sizes"], ["p", "q"], name="/parts/Split", axis=1),
        make.make_node("Constant", [], ["k"], value=array(np.zeros((100, 100), np.float32))),
    ]
    weights = [
        *(array(np.ones((4, 3), np.float32), "w"), array(np.ones(3, np.float32), "bias")),
        array(np.array([2, 1]), "sizes"),
    ]
    ends = [value("in", kind.FLOAT, ["batch", 4]), value("c", kind.BOOL, [])], [value("q", kind.FLOAT, [2, 1])]
    model = make.make_model(make.make_graph(nodes, "g", *ends, weights))
    data: bytes = model.SerializeToString()
    return data


def test_an_onnx_model_has_operations_weights_ends_and_bodies(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(onnx_model())
    graph = board.load(tmp_path).graph(".")
    assert {name: graph.op[place] for place, name in enumerate(graph.names)} == {
        "in": "Input",
        "c": "Input",
        "w": "Const",
        "bias": "Const",
        "sizes": "Const",
        "layer/MatMul": "MatMul",
        "If_1": "If",
        "parts/Split": "Split",
        "Constant_3": "Constant",
        "q/output": "Output",
    }
    named = [(graph.names[source], graph.names[to]) for source, to in graph.edges.tolist()]
    assert sorted(named) == sorted(
        [
            *(("in", "layer/MatMul"), ("w", "layer/MatMul"), ("c", "If_1"), ("layer/MatMul", "parts/Split")),
            *(("sizes", "parts/Split"), ("parts/Split", "q/output")),
        ]
    )
    assert graph.input_slot[named.index(("parts/Split", "q/output"))] == 1
    assert {graph.names[place] for place in np.flatnonzero(graph.role == INPUT)} == {"in", "c"}
    assert graph.parameters.sum() == 15
    assert graph.output_shape[graph.output_start[graph.index["in"]]] == "?×4"
    assert dict(graph.attributes(graph.index["Constant_3"])) == {"value": "float32 [100, 100], 40 KB"}
    body = graph.functions["If_1/then_branch"]
    assert [(body.names[source], body.names[to]) for source, to in body.edges.tolist()] == [
        *(("x", "inner"), ("bias", "inner"), ("inner", "y"))
    ]
    assert not any(one.problems for one in (graph, *graph.functions.values()))


def test_without_onnx_a_sentence_tells_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.onnx").write_bytes(onnx_model())
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(Unreadable, match="pip install onnx"):
        board.load(tmp_path).graph(".")


@pytest.mark.parametrize(
    "data", [b"", b"text that is none", onnx_model()[:-20], onnx_model().replace(b"layer", b"l\xffyer")]
)
def test_a_broken_onnx_model_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(data)
    with pytest.raises(Unreadable, match="ONNX model"):
        board.load(tmp_path).graph(".")


DAMAGED = {
    **FORMS,
    "model.onnx": onnx_model(),
    "model.json": json.dumps(
        json.loads((Path(__file__).parents[1] / "golden" / "graphs" / "keras3.json").read_text())["functional"]["json"]
    ).encode(),
}


@pytest.mark.parametrize("path", DAMAGED)
def test_damage_never_raises_anything_else(path: str, tmp_path: Path) -> None:
    chance, file = random.Random(path), tmp_path / "kept"
    for number in range(60):
        data = bytearray(DAMAGED[path])
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(data))
            data[at : at + chance.choice((0, 1, 1, 1, 10))] = chance.randbytes(chance.choice((0, 1, 1, 1, 10)))
        file.write_bytes(data)
        os.utime(file, ns=(number, number))
        with suppress(Unreadable):
            graph = sources.opened(file, Path(path).name)
            assert len(graph.edges) == len(graph.input_slot)
            assert all(problem.endswith(".") for problem in graph.problems)
            for place in range(len(graph)):
                graph.attributes(place)
