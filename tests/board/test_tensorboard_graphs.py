"""TensorBoard's routes for graphs, beside its own answers on the same files."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from google.protobuf import text_format
from werkzeug.test import Client

import board
from summary.proto.event import Event
from summary.proto.graph import MetaGraphDef
from summary.proto.run_metadata import RunMetadata
from summary.proto.tensor import DT_STRING
from summary.record import frame

from .peer import tensorboard

Serve = Callable[..., FlaskClient]
PEER = ("graphs", "graph.graphs_plugin.GraphsPlugin")
GOLDEN = Path(__file__).parents[1] / "golden"
ROUTE = "/data/plugin/graphs/"

graph_pb2 = importlib.import_module("tensorboard.compat.proto.graph_pb2")
config_pb2 = importlib.import_module("tensorboard.compat.proto.config_pb2")


@pytest.fixture(scope="module", params=["tf1", "tf2", "torch", "tensorboardX"])
def logdir(request: pytest.FixtureRequest) -> Path:
    return GOLDEN / str(request.param)


@pytest.fixture(scope="module")
def peer(logdir: Path) -> Client:
    return tensorboard(logdir, *PEER)


def parsed(text: str) -> Any:
    """The graph of the text, without what TensorFlow finds out of types for its own use, which is not sent."""
    made = text_format.Parse(text, graph_pb2.GraphDef())
    for node in [*made.node, *(node for function in made.library.function for node in function.node_def)]:
        node.ClearField("experimental_type")
        # TensorBoard puts the prefix of merged graphs before the mark of a control input, so that no node is meant.
        node.input[:] = [re.sub(r"^(graph_\d+/)\^", r"^\1", one) for one in node.input]
    return made


def test_what_there_is_is_the_same(logdir: Path, peer: Client, serve: Serve) -> None:
    theirs = peer.get(f"{ROUTE}info").json
    assert serve(logdir).get(f"{ROUTE}info").json == theirs
    assert theirs


def test_every_graph_is_the_same(logdir: Path, peer: Client, serve: Serve) -> None:
    client, compared = serve(logdir), 0
    for run, about in peer.get(f"{ROUTE}info").json.items():
        queries: list[dict[str, Any]] = [{"run": run}] if about["run_graph"] else []
        for tag, flags in about["tags"].items():
            queries += [{"run": run, "tag": tag}] * flags["op_graph"]
            queries += [{"run": run, "tag": tag, "conceptual": "true"}] * flags["conceptual_graph"]
        for query in queries:
            for more in ({}, {"limit_attr_size": 20, "large_attrs_key": "_large"}):
                theirs = peer.get(f"{ROUTE}graph", query_string={**query, **more})
                ours = client.get(f"{ROUTE}graph", query_string={**query, **more})
                assert (ours.status_code, ours.mimetype) == (theirs.status_code, theirs.mimetype)
                assert parsed(ours.text) == parsed(theirs.text), query
                compared += 1
    assert compared


def test_what_session_runs_cost_is_the_same(serve: Serve) -> None:
    client, peer = serve(GOLDEN / "tf1"), tensorboard(GOLDEN / "tf1", *PEER)
    for tag in ("step029", "step059"):
        query = {"run": "train", "tag": tag}
        ours, theirs = (one.get(f"{ROUTE}run_metadata", query_string=query) for one in (client, peer))
        assert text_format.Parse(ours.text, config_pb2.RunMetadata()) == text_format.Parse(
            theirs.text, config_pb2.RunMetadata()
        )
        assert len(ours.text) > 10_000


def test_metadata_with_graphs_are_both_a_graph_and_a_session_run(tmp_path: Path, serve: Serve) -> None:
    metadata = RunMetadata()
    for name in ("a", "b"):
        graph = metadata.function_graphs.add().pre_optimization_graph
        graph.node.add(name=name, op="Op")
    metadata.step_stats.dev_stats.add(device="cpu").node_stats.add(node_name="b", all_end_rel_micros=3)
    event = Event(wall_time=1.0)
    value = event.summary.value.add(tag="both")
    value.metadata.plugin_data.plugin_name = "graph_run_metadata"
    value.metadata.plugin_data.content = b"1"
    value.tensor.dtype = DT_STRING
    value.tensor.string_val.append(metadata.SerializeToString())
    (tmp_path / "events.out.tfevents.1.host").write_bytes(frame(event.SerializeToString()))
    ours, theirs = serve(tmp_path), tensorboard(tmp_path, *PEER)
    assert ours.get(f"{ROUTE}info").json == theirs.get(f"{ROUTE}info").json
    query = {"run": ".", "tag": "both"}
    graphs = [one.get(f"{ROUTE}graph", query_string=query).text for one in (ours, theirs)]
    assert parsed(graphs[0]) == parsed(graphs[1])
    found = [one.get(f"{ROUTE}run_metadata", query_string=query).text for one in (ours, theirs)]
    assert text_format.Parse(found[0], config_pb2.RunMetadata()) == text_format.Parse(
        found[1], config_pb2.RunMetadata()
    )
    logs = board.load(tmp_path)
    assert logs.graph(".", "both").names == ("graph_1/a", "graph_2/b")
    assert logs.graph_costs(".").time.tolist() == [0, 3]


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ({}, 400, "The field run must be given exactly once; it was given 0 times."),
        ({"run": "none"}, 404, "There is no run 'none'."),
        ({"run": "test"}, 404, "Run 'test' has no tag '__meta_graph__'."),
        ({"run": "train", "tag": "loss"}, 404, "Run 'train' has no tag 'loss'."),
        ({"run": "train", "tag": "step029"}, 404, "Run 'train' has no graph_run_metadata tag 'step029'."),
        (
            {"run": "train", "limit_attr_size": "-1", "large_attrs_key": "k"},
            400,
            "The field limit_attr_size must be a whole number greater than 0, not '-1'.",
        ),
        (
            {"run": "train", "limit_attr_size": "1024"},
            400,
            "The field limit_attr_size needs the field large_attrs_key, under which what is left out is named.",
        ),
    ],
)
def test_a_wrong_request_is_told(query: dict[str, str], status: int, sentence: str, serve: Serve) -> None:
    reply = serve(GOLDEN / "tf1").get(f"{ROUTE}graph", query_string=query)
    assert (reply.status_code, reply.json) == (status, {"error": sentence})


def test_the_graph_of_what_was_saved_is_given_where_there_is_no_other(tmp_path: Path, serve: Serve) -> None:
    graph = graph_pb2.GraphDef()
    graph.node.add(name="a", op="Const")
    meta = MetaGraphDef()
    meta.graph_def.MergeFromString(graph.SerializeToString())
    event = Event(wall_time=1.0, meta_graph_def=meta.SerializeToString())
    (tmp_path / "events.out.tfevents.1.host").write_bytes(frame(event.SerializeToString()))
    client = serve(tmp_path)
    assert client.get(f"{ROUTE}info").json == {".": {"run": ".", "tags": {}, "run_graph": True}}
    assert parsed(client.get(f"{ROUTE}graph", query_string={"run": "."}).text) == graph
