"""Timelines over HTTP: real traces and run metadata against plain parses, and what is asked wrongly."""

from __future__ import annotations

import gzip
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from board.app import create_app
from board.loader import Loader
from board.opened import Opened
from board.store import Store
from summary.proto.run_metadata import RunMetadata

from .test_timeline_levels import crowd, x
from .traces import Slice, complete, events_of, totals, write

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


class Patient(FlaskClient):
    """Asks again for as long as a timeline is being read, as the page does; each reply takes the server's patience."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        while (reply := super().open(*args, **options)).status_code in (202, 503):
            pass
        return reply


def serve(logdir: Path, store: Store | None = None, opened: Opened | None = None) -> FlaskClient:
    if store is None:
        store = Store()
        Loader(logdir, store).refresh()
    app = create_app(logdir, store, opened=opened)
    app.test_client_class = Patient
    return app.test_client()


@pytest.fixture(scope="module")
def real() -> FlaskClient:
    return serve(GOLDEN)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, list[Slice]]:
    path = write(tmp_path_factory.mktemp("logs") / "many.trace.json", crowd(20_000))
    return serve(path.parent), complete(events_of(path))


def columns(body: bytes) -> dict[str, Any]:
    """The header of a reply with its columns in their places."""
    size = int.from_bytes(body[:4], "little")
    header, data = json.loads(body[4 : 4 + size]), body[4 + size :]

    def filled(part: Any, rows: int = 0) -> Any:
        if isinstance(part, dict):
            rows = part.get("rows", rows)
            return {name: filled(one, rows) for name, one in part.items()}
        if isinstance(part, list) and len(part) == 2 and isinstance(part[1], str):
            return np.frombuffer(data, np.dtype(f"<{part[1]}"), rows, part[0])
        return [filled(one, rows) for one in part] if isinstance(part, list) else part

    found: dict[str, Any] = filled(header)
    return found


def ids(client: FlaskClient) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in client.get("/api/timelines").json["timelines"]}


def test_every_timeline_is_listed_with_its_run_and_step(real: FlaskClient) -> None:
    found = {(one["run"], one["title"], one["kind"], one["step"]) for one in ids(real).values()}
    assert {("tf1", "timeline-29.json", "file", 29), ("tf1", "timeline-59.json", "file", 59)} <= found
    assert ("torch/profile", "worker0.1795219296084031363.pt.trace.json", "file", None) in found
    sessions = {(run, title) for run, title, kind, _ in found if kind == "session"}
    assert sessions == {("tf1/train", "step029, run metadata"), ("tf1/train", "step059, run metadata")}
    assert {one["worker"] for one in ids(real).values() if one["run"] == "torch/profile"} == {"worker0"}


@pytest.mark.parametrize("name", ["tf1/timeline-29.json", "torch/profile/worker0.1795219296084031363.pt.trace.json"])
def test_the_table_of_a_real_trace_is_that_of_a_plain_parse(real: FlaskClient, name: str) -> None:
    info = real.get("/api/timeline", query_string={"id": f"file:{name}"}).json
    threads = ",".join(str(one["number"]) for one in info["tracks"] if one["kind"] == "thread")
    found = real.get("/api/timeline/table", query_string={"id": f"file:{name}", "tracks": threads}).json
    wanted = totals(complete(events_of(GOLDEN / name)))
    assert {row[0] for row in found["rows"]} == wanted.keys()
    for key, calls, total, own, mean, *_ in found["rows"]:
        assert (calls, total / 1000, own / 1000) == pytest.approx(wanted[key], abs=0.002 * calls)
        assert mean == pytest.approx(total / calls)
    assert [row[3] for row in found["rows"]] == sorted((row[3] for row in found["rows"]), reverse=True)
    assert sum(row[6] for row in found["rows"]) == pytest.approx(1)


def test_run_metadata_shows_the_operations_that_it_tells_of(real: FlaskClient) -> None:
    session = next(one for one in ids(real).values() if one["id"] == "session:tf1/train|step029")
    found = real.get("/api/timeline/table", query_string={"id": session["id"]}).json
    wanted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for node in metadata("step029").step_stats.dev_stats[0].node_stats:
        wanted[node.node_name][0] += 1
        wanted[node.node_name][1] += node.all_end_rel_micros * 1000
    assert {row[0]: row[1:3] for row in found["rows"]} == dict(wanted)
    info = real.get("/api/timeline", query_string={"id": session["id"]}).json
    assert {track["process_name"] for track in info["tracks"]} == {"/job:localhost/replica:0/task:0/device:CPU:0"}


def metadata(tag: str) -> RunMetadata:
    """As TensorBoard's own record reader finds it."""
    from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader

    for path in sorted((GOLDEN / "tf1/train").glob("events*")):
        for event in LegacyEventFileLoader(str(path)).Load():
            if event.tagged_run_metadata.tag == tag:
                return RunMetadata.FromString(event.tagged_run_metadata.run_metadata)
    raise LookupError(tag)


def test_a_window_shows_everything_that_lasts_a_pixel(many: tuple[FlaskClient, list[Slice]]) -> None:
    client, slices = many
    info = client.get("/api/timeline?id=file:many.trace.json").json
    assert info["slices"] == len(slices) and info["state"] == "ready"
    start, end, width = info["length"] // 3, info["length"] // 2, 800
    query = {"id": "file:many.trace.json", "from": start, "to": end, "width": width, "tracks": "1"}
    (track,) = columns(client.get("/api/timeline/window", query_string=query).data)["tracks"]
    assert track["number"] == 1 and 0 < track["rows"] < 3 * 2 * width
    pixel = (end - start) / width
    origin = min(one.start for one in slices)
    wanted = sorted(
        (round((one.start - origin) * 1000), round(one.duration * 1000))
        for one in slices
        if one.thread == "1"
        and one.duration * 1000 >= pixel
        and (one.start - origin) * 1000 < end
        and (one.start - origin + one.duration) * 1000 > start
    )
    rows = {name: column.tolist() for name, column in track["columns"].items()}
    alone = [
        (begin, finish - begin)
        for begin, finish, merged in zip(rows["start"], rows["end"], rows["merged"], strict=True)
        if merged == 1 and finish - begin >= pixel
    ]
    assert np.abs(np.array(sorted(alone)) - np.array(wanted)).max() <= 2
    assert len(wanted) > 0 and sum(rows["merged"]) > len(alone)


def test_the_finest_window_has_the_slices_themselves(many: tuple[FlaskClient, list[Slice]]) -> None:
    client, _ = many
    query = {"id": "file:many.trace.json", "from": 0, "to": 20_000, "width": 1000}
    found = columns(client.get("/api/timeline/window", query_string=query).data)
    assert [track["number"] for track in found["tracks"]] == [0, 1]
    for track in found["tracks"]:
        assert (track["columns"]["merged"] == 1).all()
        names = {found["names"][str(int(number))] for number in track["columns"]["name"]}
        assert names <= {"inner", *(f"op {number}" for number in range(7))}


def test_a_table_of_a_stretch_is_cut_at_its_ends(tmp_path: Path) -> None:
    write(tmp_path / "a.trace.json", [x("a", 0, 10), x("b", 2, 6), x("a", 20, 10), x("c", 40, 1)])
    query = {"id": "file:a.trace.json", "from": 4_000, "to": 25_000}
    found = serve(tmp_path).get("/api/timeline/table", query_string=query).json["rows"]
    assert [row[:4] + row[5:6] for row in found] == [["a", 2, 11_000, 7_000, 6_000], ["b", 1, 4_000, 4_000, 4_000]]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30), st.sampled_from("abc")), min_size=1, max_size=30),
    st.integers(0, 80),
    st.integers(1, 40),
)
def test_a_table_sums_what_is_within(
    tmp_path_factory: pytest.TempPathFactory, found: list[tuple[int, int, str]], begin: int, length: int
) -> None:
    logdir = tmp_path_factory.mktemp("logs")
    write(logdir / "a.trace.json", [x(name, start, duration) for start, duration, name in found])
    query = {"id": "file:a.trace.json", "from": begin * 1000, "to": (begin + length) * 1000}
    rows = serve(logdir).get("/api/timeline/table", query_string=query).json["rows"]
    origin = min(start for start, _, _ in found)
    wanted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for start, duration, name in found:
        first, last = max(start - origin, begin), min(start - origin + duration, begin + length)
        if first <= last and start - origin + duration >= begin:
            wanted[name][0] += 1
            wanted[name][1] += (last - first) * 1000
    assert {row[0]: row[1:3] for row in rows} == dict(wanted)


def test_searching_finds_counts_and_goes_from_hit_to_hit(many: tuple[FlaskClient, list[Slice]]) -> None:
    client, slices = many
    query = {"id": "file:many.trace.json", "query": "^op [24]$", "regex": 1}
    found = client.get("/api/timeline/search", query_string=query).json
    wanted = sorted(one.start for one in slices if one.name in ("op 2", "op 4"))
    assert found["total"] == len(wanted) == sum(found["histogram"]) and len(found["hits"]) == 1000
    origin = min(one.start for one in slices)
    assert [hit["start"] for hit in found["hits"]] == [round((start - origin) * 1000) for start in wanted[:1000]]
    first = client.get("/api/timeline/next", query_string={**query, "time": 0}).json
    second = client.get("/api/timeline/next", query_string={**query, "row": first["row"]}).json
    back = client.get("/api/timeline/next", query_string={**query, "row": first["row"], "direction": -1}).json
    assert [first["place"], second["place"], back["place"]] == [0, 1, len(wanted) - 1]
    assert client.get("/api/timeline/search", query_string={**query, "query": "INNER", "regex": 0}).json[
        "total"
    ] == sum(one.name == "inner" for one in slices)
    assert client.get("/api/timeline/next", query_string={**query, "query": "none"}).json == {"row": None, "total": 0}


def test_a_slice_tells_all_of_itself(real: FlaskClient) -> None:
    name = "file:torch/profile/worker0.1795219296084031363.pt.trace.json"
    hits = real.get("/api/timeline/search", query_string={"id": name, "query": "aten::mkldnn_convolution"}).json["hits"]
    found = real.get("/api/timeline/slice", query_string={"id": name, "row": hits[0]["row"]}).json
    events = events_of(GOLDEN / name.removeprefix("file:"))
    wanted = next(one for one in events if one["name"] == "aten::mkldnn_convolution")
    assert found["args"] == wanted["args"] and found["category"] == "cpu_op"
    assert [one["name"] for one in found["parents"]] == [
        one["name"]
        for one in sorted((e for e in events if e["ph"] == "X" and e["tid"] == wanted["tid"]), key=lambda e: -e["dur"])
        if one["ts"] <= wanted["ts"]
        and one["ts"] + one["dur"] >= wanted["ts"] + wanted["dur"]
        and one["name"] != wanted["name"]
    ]
    assert found["same"]["count"] == sum(one["name"] == wanted["name"] for one in events)


def test_a_summary_tells_busy_time_gaps_memory_and_shapes(tmp_path: Path, real: FlaskClient) -> None:
    events = [
        x("a", 0, 10),
        x("b", 2, 6),
        x("a", 30, 10),
        {"ph": "C", "name": "mem", "pid": 1, "ts": 5, "args": {"used": 7}},
    ]
    write(tmp_path / "a.trace.json", events)
    found = serve(tmp_path).get("/api/timeline/summary?id=file:a.trace.json").json
    assert found["tracks"] == [{"track": 0, "busy": 20_000, "share": 0.5, "gaps": [[10_000, 30_000]]}]
    assert found["memory"] == [{"title": "1 · mem · used", "peak": 7.0, "time": 5_000}]
    assert [row[0] for row in found["operations"]] == ["a", "b"]
    name = "file:torch/profile/worker0.1795219296084031363.pt.trace.json"
    found = real.get("/api/timeline/summary", query_string={"id": name}).json
    events = events_of(GOLDEN / name.removeprefix("file:"))
    most = max(one["args"]["Total Allocated"] for one in events if one["name"] == "[memory]")
    assert found["memory"][0]["peak"] == most
    shaped = {
        (one["name"], json.dumps(one["args"]["Input Dims"])) for one in events if one.get("args", {}).get("Input Dims")
    }
    assert {(row[0], row[1]) for row in found["shapes"]} <= shaped and found["shapes"]


def test_what_is_exported_is_read_again_as_the_same(many: tuple[FlaskClient, list[Slice]], tmp_path: Path) -> None:
    client, slices = many
    body = client.get("/api/timeline/export?id=file:many.trace.json").data
    again = complete(json.loads(body)["traceEvents"])
    key = lambda one: (one.thread, one.name, round(one.start * 1000), round(one.duration * 1000))  # noqa: E731
    assert sorted(map(key, again)) == sorted(map(key, slices))
    (tmp_path / "part.trace.json").write_bytes(
        client.get("/api/timeline/export?id=file:many.trace.json&from=1000&to=9000&tracks=0").data
    )
    assert serve(tmp_path).get("/api/timeline?id=file:part.trace.json").json["slices"] < 30


def test_an_opened_file_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "a.json.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(json.dumps([x("a", 0, 1)]).encode()))
    opened = Opened()
    client = serve(tmp_path / "empty", Store(complete=True), opened)
    name = opened.add(path)
    assert client.get("/api/timeline", query_string={"file": name}).json["slices"] == 1


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({"id": "file:../secret.json"}, 404, "no timeline"),
        ({"id": "file:broken.trace.json"}, 422, "is no timeline"),
        ({"id": "file:out.trace.json"}, 422, "leads out of the logdir"),
        ({"id": "session:none"}, 404, "no session run"),
        ({"id": "file:a.trace.json", "from": "x"}, 400, "whole number"),
        ({"id": "file:a.trace.json", "from": "1e30"}, 400, "whole number"),
        ({"id": "file:a.trace.json", "from": "9", "to": "9"}, 400, "less than"),
        ({"id": "file:a.trace.json", "width": "0"}, 400, "width"),
        ({"id": "file:a.trace.json", "tracks": "a"}, 400, "numbers such as"),
        ({"id": "file:a.trace.json", "tracks": "0-99999999999"}, 200, ""),
        ({}, 400, "exactly once"),
    ],
)
def test_what_is_asked_wrongly_is_one_sentence(tmp_path: Path, query: dict[str, str], status: int, words: str) -> None:
    logdir = tmp_path / "logs"
    logdir.mkdir()
    write(logdir / "a.trace.json", [x("a", 0, 1)])
    (logdir / "broken.trace.json").write_text("nothing")
    write(tmp_path / "secret.json", [x("a", 0, 1)])
    (logdir / "out.trace.json").symlink_to(tmp_path / "secret.json")
    reply = serve(logdir).get("/api/timeline/window", query_string=query)
    assert reply.status_code == status
    if status != 200:
        assert words in reply.json["error"] and reply.json["error"].endswith(".")


@pytest.mark.parametrize(("query", "words"), [("(", "regular expression"), ("(a+)+$", "")])
def test_wrong_expressions_are_told(many: tuple[FlaskClient, list[Slice]], query: str, words: str) -> None:
    reply = many[0].get("/api/timeline/search", query_string={"id": "file:many.trace.json", "query": query, "regex": 1})
    assert (reply.status_code == 400 and words in reply.json["error"]) if words else reply.status_code in (200, 400)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    write(tmp_path / "a.trace.json", [x("a", 0, 1)])
    client = serve(tmp_path)
    shutil.move(tmp_path / "a.trace.json", tmp_path / "b")
    reply = client.get("/api/timeline?id=file:a.trace.json")
    assert reply.status_code == 422 and "cannot be read" in reply.json["error"]
