"""Training never sees an exception unless it asked for it, and what is lost is counted and told."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import summary

Points = Callable[[Path], list[tuple[str, int, float]]]

WRONG: list[tuple[str, Callable[[Any], None]]] = [
    ("scalar 'loss': expected one real number, got shape (3,)", lambda w: w.add_scalar("loss", np.zeros(3), 0)),
    ("expected an int64, got 9223372036854775808", lambda w: w.add_scalar("loss", 1.0, 2**63)),
    ("step: expected an integer, got 'one'", lambda w: w.add_scalar("loss", 1.0, "one")),
    ("step: expected an integer, got nan", lambda w: w.add_text("note", "x", float("nan"))),
    ("tag: expected a str, got 3", lambda w: w.add_scalar(3, 1.0, 0)),
    ("scalar 'a/b': expected one real number, got 'x'", lambda w: w.add_scalars("a", {"b": "x"}, 0)),
    ("histogram 'w': expected an array of numbers, got dict", lambda w: w.add_histogram("w", {}, 0)),
    ("run metadata 'one'", lambda w: [w.file_writer.add_run_metadata(b"", "one") for _ in range(2)]),
    ("expected a Summary, a message or bytes, got str", lambda w: w.file_writer.add_summary("text", 0)),
    ("expected a Summary, got 2 bytes that are none", lambda w: w.file_writer.add_summary(b"\x0a\xff", 0)),
    ("expected an Event, a message or bytes, got int", lambda w: w.file_writer.add_event(3)),
    ("expected either graph or graph_def", lambda w: w.file_writer.add_graph()),
]
IDS = [text for text, _ in WRONG]


@pytest.mark.parametrize(("text", "call"), WRONG, ids=IDS)
def test_a_wrong_argument_is_told_once_and_counted(
    text: str, call: Callable[[Any], None], tmp_path: Path, points: Points, caplog: pytest.LogCaptureFixture
) -> None:
    with summary.SummaryWriter(tmp_path) as writer:
        for _ in range(3):
            call(writer)
        assert writer.dropped in (3, 5)
        writer.add_scalar("loss", 1.0, 1)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert text in record.message
    assert points(tmp_path)[-1] == ("loss", 1, 1.0)


@pytest.mark.parametrize(("text", "call"), WRONG, ids=IDS)
def test_with_errors_raise_a_wrong_argument_is_an_exception(
    text: str, call: Callable[[Any], None], tmp_path: Path
) -> None:
    with (
        summary.SummaryWriter(tmp_path, errors="raise") as writer,
        pytest.raises((TypeError, ValueError), match=re.escape(text)),
    ):
        call(writer)


def test_each_tag_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with summary.SummaryWriter(tmp_path) as writer:
        for tag in ("a", "b", "a"):
            writer.add_scalar(tag, "no number", 0)
    assert [re.findall(r"scalar '(\w)'", message) for message in caplog.messages] == [["a"], ["b"]]


def test_a_call_that_fits_no_signature_is_an_exception_always(tmp_path: Path) -> None:
    with summary.SummaryWriter(tmp_path) as writer:
        with pytest.raises(TypeError, match="add_text"):
            writer.add_text("note")  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="bogus"):
            writer.add_scalar("a", 1.0, bogus=1)  # type: ignore[call-arg]
        assert writer.dropped == 0


def test_an_unknown_policy_is_an_exception(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="errors: expected 'warn' or 'raise', got 'ignore'"):
        summary.SummaryWriter(tmp_path, errors="ignore")  # type: ignore[arg-type]


def test_warnings_that_are_errors_do_not_reach_training(tmp_path: Path) -> None:
    writer = summary.FileWriter(tmp_path)
    writer.close()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        writer.add_summary(summary.scalar("a", 1), 1)
    assert writer.dropped == 1


def test_with_errors_raise_a_failure_to_write_is_an_exception_of_flush_and_close(tmp_path: Path, disk: Any) -> None:
    writer = summary.FileWriter(tmp_path, errors="raise")
    writer.flush()
    disk.room = 0
    writer.add_summary(summary.scalar("a", 1), 1)
    with pytest.raises(OSError, match="No space left on device"):
        writer.flush()
    disk.room = float("inf")
    writer.flush()
    disk.room = 0
    writer.add_summary(summary.scalar("a", 2), 2)
    with pytest.raises(OSError, match="No space left on device"):
        writer.close()
    assert writer.dropped == 1
    writer.close()


def test_without_it_nothing_is(tmp_path: Path, disk: Any, caplog: pytest.LogCaptureFixture) -> None:
    disk.room = 0
    with summary.SummaryWriter(tmp_path) as writer:
        writer.add_scalar("a", 1, 1)
        writer.flush()
    assert writer.dropped == 1
    assert "1 events for" in caplog.text


def unfit() -> Any:
    raise RuntimeError("cannot be encoded")


def test_a_value_that_fails_on_the_thread_costs_itself_and_is_counted(
    tmp_path: Path, points: Points, caplog: pytest.LogCaptureFixture
) -> None:
    with summary.SummaryWriter(tmp_path) as writer:
        writer.add_scalar("a", 1, 1)
        writer.file_writer.add_values(unfit, 8, 2)
        writer.add_scalar("a", 3, 3)
        writer.flush()
        assert writer.dropped == 1
    assert points(tmp_path) == [("a", 1, 1.0), ("a", 3, 3.0)]
    assert "cannot be encoded" in caplog.text
