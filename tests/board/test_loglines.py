"""What the server says on its standard error: problems once, and with --verbose every request and every change of a file."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from board.loader import Loader
from board.metrics import exposition
from board.problemlog import MOST_OF_A_FILE, ProblemLog
from board.rounds import Rounds
from board.store import Problem, Store

from .conftest import Write
from .test_health import THREE, parsed, spoil

NAME = "events.out.tfevents.1.host"
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (.*)")
PATIENCE = 20.0


class Served:
    """The command, and what it has said so far on its standard error, without the times."""

    def __init__(self, said: Path, *arguments: str) -> None:
        self._said = said
        with said.open("w") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "board", "--port", "0", *arguments],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self._process.stdout
        found = re.search(r"http://\S+", self._process.stdout.readline())
        assert found, said.read_text()
        self.address = found[0]

    def get(self, path: str) -> bytes:
        port = urlsplit(self.address).port
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=PATIENCE) as reply:
            body: bytes = reply.read()
            return body

    def lines(self) -> list[str]:
        return [match[1] if (match := LINE.fullmatch(line)) else line for line in self._said.read_text().splitlines()]

    def until(self, holds: Callable[[list[str]], object]) -> list[str]:
        """The lines, once they are as they must be."""
        end = time.monotonic() + PATIENCE
        while not holds(lines := self.lines()):
            assert time.monotonic() < end, lines
            time.sleep(0.02)
        return lines

    def end(self) -> None:
        self._process.terminate()
        self._process.communicate()


@pytest.fixture
def say(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    servers: list[Served] = []

    def say(*arguments: str) -> Served:
        servers.append(Served(tmp_path / f"said-{len(servers)}", "--reload_interval", "0.05", *arguments))
        return servers[-1]

    yield say
    for served in servers:
        served.end()


def has(pattern: str) -> Callable[[list[str]], object]:
    return lambda lines: any(re.fullmatch(pattern, line) for line in lines)


def test_verbose_tells_requests_and_what_becomes_of_files(say: Callable[..., Served], write: Write) -> None:
    logdir = write(THREE)
    size = (logdir / "a" / NAME).stat().st_size
    served = say(str(logdir), "--verbose", "--token", "secret")
    served.until(has(f"a/{NAME}: found"))
    served.until(has(f"a/{NAME}: read on from byte 0 to {size} of {size}"))
    served.get("api/scalars?tag=loss&run=a&token=secret")
    lines = served.until(has(r"GET /api/scalars\?tag=loss&run=a&token=… 200 \d+ bytes [\d.]+ ms 127\.0\.0\.1"))
    assert not any("secret" in line for line in lines)
    write([*THREE, ("loss", 3.0, 2, 3.0)])
    served.until(has(rf"a/{NAME}: read on from byte {size} to (\d+) of \1"))
    (logdir / "a" / NAME).unlink()
    served.until(has(f"a/{NAME}: is gone"))
    write(THREE[:1])
    served.until(lambda lines: lines.count(f"a/{NAME}: found") == 2)


def test_a_problem_is_one_line_and_nothing_else_is_said(say: Callable[..., Served], write: Write) -> None:
    logdir = write(THREE, run="line\nend")
    at = spoil(logdir / "line\nend" / NAME)
    served = say(str(logdir))
    told = f"line\\nend/{NAME} at byte {at}: the data's checksum does not match"
    assert served.until(lambda lines: lines) == [told]
    served.get("api/runs")
    later = write(THREE, run="later")
    second = spoil(later / "later" / NAME, 0)
    lines = served.until(lambda lines: len(lines) > 1)
    assert lines == [told, f"later/{NAME}: the data's checksum does not match"] and second == 0


# How much is said.


class Troubled(Store):
    """A store with these problems."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Problem] = []
        self.asked = 0

    @property
    def problem_version(self) -> int:
        return len(self.found)

    def problems(self) -> tuple[Problem, ...]:
        self.asked += 1
        return tuple(self.found)


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.name == "board.problems"]


def test_a_problem_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    store = Troubled()
    log = ProblemLog(store)
    store.found.append(Problem("a", 5, "it is damaged", "."))
    for _ in range(3):
        log.tell()
    store.found.append(Problem("a", 7, "it is damaged", "."))
    log.tell()
    assert said(caplog) == ["a at byte 5: it is damaged", "a at byte 7: it is damaged"]
    assert store.asked == 2, "only when there is something new"


def test_a_file_with_a_great_many_problems_does_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    store = Troubled()
    store.found = [Problem("a", offset, "it is damaged", ".") for offset in range(1, 1000)]
    store.found.append(Problem("b", 0, "cannot be read: Permission denied", "."))
    log = ProblemLog(store)
    log.tell()
    store.found.append(Problem("a", 2000, "it is damaged", "."))
    log.tell()
    lines = said(caplog)
    assert lines[MOST_OF_A_FILE:] == [
        "a has more problems; the page lists them all.",
        "b: cannot be read: Permission denied",
    ]


def test_problems_of_very_many_files_do_not_fill_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("board.problemlog.MOST", 20)
    store = Troubled()
    store.found = [Problem(f"{number}", 1, "it is damaged", ".") for number in range(50)]
    ProblemLog(store).tell()
    lines = said(caplog)
    assert len(lines) == 20 and "more than 20 problems" in lines[-1]


def test_a_library_that_reads_says_nothing(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    logdir = write(THREE)
    spoil(logdir / "a" / NAME)
    with caplog.at_level(logging.INFO):
        Loader(logdir, Store()).refresh()
    assert said(caplog) == []


# What the loader counts.


def test_the_loader_counts_what_it_reads(write: Write) -> None:
    logdir = write(THREE)
    write(THREE, run="b")
    file = logdir / "a" / NAME
    spoil(file)
    size = file.stat().st_size
    rounds = Rounds()
    loader = Loader(logdir, Store(), rounds)

    def until(holds: Callable[[dict[str, float]], object]) -> dict[str, float]:
        end = time.monotonic() + PATIENCE
        while not holds(figures := parsed(exposition(rounds.families()))):
            assert time.monotonic() < end, figures
            time.sleep(0.01)
        return figures

    loader.start(0.02)
    try:
        first = until(lambda figures: figures["board_read_bytes_total"] == 2 * size)
        assert (first["board_read_records_total"], first["board_read_values_total"]) == (5, 5)
        assert first["board_lag_seconds_count"] == 0, "what was there before the start did not wait"
        with file.open("ab") as appended:
            appended.write((logdir / "b" / NAME).read_bytes())
            os.utime(file, (time.time() - 40, time.time() - 40))
        figures = until(lambda figures: figures["board_read_bytes_total"] == 3 * size)
        assert (figures["board_read_records_total"], figures["board_read_values_total"]) == (8, 8)
        assert figures["board_lag_seconds_count"] == 1
        counted = figures["board_loader_round_seconds_count"]
        later = until(lambda figures: figures["board_loader_round_seconds_count"] > counted)
        assert 0 <= later["board_loader_idle_seconds"] < PATIENCE
        assert later["board_loader_failures_total"] == 0
    finally:
        loader.stop()


def test_what_waited_long_to_be_read_is_told(write: Write) -> None:
    logdir = write(THREE)
    rounds = Rounds()
    loader = Loader(logdir, Store(), rounds)
    loader.refresh()
    write([*THREE, *THREE])
    os.utime(logdir / "a" / NAME, (time.time() - 40, time.time() - 40))
    loader.refresh()
    figures = parsed(exposition(rounds.families()))
    assert figures["board_lag_seconds_count"] == 1
    assert 39 < figures["board_lag_seconds_sum"] < 40 + PATIENCE
    assert rounds.so_far().lag == 60, "the class that it is in"


def test_a_round_that_fails_is_counted(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = Rounds()
    loader = Loader(write(THREE), Store(), rounds)
    monkeypatch.setattr(loader, "_refresh", lambda _: 1 / 0)
    loader.start(0)
    loader.stop()
    assert (rounds.so_far().rounds, rounds.so_far().failures) == (1, 1)
