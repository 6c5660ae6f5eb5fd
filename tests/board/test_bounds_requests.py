"""A request that asks for much: refused with a sentence before anything is made."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from board import asked, columns, crowd, listing
from board import store as store_module
from board.app import create_app
from board.loader import Loader
from board.memory import memory
from board.store import Store
from board.tensorboard import tags
from summary.proto.summary import Summary
from tests.board.bounded import MB, measured
from tests.board.conftest import Write, decode
from tests.board.logged import log

Serve = Callable[..., FlaskClient]
RUNS = [f"run{number}" for number in range(501)]
TAGS = [f"tag{number}" for number in range(500)]


@pytest.fixture
def client(write: Write, serve: Serve) -> FlaskClient:
    return serve(write([("loss", float(step), step, float(step)) for step in range(1000)]))


@pytest.fixture
def little() -> Iterator[None]:
    before, memory.most = memory.most, MB
    yield
    memory.most = before


def test_more_series_than_anyone_sees_are_not_looked_for(client: FlaskClient) -> None:
    form = {"tag": TAGS, "run": RUNS}
    groups = [{"name": "all", "runs": RUNS}]
    many = [["a", "0-0"]] * (asked.MOST_SERIES + 1)
    answers: list[Any] = [
        client.post("/api/scalars", data=form),
        client.post("/api/values", data=form),
        client.post("/api/export", data=form),
        client.post("/api/groups", json={"tags": TAGS, "groups": groups}),
        client.post("/api/figure", json={"tags": TAGS, "runs": RUNS}),
        client.post("/api/figure", json={"tags": TAGS, "groups": groups}),
        client.post("/api/pr_curves", json={"tag": "x", "at": many}),
        client.post("/api/histograms", json={"tag": "x", "runs": [f"{n}" for n in range(asked.MOST_SERIES + 1)]}),
        client.post("/api/steps", data={"tag": "x", "run": [""] * (asked.MOST_SERIES + 1)}),
    ]
    for answer in answers:
        assert answer.status_code == 413, answer.data
        assert "no more than 250,000 are looked for at a time" in answer.json["error"]


def test_a_table_of_more_cells_than_anyone_sees_is_not_made(client: FlaskClient) -> None:
    columns = [{"tag": f"t{number}", "of": "last"} for number in range(1000)]
    answer = client.post("/api/table", json={"columns": columns, "runs": [f"{number}" for number in range(5001)]})
    assert answer.status_code == 413
    assert "no more than 5,000,000 are told" in answer.json["error"]


def test_a_reply_has_its_share_of_the_memory(client: FlaskClient, little: None) -> None:
    body = {"tag": "loss", "run": "a", "width": 1000}
    assert client.post("/api/scalars", data=body).status_code == 200
    memory.most = columns.SHARE * 1000
    answer = client.post("/api/scalars", data={**body, "width": 999})
    assert answer.status_code == 422
    assert "ask for fewer runs, tags or pixels" in answer.json["error"]


@pytest.mark.parametrize("width", ["0", "-1", "32769", "1000000000", "1e9", "nan"])
def test_pixels_are_bounded(client: FlaskClient, width: str) -> None:
    answer = client.post("/api/scalars", data={"tag": "loss", "run": "a", "width": width})
    assert answer.status_code == 400


def test_json_that_grows_as_it_is_read_is_claimed_for(client: FlaskClient, little: None) -> None:
    body = json.dumps({"tag": "x", "runs": [[]] * 10_000})
    answer = client.post("/api/histograms", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert "The request's body takes some" in answer.json["error"]


def test_json_nested_without_end_is_refused(client: FlaskClient) -> None:
    answer = client.post("/api/histograms", data=b'{"tag":' + b"[" * MB, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["scalars/scalars?run=a&tag=loss", "custom_scalars/download_data?run=a&tag=loss"])
def test_every_point_as_json_is_told_only_where_it_fits(client: FlaskClient, little: None, path: str) -> None:
    memory.most = 400_000
    answer = client.get(f"/data/plugin/{path}")
    assert answer.status_code == 422
    assert "This reply takes some" in answer.json["error"]


def test_a_figure_of_every_point_is_made_only_where_it_fits(client: FlaskClient, little: None) -> None:
    memory.most = 300_000
    answer = client.post("/api/figure", json={"tags": ["loss"], "runs": ["a"]})
    assert answer.status_code == 422
    assert "This figure takes some" in answer.json["error"]


def test_strings_of_one_width_are_bounded(tmp_path: Any, serve: Serve) -> None:
    """A hundred thousand empty ones beside one of a megabyte would take 100 GB."""
    value = Summary.Value(tag="x")
    value.metadata.plugin_data.plugin_name = "tensor"
    value.tensor.dtype = 7
    value.tensor.tensor_shape.dim.add(size=100_001)
    value.tensor.string_val.extend([*[b""] * 100_000, b"x" * MB])
    log(tmp_path, "a", [value])
    client = serve(tmp_path)
    (series,) = decode(client.post("/api/steps", data={"run": "a", "tag": "x"}).data)["series"]
    at = f"{series['columns']['source'][0]}-{int(series['columns']['offset'][0])}"
    with measured() as peak:
        answer = client.get("/api/tensors/file", query_string={"run": "a", "tag": "x", "at": at})
    assert answer.status_code == 422
    assert "would each take 1,048,576 bytes" in answer.json["error"]
    assert peak.bytes < 100 * MB


def test_more_tags_and_runs_than_a_page_can_hold_are_told_of(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    """All are there for who asks by name."""
    monkeypatch.setattr(crowd, "MOST_TAGS", 8)
    monkeypatch.setattr(listing, "MOST_RUNS", 3)
    monkeypatch.setattr(crowd, "MOST_RUNS", 3)
    for run in ("a", "b"):
        logs = write([(f"tag{number}", 1.0, 0, 1.0) for number in range(6)], run)
    write([(f"other{number}", 1.0, 0, 2.0) for number in range(4)], "c")
    write([("loss", 1.0, 0, 3.0)], "d")
    store = Store()
    loader = Loader(logs, store)
    loader.refresh()
    client = create_app(logs, store).test_client()
    found = client.get("/api/runs").json
    assert [row[0] for row in found["runs"]] == ["a", "b", "c"]
    # Those of a and b are the same, and counted once.
    assert [len(tags["scalars"]) for tags in found["tagsets"]] == [6, 2]
    loader.refresh()
    assert client.get("/api/runs").json["problems"] == 1
    (problem,) = client.get("/api/problems").json["problems"]
    assert problem["reason"] == (
        "there are 4 runs, of which 3 are listed and 11 tags, of which 8 are listed; show a part of the logdir"
    )
    assert client.post("/api/scalars", data={"run": "c", "tag": "other3"}).status_code == 200


def test_tags_beyond_those_that_are_looked_up_have_their_names(
    monkeypatch: pytest.MonkeyPatch, write: Write, serve: Serve
) -> None:
    monkeypatch.setattr(tags, "MOST_DESCRIBED", 2)
    described: list[str] = []
    describe = Store.description
    monkeypatch.setattr(Store, "description", lambda self, run, tag: described.append(tag) or describe(self, run, tag))
    client = serve(write([(f"tag{number}", 1.0, 0, 1.0) for number in range(5)]))
    listed = client.get("/data/plugin/scalars/tags").json["a"]
    assert [one["displayName"] for one in listed.values()] == [f"tag{number}" for number in range(5)]
    assert described == ["tag0", "tag1"]


def test_runs_that_come_and_go_are_remembered_only_for_a_while(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    """Who asks since a version that is older is told of everything that there is."""
    monkeypatch.setattr(store_module, "MOST_REMOVED", 2)
    logs = write([("loss", 1.0, 0, 1.0)], "stays")
    store = Store()
    loader = Loader(logs, store)
    loader.refresh()
    versions = [store.version]
    for number in range(4):
        write([("loss", 1.0, 0, 1.0)], f"goes{number}")
        loader.refresh()
        shutil.rmtree(logs / f"goes{number}")
        loader.refresh()
        versions.append(store.version)
    assert len(store._removed) == 2
    late, recent = store.listing(versions[0]), store.listing(versions[3])
    assert late is not None and recent is not None
    assert late.full and [run.name for run in late.runs] == ["stays"]
    assert not recent.full and recent.removed == ("goes3",)
