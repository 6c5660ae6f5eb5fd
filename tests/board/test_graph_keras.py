"""Keras' models of layers: what Keras 2 and 3 wrote of the same models, with the weights that they counted."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from board.answers import Unreadable
from board.graph import keras
from board.graph.graph import INPUT, Graph
from board.graph.walk import of_bytes

GOLDEN = Path(__file__).parents[1] / "golden" / "graphs"
KERAS = ["keras2", "keras3"]

# Two inputs to one layer, a model of two outputs in a model, and a sequential one behind it.
TWO_TOWERS = {
    ("left", "shared"),
    ("right", "shared"),
    ("shared", "both"),
    ("both", "inner/inner_in"),
    ("inner/inner_in", "inner/inner_dense"),
    ("inner/inner_in", "inner/inner_other"),
    ("inner/inner_dense", "seq/s1"),
    ("seq/s1", "seq/s2"),
    ("seq/s2", "seq/s3"),
    ("seq/s3", "join"),
    ("inner/inner_other", "join"),
}


def written(version: str, model: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / f"{version}.json").read_text())[model]
    return found


def read(told: Any) -> Graph:
    return keras.read(of_bytes(json.dumps(told).encode()))


def edges(graph: Graph) -> list[tuple[str, str]]:
    """Without the name of the whole model."""
    return [tuple(graph.names[place].partition("/")[2] for place in edge) for edge in graph.edges.tolist()]  # type: ignore[misc]


def without_input_layers(pairs: set[tuple[str, str]], graph: Graph, but: set[str]) -> set[tuple[str, str]]:
    gone = {name.partition("/")[2] for name in inputs(graph)} - but
    return {pair for pair in pairs if not gone & set(pair)}


def inputs(graph: Graph) -> list[str]:
    return [name for place, name in enumerate(graph.names) if graph.role[place] == INPUT]


@pytest.mark.parametrize("version", KERAS)
@pytest.mark.parametrize("model", ["functional", "sequential", "text"])
def test_every_layer_has_the_weights_that_keras_counts(version: str, model: str) -> None:
    told = written(version, model)
    graph = read(told["json"])
    found = {name: int(graph.parameters[place]) for place, name in enumerate(graph.names)}
    assert {name: found[name] for name in told["weights"]} == told["weights"]
    assert graph.parameters.sum() == told["total"]
    assert {graph.op[graph.index[name]] for name in set(found) - set(told["weights"])} <= {"InputLayer"}
    assert not graph.problems


@pytest.mark.parametrize("version", KERAS)
def test_edges_go_through_shared_layers_and_models_in_models(version: str) -> None:
    graph = read(written(version, "functional")["json"])
    named = {"left", "right", "inner/inner_in"}
    found = edges(graph)
    assert without_input_layers(set(found), graph, named) == TWO_TOWERS - {("inner/inner_dense", "seq/s1")}
    assert found.count(("shared", "both")) == 2
    # A sequential model begins with a layer for its input.
    (first,) = [name for name in inputs(graph) if "/seq/" in name]
    first = first.partition("/")[2]
    assert {("inner/inner_dense", first), (first, "seq/s1")} <= set(found)


@pytest.mark.parametrize("version", KERAS)
def test_layers_of_a_sequential_model_follow_one_another(version: str) -> None:
    graph = read(written(version, "sequential")["json"])
    names = [name.partition("/")[2] for name in graph.names]
    assert edges(graph) == list(pairwise(names))
    assert [name for name in names if "input" not in name] == [
        *("conv", "depth", "sep", "norm", "pool", "flat", "head/d1", "head/d2", "last")
    ]


def test_outputs_have_shapes_and_types_where_they_are_told() -> None:
    graph = read(written("keras3", "functional")["json"])
    told = {
        graph.names[place]: [
            (graph.output_shape[row], graph.output_type[row])
            for row in range(graph.output_start[place], graph.output_start[place + 1])
        ]
        for place in range(len(graph))
    }
    assert told["two_towers/left"] == [("?×8", "float32")]
    assert told["two_towers/both"] == [("?×8", "float32")]
    assert told["two_towers/inner/inner_dense"] == [("?×3", "float32")]
    assert told["two_towers/seq/s1"] == [("?×5", "float32")]


def test_settings_are_attributes() -> None:
    graph = read(written("keras3", "sequential")["json"])
    told = dict(graph.attributes(graph.index["stack/conv"]))
    assert told["filters"] == "8"
    assert told["kernel_size"] == "[3, 3]"
    assert told["activation"] == "linear"
    assert told["kernel_initializer"] == "GlorotUniform"
    assert told["dtype"] == "float32"
    assert graph.about == (("Model", "Sequential 'stack'"),)


def nested(depth: int) -> bytes:
    inner = '{"class_name": "Dense", "config": {"name": "d", "units": 1}}'
    return ('{"class_name": "Sequential", "config": {"name": "m", "layers": [' * depth + inner + "]}}" * depth).encode()


def test_models_in_models_are_read_to_some_depth_and_refused_below() -> None:
    graph = keras.read(of_bytes(nested(100)))
    assert graph.names == ("/".join(["m"] * 100 + ["d"]),)
    with pytest.raises(Unreadable, match="too many"):
        keras.read(of_bytes(nested(100_000)))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "broken"),
        (b"\xff\xfe", "broken"),
        (b'{"class_name": "Model", "config": {"layers": [', "broken"),
        (b"[]", "no Keras model"),
        (b'{"config": 5}', "no Keras model"),
        (b'{"class_name": "Functional", "config": {"name": "m"}}', "no Keras model"),
    ],
)
def test_what_is_no_model_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        keras.read(of_bytes(data))


def test_what_is_odd_in_a_model_is_read_as_far_as_it_goes() -> None:
    """Layers without a name or of one name, inputs of layers that are not there, of themselves, in a circle."""
    call = [[["b", 0, 0, {}]], [["a", 0, 0, {"mask": ["nobody", 0, 0]}]], [["nobody", 0, 7]], "x", None, [[5]]]
    config = {
        "name": "m/odd\ud800",
        "input_layers": {"of": ["a", 0, 0]},
        "output_layers": [["b", 0, 99999999999999999999]],
        "layers": [
            {"class_name": "Dense", "config": {"name": "a", "units": 10**30}, "inbound_nodes": call},
            {
                "class_name": "Dense",
                "config": {"name": "b", "units": -1, "x": 1e400},
                "inbound_nodes": [[["a", 0, 0, {}]]],
            },
            {"class_name": "Dense", "config": {"name": "a"}, "inbound_nodes": 7},
            {"class_name": ["no"], "config": None},
            {"config": {"name": 5, "kernel_size": [2] * 10**5, "batch_shape": [10**30]}, "class_name": "InputLayer"},
            "none",
        ],
    }
    graph = read({"class_name": "Functional", "config": config})
    assert len(graph) == 5
    assert sorted(edges(graph)) == sorted([("odd?/b", "odd?/a"), ("odd?/a", "odd?/a"), ("odd?/a", "odd?/b")])
    assert graph.problems == ("Nodes with the name of another (1, such as 'm/odd?/a') have a number behind it here.",)
