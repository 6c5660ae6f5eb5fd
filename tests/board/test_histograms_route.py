"""The histograms that routes send: against what TensorBoard's loader found in real writers' logs."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

import board
from summary.proto.summary import HistogramProto, Summary
from summary.values.tensors import tensor_proto

from .conftest import decode
from .logged import log

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from tensorboard.plugins.distribution.compressor import compress_histogram

Serve = Callable[..., FlaskClient]
Columns = dict[str, np.ndarray[Any, Any]]
GOLDEN = Path(__file__).parents[1] / "golden"
WRITERS = ["tf1", "tf2", "torch", "tensorboardX"]
BUCKETS = ("left", "right", "counts")
NINE = ("p0", "p668", "p1587", "p3085", "p5000", "p6915", "p8413", "p9332", "p10000")


def header(body: bytes) -> dict[str, Any]:
    (length,) = struct.unpack_from("<I", body)
    found: dict[str, Any] = json.loads(body[4 : 4 + length])
    return found


def ask(client: FlaskClient, kind: str = "histograms", **body: Any) -> list[dict[str, Any]]:
    """The series of a reply, each with its columns as the page reads them."""
    reply = client.post(f"/api/{kind}", json=body)
    assert reply.status_code == 200, reply.json
    (length,) = struct.unpack_from("<I", reply.data)
    found: list[dict[str, Any]] = header(reply.data)["series"]
    for series in found:
        places = series["columns"]

        def column(name: str, rows: int, places: dict[str, Any] = places) -> np.ndarray[Any, Any]:
            offset, dtype = places[name]
            assert offset % 8 == 0
            return np.frombuffer(reply.data, f"<{dtype}", rows, 4 + length + offset)

        names = [name for name in places if name not in (*BUCKETS, "start")]
        columns = {name: column(name, series["rows"]) for name in names}
        if "start" in places:
            columns["start"] = column("start", series["rows"] + 1)
            columns |= {name: column(name, int(columns["start"][-1])) for name in BUCKETS}
        series["columns"] = columns
    return found


def tables(columns: Columns) -> list[np.ndarray[Any, Any]]:
    """Each histogram's buckets, [k, 3]."""
    whole = np.stack([columns[name] for name in BUCKETS], axis=1)
    return [whole[begin:end] for begin, end in zip(columns["start"][:-1], columns["start"][1:], strict=True)]


@pytest.mark.parametrize("writer", WRITERS)
def test_every_bucket_of_real_writers_is_sent(writer: str, serve: Serve) -> None:
    client = serve(GOLDEN / writer)
    expected = json.loads((GOLDEN / writer / "expected.json").read_text())
    compared = 0
    for run, content in expected.items():
        for tag, wanted in content["tags"].items():
            if wanted["plugin"] != "histograms":
                continue
            (series,) = ask(client, tag=tag, runs=[run])
            assert (series["total"], series["thinned"]) == (len(wanted["events"]), False)
            assert series["columns"]["step"].tolist() == [event["step"] for event in wanted["events"]]
            assert series["begun"] == wanted["events"][0]["wall_time"]
            assert series["columns"]["wall"].tolist() == [event["wall_time"] for event in wanted["events"]]
            for table, event in zip(tables(series["columns"]), wanted["events"], strict=True):
                assert hashlib.sha256(table.astype(event["dtype"]).tobytes()).hexdigest() == event["sha256"]
                compared += 1
    assert compared >= 50


def written(low: float, high: float, counts: list[float]) -> Summary.Value:
    edges = np.linspace(low, high, len(counts) + 1)
    return tensor_value(np.stack([edges[:-1], edges[1:], counts], axis=1))


def tensor_value(rows: Any) -> Summary.Value:
    value = Summary.Value(tag="w", tensor=tensor_proto(np.array(rows, "f8")))
    value.metadata.plugin_data.plugin_name = "histograms"
    return value


def many(logdir: Path, run: str = "a", steps: int = 1000) -> Path:
    """Of widths that vary, the least at step 333, the greatest at step 777."""
    for step in range(steps):
        low, high = -1 - (step == 333), 1 + (step == 777)
        log(logdir, run, [written(low, high, [1, 2, 3])], step=10 * step, wall_time=100 + step)
    return logdir


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many(tmp_path_factory.mktemp("long"))


def test_the_nine_percentiles_are_those_of_the_buckets(serve: Serve) -> None:
    client = serve(GOLDEN / "tf2")
    (buckets,) = ask(client, tag="act", runs=["ops"])
    (series,) = ask(client, "distributions", tag="act", runs=["ops"])
    for name in ("step", "wall", "source", "offset"):
        assert series["columns"][name].tolist() == buckets["columns"][name].tolist()
    found = np.stack([series["columns"][name] for name in NINE], axis=1)
    for row, table in zip(found, tables(buckets["columns"]), strict=True):
        assert row.tolist() == [value for _, value in compress_histogram(table.tolist())]


@pytest.mark.parametrize("rows", [1, 5, 50, 200, 999])
def test_thinning_keeps_the_first_the_last_and_the_extremes(long: Path, serve: Serve, rows: int) -> None:
    (series,) = ask(serve(long), tag="w", runs=["a"], rows=rows)
    step = series["columns"]["step"].tolist()
    assert {0, 3330, 7770, 9990} <= set(step) and step == sorted(step)
    assert max(rows // 3, 4) <= len(step) <= max(rows, 4)
    assert series["thinned"] and series["total"] == 1000
    assert series["columns"]["min"].min() == -2 and series["columns"]["max"].max() == 2


def test_as_many_as_are_asked_for_are_not_thinned(long: Path, serve: Serve) -> None:
    (series,) = ask(serve(long), tag="w", runs=["a"], rows=1000)
    assert series["rows"] == 1000 and not series["thinned"]


def test_what_was_kept_is_kept_while_more_are_written(tmp_path: Path, serve: Serve) -> None:
    many(tmp_path, steps=400)
    (before,) = ask(serve(tmp_path), tag="w", runs=["a"], rows=100)
    log(tmp_path, "a", [written(-1, 1, [1])], step=5000)
    (after,) = ask(serve(tmp_path), tag="w", runs=["a"], rows=100)
    assert set(after["columns"]["step"]) == set(before["columns"]["step"]) - {3990} | {5000}


def test_what_is_kept_is_the_same_in_every_range(long: Path, serve: Serve) -> None:
    (one,) = ask(serve(long), tag="w", runs=["a"], rows=50, **{"from": 1110, "to": 3000})
    (other,) = ask(serve(long), tag="w", runs=["a"], rows=50, **{"from": 1230, "to": 3120})
    one_step, other_step = set(one["columns"]["step"]), set(other["columns"]["step"])
    assert {step for step in one_step if 1240 < step < 2990} == {step for step in other_step if 1240 < step < 2990}


def test_a_range_of_steps_has_its_own_first_last_and_extremes(long: Path, serve: Serve) -> None:
    (series,) = ask(serve(long), tag="w", runs=["a"], rows=50, **{"from": 5001, "to": 8000})
    step = series["columns"]["step"].tolist()
    assert (step[0], step[-1]) == (5010, 8000) and 7770 in step
    (all_of_it,) = ask(serve(long), tag="w", runs=["a"], rows=50, **{"from": 3310, "to": 3350})
    assert all_of_it["columns"]["step"].tolist() == [3310, 3320, 3330, 3340, 3350] and not all_of_it["thinned"]
    (nothing,) = ask(serve(long), tag="w", runs=["a"], **{"from": 10_000})
    assert (nothing["rows"], nothing["total"], nothing["begun"]) == (0, 1000, 100)


def test_one_step_by_its_address(long: Path, serve: Serve) -> None:
    client = serve(long)
    (series,) = ask(client, tag="w", runs=["a"])
    source, offset = int(series["columns"]["source"][-1]), int(series["columns"]["offset"][-1])
    (one,) = ask(client, tag="w", runs=["a"], at=f"{source}-{offset}")
    assert one["columns"]["step"].tolist() == [9990] and one["rows"] == 1
    gone = client.post("/api/histograms", json={"tag": "w", "runs": ["a"], "at": f"{source}-{offset + 1}"})
    assert gone.status_code == 404


def test_one_that_a_restart_has_replaced_by_its_address(tmp_path: Path, serve: Serve) -> None:
    many(tmp_path, steps=3)
    client = serve(log(tmp_path, "a", [written(5, 6, [4])], number=2, wall_time=1e6, step=10))
    (stands,) = ask(client, tag="w", runs=["a"])
    assert stands["columns"]["max"].tolist() == [1, 6] and stands["total"] == 2
    body = client.get("/api/steps?run=a&tag=w&superseded=1").data
    replaced = decode(body)["series"][1]["columns"]
    (one,) = ask(client, tag="w", runs=["a"], at=f"{replaced['source'][1]}-{int(replaced['offset'][1])}")
    assert (one["columns"]["step"].tolist(), one["columns"]["max"].tolist()) == ([20], [1])


def test_damaged_ones_are_counted_and_the_others_shown(tmp_path: Path, serve: Serve) -> None:
    log(tmp_path, "a", [written(0, 1, [1, 2])], step=1)
    log(tmp_path, "a", [Summary.Value(tag="w", histo=HistogramProto(bucket=[1]))] * 2, step=2)
    for kind in ("histograms", "distributions"):
        (series,) = ask(serve(tmp_path), kind, tag="w", runs=["a"])
        assert series["error"] == {"count": 2, "first": "This histogram has 1 counts, but 0 limits of buckets."}
        assert (series["columns"]["step"].tolist(), series["total"]) == ([1], 3)


def test_what_is_not_finite_is_counted_and_not_sent(tmp_path: Path, serve: Serve) -> None:
    value = written(0, 4, [1, 2, 3, 4])
    rows = np.array([[0, 1, 2], [1, np.nan, 3], [-np.inf, 0, 4], [1, 2, 5]])
    value.tensor.tensor_content = rows.astype("<f8").tobytes()
    (series,) = ask(serve(log(tmp_path, "a", [value, written(7, 7, [0, 0])])), tag="w", runs=["a"])
    first, second = tables(series["columns"])
    assert first.tolist() == [[0, 1, 2], [1, 2, 5]] and second.tolist() == [[7, 7, 0], [7, 7, 0]]
    assert series["columns"]["nonfinite"].tolist() == [7, 0]
    assert series["columns"]["count"].tolist() == [14, 0] and np.isnan(series["columns"]["min"][1])
    (series,) = ask(serve(tmp_path), "distributions", tag="w", runs=["a"])
    assert series["columns"]["p10000"][0] == 2 and np.isnan(series["columns"]["p5000"][1])


def test_one_reply_is_bounded(long: Path, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("board.histogramrows.MOST_BUCKETS", 300)
    (series,) = ask(serve(long), tag="w", runs=["a"])
    assert len(series["columns"]["left"]) <= 300 and {0, 3330, 7770, 9990} <= set(series["columns"]["step"])
    (tmp_path / "b").symlink_to(long / "a")
    both = ask(serve(many(tmp_path, steps=50)), tag="w", runs=["a", "b"], rows=1000)
    assert both[0]["rows"] == 50 and sum(len(series["columns"]["left"]) for series in both) <= 300
    monkeypatch.setattr("board.histogramrows.MOST_BUCKETS", 5)
    (series,) = ask(serve(long), tag="w", runs=["a"])
    assert series["rows"] == 0 and "fewer runs" in series["error"]["first"]


@pytest.mark.parametrize("bound", ["MOST_SCANNED", "MOST_BYTES"])
def test_of_very_many_only_some_are_looked_at(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    many(tmp_path, steps=340)
    monkeypatch.setattr(f"board.histograms.{bound}", {"MOST_SCANNED": 10, "MOST_BYTES": 1000}[bound])
    (series,) = ask(serve(tmp_path), tag="w", runs=["a"], rows=20)
    assert {0, 3390} <= set(series["columns"]["step"]) and 3330 not in series["columns"]["step"]


def test_a_file_that_was_cut_short(tmp_path: Path, serve: Serve) -> None:
    client = serve(many(tmp_path, steps=3))
    path = next(tmp_path.rglob("events*"))
    os.truncate(path, path.stat().st_size - 20)
    (series,) = ask(client, tag="w", runs=["a"])
    assert series["rows"] == 2 and "no longer in its file" in series["error"]["first"]


def test_a_value_of_many_bytes_is_not_read(tmp_path: Path, serve: Serve) -> None:
    huge = written(0, 1, [1])
    huge.node_name = "x" * (1 << 20)
    (series,) = ask(serve(log(tmp_path, "a", [huge])), tag="w", runs=["a"])
    assert "no more than 1,048,576 are read" in series["error"]["first"]


def test_a_file_that_is_gone(tmp_path: Path, serve: Serve) -> None:
    client = serve(many(tmp_path, steps=3))
    next(tmp_path.rglob("events*")).unlink()
    (series,) = ask(client, tag="w", runs=["a"])
    assert (series["rows"], series["error"]["count"]) == (0, 3) and "no longer" in series["error"]["first"]


def test_runs_without_the_tag_are_named(long: Path, serve: Serve) -> None:
    body = serve(long).post("/api/histograms", json={"tag": "w", "runs": ["a", "b"]}).data
    assert header(body)["missing"] == ["b"]


@pytest.mark.parametrize(
    "body",
    [
        {"tag": "w"},
        {"tag": "w", "runs": []},
        {"tag": "w", "runs": "a"},
        {"runs": ["a"]},
        {"tag": "w", "runs": ["a"], "rows": 0},
        {"tag": "w", "runs": ["a"], "from": "x"},
        {"tag": "w", "runs": ["a"], "at": "x"},
        {"tag": "w", "runs": ["a", "b"], "at": "1-2"},
    ],
)
def test_a_wrong_field_is_refused(long: Path, serve: Serve, body: dict[str, Any]) -> None:
    reply = serve(long).post("/api/histograms", json=body)
    assert reply.status_code == 400 and "field" in reply.json["error"]


def test_the_library_gives_every_bucket(tmp_path: Path) -> None:
    logs = board.load(GOLDEN / "torch")
    wanted = json.loads((GOLDEN / "torch" / "expected.json").read_text())["all"]["tags"]["weights"]["events"]
    step, wall_time, value = logs.histograms("all", "weights")
    assert (step.dtype, step.tolist()) == (np.int64, [event["step"] for event in wanted])
    assert wall_time.tolist() == [event["wall_time"] for event in wanted]
    for buckets, event in zip(value, wanted, strict=True):
        assert buckets.dtype == np.float64
        assert hashlib.sha256(buckets.astype("f4").tobytes()).hexdigest() == event["sha256"]


def test_the_library_gives_what_was_replaced_and_none_for_what_cannot_be_read(tmp_path: Path) -> None:
    many(tmp_path, steps=3)
    log(tmp_path, "a", [Summary.Value(tag="w", histo=HistogramProto(bucket=[1]))], number=2, wall_time=1e6, step=20)
    logs = board.load(tmp_path)
    step, _, value = logs.histograms("a", "w")
    assert step.tolist() == [0, 10, 20] and [made is None for made in value] == [False, False, True]
    step, _, value = logs.histograms("a", "w", superseded=True)
    assert step.tolist() == [20, 0, 10, 20] and value[0].tolist() == value[1].tolist()
    with pytest.raises(board.NotFound, match="no tag 'v'"):
        logs.histograms("a", "v")
