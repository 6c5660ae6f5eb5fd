"""What runs when: spans, marks and counters of the code between two moments, as a timeline.

    from summary import timeline

    with timeline.record("logs/first", step=100):       # writes logs/first/timeline-100.json.gz
        with timeline.span("forward", batch=64):
            ...
        timeline.counter("memory", allocated=...)

While nothing is recorded a span costs next to nothing, so they can stay in the code. board shows the file beside the run's
curves; so do chrome://tracing and Perfetto.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, starmap
from types import TracebackType
from typing import Any, TypeVar, cast, overload

from summary.projector_config import replace
from summary.trace_events import COUNTER, MARK, SPAN, Args, Recorded, Recording, Thread, compressed

__all__ = ["counter", "mark", "record", "span", "traced"]

F = TypeVar("F", bound=Callable[..., Any])

# Of one recording, in each thread; 200 bytes each.
MOST = 1_000_000

logger = logging.getLogger("summary")

_now = time.perf_counter_ns
_running_loop = asyncio._get_running_loop
_numbers = count(1)


class Recorder:
    """Collects what threads record. Each appends to a list of its own, so none waits for another."""

    def __init__(self) -> None:
        self.since = time.time_ns() - _now()
        self.dropped = 0
        self._lock = threading.Lock()
        self._threads: list[Thread] = []
        self.own = threading.local()

    def add(self, kind: str, name: str, start: int, end: int, args: Args) -> None:
        try:
            recorded = self.own.recorded
        except AttributeError:
            recorded = self.begin_thread()
        if len(recorded) < MOST:
            # A plain tuple is made in a third of the time of a Recorded.
            recorded.append((kind, name, start, end, args, 0 if _running_loop() is None else _task()))
        else:
            self.dropped += 1

    def finish(self) -> Recording:
        """What has been recorded so far."""
        title = os.path.basename(sys.argv[0]) if sys.argv and sys.argv[0] else "python"
        with self._lock:
            threads = tuple(
                thread._replace(recorded=list(starmap(Recorded, thread.recorded))) for thread in self._threads
            )
        return Recording(os.getpid(), title, self.since, threads, self.dropped)

    def begin_thread(self) -> list[Any]:
        current = threading.current_thread()
        thread = Thread(current.native_id or current.ident or 0, current.name, [])
        with self._lock:
            self._threads.append(thread)
        self.own.recorded = thread.recorded
        return thread.recorded


class Span:
    """A stretch of code that is recorded, also where it ends with an exception."""

    __slots__ = ("_args", "_name", "_recorder", "_start")

    def __init__(self, recorder: Recorder, name: str, args: Args) -> None:
        self._recorder = recorder
        self._name = name
        self._args = args

    def __enter__(self) -> Span:
        self._start = _now()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._recorder.add(SPAN, self._name, self._start, _now(), self._args)


class _Nothing:
    """A span while nothing is recorded."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


_nothing = _Nothing()
_recorder: Recorder | None = None
_writing: list[threading.Thread] = []


def span(name: str, **args: Any) -> Span | _Nothing:
    """A context whose time is recorded under a name, with arguments that board shows beside it.

    Spans nest by thread. In an asyncio task they are recorded as asynchronous, for other tasks run while one awaits.
    """
    return _nothing if _recorder is None else Span(_recorder, name, args)


def mark(name: str, **args: Any) -> None:
    """Records a moment of this thread."""
    if _recorder is not None:
        now = _now()
        _recorder.add(MARK, name, now, now, args)


def counter(name: str, value: float | None = None, **values: float) -> None:
    """Records numbers that go up and down, such as bytes in use: one, or several by name that are drawn together."""
    if _recorder is not None:
        now = _now()
        _recorder.add(COUNTER, name, now, now, values if value is None else {name: value, **values})


@overload
def traced(function: F) -> F: ...
@overload
def traced(function: None = None, *, name: str | None = None) -> Callable[[F], F]: ...
def traced(function: F | None = None, *, name: str | None = None) -> F | Callable[[F], F]:
    """Has every call of a function recorded under its name or another; each step of a generator, all of a coroutine."""
    if function is None:
        return lambda one: traced(one) if name is None else _traced(one, name)
    return _traced(function, name or function.__qualname__)


@contextmanager
def record(where: Any, step: int = 0) -> Iterator[None]:
    """Records spans, marks and counters of all threads until the end of the context.

    Then ``timeline-<step>.json.gz`` is written, in a thread of its own, into `where`: a directory, or a writer's. There is
    one recording at a time: within another, this does nothing. What cannot be written is a warning.
    """
    recorder = start()
    try:
        yield
    finally:
        if recorder is not None:
            save(recorder, where, step)


def start() -> Recorder | None:
    """Begins to record; None where something is recording already."""
    global _recorder
    if _recorder is not None:
        return None
    _recorder = Recorder()
    return _recorder


def stop(recorder: Recorder) -> None:
    """Records no more."""
    global _recorder
    if _recorder is recorder:
        _recorder = None


def save(recorder: Recorder, where: Any, step: int) -> None:
    """Stops a recording, and has it written as `record` does."""
    stop(recorder)
    recording = recorder.finish()
    directory = os.fspath(where.get_logdir() if hasattr(where, "get_logdir") else where)
    # Not a daemon: the interpreter waits for it at its end.
    writer = threading.Thread(target=_write, args=(recording, directory, int(step)), name="summary-timeline")
    _writing[:] = [thread for thread in _writing if thread.is_alive()]
    _writing.append(writer)
    try:
        writer.start()
    except RuntimeError:  # the interpreter is ending, and starts no more threads
        _write(recording, directory, int(step))


def wait() -> None:
    """Returns when all that was recorded is written."""
    for thread in _writing:
        thread.join()


def _write(recording: Recording, directory: str, step: int) -> None:
    try:
        os.makedirs(directory, exist_ok=True)
        replace(os.path.join(directory, f"timeline-{step}.json.gz"), [compressed(recording)])
    except OSError as error:
        logger.warning("timeline of step %d: %s. It was not written.", step, error)
    if recording.dropped:
        logger.warning(
            "timeline of step %d: %d more spans than the %d a thread that are kept.", step, recording.dropped, MOST
        )


def _task() -> int:
    """The number of the asyncio task that runs; 0 for a callback of the loop."""
    task = asyncio.current_task()
    if task is None:
        return 0
    number = _tasks.get(task)
    if number is None:
        number = _tasks[task] = next(_numbers)
    return number


_tasks: weakref.WeakKeyDictionary[asyncio.Task[Any], int] = weakref.WeakKeyDictionary()


def _traced(function: F, name: str) -> F:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def call_async(*args: Any, **kwargs: Any) -> Any:
            with span(name):
                return await function(*args, **kwargs)

        return cast(F, call_async)
    if inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def call_steps(*args: Any, **kwargs: Any) -> Any:
            return (yield from _Steps(function(*args, **kwargs), name))

        return cast(F, call_steps)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with span(name):
            return function(*args, **kwargs)

    return cast(F, call)


class _Steps:
    """A generator of which each step is a span: what is done between two of them is not its own."""

    def __init__(self, steps: Any, name: str) -> None:
        self._steps = steps
        self._name = name

    def __iter__(self) -> _Steps:
        return self

    def __next__(self) -> Any:
        with span(self._name):
            return next(self._steps)

    def send(self, value: Any) -> Any:
        with span(self._name):
            return self._steps.send(value)

    def throw(self, *error: Any) -> Any:
        with span(self._name):
            return self._steps.throw(*error)

    def close(self) -> None:
        self._steps.close()


def _forget() -> None:
    """A forked child records nothing of its parent's."""
    global _recorder
    _recorder = None
    _writing.clear()
    _tasks.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
