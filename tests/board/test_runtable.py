"""The run table, beside what NumPy makes of each series alone."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from board.hparams import HParams
from board.loader import Loader
from board.reductions import OF
from board.runtable import HParamColumn, RunColumn, Table, TagColumn, table
from board.store import Scalars, Store
from summary.proto.summary import Summary
from summary.values.hparams import session_start

from .conftest import Write, loaded
from .logged import log

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"


def made(store: Store, *columns: TagColumn | HParamColumn | RunColumn, runs: list[str] | None = None) -> Table:
    return table(store, HParams(store), columns, runs)


def expected(points: Scalars) -> dict[str, Any]:
    """What a column of each kind must say of one series."""
    step, value = points.step, points.value.astype(np.float64)
    finite = np.isfinite(value)
    order = np.argsort(step, kind="stable")
    least, greatest = (f(value[finite]) if finite.any() else math.nan for f in (np.min, np.max))
    return {
        "last": value[order[-1]],
        "first": value[order[0]],
        "min": least,
        "max": greatest,
        "mean": np.mean(value[finite]) if finite.any() else math.nan,
        "points": len(step),
        "first_step": step.min(),
        "last_step": step.max(),
        "min_step": step[value == least].min() if finite.any() else None,
        "max_step": step[value == greatest].min() if finite.any() else None,
    }


def assert_right(store: Store) -> None:
    tags = {tag for run in store.runs() for tag, kind in store.tags(run).items() if kind == "scalars"}
    columns = [TagColumn(tag, of) for tag in sorted(tags) for of in OF]
    found = made(store, *columns)
    assert found.tags == sorted(tags)
    for column, cells in zip(columns, found.columns, strict=True):
        for run, cell in zip(found.runs, cells, strict=True):
            kind = store.tags(run).get(column.tag)
            series = store.series(run, column.tag).points if kind == "scalars" else None
            right = expected(series)[column.of] if series and len(series.step) else None
            same = cell is None if right is None else cell == pytest.approx(right, nan_ok=True, rel=1e-12)
            assert same, (run, column, cell, right)


def events(rng: np.random.Generator, wall_time: float) -> list[tuple[str, float, int, float]]:
    """Points out of order, at repeated steps, some of them not finite."""
    odd = [math.nan, math.inf, -math.inf]
    return [
        (
            f"t{rng.integers(0, 3)}",
            odd[rng.integers(0, 3)] if rng.random() < 0.2 else float(rng.integers(-5, 5)),
            int(rng.integers(-3, 20)),
            wall_time + i,
        )
        for i in range(rng.integers(1, 30))
    ]


def test_every_number_is_that_of_its_series(write: Write) -> None:
    rng = np.random.default_rng(1)
    for run in range(60):
        logdir = write(events(rng, 1000.0), f"r{run}")
        if run % 3 == 0:  # restarted: later events replace earlier ones
            write(events(rng, 2000.0), f"r{run}", number=2)
    assert_right(loaded(logdir))


def test_runs_that_were_followed_while_they_grew(write: Write) -> None:
    rng = np.random.default_rng(2)
    store = Store()
    for chunk in range(6):
        for run in range(5):
            path = write([], f"r{run}", number=0) / f"r{run}" / "events.out.tfevents.1.host"
            before = path.read_bytes() if path.exists() else b""
            write(events(rng, 1000.0 + 100 * chunk), f"r{run}")
            path.write_bytes(before + path.read_bytes())
        if chunk == 0:
            loader = Loader(path.parents[1], store)
        loader.refresh()
    assert any(store.shares(store.runs(), "t0").pieced)
    assert_right(store)


@pytest.mark.parametrize(
    "logs", [path.name for path in sorted((GOLDEN / "hard").iterdir()) if path.is_dir()] + ["../tf1", "../tf2"]
)
def test_hard_logs(logs: str) -> None:
    assert_right(loaded(GOLDEN / "hard" / logs))


def test_doubles_are_exact_and_their_mean_does_not_overflow(tmp_path: Path) -> None:
    def double(value: float) -> Summary.Value:
        made = Summary.Value(tag="loss")
        made.tensor.dtype = 2
        made.tensor.double_val.append(value)
        made.metadata.plugin_data.plugin_name = "scalars"
        return made

    log(tmp_path, "a", [double(1.7e308), double(1.6e308)])
    log(tmp_path, "b", [double(0.1), double(0.3)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = made(loaded(tmp_path), TagColumn("loss", "mean"), TagColumn("loss", "first"), runs=["a", "b"])
    assert found.columns == [[pytest.approx(1.65e308), 0.2], [1.7e308, 0.1]]


def test_a_scalar_tag_without_a_number_has_none(write: Write) -> None:
    text = Summary.Value(tag="loss")
    text.metadata.plugin_data.plugin_name = "scalars"
    text.tensor.dtype = 7
    text.tensor.string_val.append(b"none")
    for run in "ac":
        logdir = write([("loss", 1.0, 0, 1.0)], run)
    log(logdir, "b", [text])
    found = made(loaded(logdir), *(TagColumn("loss", of) for of in OF), RunColumn("steps"), runs=["a", "b", "c"])
    assert [column[1] for column in found.columns] == [None] * len(found.columns)
    assert [column[0] for column in found.columns] == [column[2] for column in found.columns]
    assert found.columns[0] == [1.0, None, 1.0]


def test_steps_are_exact(write: Write) -> None:
    far = 2**53 + 1
    found = made(loaded(write([("loss", 1.0, far, 1.0)])), TagColumn("loss", "min_step"), RunColumn("steps"))
    assert found.columns == [[far], [far]]


def test_columns_of_runs(write: Write, tmp_path: Path) -> None:
    write([("loss", 1.0, 0, 10.0), ("loss", 1.0, 5, 25.0), ("acc", 1.0, 7, 20.0)], "a")
    write([("loss", 1.0, 0, 100.0), ("loss", 1.0, 1, 110.0), ("acc", 1.0, 1, 110.0)], "b")
    restarted = [("loss", 1.0, 0, 200.0), ("loss", 1.0, 4, 210.0), ("acc", 1.0, 0, 201.0)]
    logdir = write(restarted, "b", number=2)
    write([("loss", 1.0, 3, math.nan), ("loss", 1.0, 2, 12.0)], "c")
    log(logdir, "d", [session_start({"lr": 1.0})], wall_time=5.0)
    found = made(loaded(logdir), *map(RunColumn, ("start", "duration", "points", "steps")), runs=["a", "b", "c", "d"])
    assert found.columns == [[10.0, 100.0, None, 5.0], [15.0, 110.0, None, None], [3, 6, 2, 0], [7, 4, 3, None]]


def test_hyper_parameters_are_columns_where_a_run_has_them(write: Write) -> None:
    logdir = write([("loss", 1.0, 0, 2.0)], "a/train")
    write([("loss", 1.0, 0, 3.0)], "b")
    log(logdir, "a", [session_start({"lr": 0.1, "nesterov": True, "opt": "sgd"})])
    found = made(loaded(logdir), HParamColumn("lr"), HParamColumn("opt"), HParamColumn("nesterov"), HParamColumn("no"))
    assert found.runs == ["a", "a/train", "b"]
    assert found.columns == [[0.1, 0.1, None], ["sgd", "sgd", None], [True, True, None], [None, None, None]]
    assert found.hparams == ["lr", "nesterov", "opt"]


def test_the_runs_asked_for_in_their_order(write: Write) -> None:
    for i in range(5):
        logdir = write([("loss", float(i), 0, 1.0 + i)], f"r{i}")
    found = made(loaded(logdir), TagColumn("loss", "last"), runs=["r3", "gone", "r1", "r3"])
    assert (found.runs, found.columns) == (["r3", "r1"], [[3.0, 1.0]])


def test_a_logdir_without_anything(tmp_path: Path) -> None:
    found = made(Store(), TagColumn("loss", "last"), RunColumn("steps"), HParamColumn("lr"))
    assert found == Table(0, [], [[], [], []], [], [])


# The route.


def ask(client: FlaskClient, body: Any) -> Any:
    return client.post("/api/table", json=body)


def test_the_route_says_what_json_cannot_in_words(write: Write, serve: Serve) -> None:
    write([("loss", math.nan, 0, 1.0)], "a")
    write([("loss", math.inf, 0, 2.0)], "b")
    write([("loss", -math.inf, 0, 3.0)], "c")
    client = serve(write([("acc", 0.5, 0, 4.0)], "d"))
    response = ask(client, {"columns": [{"tag": "loss", "of": "last"}, {"tag": "acc", "of": "min"}], "runs": None})
    body = json.loads(response.text, parse_constant=pytest.fail)
    assert body == {
        "version": client.get("/api/runs").json["version"],
        "runs": ["a", "b", "c", "d"],
        "columns": [["NaN", "Infinity", "-Infinity", None], [None, None, None, 0.5]],
        "hparams": [],
        "tags": ["acc", "loss"],
    }


def test_a_route_without_columns_tells_what_there_is(serve: Serve) -> None:
    body = ask(serve(GOLDEN / "torch"), {}).json
    assert (body["columns"], body["hparams"]) == ([], ["bsize", "lr", "opt"])
    assert len(body["runs"]) == 4


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ([], "JSON object"),
        ({"columns": "loss"}, "columns"),
        ({"columns": [{"tag": "loss", "of": "best"}]}, "last, first, min"),
        ({"columns": [{"tag": "loss"}]}, "last, first, min"),
        ({"columns": [{"tag": "loss", "of": "steps"}]}, "last, first, min"),
        ({"columns": [{"of": "last"}]}, "start, duration"),
        ({"columns": [{"hparam": 3}]}, "hparam"),
        ({"columns": [None]}, "A column"),
        ({"columns": [{"hparam": "lr"}] * 1001}, "1000"),
        ({"runs": "a"}, "runs"),
        ({"runs": [1]}, "runs"),
    ],
)
def test_mistakes_are_told_in_a_sentence(write: Write, serve: Serve, body: Any, told: str) -> None:
    response = ask(serve(write([("loss", 1.0, 0, 1.0)])), body)
    assert response.status_code == 400
    assert told in response.json["error"]
    assert response.json["error"].endswith(".")
