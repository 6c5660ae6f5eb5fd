"""What the page is told of real writers' graphs, against TensorFlow's messages and networkx."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import partial
from typing import Any

import networkx as nx
import pytest
from flask.testing import FlaskClient
from tensorboard.compat.proto.config_pb2 import RunMetadata
from tensorboard.compat.proto.graph_pb2 import GraphDef

from board.app import create_app
from tests.board import models
from tests.board.conftest import loaded
from tests.board.drawn import GOLDEN, Opened, events, name_of, opened

TF1, STEP = "tf1/train|__run_graph__", "tf1/train|step029"
FUNCTIONS = "tf2/keras/train|batch_4"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """An app over the golden logs with two graphs of models beside them, and a session run of one."""
    logdir = tmp_path_factory.mktemp("graphs")
    for name in ("tf1", "tf2", "torch", "tensorboardX"):
        (logdir / name).symlink_to(GOLDEN / name)
    (logdir / "resnet.pb").write_bytes(models.resnet((1, 1)).SerializeToString())
    (logdir / "wider.pb").write_bytes(models.resnet((1, 2), batch=16).SerializeToString())
    return create_app(logdir, loaded(logdir)).test_client()


def get(client: FlaskClient, route: str, status: int = 200, **fields: Any) -> Any:
    reply = client.get(f"/api/graphs{route}", query_string=fields)
    assert reply.status_code == status, reply.json
    return reply.json


def scope(client: FlaskClient, graph: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = get(client, "/scope", id=graph, path=path)
    return found


@pytest.fixture(scope="module")
def tf1() -> GraphDef:
    return next(GraphDef.FromString(event.graph_def) for event in events("tf1/train") if event.graph_def)


@pytest.fixture(scope="module")
def spent() -> dict[str, tuple[int, int]]:
    """The time and the memory of the nodes that the session run executed."""
    metadata = next(
        event.tagged_run_metadata for event in events("tf1/train") if event.tagged_run_metadata.tag == "step029"
    )
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for device in RunMetadata.FromString(metadata.run_metadata).step_stats.dev_stats:
        for node in device.node_stats:
            time, memory = sums[node.node_name]
            asked = sum(one.total_bytes for one in node.memory)
            sums[node.node_name] = time + node.all_end_rel_micros, memory + asked
    return dict(sums)


def wired(graph: GraphDef) -> nx.DiGraph:
    made = nx.DiGraph()
    made.add_nodes_from(node.name for node in graph.node)
    made.add_edges_from((text.lstrip("^").split(":")[0], node.name) for node in graph.node for text in node.input)
    return made


@pytest.fixture(scope="module")
def shown(client: FlaskClient) -> Opened:
    return opened(lambda path: get(client, "/scope", id=TF1, path=path, session=STEP))


def test_every_graph_opens(client: FlaskClient) -> None:
    listing = get(client, "")
    assert [graph["error"] for graph in listing["graphs"]] == [""] * len(listing["graphs"])
    ids = {graph["id"] for graph in listing["graphs"]}
    assert {TF1, FUNCTIONS, "torch/all|__run_graph__", "tensorboardX/all|__run_graph__", "tf2/keras/train|keras"} < ids
    for one in ids - {TF1, "tf1/train|__meta_graph__", f"{FUNCTIONS}|optimized", f"{FUNCTIONS}|partitions"}:
        about = get(client, "/about", id=one)
        whole = opened(partial(scope, client, one))
        assert len(whole.leaves[""]) == about["nodes"] > 0


def test_nodes_edges_and_functions_are_as_many_as_in_the_message(client: FlaskClient, tf1: GraphDef) -> None:
    about = get(client, "/about", id=TF1)
    assert (about["nodes"], about["edges"]) == (len(tf1.node), sum(len(node.input) for node in tf1.node))
    traced = next(
        RunMetadata.FromString(event.summary.value[0].tensor.string_val[0])
        for event in events("tf2/keras/train")
        if event.summary.value and event.summary.value[0].tag == "batch_4"
    )
    graphs = [one.pre_optimization_graph for one in traced.function_graphs]
    names = {function.signature.name for graph in graphs for function in graph.library.function}
    about = get(client, "/about", id=FUNCTIONS)
    assert about["functions"] == len(names)
    assert about["nodes"] == sum(len(graph.node) for graph in graphs)


def test_a_node_is_told_as_it_was_written(client: FlaskClient, tf1: GraphDef) -> None:
    users = defaultdict(set)
    for node in tf1.node:
        for text in node.input:
            users[text.lstrip("^").split(":")[0]].add(node.name)
    for node in list(tf1.node)[::7]:
        hits = get(client, "/search", id=TF1, query=f"^{node.name}$", regex=1, by="name")["hits"]
        path = next(hit["path"] for hit in hits if hit["op"])
        told = get(client, "/node", id=TF1, path=path)
        assert (told["name"], told["op"], told["device"]) == (node.name, node.op, node.device)
        inputs = [text.lstrip("^").split(":")[0] for text in node.input]
        assert Counter(name_of(one["path"]) for one in told["inputs"]) == Counter(dict.fromkeys(inputs, 1))
        assert [one["control"] for one in told["inputs"]] == [
            int(text.startswith("^")) for text in dict.fromkeys(node.input)
        ]
        assert {name_of(one["path"]) for one in told["outputs"]} == users[node.name]
        assert {"T", "dtype", "shape"} & set(node.attr) <= {name for name, _ in told["attributes"]}


def test_all_of_a_graph_is_shown_once(shown: Opened, tf1: GraphDef) -> None:
    assert sorted(map(name_of, shown.leaves[""])) == sorted(node.name for node in tf1.node)


def test_times_and_memory_of_a_scope_are_the_sums_of_its_nodes(
    shown: Opened, spent: dict[str, tuple[int, int]]
) -> None:
    summed = 0
    for path, node in shown.nodes.items():
        ran = [spent[name] for name in map(name_of, shown.leaves[path]) if name in spent]
        expected = (sum(time for time, _ in ran), sum(memory for _, memory in ran)) if ran else (None, None)
        assert (node["time"], node["memory"]) == expected, path
        summed += bool(ran) and node["type"] == "scope"
    assert summed > 20


def test_totals_of_the_whole(client: FlaskClient, tf1: GraphDef, spent: dict[str, tuple[int, int]]) -> None:
    totals = get(client, "/node", id=TF1, path="", session=STEP)["totals"]
    names = {node.name for node in tf1.node}
    assert totals["time"] == sum(time for name, (time, _) in spent.items() if name in names)
    assert totals["operations"] == len(tf1.node)
    learnt = [
        node for node in tf1.node if node.op == "VarHandleOp" and "Adam" not in node.name and "step" not in node.name
    ]
    shapes = ([dim.size for dim in node.attr["shape"].shape.dim] for node in learnt)
    assert totals["parameters"] == sum(map(math.prod, shapes)) > 5000


def test_a_traced_node_marks_what_networkx_reaches(client: FlaskClient, tf1: GraphDef) -> None:
    graph = wired(tf1)
    for path in ("layer2/Wx_plus_b/MatMul", "input/x", "train/Adam", "save"):
        leaf = path if path in graph and get(client, "/node", id=TF1, path=path)["type"] == "op" else None
        starts = {leaf} if leaf else {name for name in graph if name == path or name.startswith(f"{path}/")}
        for direction, reach in (("inputs", nx.ancestors), ("outputs", nx.descendants)):
            found = get(client, "/trace", id=TF1, path=path, direction=direction)
            expected = set().union(*(reach(graph, start) for start in starts)) - starts
            assert {name_of(one) for one in found["paths"]} == expected
            assert found["total"] == len(expected)
            assert set(found["scopes"]) >= {one.rpartition("/")[0] for one in found["paths"]} - {""}


def test_search_by_name_and_by_operation(client: FlaskClient, tf1: GraphDef) -> None:
    def found(**fields: Any) -> set[str]:
        hits = get(client, "/search", id=TF1, limit=1000, **fields)["hits"]
        return {name_of(hit["path"]) for hit in hits if hit["op"]}

    assert found(query="MATMUL", by="op") == {node.name for node in tf1.node if "matmul" in node.op.lower()}
    assert found(query="adam", by="name") == {node.name for node in tf1.node if "adam" in node.name.lower()}
    assert found(query="^layer[12]/w", regex=1, by="name") == {
        node.name for node in tf1.node if node.name.startswith(("layer1/w", "layer2/w", "layer1/W", "layer2/W"))
    }
    either = {node.name for node in tf1.node if "relu" in node.op.lower() or "relu" in node.name.lower()}
    assert found(query="relu") == either
    first = get(client, "/search", id=TF1, query="layer1", limit=1)
    assert first["hits"] == [{"path": "layer1", "op": "", "open": []}] and first["total"] > 50
    assert get(client, "/search", id=TF1, query="nothing is called so") == {"hits": [], "total": 0, "whole": True}


def test_a_hit_is_where_its_open_scopes_lead(client: FlaskClient, shown: Opened) -> None:
    for hit in get(client, "/search", id=TF1, query="variable", limit=50)["hits"]:
        assert hit["open"] == shown.around(hit["path"])[::-1][1:]


@pytest.mark.parametrize(
    "fields", [{"query": "("}, {"query": "x" * 2000}, {}, {"query": "a", "limit": 0}, {"query": "a", "by": "x"}]
)
def test_a_wrong_search_is_refused(client: FlaskClient, fields: dict[str, Any]) -> None:
    assert get(client, "/search", 400, id=TF1, regex=1, **fields)["error"].startswith("The ")


def test_a_hostile_expression_is_given_up(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("board.apart.PATIENCE", 0.5)
    hostile = "(([a-z0-9_/]+)+)+!"
    assert (
        "takes too long" in get(client, "/search", 400, id="torch/all|__run_graph__", query=hostile, regex=1)["error"]
    )


def test_the_table_of_operations(client: FlaskClient, tf1: GraphDef, spent: dict[str, tuple[int, int]]) -> None:
    table = get(client, "/operations", id=TF1, session=STEP, limit=1000)
    rows = {row["name"]: (row["time"], row["memory"]) for row in table["rows"]}
    assert rows == spent and table["total"] == len(spent)
    assert [row["time"] for row in table["rows"]] == sorted((time for time, _ in spent.values()), reverse=True)
    ops = {node.name: node.op for node in tf1.node}
    assert all(
        row["op"] == ops.get(row["name"], "") and (row["path"] is None) == (row["name"] not in ops)
        for row in table["rows"]
    )
    by_op = Counter[str]()
    for name, (time, _) in spent.items():
        by_op[ops.get(name, "")] += time
    assert {op: time for op, _, time, *_ in table["by_op"]} == dict(by_op)
    assert table["sums"]["time"] == sum(by_op.values())
    part = get(
        client, "/operations", id=TF1, session=STEP, query="matmul", sort="name", descending=0, offset=1, limit=2
    )
    names = sorted(name for name in spent if "matmul" in name.lower() or "matmul" in ops.get(name, "").lower())
    assert ([row["name"] for row in part["rows"]], part["total"]) == (names[1:3], len(names))


def test_without_a_session_the_table_has_all_nodes(client: FlaskClient, tf1: GraphDef) -> None:
    table = get(client, "/operations", id=TF1, limit=5)
    assert table["total"] == len(tf1.node) and {row["time"] for row in table["rows"]} == {None}
    assert {op: count for op, count, *_ in table["by_op"]} == Counter(node.op for node in tf1.node)


def test_two_graphs_are_compared_by_names(client: FlaskClient) -> None:
    ids = {graph["title"]: graph["id"] for graph in get(client, "")["graphs"]}
    one, other = models.resnet((1, 1)), models.resnet((1, 2), batch=16)
    here, there = ({node.name: node for node in graph.node} for graph in (one, other))
    found = get(client, "/compare", id=ids["resnet.pb"], other=ids["wider.pb"])
    assert {name_of(path) for path in found["added"]} == here.keys() - there.keys()
    assert set(found["removed"]) == there.keys() - here.keys()
    changed = {name_of(change["path"]): set(change["what"]) for change in found["changed"]}
    for name in here.keys() & there.keys():
        mine, its = here[name], there[name]
        expected = {"attributes"} if mine.attr != its.attr else set()
        expected |= {"inputs"} if mine.input != its.input else set()
        expected |= {"shape"} if mine.attr["_output_shapes"] != its.attr["_output_shapes"] else set()
        assert changed.get(name, set()) == expected, name
    assert found["counts"]["same"] == len(here.keys() & there.keys()) - len(changed)
    assert found["marks"]["resnet"] == "inside" and found["marks"]["input"] == "inside"


def test_a_graph_compared_with_itself_is_the_same(client: FlaskClient) -> None:
    found = get(client, "/compare", id=TF1, other="tf1/train|__meta_graph__")
    assert found == {"added": [], "removed": [], "changed": [], "marks": {}, "counts": found["counts"]}
    assert get(client, "/compare", id=TF1, other=FUNCTIONS)["marks"]["layer1"] == "added"


def test_what_is_kept_is_not_set_aside(client: FlaskClient) -> None:
    fields = {"id": TF1, "path": ""}
    before = {node["path"]: node["aside"] for node in get(client, "/scope", **fields)["nodes"]}
    after = {node["path"]: node["aside"] for node in get(client, "/scope", **fields, keep=["save", "Const"])["nodes"]}
    assert {path: (reason, after[path]) for path, reason in before.items() if reason != after[path]} == {
        "save": ("bookkeeping", ""),
        "Const": ("constant", ""),
    }


def test_a_file_is_opened_from_the_page(client: FlaskClient) -> None:
    body = models.transformer(1).SerializeToString()
    file = client.post("/api/open", query_string={"name": "my.pb"}, data=body).json["file"]
    assert [node["label"] for node in get(client, "/scope", file=file)["nodes"]][:2] == ["input", "transformer"]


@pytest.mark.parametrize(
    ("route", "fields", "status"),
    [
        ("/scope", {"id": "nobody"}, 404),
        ("/scope", {"id": TF1, "path": "layer9"}, 404),
        ("/node", {"id": TF1, "path": "layer1/"}, 404),
        ("/scope", {"id": TF1, "session": "nobody"}, 404),
        ("/scope", {"file": "../../etc/passwd"}, 422),
        ("/scope", {}, 400),
        ("/compare", {"id": TF1, "other": "nobody"}, 404),
        ("/operations", {"id": TF1, "sort": "colour"}, 400),
        ("/trace", {"id": TF1, "direction": "up"}, 400),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(
    client: FlaskClient, route: str, fields: dict[str, Any], status: int
) -> None:
    assert get(client, route, status, **fields)["error"].endswith(".")


def test_a_session_of_another_graph_says_so(client: FlaskClient) -> None:
    problems = get(client, "/about", id="torch/all|__run_graph__", session=STEP)["problems"]
    assert any("session run" in problem for problem in problems)
