"""Workers, watched: one that dies or stands still is told of, and another one goes on behind the input that did it."""

from __future__ import annotations

import json
import mmap
import os
import selectors
import struct
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from tests.fuzz.worker import Told

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds at one input after which a worker is ended, however busy the machine is
BATCH = 500


class Task(NamedTuple):
    """Inputs `first` to `first + count` of a target; with a path, the file that is to be made smaller."""

    target: str
    first: int
    count: int
    path: str | None = None


class Worker:
    """A process that is fed tasks."""

    def __init__(self) -> None:
        self._place = tempfile.TemporaryFile()
        self._place.write(bytes(8))
        self._place.flush()
        self._at = mmap.mmap(self._place.fileno(), 8)
        self._errors = tempfile.TemporaryFile()
        # One thread each, or as many as there are cores would wait for one another.
        alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.worker", f"/dev/fd/{self._place.fileno()}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            pass_fds=[self._place.fileno()],
            env={**os.environ, **alone},
            cwd=ROOT,
        )
        self.task: Task | None = None
        self._seen = -1, time.monotonic()

    @property
    def output(self) -> IO[bytes]:
        return cast(IO[bytes], self._process.stdout)

    def begin(self, task: Task) -> None:
        self.task = task
        struct.pack_into("<Q", self._at, 0, task.first)
        self._seen = -1, time.monotonic()
        stdin = cast(IO[bytes], self._process.stdin)
        stdin.write(json.dumps(task).encode() + b"\n")
        stdin.flush()

    def number(self) -> int:
        """The input that it is at."""
        return int(struct.unpack_from("<Q", self._at)[0])

    def stands_still(self) -> bool:
        number, since = self.number(), self._seen[1]
        if number != self._seen[0]:
            self._seen = number, time.monotonic()
            return False
        return time.monotonic() - since > PATIENCE

    def end(self) -> tuple[int, str]:
        """Ends it; its exit status, and the last that it said to its errors."""
        self._process.kill()
        status = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            cast(IO[bytes], pipe).close()
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace")
        self._errors.close()
        self._at.close()
        self._place.close()
        return status, said


class Machine:
    """Some workers, to be closed."""

    def __init__(self, workers: int = 1) -> None:
        self._workers = [Worker() for _ in range(workers)]

    def close(self) -> None:
        for worker in self._workers:
            worker.end()

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def work(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Any]]:
        """Each task's answer as it comes. That of a worker that dies is a `Told` with that failure, and the rest follows."""
        waiting = deque(tasks)
        for worker in self._workers:
            _next(worker, waiting)
        while busy := [place for place, worker in enumerate(self._workers) if worker.task]:
            with selectors.DefaultSelector() as outputs:
                for place in busy:
                    outputs.register(self._workers[place].output, selectors.EVENT_READ, place)
                ready = {key.data for key, _ in outputs.select(1.0)}
            for place in busy:
                if place in ready or self._workers[place].stands_still():
                    yield self._answer(place, place in ready, waiting)

    def _answer(self, place: int, ready: bool, waiting: deque[Task]) -> tuple[Task, Any]:
        worker = self._workers[place]
        task = cast(Task, worker.task)
        line = worker.output.readline() if ready else b""
        if line:
            _next(worker, waiting)
            answer = json.loads(line)
            return task, Told(*answer) if task.path is None else answer
        number = worker.number()
        status, said = worker.end()
        what = f"the process ended with status {status}" if ready else f"stood still for {PATIENCE:.0f} s"
        self._workers[place] = Worker()
        if task.path is not None:
            _next(self._workers[place], waiting)
            return task, (what, said[-4000:])
        # What it knew of the inputs before that one is lost with it.
        before, behind = number - task.first, task.first + task.count - number - 1
        again = (Task(task.target, task.first, before), Task(task.target, number + 1, behind))
        waiting.extendleft(part for part in again if part.count)
        _next(self._workers[place], waiting)
        return task, Told(1, 0.0, 0.0, number, 0, [(number, what, said[-4000:])])


def _next(worker: Worker, waiting: deque[Task]) -> None:
    worker.task = None
    if waiting:
        worker.begin(waiting.popleft())
