"""What `board inspect` tells."""

from __future__ import annotations

import json
import math
import os
import time
from pathlib import Path

import pytest

from board import inspection
from board.inspection import Entry

from .conftest import Write, loaded

GOLDEN = Path(__file__).parents[1] / "golden"


def lines(logdir: Path) -> list[str]:
    store = loaded(logdir)
    return list(inspection.as_text(inspection.entries(store), store.problems()))


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def test_the_figures_of_a_series(write: Write) -> None:
    steps = [5, 7, 6, 6, 2, 9]
    logdir = write([("loss", 1.0, step, 100.0 - i) for i, step in enumerate(steps)])
    assert list(inspection.entries(loaded(logdir))) == [
        Entry("a", "loss", "scalars", 6, 5, 9, 95.0, 100.0, superseded=0, out_of_order=2)
    ]


def test_what_a_restart_replaced_is_counted_apart(write: Write) -> None:
    write([("loss", 1.0, step, 100.0 + step) for step in range(10)], number=1)
    logdir = write([("loss", 2.0, step, 200.0 + step) for step in range(6, 8)], number=2)
    (entry,) = inspection.entries(loaded(logdir))
    assert (entry.count, entry.superseded, entry.first_step, entry.last_step) == (8, 4, 0, 7)


def test_a_series_without_a_finite_wall_time(write: Write, utc: None) -> None:
    logdir = write([("loss", 1.0, 0, math.nan), ("far", 1.0, 0, 1e300)])
    (loss, far) = inspection.entries(loaded(logdir))
    assert (loss.first_wall_time, loss.last_wall_time) == (None, None)
    assert far.first_wall_time == 1e300
    assert any("1e+300" in line for line in lines(logdir))
    json.dumps(inspection.as_json([loss, far], []), allow_nan=False)


def test_one_tag_can_be_asked_for(write: Write) -> None:
    write([("loss", 1.0, 0, 1.0), ("acc", 1.0, 0, 1.0)], "a")
    store = loaded(write([("acc", 1.0, 0, 1.0)], "b"))
    assert [(entry.run, entry.tag) for entry in inspection.entries(store, "acc")] == [("a", "acc"), ("b", "acc")]


def test_every_kind_is_there_with_its_count() -> None:
    expected = json.loads((GOLDEN / "tf1" / "expected.json").read_text())
    found = {(entry.run, entry.tag): entry for entry in inspection.entries(loaded(GOLDEN / "tf1"))}
    compared = 0
    for run, content in expected.items():
        for tag, series in content["tags"].items():
            if (run, tag) in found and "plugin" in series:
                assert found[run, tag].kind == series["plugin"]
                assert found[run, tag].count == len(series.get("points", series.get("events")))
                compared += 1
    assert compared > 10


def test_the_table_is_aligned_plain_text(write: Write, utc: None) -> None:
    write([("a/long/name", 1.0, 123456, 1.7e9), ("a/long/name", 1.0, 123457, 1.7e9 + 90061)], "first")
    logdir = write([("b", 1.0, -1, 1.7e9 + 1e6), ("b", 1.0, 3, 1.7e9 + 1e6 + 60)], "second")
    assert lines(logdir) == [
        "first  (1 tag)",
        "  tag          kind     count  first step  last step  superseded  out of order  wall time",
        "  a/long/name  scalars      2      123456     123457           0             0"
        "  2023-11-14 22:13:20 to 2023-11-15 23:14:21",
        "",
        "second  (1 tag)",
        "  tag          kind     count  first step  last step  superseded  out of order  wall time",
        "  b            scalars      2          -1          3           0             0"
        "  2023-11-26 12:00:00 to 12:01:00",
        "",
        "0 problems",
    ]


def test_damage_is_told_with_its_file_and_place() -> None:
    logdir = GOLDEN / "hard" / "two_damages"
    assert lines(logdir)[-3:] == [
        "2 problems",
        "  events.out.tfevents.1700000001.host at byte 233: the data's checksum does not match",
        "  events.out.tfevents.1700000001.host at byte 506: the length's checksum does not match",
    ]
    problems = inspection.as_json([], loaded(logdir).problems())["problems"]
    assert [(problem["file"], problem["offset"]) for problem in problems] == [
        ("events.out.tfevents.1700000001.host", 233),
        ("events.out.tfevents.1700000001.host", 506),
    ]


def test_an_empty_logdir_is_no_error(tmp_path: Path) -> None:
    assert lines(tmp_path) == ["no runs: there is no file with tfevents in its name", "", "0 problems"]


def test_names_cannot_play_tricks_with_the_terminal(write: Write) -> None:
    (line,) = [line for line in lines(write([("red\x1b[31m\nnext", 1.0, 0, 1.0)])) if "red" in line]
    assert "\x1b" not in line
    assert "\n" not in line


def test_a_name_that_is_no_text_can_be_printed(write: Write) -> None:
    text = "\n".join(lines(write([("loss", 1.0, 0, 1.0)], os.fsdecode(b"caf\xe9"))))
    assert "caf\\udce9" in text
    text.encode()
