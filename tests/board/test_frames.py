"""Data frames, beside the arrays that the library gives."""

from __future__ import annotations

import builtins
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import board
from summary.values.hparams import session_start

from .conftest import Write
from .logged import log

pytest.importorskip("pandas")
GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("name", ["tf1", "tf2", "torch", "hard/restart_new_file", "hard/big_steps", "hard/odd_names"])
@pytest.mark.parametrize("superseded", [False, True])
def test_a_frame_has_every_point(name: str, superseded: bool) -> None:
    logs = board.load(GOLDEN / name)
    frame = logs.frame(superseded=superseded)
    columns = ["run", "tag", "step", "wall_time", "value", *(["superseded"] if superseded else [])]
    assert list(frame.columns) == columns
    groups = dict(iter(frame.groupby(["run", "tag"], observed=True, sort=False)))
    series = [(run, tag) for run in logs.runs for tag, kind in logs.tags(run).items() if kind == "scalars"]
    assert list(groups) == series
    for key in series:
        for column, expected in zip(("step", "wall_time", "value"), logs.scalars(*key, superseded), strict=True):
            np.testing.assert_array_equal(groups[key][column].to_numpy(), expected)
    assert [str(kind) for kind in frame.dtypes[2:]] == ["int64", "float64", "float64", *["bool"] * superseded]


def test_a_frame_tells_replaced_points_apart() -> None:
    logs = board.load(GOLDEN / "hard" / "restart_new_file")
    frame = logs.frame(superseded=True)
    assert 0 < frame["superseded"].sum() < len(frame)
    assert len(frame[~frame["superseded"]]) == len(logs.frame())


def test_frames_of_nothing(tmp_path: Path) -> None:
    logs = board.load(tmp_path)
    assert logs.frame().shape == (0, 5)
    assert logs.frame(superseded=True).shape == (0, 6)
    assert logs.table().shape == (0, 0)


def test_another_kind_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected 'scalars', got 'images'"):
        board.load(tmp_path).frame("images")


def test_a_table_has_hyper_parameters_and_numbers(write: Write) -> None:
    write([("loss", 3.0, 0, 10.0), ("loss", 1.0, 1, 11.0), ("loss", 2.0, 2, 12.0)], "a")
    logdir = write([("acc", 0.5, 0, 20.0), ("lr", 0.01, 0, 20.0)], "b")
    log(logdir, "a", [session_start({"lr": 0.1, "opt": "adam"})], number=2, wall_time=10.0)
    logs = board.load(logdir)
    table = logs.table()
    assert list(table.index) == ["a", "b"]
    assert list(table.columns) == ["hparams/lr", "opt", "acc", "loss", "lr"]
    assert table.loc["a", "hparams/lr"] == 0.1
    assert (table.loc["a", "opt"], table.loc["a", "loss"]) == ("adam", 2.0)
    assert math.isnan(table.loc["b", "loss"])
    least = logs.table(["loss"], of="min_step")
    assert (list(least.columns), least.loc["a", "loss"]) == (["lr", "opt", "loss"], 1)
    with pytest.raises(ValueError, match="expected one of last, first, min"):
        logs.table(of="best")


def test_without_pandas_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = board.load(tmp_path)
    genuine = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return genuine(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match="pip install"):
        logs.frame()
