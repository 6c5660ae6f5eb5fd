"""What happens when events are added faster than they are written, or after the end."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from summary import event_file
from summary.deferred import DeferredEvent
from summary.event_file import BATCH, SCALAR_BYTES, EventFile
from summary.proto.event import Event
from summary.proto.summary import Summary

Points = Callable[[Path], list[tuple[str, int, float]]]
Events = Callable[[Path], list[Event]]


def add(file: EventFile, steps: range) -> None:
    for step in steps:
        file.add_scalar("a", step, step, 1.0)


def steps(points: list[tuple[str, int, float]]) -> list[int]:
    return [step for _, step, _ in points]


def test_a_full_queue_waits_and_counts(tmp_path: Path, points: Points) -> None:
    file = EventFile(str(tmp_path), queue_bytes=10 * SCALAR_BYTES)
    add(file, range(1000))
    file.close()
    assert file.waits
    assert file.dropped == 0
    assert steps(points(tmp_path)) == list(range(1000))


def test_a_full_queue_of_large_events_waits(tmp_path: Path, events: Events) -> None:
    file = EventFile(str(tmp_path), queue_bytes=10_000)
    for step in range(50):
        file.add(Event(step=step, graph_def=bytes(3000)).SerializeToString())
    file.close()
    assert file.waits
    assert [event.step for event in events(tmp_path)[1:]] == list(range(50))


def test_a_full_queue_drops_when_writing_fails(
    tmp_path: Path, disk: Any, points: Points, caplog: pytest.LogCaptureFixture
) -> None:
    disk.room = 0
    file = EventFile(str(tmp_path), queue_bytes=100 * SCALAR_BYTES)
    add(file, range(10))
    file.flush()
    add(file, range(10, 1000))
    assert file.dropped > 800
    assert caplog.text.count("events are being dropped") == 1
    disk.room = float("inf")
    file.close()
    kept = steps(points(tmp_path))
    assert len(kept) == 1000 - file.dropped
    assert kept == sorted(set(kept))


def test_a_writing_that_stands_still_drops_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, points: Points
) -> None:
    hang, write = threading.Event(), os.write

    def hanging(fd: int, data: Any) -> int:
        hang.wait()
        return write(fd, data)

    monkeypatch.setattr(os, "write", hanging)
    monkeypatch.setattr(event_file, "PATIENCE", 0.05)
    file = EventFile(str(tmp_path), queue_bytes=10 * SCALAR_BYTES)
    add(file, range(100))
    file.flush()
    assert file.dropped
    hang.set()
    monkeypatch.setattr(event_file, "PATIENCE", 30.0)
    file.close()
    assert len(points(tmp_path)) == 100 - file.dropped


def test_order_is_kept_across_kinds_and_batches(tmp_path: Path, events: Events) -> None:
    file = EventFile(str(tmp_path))
    expected = range(2 * BATCH + 10)
    for step in expected:
        if step % 1000 == 999:
            file.add(Event(step=step).SerializeToString())
        else:
            file.add_scalar("a", 1.0, step, 1.0)
    file.close()
    assert [event.step for event in events(tmp_path)[1:]] == list(expected)


def test_adding_to_a_closed_file_is_counted_and_harmless(tmp_path: Path, points: Points) -> None:
    file = EventFile(str(tmp_path))
    add(file, range(1))
    file.close()
    add(file, range(1, 4))
    file.flush()
    file.close()
    assert file.dropped == 3
    assert steps(points(tmp_path)) == [0]


def test_a_full_queue_of_arrays_waits(tmp_path: Path, events: Events) -> None:
    """Encoded by the thread, they count with what they hold until then."""
    held = threading.Event()

    def slowly(step: int) -> Summary.Value:
        held.wait(30)
        return Summary.Value(tag="x", simple_value=step)

    file = EventFile(str(tmp_path), queue_bytes=1000)
    adding = threading.Thread(
        target=lambda: [file.add(DeferredEvent(partial(slowly, step), step, 1.0, 400)) for step in range(20)]
    )
    adding.start()
    adding.join(0.2)
    assert adding.is_alive()
    assert file.waits
    held.set()
    adding.join(30)
    file.close()
    assert [event.step for event in events(tmp_path) if event.summary.value] == list(range(20))
    assert file.dropped == 0
