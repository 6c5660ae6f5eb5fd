"""Disks that break and network shares that go stale: what was read stays, what answers goes on, and all is read later."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from board import directories
from summary import SummaryWriter
from summary.record import COMPILED
from summary.scalar_records import frame_scalars
from tests.board.faulty import STALL, Faulty, Server, wait_for


def append(logdir: Path, run: str, *steps: int) -> Path:
    """Appends points to a run's file, which stands in that run's directory."""
    path = logdir / run / f"{run}.tfevents.1"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(frame_scalars([("loss", float(step), step, 100.0 + step) for step in steps]))
    return path


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Faulty:
    return Faulty(tmp_path_factory.mktemp("faulty"))


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def server(faulty: Faulty, logdir: Path) -> Iterator[Server]:
    append(logdir, "sound", 0)
    server = Server(logdir, faulty)
    yield server
    server.end()


@pytest.fixture(autouse=True)
def _healed(faulty: Faulty) -> Iterator[None]:
    yield
    faulty.heal()


def expect_news(server: Server, logdir: Path, run: str) -> None:
    """Points of a run that is new, and of later rounds, are seen."""
    for count in range(1, 4):
        append(logdir, run, count)
        assert len(wait_for(lambda: server.steps(run), lambda steps, count=count: len(steps) == count)) == count


REFUSALS = {
    "a disk that cannot be read": ("read", errno.EIO, "Input/output error"),
    "a file that may not be opened": ("open", errno.EACCES, "Permission denied"),
    "no descriptor left": ("open list", errno.EMFILE, "Too many open files"),
    "a stale share": ("open stat list read", errno.ESTALE, "Stale file handle"),
}


@pytest.mark.parametrize("fault", REFUSALS)
def test_what_was_read_stays_while_its_file_fails(server: Server, faulty: Faulty, logdir: Path, fault: str) -> None:
    calls, error, reason = REFUSALS[fault]
    run = f"r{error}"
    append(logdir, run, 0, 1)
    wait_for(lambda: server.steps(run), lambda steps: steps == [0, 1])
    faulty.fail(calls, error, f"/{run}")
    faulty.fail(calls, error, f"/{run}/")
    append(logdir, run, 2)
    wait_for(server.problems, lambda told: any(reason in one for one in told))
    expect_news(server, logdir, f"beside-{run}")
    assert server.steps(run) == [0, 1]
    faulty.heal()
    wait_for(lambda: server.steps(run), lambda steps: steps == [0, 1, 2])
    wait_for(server.problems, lambda told: told == [])


def test_a_directory_that_is_damaged_holds_what_it_held(server: Server, faulty: Faulty, logdir: Path) -> None:
    append(logdir, "damaged", 0)
    wait_for(lambda: server.steps("damaged"), lambda steps: steps == [0])
    faulty.fail("entries", errno.EIO, "/damaged")
    append(logdir, "damaged", 1)
    append(logdir / "damaged", "within", 0)
    wait_for(server.problems, lambda told: told == ["this directory cannot be listed: Input/output error"])
    expect_news(server, logdir, "beside-damaged")
    wait_for(lambda: server.steps("damaged"), lambda steps: steps == [0, 1])
    assert server.steps("damaged/within") == []
    faulty.heal()
    wait_for(lambda: server.steps("damaged/within"), lambda steps: steps == [0])
    wait_for(server.problems, lambda told: told == [])


@pytest.mark.skipif(not (COMPILED and directories.COMPILED), reason="Python itself calls again what was interrupted.")
def test_an_interrupted_call_is_made_again(server: Server, faulty: Faulty, logdir: Path) -> None:
    faulty.fail("open read stat list entries", errno.EINTR, "/interrupted/")
    faulty.fail("stat list entries", errno.EINTR, "/interrupted")
    append(logdir, "interrupted", 0, 1)
    wait_for(lambda: server.steps("interrupted"), lambda steps: steps == [0, 1])
    assert server.problems() == []


@pytest.mark.parametrize("call", ["stat", "list", "entries", "open", "read"])
def test_a_share_that_does_not_answer_stops_nobody_else(
    server: Server, faulty: Faulty, logdir: Path, call: str
) -> None:
    run = f"stuck-{call}"
    append(logdir, run, 0)
    wait_for(lambda: server.steps(run), lambda steps: steps == [0])
    faulty.fail(call, STALL, f"/{run}")
    faulty.fail(call, STALL, f"/{run}.tfevents.1")
    append(logdir, run, 1)
    (logdir / run / "touched").touch()
    wait_for(server.problems, lambda told: any("does not answer" in one for one in told))
    expect_news(server, logdir, f"beside-{call}")
    assert server.get("api/runs")["progress"]["done"]
    faulty.heal()
    wait_for(lambda: server.steps(run), lambda steps: steps == [0, 1])
    wait_for(server.problems, lambda told: told == [])


def test_only_what_does_not_answer_is_left_alone(server: Server, faulty: Faulty, logdir: Path) -> None:
    """Of directories that are asked for together, in whichever order that is."""
    runs = [f"ward-{number}" for number in range(9)]
    for run in runs:
        append(logdir, run, 0)
    wait_for(lambda: [server.steps(run) for run in runs], lambda steps: steps == [[0]] * 9)
    for run in (runs[2], runs[6]):
        faulty.fail("list", STALL, f"/{run}")
    for run in runs:
        (logdir / run / "touched").touch()
        append(logdir, run, 1)
    wait_for(lambda: {problem["run"] for problem in server.get("api/problems")["problems"]}, {runs[2], runs[6]}.__eq__)
    expected = [[0] if run in (runs[2], runs[6]) else [0, 1] for run in runs]
    wait_for(lambda: [server.steps(run) for run in runs], expected.__eq__)
    faulty.heal()
    wait_for(lambda: [server.steps(run) for run in runs], lambda steps: steps == [[0, 1]] * 9)
    wait_for(server.problems, lambda told: told == [])


def test_a_link_whose_end_cannot_be_told_is_what_it_was(server: Server, faulty: Faulty, logdir: Path) -> None:
    elsewhere = logdir.parent / "elsewhere"
    append(elsewhere, "far", 0)
    append(logdir, "near", 0)
    (logdir / "near" / "also.tfevents.2").symlink_to(elsewhere / "far" / "far.tfevents.1")
    (logdir / "near" / "below").symlink_to(elsewhere / "far")

    def both() -> tuple[list[int], list[int]]:
        return server.steps("near"), server.steps("near/below")

    before = wait_for(both, lambda steps: steps == ([0], [0]))
    faulty.fail("stat", errno.EIO, "/also.tfevents.2")
    faulty.fail("stat", errno.EIO, "/below")
    (logdir / "near" / "touched").touch()
    wait_for(server.problems, lambda told: "cannot be read: Input/output error" in told)
    expect_news(server, logdir, "beside-a-link")
    assert both() == before
    faulty.heal()
    wait_for(server.problems, lambda told: told == [])
    assert both() == before


def test_values_on_a_share_that_does_not_answer_stop_no_other_request(
    server: Server, faulty: Faulty, logdir: Path
) -> None:
    for run in ("silent", "said"):
        with SummaryWriter(logdir / run) as writer:
            writer.add_text("words", f"Those of {run}.")
    question = "data/plugin/text/text?tag=words/text_summary&run="
    wait_for(lambda: server.get("data/plugin/text/tags"), lambda tags: tags.get("silent") and tags.get("said"))
    faulty.fail("open stat", STALL, "/silent/")
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(server.get, question + "silent", 60) for _ in range(20)]
        assert "Those of said." in str(wait_for(lambda: server.get(question + "said", 60), bool))
        assert any(run[0] == "said" for run in server.get("api/runs")["runs"])
        told = wait_for(lambda: server.get(question + "silent"), bool)
        faulty.heal()
        assert "does not answer now" in str(told)
        faulty.heal()
        for one in asked:
            assert "Those of silent." in str(one.result()) or "does not answer now" in str(one.result())
    assert "Those of silent." in str(wait_for(lambda: server.get(question + "silent"), bool))
