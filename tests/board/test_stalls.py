"""Calls that do not return, among many that are made together."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from board import stalls
from board.directories import Entries
from board.stalls import LEFT_ALONE, Asking, GivenUp
from tests.board.faulty import wait_for

PATHS = [f"/share/{number}" for number in range(6)]
DEVICES = [7] * 6


class Stuck:
    """A surveyor that stays at one of the paths until it is let go."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.calls = 0
        self.go = threading.Event()
        self.stopped = False

    def progress(self) -> tuple[int, int]:
        return self.at, self.calls

    def stop(self) -> None:
        self.stopped = True

    def look_into(self, paths: Sequence[str]) -> list[Entries]:
        assert self.go.wait(20)
        return [Entries(0, [], [], [], []) for _ in paths]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, as the watcher sees it; nothing is known of stalls but what the test makes."""
    clock = [1000.0]
    monkeypatch.setattr("board.stalls.time.monotonic", lambda: clock[0])
    monkeypatch.setattr("board.stalls.stalls", stalls.Stalls())
    return clock


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Stuck, Asking, list[str], threading.Thread]]:
    """An asking thread that is at the third of the paths, and what becomes of it."""
    surveyor, asking, ended = Stuck(2), Asking(), list[str]()
    monkeypatch.setattr(asking, "_surveyor", surveyor)

    def ask() -> None:
        try:
            asking.look_into(PATHS, DEVICES)
            ended.append("told")
        except GivenUp:
            ended.append("given up")

    thread = threading.Thread(target=ask)
    thread.start()
    wait_for(lambda: asking._paths, bool)
    yield surveyor, asking, ended, thread
    surveyor.go.set()
    thread.join()


def test_the_path_that_does_not_answer_is_told_from_the_others(
    now: list[float], stuck: tuple[Stuck, Asking, list[str], threading.Thread]
) -> None:
    surveyor, asking, ended, thread = stuck
    assert not asking.has_stalled()
    now[0] += stalls.PATIENCE + 1
    assert asking.has_stalled() and surveyor.stopped
    assert [path for path in PATHS if stalls.stalls.holds(path)] == [PATHS[2]]
    assert not stalls.stalls.holds_device(7)
    surveyor.go.set()
    thread.join()
    assert ended == ["given up"]
    assert not stalls.stalls.any


def test_one_that_comes_on_however_slowly_is_not_given_up(
    now: list[float], stuck: tuple[Stuck, Asking, list[str], threading.Thread]
) -> None:
    surveyor, asking, ended, thread = stuck
    for _ in range(5):
        now[0] += stalls.PATIENCE + 1
        surveyor.calls += 1
        assert not asking.has_stalled()
    surveyor.go.set()
    thread.join()
    assert ended == ["told"]


def test_what_stalls_is_not_asked_for_again_and_the_others_are(now: list[float], tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("a", "b", "c")]
    for path in paths:
        Path(path).mkdir()
        (Path(path) / "tfevents").touch()
    stalls.stalls.begin(paths[1], 7)
    asking = Asking()
    assert [entries.error for entries in asking.look_into(paths, [0, 0, 0])] == [0, LEFT_ALONE, 0]
    assert asking.look_at(paths, [0, 0, 0])[:, 0].tolist() == [0, LEFT_ALONE, 0]
    assert asking.look_at([f"{path}/tfevents" for path in paths], [0, 0, 0])[:, 0].tolist() == [0, LEFT_ALONE, 0]
    for _ in range(stalls.MOST - 1):
        stalls.stalls.begin("/share/x", 7)
    assert [entries.error for entries in asking.look_into(paths, [7, 0, 0])] == [LEFT_ALONE, LEFT_ALONE, 0]
    assert asking.look_at(paths, [7, 7, 7])[:, 0].tolist() == [LEFT_ALONE] * 3
    assert stalls.reason_of(LEFT_ALONE) == stalls.REASON
