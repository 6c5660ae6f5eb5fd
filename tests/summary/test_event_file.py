"""What happens when the disk, or the queue, does not play along."""

from __future__ import annotations

import errno
import logging
import os
import resource
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from summary import event_file, growing_file
from summary.event_file import BATCH, SCALAR_BYTES, EventFile
from summary.proto.event import Event

Points = Callable[[Path], list[tuple[str, int, float]]]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again almost at once."""
    monkeypatch.setattr(event_file, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(event_file, "LONGEST_PAUSE", 0.01)


class Disk:
    """Stands in for os.write: `room` bytes fit, then every write fails with `error`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room: float = float("inf")
        self.error = errno.ENOSPC
        self.write = os.write
        monkeypatch.setattr(growing_file.os, "write", self)

    def __call__(self, fd: int, data: Any) -> int:
        if self.room <= 0:
            raise OSError(self.error, os.strerror(self.error))
        written = self.write(fd, data[: int(min(self.room, len(data)))])
        self.room -= written
        return written


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def wait_until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def add(file: EventFile, steps: range) -> None:
    for step in steps:
        file.add_scalar("a", step, step, 1.0)


def steps(points: list[tuple[str, int, float]]) -> list[int]:
    return [step for _, step, _ in points]


@pytest.mark.parametrize("room", [0, 3, 40, 500, 1777])
def test_a_full_disk_tears_no_record(
    room: int, tmp_path: Path, disk: Disk, points: Points, caplog: pytest.LogCaptureFixture
) -> None:
    disk.room = room
    file = EventFile(str(tmp_path))
    add(file, range(100))
    file.flush()
    assert file.errors
    assert len(steps(points(tmp_path))) < 100
    add(file, range(100, 200))
    disk.room = float("inf")
    file.close()
    assert steps(points(tmp_path)) == list(range(200))
    assert len(list(tmp_path.iterdir())) == 1
    assert file.dropped == 0
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "No space left on device" in caplog.text


@pytest.mark.parametrize("room", [0, 3, 40, 500, 1777])
def test_after_another_error_what_is_missing_goes_into_a_new_file(
    room: int, tmp_path: Path, disk: Disk, points: Points
) -> None:
    disk.room, disk.error = room, errno.EIO
    file = EventFile(str(tmp_path))
    add(file, range(100))
    file.flush()
    disk.room = float("inf")
    file.close()
    assert steps(points(tmp_path)) == list(range(100))
    assert len(list(tmp_path.iterdir())) == (2 if room else 1)


def test_it_tries_again_by_itself(tmp_path: Path, disk: Disk, points: Points) -> None:
    disk.room = 0
    file = EventFile(str(tmp_path), collect=0.01)
    add(file, range(3))
    wait_until(lambda: file.errors > 2)
    disk.room = float("inf")
    wait_until(lambda: len(points(tmp_path)) == 3)
    file.close()


def test_what_cannot_be_written_by_the_end_is_counted(
    tmp_path: Path, disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    disk.room = 0
    file = EventFile(str(tmp_path))
    add(file, range(7))
    file.close()
    assert file.dropped == 7
    assert "7 events for" in caplog.text


@pytest.fixture
def small_files() -> Iterator[None]:
    """Files of this process may not grow beyond 1,000 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("small_files")
def test_a_limit_on_file_sizes_is_met_with_more_files(tmp_path: Path, points: Points) -> None:
    file = EventFile(str(tmp_path), collect=0.01)
    add(file, range(100))
    wait_until(lambda: len(points(tmp_path)) == 100)
    file.close()
    assert steps(points(tmp_path)) == list(range(100))
    assert len(list(tmp_path.iterdir())) > 3


def test_a_deleted_directory_is_made_again(tmp_path: Path, points: Points, caplog: pytest.LogCaptureFixture) -> None:
    logdir = tmp_path / "run"
    file = EventFile(str(logdir))
    add(file, range(10))
    file.flush()
    shutil.rmtree(logdir)
    add(file, range(10, 20))
    file.flush()
    file.close()
    assert steps(points(logdir)) == list(range(10, 20))
    assert "the event file was deleted" in caplog.text


def test_a_moved_directory_is_written_to_where_it_is(tmp_path: Path, points: Points) -> None:
    file = EventFile(str(tmp_path / "run"))
    add(file, range(10))
    file.flush()
    (tmp_path / "run").rename(tmp_path / "moved")
    add(file, range(10, 20))
    file.close()
    assert steps(points(tmp_path / "moved")) == list(range(20))
    assert not (tmp_path / "run").exists()


def test_a_directory_that_cannot_be_made(tmp_path: Path, points: Points, caplog: pytest.LogCaptureFixture) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a directory")
    file = EventFile(str(blocked / "run"))
    file.open()
    add(file, range(5))
    file.flush()
    assert file.errors
    assert len(caplog.records) == 1
    assert "Not a directory" in caplog.text
    blocked.unlink()
    file.close()
    assert steps(points(tmp_path)) == list(range(5))


@pytest.mark.parametrize("logdir", ["nul\0byte", "x" * 300])
def test_impossible_directories_do_not_raise(logdir: str, tmp_path: Path) -> None:
    file = EventFile(str(tmp_path / logdir))
    add(file, range(5))
    file.close()
    assert file.dropped == 5


def test_a_full_queue_waits_and_counts(tmp_path: Path, points: Points) -> None:
    file = EventFile(str(tmp_path), queue_bytes=10 * SCALAR_BYTES)
    add(file, range(1000))
    file.close()
    assert file.waits
    assert file.dropped == 0
    assert steps(points(tmp_path)) == list(range(1000))


def test_a_full_queue_of_large_events_waits(tmp_path: Path, events: Callable[[Path], list[Event]]) -> None:
    file = EventFile(str(tmp_path), queue_bytes=10_000)
    for step in range(50):
        file.add(Event(step=step, graph_def=bytes(3000)).SerializeToString())
    file.close()
    assert file.waits
    assert [event.step for event in events(tmp_path)[1:]] == list(range(50))


def test_a_full_queue_drops_when_writing_fails(
    tmp_path: Path, disk: Disk, points: Points, caplog: pytest.LogCaptureFixture
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

    monkeypatch.setattr(growing_file.os, "write", hanging)
    monkeypatch.setattr(event_file, "PATIENCE", 0.05)
    file = EventFile(str(tmp_path), queue_bytes=10 * SCALAR_BYTES)
    add(file, range(100))
    file.flush()
    assert file.dropped
    hang.set()
    monkeypatch.setattr(event_file, "PATIENCE", 30.0)
    file.close()
    assert len(points(tmp_path)) == 100 - file.dropped


def test_one_event_that_cannot_be_encoded_costs_itself(
    tmp_path: Path, points: Points, caplog: pytest.LogCaptureFixture
) -> None:
    file = EventFile(str(tmp_path))
    for step, value in enumerate([1.0, "two", 3.0]):
        file.add_scalar("a", value, step, 1.0)  # type: ignore[arg-type]
    file.close()
    assert points(tmp_path) == [("a", 0, 1.0), ("a", 2, 3.0)]
    assert "('a', 'two', 1, 1.0)" in caplog.text


def test_order_is_kept_across_kinds_and_batches(tmp_path: Path, events: Callable[[Path], list[Event]]) -> None:
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


def test_an_unused_file_is_not_created(tmp_path: Path) -> None:
    file = EventFile(str(tmp_path / "run"))
    file.flush()
    file.close()
    assert not (tmp_path / "run").exists()


def test_no_name_is_used_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, points: Points) -> None:
    files = []
    for step in range(3):
        monkeypatch.setattr(growing_file, "_numbers", iter(range(10)))
        files.append(EventFile(str(tmp_path)))
        add(files[-1], range(step, step + 1))
        files[-1].flush()
    for file in files:
        file.close()
    assert len({file.path for file in files}) == 3
    assert steps(points(tmp_path)) == [0, 1, 2]


def test_no_thread_to_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, points: Points) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    file = EventFile(str(tmp_path))
    add(file, range(10))
    assert steps(points(tmp_path)) == list(range(10))
    file.close()
