"""Hyper-parameters of runs, as three writers write them and beside what TensorBoard's plugin makes of the same files."""

from __future__ import annotations

import json
import math
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from werkzeug.test import Client

import board
from board.hparams import SESSION_START, HParams
from board.loader import Loader
from board.runtable import everything
from board.store import Span, Store
from summary.proto.hparams import HParamsPluginData
from summary.proto.summary import Summary
from summary.values.hparams import session_end, session_start

from .conftest import Write, loaded
from .logged import log

GOLDEN = Path(__file__).parents[1] / "golden"


def of_runs(store: Store) -> dict[str, Any]:
    return dict(HParams(store).of_runs(everything(store).runs))


def tensorboard(logdir: Path) -> dict[str, dict[str, Any]]:
    """Session → hyper-parameters, as TensorBoard's own HParams plugin answers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tensorboard.backend import application
        from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
        from tensorboard.plugins import base_plugin
        from tensorboard.plugins.hparams.hparams_plugin import HParamsPlugin

        multiplexer = plugin_event_multiplexer.EventMultiplexer()
        multiplexer.AddRunsFromDirectory(str(logdir))
        multiplexer.Reload()
        provider = data_provider.MultiplexerDataProvider(multiplexer, str(logdir))
        plugin = HParamsPlugin(base_plugin.TBContext(data_provider=provider, logdir=str(logdir)))
        client = Client(application.TensorBoardWSGI([plugin], data_provider=provider))
        statuses = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]
        wanted = {"startIndex": 0, "sliceSize": 100, "allowedStatuses": statuses}
        answer = client.post("/data/plugin/hparams/session_groups", data=json.dumps(wanted))
    groups = json.loads(answer.text)["sessionGroups"]
    return {session["name"]: group["hparams"] for group in groups for session in group["sessions"]}


@pytest.mark.parametrize(
    ("writer", "expected"),
    [
        ("torch", {"all/1795219292.441882": {"bsize": 4.0, "lr": 0.1, "opt": "sgd"}}),
        ("tensorboardX", {"all/1795219298.93748": {"bsize": 4.0, "lr": 0.1, "opt": "sgd"}}),
        (
            "tf2/hparams",
            {
                "trial0": {"bias": False, "lr": 0.1, "optimizer": "adam", "units": 8.0},
                "trial1": {"bias": True, "lr": 0.1, "optimizer": "adam", "units": 16.0},
                "trial2": {"bias": False, "lr": 0.01, "optimizer": "adam", "units": 16.0},
            },
        ),
    ],
)
def test_what_the_writers_wrote_is_found(writer: str, expected: dict[str, Any]) -> None:
    found = of_runs(loaded(GOLDEN / writer))
    assert found == expected == tensorboard(GOLDEN / writer)
    assert [type(value) for one in found.values() for value in one.values()] == [
        type(value) for one in expected.values() for value in one.values()
    ]


def test_runs_below_a_session_have_its_values_unless_a_nearer_one_is_a_session(tmp_path: Path, write: Write) -> None:
    logdir = write([("loss", 1.0, 0, 1.0)], "trial/train")
    write([("loss", 1.0, 0, 2.0)], "trial/deep/down/eval")
    write([("loss", 1.0, 0, 2.0)], "trial2")
    write([("loss", 1.0, 0, 3.0)], "trial/nearer/eval")
    log(logdir, "trial", [session_start({"lr": 0.1, "opt": "adam"})])
    log(logdir, "trial/nearer", [session_start({"lr": 0.2})])
    assert of_runs(loaded(logdir)) == {
        "trial": {"lr": 0.1, "opt": "adam"},
        "trial/train": {"lr": 0.1, "opt": "adam"},
        "trial/deep/down/eval": {"lr": 0.1, "opt": "adam"},
        "trial/nearer": {"lr": 0.2},
        "trial/nearer/eval": {"lr": 0.2},
    }


def test_a_session_in_the_logdir_itself_is_that_of_all_runs(write: Write) -> None:
    logdir = write([("loss", 1.0, 0, 1.0)], "train")
    write([("loss", 1.0, 0, 1.0)], "validation")
    log(logdir, ".", [session_start({"lr": 0.1})])
    assert of_runs(loaded(logdir)) == {run: {"lr": 0.1} for run in (".", "train", "validation")}


def test_a_very_deep_run_has_its_values_too(tmp_path: Path) -> None:
    store = loaded(log(tmp_path, "d", [session_start({"lr": 0.1})]))
    deep = everything(store).runs[0]._replace(name="/".join("d" * 5000), tags={})
    assert HParams(store).of_runs([*everything(store).runs, deep])[deep.name] == {"lr": 0.1}


def test_the_values_written_last_stand(tmp_path: Path) -> None:
    log(tmp_path, "a", [session_start({"lr": 0.1, "old": True}), session_end()], wall_time=1.0)
    log(tmp_path, "a", [session_start({"lr": 0.2}), session_start({"lr": 0.3})], number=2, wall_time=2.0)
    assert of_runs(loaded(tmp_path)) == {"a": {"lr": 0.3}}


def test_values_that_are_written_while_it_is_read_appear(tmp_path: Path) -> None:
    log(tmp_path, "a", [session_start({"lr": 0.1})])
    store = Store()
    loader, hparams = Loader(tmp_path, store), HParams(store)
    loader.refresh()
    assert hparams.of_runs(everything(store).runs) == {"a": {"lr": 0.1}}
    log(tmp_path, "a", [session_start({"lr": 0.2})])
    log(tmp_path, "b", [session_start({"lr": 0.5})], wall_time=9.0)
    loader.refresh()
    assert hparams.of_runs(everything(store).runs) == {"a": {"lr": 0.2}, "b": {"lr": 0.5}}


def test_what_is_known_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log(tmp_path, "a", [session_start({"lr": 0.1})])
    store = Store()
    loader, hparams = Loader(tmp_path, store), HParams(store)
    loader.refresh()
    known = hparams.of_runs(everything(store).runs)
    monkeypatch.setattr(Span, "read", lambda span: pytest.fail("it was read again"))
    log(tmp_path, "a", [Summary.Value(tag="loss", simple_value=1.0)])
    loader.refresh()
    assert hparams.of_runs(everything(store).runs) == known


def test_values_of_every_kind(tmp_path: Path) -> None:
    data = HParamsPluginData()
    values = data.session_start_info.hparams
    values["yes"].bool_value = True
    values["zero"].number_value = 0.0
    values["nan"].number_value = math.nan
    values["empty"].string_value = ""
    values["null"].null_value = 0
    values["list"].list_value.values.add(number_value=1.0)
    values["unset"].SetInParent()
    value = Summary.Value(tag=SESSION_START)
    value.metadata.plugin_data.plugin_name = "hparams"
    value.metadata.plugin_data.content = data.SerializeToString()
    log(tmp_path, "a", [value])
    found = of_runs(loaded(tmp_path))["a"]
    assert math.isnan(found.pop("nan"))
    assert found == {"yes": True, "zero": 0.0, "empty": ""}


@pytest.mark.parametrize("content", [b"", b"\xff\xff", session_end().metadata.plugin_data.content])
def test_what_holds_no_values_gives_none(tmp_path: Path, content: bytes) -> None:
    value = Summary.Value(tag=SESSION_START)
    value.metadata.plugin_data.plugin_name = "hparams"
    value.metadata.plugin_data.content = content
    log(tmp_path, "a", [value])
    assert of_runs(loaded(tmp_path)) == {}


def test_a_file_that_is_gone_gives_none(tmp_path: Path) -> None:
    store = loaded(log(tmp_path, "a", [session_start({"lr": 0.1})]))
    (tmp_path / "a" / "events.out.tfevents.1.host").unlink()
    assert of_runs(store) == {}


def test_spans_are_found_whatever_else_was_read_with_them(tmp_path: Path) -> None:
    """Many files of many tags are scanned as one; each tag's spans must be its own, in the order written."""
    rng = np.random.default_rng(0)
    written: dict[tuple[str, str], list[int]] = {}
    for run in range(40):
        for step in range(int(rng.integers(0, 12))):
            tag = f"t{rng.integers(0, 4)}"
            written.setdefault((f"r{run}", tag), []).append(step)
            value = Summary.Value(tag=tag)
            value.metadata.plugin_data.plugin_name = "hparams"
            log(tmp_path, f"r{run}", [value, Summary.Value(tag="loss", simple_value=1.0)], step=step)
    store = loaded(tmp_path)
    found = {(run, tag): store.spans(run, tag) for run, tag in written}
    assert {key: spans.points.step.tolist() for key, spans in found.items()} == written
    for (_, tag), spans in found.items():
        assert {
            Summary.Value.FromString(span.read() or b"").tag for span in map(spans.__getitem__, range(len(spans)))
        } == {tag}


def test_the_library_tells_them(tmp_path: Path) -> None:
    logs = board.load(log(tmp_path, "a", [session_start({"lr": 0.1})]))
    assert logs.hparams("a") == {"lr": 0.1}
    logs.hparams("a").clear()
    assert logs.hparams("a") == {"lr": 0.1}
    with pytest.raises(board.NotFound, match="no run 'b'"):
        logs.hparams("b")
