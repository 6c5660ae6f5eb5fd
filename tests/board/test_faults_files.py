"""Files that tools of all kinds put in place, rights that come and go, clocks that jump, a loader that stumbles."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest

import board
from board.loader import Loader
from board.logdir import Tree
from board.stalls import Asking
from board.store import Store
from summary.scalar_records import frame_scalars
from tests.board.faulty import nobody, wait_for

FILE = "events.out.tfevents.1.host"


def points(*steps: int, wall: float = 100.0) -> bytes:
    return frame_scalars([("a", float(step), step, wall + step) for step in steps])


def steps(logs: board.Logs, run: str = ".") -> list[int]:
    return logs.scalars(run, "a").step.tolist()


def held(store: Store) -> int:
    """How many points there are; none before they have been read."""
    try:
        return len(store.series(".", "a").points.step)
    except board.NotFound:
        return 0


class Numbers:
    """The number that a run's only file has in the store: another once what was read of it was forgotten."""

    def __init__(self, logs: board.Logs) -> None:
        self._store = logs._store

    def now(self, run: str = ".") -> int:
        (source,) = self._store._runs[run].sources
        return source.number


# Copies.


def test_a_longer_copy_in_place_of_a_file_is_read_on_and_not_afresh(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(points(0, 1))
    logs = board.load(tmp_path)
    before = Numbers(logs).now()
    part = tmp_path / "copy"
    part.write_bytes(points(0, 1, 2))
    os.replace(part, path)
    logs.refresh()
    assert steps(logs) == [0, 1, 2]
    assert Numbers(logs).now() == before, "what was read was never forgotten, so nothing flickers"


def test_another_file_of_the_same_name_is_read_afresh(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(points(0, 1))
    logs = board.load(tmp_path)
    part = tmp_path / "copy"
    part.write_bytes(points(5, 6, 7))
    os.replace(part, path)
    logs.refresh()
    assert steps(logs) == [5, 6, 7]


def test_a_whole_copy_in_place_of_a_damaged_file_mends_it(tmp_path: Path) -> None:
    path = tmp_path / FILE
    first, second, third = points(0), points(1), points(2)
    path.write_bytes(first + second[:-1] + b"!" + third)
    logs = board.load(tmp_path)
    assert (steps(logs), len(logs.problems)) == ([0, 2], 1)
    part = tmp_path / "copy"
    part.write_bytes(first + second + third)
    os.replace(part, path)
    logs.refresh()
    assert (steps(logs), len(logs.problems)) == ([0, 1, 2], 0)


def test_a_file_that_shrinks_shows_what_is_left_and_grows_on(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(points(0, 1, 2))
    logs = board.load(tmp_path)
    os.truncate(path, len(points(0, 1)))
    logs.refresh()
    assert steps(logs) == [0, 1]
    os.truncate(path, 0)
    logs.refresh()
    assert logs.tags(".") == {}
    path.write_bytes(points(0, 1, 2, 3))
    logs.refresh()
    assert steps(logs) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "name", [f".{FILE}.Xa9B2c", f"{FILE}.3f1c.partial", f".~tmp~/{FILE}", f".rsync-partial/{FILE}"]
)
def test_an_unfinished_copy_is_no_file_of_the_run(tmp_path: Path, name: str) -> None:
    (tmp_path / FILE).write_bytes(points(0, 1))
    part = tmp_path / name
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(points(0))
    logs = board.load(tmp_path)
    assert logs.runs == (".",)
    assert steps(logs) == [0, 1]


@pytest.mark.skipif(shutil.which("rsync") is None, reason="There is no rsync.")
@pytest.mark.parametrize("flags", [["-a"], ["-a", "--inplace"], ["-a", "--append"]], ids=" ".join)
def test_what_rsync_brings_is_read(tmp_path: Path, flags: list[str]) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    for path in (there, here):
        path.mkdir()

    def bring() -> None:
        subprocess.run(["rsync", *flags, f"{there}/", f"{here}/"], check=True)

    (there / FILE).write_bytes(points(0, 1))
    bring()
    logs = board.load(here)
    for more in (2, 3, 4):
        with (there / FILE).open("ab") as file:
            file.write(points(more))
        bring()
        logs.refresh()
        assert steps(logs) == list(range(more + 1))
    assert not logs.problems


# Rights.


@pytest.mark.parametrize("damage", [b"", b"no record"], ids=["sound", "damaged"])
def test_a_file_that_may_no_longer_be_read_keeps_what_was_read(open_to_all: Path, damage: bytes) -> None:
    path = open_to_all / FILE
    path.write_bytes(points(0) + damage + points(1))
    with nobody():
        logs = board.load(open_to_all)
    os.chmod(path, 0)
    _append(path, points(2))
    with nobody():
        for _ in range(3):
            logs.refresh()
            assert steps(logs) == [0, 1]
            assert "cannot be read: Permission denied" in [problem.reason for problem in logs.problems]
    os.chmod(path, 0o644)
    with nobody():
        logs.refresh()
    assert (steps(logs), len(logs.problems)) == ([0, 1, 2], bool(damage))


def test_a_directory_that_may_no_longer_be_listed_keeps_its_runs(open_to_all: Path) -> None:
    run = open_to_all / "run"
    run.mkdir()
    (run / FILE).write_bytes(points(0, 1))
    with nobody():
        logs = board.load(open_to_all)
    os.chmod(run, 0)
    (open_to_all / "other").mkdir()
    (open_to_all / "other" / FILE).write_bytes(points(7))
    with nobody():
        for _ in range(2):
            logs.refresh()
            assert (steps(logs, "run"), steps(logs, "other")) == ([0, 1], [7])
            assert "this directory cannot be listed: Permission denied" in [one.reason for one in logs.problems]
    os.chmod(run, 0o755)
    with nobody():
        logs.refresh()
    assert (steps(logs, "run"), logs.problems) == ([0, 1], ())


def _append(path: Path, data: bytes) -> None:
    """As the owner of a file that is open may, whatever its rights are."""
    mode = path.stat().st_mode
    os.chmod(path, 0o644)
    with path.open("ab") as file:
        file.write(data)
    os.chmod(path, mode)


# Clocks.


@pytest.mark.parametrize("ahead", [-7200.0, 7200.0], ids=["behind", "ahead"])
def test_a_directory_is_listed_again_though_the_clock_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: float
) -> None:
    """A file may come within the same tick of a file system's clock, after the directory was listed."""
    right = time.time_ns
    monkeypatch.setattr("board.logdir.time.time_ns", lambda: right() + int(ahead * 1e9))
    (tmp_path / "1.tfevents").touch()
    stamp = tmp_path.stat().st_mtime_ns
    tree = Tree(tmp_path)
    assert [len(found.files) for found in tree.walk(Asking())] == [1]
    (tmp_path / "2.tfevents").touch()
    os.utime(tmp_path, ns=(stamp, stamp))
    assert [len(found.files) for found in tree.walk(Asking())] == [2]


def test_rounds_go_on_when_the_clock_jumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_bytes(points(0))
    store = Store()
    loader = Loader(tmp_path, store)
    loader.start(0.02)
    try:
        wait_for(lambda: held(store), bool)
        right, right_ns = time.time, time.time_ns
        for jump in (-86400.0, 86400.0):
            monkeypatch.setattr("time.time", lambda jump=jump: right() + jump)
            monkeypatch.setattr("time.time_ns", lambda jump=jump: right_ns() + int(jump * 1e9))
            before = held(store)
            _append(tmp_path / FILE, points(before))
            wait_for(lambda: held(store), lambda count, before=before: count == before + 1)
    finally:
        loader.stop()


# The loader.


@pytest.mark.parametrize("failure", [SystemExit(3), MemoryError(), RuntimeError("a bug")], ids=repr)
def test_a_loader_that_dies_goes_on_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failure: BaseException
) -> None:
    (tmp_path / FILE).write_bytes(points(0))
    store = Store()
    loader = Loader(tmp_path, store)
    loader.start(0.02)
    try:
        wait_for(lambda: held(store), bool)

        deaths = []

        def die(_: object) -> None:
            deaths.append(failure)
            raise failure

        monkeypatch.setattr(loader, "_refresh", die)
        wait_for(lambda: len(deaths), lambda count: count >= 4)
        (problem,) = store.problems()
        assert problem.reason.startswith("reading the logdir failed, and is tried again: ")
        assert type(failure).__name__ in problem.reason
        said = [record for record in caplog.records if "Reading the logdir failed" in record.getMessage()]
        assert len(said) == 1, "once, and not in every round"
        monkeypatch.undo()
        _append(tmp_path / FILE, points(1))
        wait_for(lambda: held(store), lambda count: count == 2)
        wait_for(store.problems, lambda problems: problems == ())
    finally:
        loader.stop()
    assert not any(thread.name == "board-loader" for thread in threading.enumerate())


def test_a_loader_without_a_thread_to_scan_goes_on_once_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE).write_bytes(points(0))
    store = Store()
    loader = Loader(tmp_path, store)
    loader.refresh()
    _append(tmp_path / FILE, points(1))

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(RuntimeError):
        loader.refresh()
    monkeypatch.undo()
    loader.refresh()
    assert store.series(".", "a").points.step.tolist() == [0, 1]
