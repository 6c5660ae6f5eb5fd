"""Every point out again, in each format, to the last bit."""

from __future__ import annotations

import csv
import json
import math
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from board import export as module
from board.export import ExportError, export

from .conftest import Event, Write, loaded

Row = tuple[str, str, int, float, float]

EVENTS: list[Event] = [
    ("loss", 0.1, 2**62 + 1, 1700000000.1234567),
    ("loss", math.nan, -3, 1.0),
    ("loss", math.inf, 2, 1e-300),
    ('odd, "quoted"\nname', -math.inf, 3, 1.0),
    ("loss", 1e-45, 4, 5.0),
]


def rows(events: list[Event], run: str = "a") -> list[Row]:
    """As a store answers: a tag after the other, values as the floats they were written as."""
    tags = list(dict.fromkeys(tag for tag, *_ in events))
    ordered = [event for wanted in tags for event in events if event[0] == wanted]
    return [(run, tag, step, wall, float(np.float32(value))) for tag, value, step, wall in ordered]


def read_csv(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        header, *lines = csv.reader(file)
    assert header == ["run", "tag", "step", "wall_time", "value"]
    return [(run, tag, int(step), float(wall), float(value)) for run, tag, step, wall, value in lines]


def read_json(path: Path) -> list[Row]:
    words = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
    return [
        (series["run"], series["tag"], step, wall, words.get(value, value))
        for series in json.loads(path.read_text(), parse_constant=pytest.fail)
        for step, wall, value in zip(series["step"], series["wall_time"], series["value"], strict=True)
    ]


def read_parquet(path: Path) -> list[Row]:
    from pyarrow import parquet

    table = parquet.read_table(path)
    assert table.column_names == ["run", "tag", "step", "wall_time", "value"]
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


READERS = {"csv": read_csv, "json": read_json, "parquet": read_parquet}


@pytest.mark.parametrize("suffix", READERS)
def test_every_point_comes_back_exactly(write: Write, tmp_path: Path, suffix: str) -> None:
    write(EVENTS, "a")
    logdir = write([("loss", float(i), i, 2e9 + i) for i in range(10)], "b/c")
    path = tmp_path / f"points.{suffix}"
    written = export(loaded(logdir), str(path))
    expected = rows(EVENTS) + rows([("loss", float(i), i, 2e9 + i) for i in range(10)], "b/c")
    assert sorted(map(repr, READERS[suffix](path))) == sorted(map(repr, expected))
    assert written == len(expected)


@pytest.mark.parametrize("suffix", READERS)
def test_long_series_come_in_pieces_that_fit(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(module, "CHUNK", 7)
    monkeypatch.setattr(module, "ROW_GROUP", 30)
    events = [(tag, float(i), i, 1.0 + i) for tag in ("a", "b", "c") for i in range(20)]
    path = tmp_path / f"points.{suffix}"
    export(loaded(write(events)), str(path))
    assert READERS[suffix](path) == rows(events)


@pytest.mark.parametrize("suffix", READERS)
def test_an_empty_logdir_makes_an_empty_file_of_its_format(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "logs").mkdir()
    path = tmp_path / f"points.{suffix}"
    assert export(loaded(tmp_path / "logs"), str(path)) == 0
    assert READERS[suffix](path) == []


def test_csv_lines_end_as_the_standard_says(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    export(loaded(write([("loss", 0.5, 1, 2.0)])), str(path))
    assert path.read_bytes() == b"run,tag,step,wall_time,value\r\na,loss,1,2.0,0.5\r\n"


def test_replaced_points_are_there_when_asked_for(write: Write, tmp_path: Path) -> None:
    write([("loss", 1.0, step, 100.0 + step) for step in range(4)], number=1)
    store = loaded(write([("loss", 2.0, step, 200.0 + step) for step in range(2, 4)], number=2))
    assert export(store, str(tmp_path / "some.csv")) == 4
    assert export(store, str(tmp_path / "all.csv"), superseded=True) == 6
    with (tmp_path / "all.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    assert [(row["step"], row["value"]) for row in table if row["superseded"] == "1"] == [("2", "1.0"), ("3", "1.0")]
    export(store, str(tmp_path / "all.json"), superseded=True)
    (series,) = json.loads((tmp_path / "all.json").read_text())
    assert series["superseded"] == [False, False, False, False, True, True]


def test_a_file_of_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"points\.txt must end in \.csv, \.json, \.parquet"):
        export(loaded(tmp_path), str(tmp_path / "points.txt"))


def test_without_pyarrow_it_is_said_what_to_install(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install 'summary-board\[frames\]'"):
        export(loaded(write(EVENTS)), str(tmp_path / "points.parquet"))
    assert list(tmp_path.glob("*points*")) == []


def test_a_failure_leaves_the_old_file_and_nothing_else(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "points.csv"
    path.write_text("old")
    store = loaded(write(EVENTS))

    def break_down(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_chunks", break_down)
    with pytest.raises(ExportError, match="No space left on device"):
        export(store, str(path))
    assert path.read_text() == "old"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["logs", "points.csv"]


def test_a_directory_whose_name_is_no_text_is_exported_too(write: Write, tmp_path: Path) -> None:
    store = loaded(write([("loss", 1.0, 0, 1.0)], os.fsdecode(b"caf\xe9")))
    for suffix in READERS:
        assert export(store, str(tmp_path / f"points.{suffix}")) == 1
    assert b"caf\xe9,loss" in (tmp_path / "points.csv").read_bytes()
