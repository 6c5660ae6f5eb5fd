"""What happens when the disk, or the queue, does not play along."""

from __future__ import annotations

import errno
import itertools
import logging
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summary import event_file, growing_file
from summary.event_file import EventFile

Points = Callable[[Path], list[tuple[str, int, float]]]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again almost at once."""
    monkeypatch.setattr(event_file, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(event_file, "LONGEST_PAUSE", 0.01)


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
    room: int, tmp_path: Path, disk: Any, points: Points, caplog: pytest.LogCaptureFixture
) -> None:
    disk.room = room
    file = EventFile(str(tmp_path))
    add(file, range(100))
    file.flush()
    file.flush()
    assert file.errors >= 2
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


def test_names_are_in_the_order_of_making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing_file, "_numbers", itertools.count(8))
    paths = []
    for _ in range(4):
        file = EventFile(str(tmp_path))
        add(file, range(1))
        file.flush()
        paths.append(file.path)
        file.close()
    assert paths == sorted(paths)


@pytest.mark.parametrize("room", [0, 3, 40, 500, 1777])
def test_after_another_error_what_is_missing_goes_into_a_new_file(
    room: int, tmp_path: Path, disk: Any, points: Points
) -> None:
    disk.room, disk.error = room, errno.EIO
    file = EventFile(str(tmp_path))
    add(file, range(100))
    file.flush()
    assert file.errors == 1
    disk.room = float("inf")
    file.close()
    assert steps(points(tmp_path)) == list(range(100))
    assert len(list(tmp_path.iterdir())) == (2 if room else 1)


def test_it_tries_again_by_itself(tmp_path: Path, disk: Any, points: Points) -> None:
    disk.room = 0
    file = EventFile(str(tmp_path), collect=0.01)
    add(file, range(3))
    wait_until(lambda: file.errors > 2)
    disk.room = float("inf")
    wait_until(lambda: len(points(tmp_path)) == 3)
    file.close()


def test_what_cannot_be_written_by_the_end_is_counted(
    tmp_path: Path, disk: Any, caplog: pytest.LogCaptureFixture
) -> None:
    disk.room = 0
    file = EventFile(str(tmp_path))
    add(file, range(7))
    file.close()
    assert file.dropped == 7
    assert "7 events for" in caplog.text


# A process of its own, since the limit holds for all that a process writes, its reports among them.
LIMITED = """
import resource, signal, sys
from summary import event_file
event_file.FIRST_PAUSE = event_file.LONGEST_PAUSE = 0.01
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
file = event_file.EventFile(sys.argv[1], collect=0.01)
for step in range(100):
    file.add_scalar("a", step, step, 1.0)
for _ in range(20):
    file.flush()
file.close()
"""


def test_a_limit_on_file_sizes_is_met_with_more_files(
    tmp_path: Path, points: Points, script: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = script(LIMITED, tmp_path)
    assert done.returncode == 0, done.stderr
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


@pytest.mark.parametrize("error", [errno.EROFS, errno.EACCES, errno.EDQUOT, errno.ESTALE, errno.EMFILE])
def test_a_directory_that_refuses_files_for_a_while(
    error: int, tmp_path: Path, points: Points, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: Any) -> int:
        raise OSError(error, os.strerror(error))

    file = EventFile(str(tmp_path))
    with monkeypatch.context() as refusing:
        refusing.setattr(os, "open", refuse)
        add(file, range(5))
        file.flush()
    add(file, range(5, 10))
    file.close()
    assert os.strerror(error) in caplog.text
    assert steps(points(tmp_path)) == list(range(10))
    assert file.dropped == 0


@pytest.mark.parametrize("logdir", ["nul\0byte", "x" * 300])
def test_impossible_directories_do_not_raise(logdir: str, tmp_path: Path) -> None:
    file = EventFile(str(tmp_path / logdir))
    add(file, range(5))
    file.close()
    assert file.dropped == 5


def test_one_event_that_cannot_be_encoded_costs_itself(
    tmp_path: Path, points: Points, caplog: pytest.LogCaptureFixture
) -> None:
    file = EventFile(str(tmp_path))
    for step, value in enumerate([1.0, "two", 3.0]):
        file.add_scalar("a", value, step, 1.0)  # type: ignore[arg-type]
    file.close()
    assert points(tmp_path) == [("a", 0, 1.0), ("a", 2, 3.0)]
    assert "('a', 'two', 1, 1.0)" in caplog.text


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
