"""However a process ends, and whatever it forks, what it logged is in the files, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from summary.proto.event import Event

Points = Callable[[Path], list[tuple[str, int, float]]]
Events = Callable[[Path], list[Event]]
Script = Callable[..., subprocess.CompletedProcess[str]]

OPEN = """
import os, signal, sys, threading, time
import summary

writer = summary.SummaryWriter(sys.argv[1])
for step in range(1000):
    writer.add_scalar("a", 1, step)
"""
MULTIPROCESSING = """
import multiprocessing, sys
import summary

def log(writer, worker):
    for step in range(100):
        writer.add_scalar(f"worker{worker}", 1, step)

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[2])
    writer = summary.SummaryWriter(sys.argv[1])
    writer.add_scalar("parent", 1, 0)
    workers = [context.Process(target=log, args=(writer, n)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
        assert worker.exitcode == 0, worker.exitcode
"""


@pytest.mark.parametrize(
    "ending",
    [
        "",
        "sys.exit(3)",
        "raise SystemError('training failed')",
        "os.kill(os.getpid(), signal.SIGINT)",
        "writer.flush(); os._exit(0)",
        "writer.flush(); os.kill(os.getpid(), signal.SIGKILL)",
        "writer.close(); os._exit(0)",
        "del writer",
        "time.sleep(1); os.kill(os.getpid(), signal.SIGKILL)",
    ],
)
def test_nothing_is_lost_when_a_process_ends(ending: str, tmp_path: Path, script: Script, points: Points) -> None:
    script(OPEN + ending, tmp_path)
    assert [step for _, step, _ in points(tmp_path)] == list(range(1000))


def test_an_ending_process_is_quiet(tmp_path: Path, script: Script) -> None:
    done = script(OPEN, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_kill_at_any_moment_leaves_whole_records(tmp_path: Path, points: Points) -> None:
    slowly = """
for step in range(60_000):
    writer.add_scalar("b", 1, step)
    time.sleep(0.001 if step % 20 == 0 else 0)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    child = subprocess.Popen([sys.executable, "-c", OPEN + slowly, str(tmp_path)], env=environment)
    deadline = time.monotonic() + 30
    while sum(path.stat().st_size for path in tmp_path.iterdir()) < 100_000:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    read = points(tmp_path)
    assert [step for tag, step, _ in read if tag == "a"] == list(range(1000))
    later = [step for tag, step, _ in read if tag == "b"]
    assert later == list(range(len(later)))


def test_a_kill_loses_no_more_than_the_last_second(tmp_path: Path, events: Events) -> None:
    """By the wall times that the points carry: all that are older than a second were written."""
    steadily = """
while True:
    writer.add_scalar("b", 1, 0)
    time.sleep(0.002)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    child = subprocess.Popen([sys.executable, "-c", OPEN + steadily, str(tmp_path)], env=environment)
    time.sleep(3)
    killed = time.time()
    child.send_signal(signal.SIGKILL)
    child.wait()
    newest = max(event.wall_time for event in events(tmp_path))
    assert killed - 1 < newest < killed + 1


def test_a_signal_handler_may_log_and_flush(tmp_path: Path, script: Script, points: Points) -> None:
    handler = """
def on_alarm(*_):
    global alarms
    alarms += 1
    writer.add_scalar("alarm", 1, alarms)
    writer.flush()

alarms, step = 0, 1000
signal.signal(signal.SIGALRM, on_alarm)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
while alarms < 50:
    writer.add_scalar("a", 1, step)
    if step % 100 == 0:
        writer.flush()
    step += 1
signal.setitimer(signal.ITIMER_REAL, 0)
print(step, alarms)
"""
    done = script(OPEN + handler, tmp_path)
    assert done.returncode == 0, done.stderr
    steps, alarms = map(int, done.stdout.split())
    assert Counter(tag for tag, _, _ in points(tmp_path)) == {"a": steps, "alarm": alarms}


def test_logging_while_the_interpreter_ends(tmp_path: Path, script: Script, points: Points) -> None:
    late = """
import atexit
atexit.register(lambda: writer.add_scalar("later handler", 1, 0))
def early():
    writer.add_scalar("earlier handler", 1, 0)
    with summary.SummaryWriter(sys.argv[1]) as last:
        last.add_scalar("new writer", 1, 0)
"""
    first = "import atexit\natexit.register(lambda: early())\n"
    done = script(first + OPEN + late, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert {tag for tag, _, _ in points(tmp_path)} == {"a", "later handler", "earlier handler", "new writer"}


def test_threads_that_go_on_while_the_interpreter_ends_do_no_harm(
    tmp_path: Path, script: Script, points: Points
) -> None:
    daemon = """
def forever():
    while True:
        writer.add_scalar("daemon", 1, 0)
threading.Thread(target=forever, daemon=True).start()
"""
    done = script(OPEN + daemon, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert Counter(tag for tag, _, _ in points(tmp_path))["a"] == 1000


def test_a_forked_child_writes_its_own_file(tmp_path: Path, script: Script, points: Points) -> None:
    fork = """
for child in range(5):
    writer.add_scalar("parent", 1, child)
    if os.fork() == 0:
        writer.add_scalar("child", 1, child)
        writer.flush()
        os._exit(0)
for _ in range(5):
    assert os.wait()[1] == 0
if os.fork() == 0:
    os._exit(0)
"""
    done = script(OPEN + fork, tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.iterdir())) == 6
    expected = [("a", step, 1.0) for step in range(1000)]
    expected += [(tag, child, 1.0) for tag in ("child", "parent") for child in range(5)]
    assert sorted(points(tmp_path)) == expected


def test_forking_while_threads_log_does_not_hang(tmp_path: Path, script: Script, points: Points) -> None:
    fork = """
def log(number):
    for step in range(20_000):
        writer.add_scalar(f"thread{number}", 1, step)
        if step % 500 == 0:
            writer.flush()

threads = [threading.Thread(target=log, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
children = 0
while any(thread.is_alive() for thread in threads) and children < 40:
    children += 1
    if os.fork() == 0:
        writer.add_scalar("child", 1, children)
        writer.close()
        os._exit(0)
    assert os.wait()[1] == 0
print(children)
"""
    done = script(OPEN + fork, tmp_path)
    assert done.returncode == 0, done.stderr
    counted = Counter(tag for tag, _, _ in points(tmp_path))
    assert counted == {"a": 1000, "child": int(done.stdout), **{f"thread{n}": 20_000 for n in range(3)}}


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(method: str, tmp_path: Path, script: Script, points: Points) -> None:
    program = tmp_path / "program.py"
    program.write_text(MULTIPROCESSING)
    logdir = tmp_path / "logs"
    run = "import runpy, sys; sys.argv[0] = sys.argv.pop(1); runpy.run_path(sys.argv[0], run_name='__main__')"
    done = script(run, program, logdir, method)
    assert (done.returncode, done.stderr) == (0, "")
    counted = Counter(tag for tag, _, _ in points(logdir))
    assert counted == {"parent": 1, **{f"worker{n}": 100 for n in range(4)}}
    assert len(list(logdir.iterdir())) == 5


CROWD = """
import sys, threading
import summary

writer = summary.SummaryWriter(sys.argv[1])

def log(thread):
    for step in range(500):
        writer.add_scalar(f"{sys.argv[2]}/{thread}", step, step)
        if step % 100 == 0:
            writer.add_histogram(f"{sys.argv[2]}/{thread}/w", [1.0, 2.0], step)

threads = [threading.Thread(target=log, args=(thread,)) for thread in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_eight_threads_in_each_of_four_processes_on_one_directory(tmp_path: Path, events: Events) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-W", "error", "-c", CROWD, str(tmp_path)]
    children = [subprocess.Popen([*command, name], env=environment) for name in "abcd"]
    assert [child.wait(60) for child in children] == [0] * 4
    steps: dict[str, list[int]] = {}
    for event in events(tmp_path):
        for value in event.summary.value:
            steps.setdefault(value.tag, []).append(event.step)
    scalars = {f"{name}/{thread}": list(range(500)) for name in "abcd" for thread in range(8)}
    histograms = {f"{tag}/w": list(range(0, 500, 100)) for tag in scalars}
    assert steps == scalars | histograms


def test_import_is_light(script: Script) -> None:
    heavy = "numpy", "google.protobuf", "PIL", "flask", "sklearn", "board", "multiprocessing"
    done = script("import sys, summary; print(*sys.modules)")
    assert not set(heavy) & set(done.stdout.split())
