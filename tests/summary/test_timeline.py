"""Timelines of the program's own: what is recorded, by whom, when; and that nothing of it disturbs."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import summary
from board.timeline.assembling import assembled
from board.timeline.reading import read
from board.timeline.texts import MadeText
from board.timeline.trace import Trace
from summary import ProfilerHook, SummaryWriter, timeline

Event = dict[str, Any]


def events(path: Path) -> list[Event]:
    """As any other program reads them."""
    found: list[Event] = json.loads(gzip.decompress(path.read_bytes()))["traceEvents"]
    return found


def spans(path: Path) -> dict[str, Event]:
    return {one["name"]: one for one in events(path) if one["ph"] == "X"}


def shown(path: Path) -> Trace:
    """As board reads them."""
    return assembled(read(path), MadeText(gzip.decompress(path.read_bytes())))


def inside(inner: Event, outer: Event) -> bool:
    return bool(outer["ts"] <= inner["ts"] and inner["ts"] + inner["dur"] <= outer["ts"] + outer["dur"] + 0.001)


def in_a_loop(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """What a coroutine gives, in a thread of its own: in this one the browser of other tests may have its loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(main())).result()


@pytest.fixture(autouse=True)
def _all_is_written() -> Iterator[None]:
    yield
    timeline.wait()


def test_spans_marks_and_counters_stand_where_they_were(tmp_path: Path) -> None:
    before = time.time()
    with timeline.record(tmp_path, step=7):
        with timeline.span("outer", batch=3, loss=np.float32(0.5), bad=float("nan")):
            time.sleep(0.002)
            with timeline.span("inner é"):
                time.sleep(0.001)
            timeline.mark("epoch", number=1)
        timeline.counter("memory", 12)
        timeline.counter("queue", waiting=2, done=5)
    timeline.wait()
    found = events(tmp_path / "timeline-7.json.gz")
    by_name = {one["name"]: one for one in found}
    assert inside(by_name["inner é"], by_name["outer"])
    assert by_name["inner é"]["dur"] >= 1000 and by_name["outer"]["dur"] >= 3000
    assert (
        by_name["outer"]["args"] == {"batch": "3", "loss": "0.5", "bad": "nan"}
        or by_name["outer"]["args"]["batch"] == 3
    )
    assert before <= by_name["outer"]["ts"] / 1e6 <= time.time()
    assert by_name["epoch"]["ph"] == "i" and by_name["epoch"]["args"] == {"number": 1}
    assert by_name["memory"]["args"] == {"memory": 12} and by_name["queue"]["args"] == {"waiting": 2, "done": 5}
    assert by_name["thread_name"]["args"]["name"] == "MainThread"
    assert {one["pid"] for one in found} == {os.getpid()}


def test_board_shows_the_same(tmp_path: Path) -> None:
    with timeline.record(tmp_path):
        for number in range(50):
            with timeline.span("step", number=number), timeline.span("forward"):
                pass
    timeline.wait()
    path = tmp_path / "timeline-0.json.gz"
    trace, written = shown(path), [one for one in events(path) if one["ph"] == "X"]
    assert len(trace.slices.start) == len(written) == 100 and trace.notes == ()
    names = [trace.names[number] for number in trace.slices.name]
    assert sorted(names) == sorted(one["name"] for one in written)
    for row, name in enumerate(names):
        parent = int(trace.slices.parent[row])
        assert (name == "step" and parent == -1) or (name == "forward" and names[parent] == "step")


def test_every_thread_has_a_track_of_its_own(tmp_path: Path) -> None:
    def work() -> None:
        with timeline.span("work"):
            time.sleep(0.001)

    with timeline.record(tmp_path):
        threads = [threading.Thread(target=work, name=f"worker {number}") for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    timeline.wait()
    found = shown(tmp_path / "timeline-0.json.gz")
    assert sorted(track.thread_name for track in found.tracks) == [f"worker {number}" for number in range(3)]


def test_tasks_that_await_do_not_hold_each_other(tmp_path: Path) -> None:
    async def fetch(name: str, waits: float) -> None:
        with timeline.span(name):
            await asyncio.sleep(waits)
            with timeline.span(f"parse {name}"):
                await asyncio.sleep(0.001)

    async def main() -> None:
        await asyncio.gather(fetch("a", 0.003), fetch("b", 0.001))

    with timeline.record(tmp_path):
        in_a_loop(main)
    timeline.wait()
    path = tmp_path / "timeline-0.json.gz"
    ids = {(one["name"], one["ph"]): one["id"] for one in events(path) if one["ph"] in "be"}
    assert ids["a", "b"] == ids["a", "e"] == ids["parse a", "b"] != ids["b", "b"]
    trace = shown(path)
    (track,) = trace.tracks
    assert track.kind == "async" and trace.notes == ()
    slices = trace.slices
    found = {trace.names[slices.name[row]]: (int(slices.start[row]), int(slices.duration[row])) for row in range(4)}
    assert found["a"][1] > found["b"][1] > found["parse b"][1]


def test_decorated_functions_are_recorded_and_do_what_they_did(tmp_path: Path) -> None:
    @timeline.traced
    def plain(value: int, *, more: int = 1) -> int:
        """What it does."""
        return value + more

    @timeline.traced(name="steps")
    def steps() -> Any:
        got = yield 1
        yield got
        return 9

    @timeline.traced
    async def later() -> str:
        await asyncio.sleep(0)
        return "done"

    assert plain.__name__ == "plain" and plain.__doc__ == "What it does."

    def drive() -> tuple[Any, ...]:
        generator = steps()
        first, second = next(generator), generator.send("sent")
        with pytest.raises(StopIteration) as ended:
            next(generator)
        return plain(1, more=2), first, second, ended.value.value, in_a_loop(later)

    wanted = (3, 1, "sent", 9, "done")
    assert drive() == wanted
    with timeline.record(tmp_path):
        assert drive() == wanted
    timeline.wait()
    found = [one["name"].rpartition(".")[2] for one in events(tmp_path / "timeline-0.json.gz") if one["ph"] in "Xb"]
    assert sorted(found) == ["later", "plain", "steps", "steps", "steps"]


def test_an_exception_goes_through_and_its_span_is_recorded(tmp_path: Path) -> None:
    with pytest.raises(KeyError), timeline.record(tmp_path), timeline.span("fails"):
        raise KeyError
    timeline.wait()
    assert set(spans(tmp_path / "timeline-0.json.gz")) == {"fails"}
    with timeline.span("not recorded"):
        pass


def test_one_records_at_a_time(tmp_path: Path) -> None:
    with timeline.record(tmp_path / "outer"), timeline.record(tmp_path / "inner"), timeline.span("a"):
        pass
    timeline.wait()
    assert set(spans(tmp_path / "outer/timeline-0.json.gz")) == {"a"}
    assert not (tmp_path / "inner").exists()


def test_it_is_written_into_a_writers_run(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "run") as writer, timeline.record(writer, 3), summary.timeline.span("a"):
        pass
    timeline.wait()
    assert set(spans(tmp_path / "run/timeline-3.json.gz")) == {"a"}


def test_what_cannot_be_written_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    with caplog.at_level(logging.WARNING), timeline.record(tmp_path / "file"), timeline.span("a"):
        pass
    timeline.wait()
    assert "was not written" in caplog.text


def test_there_is_a_bound_to_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(timeline, "MOST", 10)
    with timeline.record(tmp_path):
        for _ in range(25):
            with timeline.span("a"):
                pass
    timeline.wait()
    assert len([one for one in events(tmp_path / "timeline-0.json.gz") if one["ph"] == "X"]) == 10
    assert "15 more" in caplog.text


def test_a_program_that_ends_has_written_it(tmp_path: Path) -> None:
    script = """
import sys
from summary import timeline
with timeline.record(sys.argv[1], step=5), timeline.span("last"):
    pass
"""
    subprocess.run([sys.executable, "-c", script, tmp_path], check=True, cwd=Path(__file__).parents[2])
    assert set(spans(tmp_path / "timeline-5.json.gz")) == {"last"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_child_records_nothing_of_its_parents(tmp_path: Path) -> None:
    script = """
import os, sys
from summary import timeline
with timeline.record(sys.argv[1] + "/parent"):
    with timeline.span("parent"):
        pass
    if os.fork() == 0:
        with timeline.record(sys.argv[1] + "/child"), timeline.span("child"):
            pass
        timeline.wait()
        os._exit(0)
    os.wait()
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", script, tmp_path], check=True, cwd=Path(__file__).parents[2])
    assert set(spans(tmp_path / "parent/timeline-0.json.gz")) == {"parent"}
    assert set(spans(tmp_path / "child/timeline-0.json.gz")) == {"child"}


def saved(directory: Path) -> list[int]:
    return sorted(int(path.name.split("-")[1].split(".")[0]) for path in directory.glob("timeline-*.json*"))


@pytest.mark.parametrize(("every", "steps"), [(1, 4), (3, 10), (5, 5)])
def test_a_hook_records_the_steps_that_tensorflows_does(tmp_path: Path, every: int, steps: int) -> None:
    tf = pytest.importorskip("tensorflow").compat.v1
    training = pytest.importorskip("tensorflow.python.training.training_util")
    graph = tf.Graph()
    with graph.as_default():
        step = tf.train.get_or_create_global_step()
        # Otherwise the hook reads the step before or after it is counted on, as it happens.
        with tf.control_dependencies([training._get_or_create_global_step_read()]):
            advance = tf.assign_add(step, 1)
        theirs = tf.train.ProfilerHook(save_steps=every, output_dir=str(tmp_path / "theirs"))
        ours = ProfilerHook(save_steps=every, output_dir=tmp_path / "ours")
        with tf.train.MonitoredSession(hooks=[theirs]) as session:
            ours.begin()
            for _ in range(steps):
                ours.before_run()
                session.run(advance)
                ours.after_run()
            ours.end()
    assert saved(tmp_path / "ours") == saved(tmp_path / "theirs")


def test_a_loop_over_a_hook_records_every_so_many_turns(tmp_path: Path) -> None:
    hook = ProfilerHook(save_steps=4, output_dir=tmp_path)
    turns = []
    for item in hook(range(10)):
        with timeline.span(f"train {item}"):
            turns.append(item)
    hook.end()
    assert turns == list(range(10))
    assert saved(tmp_path) == [4, 8]
    found = spans(tmp_path / "timeline-4.json.gz")
    assert set(found) == {"step 4", "next", "train 3"}
    assert inside(found["train 3"], found["step 4"]) and inside(found["next"], found["step 4"])


def test_steps_as_contexts_and_by_time(tmp_path: Path) -> None:
    hook = ProfilerHook(save_secs=0.000001, output_dir=tmp_path)
    for _ in range(3):
        with hook.step():
            time.sleep(0.0001)
    hook.end()
    assert saved(tmp_path) == [2, 3]


@pytest.mark.parametrize("options", [{}, {"save_steps": 1, "save_secs": 1}, {"save_steps": 0}, {"save_secs": -1}])
def test_a_hook_that_makes_no_sense_is_an_error(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="save_"):
        ProfilerHook(**options)
