"""Projections that were asked for: some are computed, the others wait, the results are kept."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.answers import NotFound, Unreadable
from board.cache import Cache
from board.projection.layout import ProjectionError
from board.projection.process import FAILED, Worker
from board.projection.wire import Message

log = logging.getLogger("board")

AT_ONCE = 2  # processes
MOST_WAITING = 32
MOST_ENDED = 100  # failed and cancelled ones that are remembered
KEPT = 512 << 20  # bytes of results
NO_PROCESS = "The projection's process cannot be started or given its data: {}."


class Inputs(NamedTuple):
    """What the method's function takes: parameters as JSON has them, and arrays, `vectors` for one."""

    parameters: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]


class TooMany(Exception):
    """More jobs wait than are let wait; the text is one sentence for the user."""


@dataclass(frozen=True)
class Task:
    """What a worker is to do.

    Attributes:
        key: equal for equal work.
        inputs: what it is computed of; called once it is its turn.
        rows: those of the embedding that are laid out, None for all.
        after: the key of a job that comes to its end first.
    """

    key: str
    method: str
    inputs: Callable[[], Inputs]
    rows: NDArray[np.uint32] | None = None
    after: str | None = None


@dataclass(frozen=True)
class State:
    """How far a job is.

    Attributes:
        state: "waiting", "running", "done", "failed" or "cancelled".
        frame: the number of the newest layout, from 1; 0 while there is none.
        columns: that layout, float32 [dimensions, rows].
        ahead: how many jobs come before one that waits.
    """

    task: Task
    state: str = "waiting"
    frame: int = 0
    iteration: int = 0
    iterations: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    error: str = ""
    columns: NDArray[np.float32] | None = None
    ahead: int = 0


class _Job:
    """One attempt at a task. `worker` is None before its process is there."""

    def __init__(self, task: Task) -> None:
        self.state = State(task)
        self.worker: Worker | None = None


class Jobs:
    """Every job of one server, begun in the order that they were asked for.

    One lock guards all; nothing is read, computed or waited for under it.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._lock = threading.Lock()
        self._at_once = at_once
        self._jobs: dict[str, _Job] = {}  # those that are not done
        self._waiting: deque[_Job] = deque()
        self._running = 0
        self._done: Cache[State] = Cache(
            KEPT, lambda state: 0 if state.columns is None else state.columns.nbytes, "projections"
        )

    def start(self, task: Task) -> None:
        """Has the task done, unless it is done, being done or waiting. TooMany where too much waits."""
        with self._lock:
            if self._is_unfinished(task.key) or self._result(task.key):
                return
            if len(self._waiting) >= MOST_WAITING:
                raise TooMany(f"{MOST_WAITING} projections wait already; cancel some, or ask again later.")
            job = self._jobs[task.key] = _Job(task)
            self._waiting.append(job)
            self._begin()

    def state(self, key: str) -> State:
        """How far the job is. NotFound where there is none, or its result is no longer kept."""
        with self._lock:
            if state := self._result(key):
                return state
            job = self._job(key)
            ahead = self._waiting.index(job) if job in self._waiting else 0
            return replace(job.state, ahead=ahead)

    def cancel(self, key: str) -> None:
        """Ends a job at once, unless it has ended. NotFound where there is none."""
        with self._lock:
            if self._result(key):
                return
            job = self._job(key)
            if job in self._waiting:
                self._waiting.remove(job)
            if job.state.state in ("waiting", "running"):
                self._end(job, replace(job.state, state="cancelled", columns=None))
            if job.worker:
                job.worker.kill()
            self._begin()

    def _job(self, key: str) -> _Job:
        job = self._jobs.get(key)
        if job is None:
            raise NotFound("There is no such projection; it may have been made so long ago that it is no longer kept.")
        return job

    def _result(self, key: str) -> State | None:
        try:
            return self._done.get(key, _missing)
        except NotFound:
            return None

    def _begin(self) -> None:
        """Gives waiting jobs the processes that are free; those that come after another one wait longer."""
        ready = [job for job in self._waiting if not self._is_unfinished(job.state.task.after)]
        for job in ready[: self._at_once - self._running]:
            self._waiting.remove(job)
            job.state = replace(job.state, state="running")
            self._running += 1
            threading.Thread(target=self._run, args=[job], name="board-projection", daemon=True).start()

    def _is_unfinished(self, key: str | None) -> bool:
        job = self._jobs.get(key or "")
        return job is not None and job.state.state in ("waiting", "running")

    def _run(self, job: _Job) -> None:
        try:
            self._failed(job, self._computed(job))
        except (Unreadable, NotFound, ProjectionError) as error:
            self._failed(job, str(error))
        except (OSError, MemoryError) as error:
            self._failed(job, NO_PROCESS.format(getattr(error, "strerror", None) or "there is not enough memory"))
        except Exception:
            log.exception("A projection failed")
            self._failed(job, FAILED)
        finally:
            with self._lock:
                self._running -= 1
                self._begin()

    def _computed(self, job: _Job) -> str:
        """Has a worker compute it, and takes what it tells; a sentence in case it has ended without being done."""
        task = job.state.task
        worker = Worker(task.method, *task.inputs())
        with self._lock:
            job.worker = worker
            if job.state.state == "cancelled":
                worker.kill()
        try:
            for message in worker.messages():
                self._take(job, message)
        finally:
            sentence, said = worker.end()
        with self._lock:
            if job.state.state == "running" and said:
                log.error("A projection's process ended and said:\n%s", said)
        return sentence

    def _take(self, job: _Job, message: Message) -> None:
        header = message.header
        if header["state"] == "failed":
            if trace := header.get("trace"):
                log.error("A projection failed:\n%s", trace)
            self._failed(job, header.get("error", FAILED))
            return
        with self._lock:
            if job.state.state != "running":
                return
            state = replace(
                job.state,
                state=header["state"],
                frame=job.state.frame + 1,
                iteration=header["iteration"],
                iterations=header["iterations"],
                facts=header["facts"],
                notes=tuple(header["notes"]),
                columns=message.columns,
            )
            if state.state == "done":
                self._end(job, state)
            else:
                job.state = state

    def _failed(self, job: _Job, error: str) -> None:
        with self._lock:
            if job.state.state == "running":
                self._end(job, replace(job.state, state="failed", error=error, columns=None))

    def _end(self, job: _Job, state: State) -> None:
        job.state, key = state, state.task.key
        if state.state == "done":
            self._done.get(key, lambda: state)
            self._jobs.pop(key, None)
            return
        ended = [key for key, job in self._jobs.items() if job.state.state in ("failed", "cancelled")]
        for key in ended[:-MOST_ENDED]:
            del self._jobs[key]


def _missing() -> State:
    raise NotFound
