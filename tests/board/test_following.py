"""Files that grow, vanish, shrink and are replaced while they are followed."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import board
from board.loader import Loader
from board.store import Store
from summary.proto.event import Event
from summary.record import frame
from summary.scalar_records import frame_scalars
from tests.board.faulty import nobody


def scalars(*steps: int, tag: str = "a", wall: float = 100.0) -> bytes:
    return frame_scalars([(tag, float(step), step, wall + step) for step in steps])


def steps(logs: board.Logs, run: str = ".", tag: str = "a") -> list[int]:
    return logs.scalars(run, tag).step.tolist()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "events.tfevents.1"


def test_appended_points_come_with_a_refresh(file: Path) -> None:
    file.write_bytes(scalars(0, 1))
    logs = board.load(file.parent)
    with file.open("ab") as stream:
        stream.write(scalars(2, 3))
    assert steps(logs) == [0, 1]
    logs.refresh()
    assert steps(logs) == [0, 1, 2, 3]


def test_a_refresh_that_finds_nothing_new_is_no_new_version(file: Path) -> None:
    file.write_bytes(scalars(0, 1))
    store = Store()
    loader = Loader(file.parent, store)
    loader.refresh()
    version = store.version
    for _ in range(2):
        loader.refresh()
    assert store.version == version
    with file.open("ab") as stream:
        stream.write(scalars(2))
    loader.refresh()
    assert store.version > version


def test_a_torn_record_waits_for_its_rest(file: Path) -> None:
    whole = scalars(0, 1, 2)
    file.write_bytes(whole[:-7])
    logs = board.load(file.parent)
    assert steps(logs) == [0, 1]
    assert not logs.problems
    file.write_bytes(whole)
    logs.refresh()
    assert steps(logs) == [0, 1, 2]


def test_a_damaged_tail_is_a_problem_until_it_is_mended(file: Path) -> None:
    whole = scalars(0, 1)
    file.write_bytes(whole[:-4] + b"\0\0\0\0")
    logs = board.load(file.parent)
    assert steps(logs) == [0]
    assert [problem.file for problem in logs.problems] == [file.name]
    file.write_bytes(whole)
    logs.refresh()
    assert steps(logs) == [0, 1]
    assert not logs.problems


def test_damage_that_intact_records_follow_stays_a_problem(file: Path) -> None:
    first, second, third = scalars(0), scalars(1), scalars(2)
    file.write_bytes(first + second[:-1] + b"!")
    logs = board.load(file.parent)
    assert logs.problems[0].offset == len(first)
    with file.open("ab") as stream:
        stream.write(third)
    logs.refresh()
    assert steps(logs) == [0, 2]
    assert [(problem.offset, problem.run) for problem in logs.problems] == [(len(first), ".")]


@pytest.mark.parametrize("new", [scalars(7), scalars(5, 6, 7, 8)], ids=["shorter", "longer"])
def test_a_file_rewritten_in_place_is_read_afresh(file: Path, new: bytes) -> None:
    file.write_bytes(scalars(0, 1, 2))
    logs = board.load(file.parent)
    file.write_bytes(new)
    logs.refresh()
    assert steps(logs) == [7] if len(steps(logs)) == 1 else [5, 6, 7, 8]


def test_a_file_put_in_place_of_another_is_read_afresh(file: Path) -> None:
    file.write_bytes(scalars(0, 1, 2))
    logs = board.load(file.parent)
    new = file.with_name("new")
    new.write_bytes(scalars(0, 1, 2, 3))
    os.replace(new, file)
    logs.refresh()
    assert steps(logs) == [0, 1, 2, 3]


def test_runs_come_and_go(file: Path) -> None:
    logs = board.load(file.parent)
    assert logs.runs == ()
    file.write_bytes(scalars(0))
    logs.refresh()
    assert logs.runs == (".",)
    file.unlink()
    logs.refresh()
    assert logs.runs == ()
    with pytest.raises(board.NotFound, match="There is no run"):
        logs.tags(".")


def test_runs_are_listed_oldest_first(tmp_path: Path) -> None:
    for name, wall in (("b", 50.0), ("a", 70.0), ("c", 60.0)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tfevents").write_bytes(scalars(0, wall=wall))
    assert board.load(tmp_path).runs == ("b", "c", "a")


def test_metadata_come_once_and_hold_for_what_is_appended(file: Path) -> None:
    def event(step: int, described: bool) -> bytes:
        message = Event(wall_time=1.0 + step, step=step)
        value = message.summary.value.add(tag="a")
        value.tensor.dtype = 2
        value.tensor.double_val.append(step / 3)
        if described:
            value.metadata.plugin_data.plugin_name = "scalars"
            value.metadata.summary_description = "thirds"
        return frame(message.SerializeToString())

    file.write_bytes(event(0, True))
    logs = board.load(file.parent)
    with file.open("ab") as stream:
        stream.write(event(1, False) + event(2, False))
    logs.refresh()
    assert logs.tags(".") == {"a": "scalars"}
    assert logs.scalars(".", "a").value.tolist() == [0, 1 / 3, 2 / 3]


def test_a_link_in_a_circle_costs_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "good.tfevents").write_bytes(scalars(0))
    (tmp_path / "loop.tfevents").symlink_to(tmp_path / "loop.tfevents")
    assert steps(board.load(tmp_path)) == [0]


def test_a_file_that_cannot_be_read_is_a_problem_until_it_can(open_to_all: Path) -> None:
    (open_to_all / "run").mkdir()
    (open_to_all / "run" / "events.tfevents.1").write_bytes(scalars(0))
    logs = board.load(open_to_all)
    (open_to_all / "run").chmod(0o444)  # names can be read, and nothing of what they stand for
    with nobody():
        logs.refresh()
    assert [problem.reason for problem in logs.problems] == ["cannot be read: Permission denied"]
    assert steps(logs, "run") == [0]
    (open_to_all / "run").chmod(0o755)
    logs.refresh()
    assert steps(logs, "run") == [0]
    assert not logs.problems


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_many_small_appends_are_one_series(tmp_path_factory: pytest.TempPathFactory, sizes: list[int]) -> None:
    file = tmp_path_factory.mktemp("growing") / "tfevents"
    file.touch()
    logs = board.load(file.parent)
    written = 0
    for size in sizes:
        with file.open("ab") as stream:
            for tag in ("a", "b"):
                stream.write(frame_scalars([(tag, i, i, float(i)) for i in range(written, written + size)]))
        written += size
        logs.refresh()
    for tag in ("a", "b"):
        points = logs.scalars(".", tag)
        np.testing.assert_array_equal(points.step, np.arange(written))
        np.testing.assert_array_equal(points.value, np.arange(written, dtype=np.float32))
    (source,) = logs._store._runs["."].sources
    assert len(source.parts) <= 2 + np.log2(2 * written)


def test_the_thread_follows_and_stops(file: Path) -> None:
    file.write_bytes(scalars(0))
    store = Store()
    loader = Loader(file.parent, store)
    grown = threading.Event()

    def wait_for_points(number: int) -> None:
        while len(store.series(".", "a").points.step) < number:
            grown.wait(0.01)

    loader.start(0.02)
    while "." not in store.runs() or not store.tags("."):
        grown.wait(0.01)
    with file.open("ab") as stream:
        stream.write(scalars(1, 2))
    wait_for_points(3)
    loader.stop()
    assert not any(thread.name == "board-loader" for thread in threading.enumerate())
