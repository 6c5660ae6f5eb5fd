"""One event file and its background thread: callers append to a list, the thread encodes and writes.

- What was added is with the operating system within about `COLLECT` seconds, and when `flush` returns.
- The queue is bounded. While it is full, callers wait. Where that does not help, because writing fails or stands still
  for `PATIENCE` seconds, the newest events are dropped, and that is logged.
- An I/O error is logged once, and what could not be written is tried again. It never reaches a caller.
- After a fork the child writes a file of its own; so does the copy that unpickling makes. Both create it on first use.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from _thread import LockType, allocate_lock
from typing import Any, TypeVar

from summary import process
from summary.growing_file import Deferred, GrowingFile, Item, size_of

COLLECT = 0.25
PATIENCE = 30.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
QUEUE_BYTES = 64 << 20
# What a queued scalar takes: a tuple and three numbers. Tags are shared, as a rule.
SCALAR_BYTES = 192
# So many events wake the thread early; it encodes as many at once, scalars in about a millisecond, or so many bytes.
BATCH = 8192
BATCH_BYTES = 4 << 20

logger = logging.getLogger("summary")
T = TypeVar("T")


def _take(items: list[T], count: int) -> list[T]:
    """The first items, taken out. Others may append meanwhile: each step is atomic, and only one thread takes."""
    taken = items[:count]
    del items[: len(taken)]
    return taken


def _held_lock() -> LockType:
    lock = allocate_lock()
    lock.acquire()
    return lock


class EventFile:
    """Events for one new file in `logdir`. Adding is safe from any thread and from signal handlers.

    `errors` counts failed attempts to write, `waits` calls that had to wait for room, `dropped` events that are lost;
    `failure` is the last error, None once writing has gone well again.

    Only the thread touches the file. `_asleep` is true while it waits for a first event: it sets it before it looks
    at the queue once more, and callers look at it after they have appended, so that no event is left lying. `_bell` is
    a lock used as a flag: held it is silent, and whoever releases it rings.
    """

    def __init__(self, logdir: str, suffix: str = "", collect: float = COLLECT, queue_bytes: int = QUEUE_BYTES) -> None:
        self.logdir = os.path.abspath(logdir)
        self.closed = False
        self._suffix = suffix
        self._collect = collect
        self._queue_bytes = queue_bytes
        self._early = min(BATCH, queue_bytes // SCALAR_BYTES)
        self._pending: list[Item] = []
        self._append = self._pending.append
        self.reset()
        process.watch(self)

    def reset(self) -> None:
        """As if nothing had been added yet: also for a forked child, where the threads that hold locks do not exist."""
        self.errors = self.waits = self.dropped = 0
        self.failure: Exception | None = None
        self._pending.clear()
        self._file = GrowingFile(self.logdir, self._suffix)
        self._bytes = 0
        self._lock = threading.RLock()
        self._many = self._early
        self._wanted = self._stuck = self._ended = False
        self._asleep = True
        self._bell = _held_lock()
        self._flushing: list[LockType] = []
        self._crowd: list[LockType] = []
        self._thread: threading.Thread | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return EventFile, (self.logdir, self._suffix, self._collect, self._queue_bytes)

    @property
    def path(self) -> str:
        """The file's path; empty until the thread has created it."""
        return self._file.path

    def open(self) -> None:
        """Has the file created soon, rather than with the first event."""
        self._wanted = True
        self._wake()

    def add_scalar(self, tag: str, value: float, step: int, wall_time: float) -> None:
        """Queues a scalar; `step` must be an int64."""
        self._append((tag, value, step, wall_time))
        if self._asleep or len(self._pending) >= self._many:
            self._attend()

    def add(self, event: bytes | Deferred) -> None:
        """Queues an Event, serialized or to be encoded by the thread."""
        with self._lock:
            self._bytes += size_of(event)
        self._append(event)
        self._attend()

    def flush(self) -> None:
        """Returns when all that was added is with the operating system, or an attempt to write it has failed."""
        if threading.current_thread() is self._thread or self._worked_without_thread():
            return
        self._wait(self._flushing)

    def finish(self) -> None:
        """Flushes for the last time before the process ends."""
        self.flush()
        if self._stuck:
            self._report_lost()

    def close(self) -> None:
        """Flushes and ends the thread. What cannot be written by then is lost, and that is logged."""
        self.release()
        thread = self._thread
        if self._worked_without_thread():
            self._end()
        elif thread is not None and thread is not threading.current_thread():
            thread.join(PATIENCE)

    def release(self) -> None:
        """Closes without waiting: for finalizers, which may run in the midst of any other method."""
        self.closed = True
        self._ring()

    def _attend(self) -> None:
        """What a caller has to do besides appending, when it is not the usual."""
        if self.closed:
            with self._lock:
                self.dropped += len(_take(self._pending, len(self._pending)))
        elif process.exiting:
            self.flush()
        else:
            if self._asleep:
                self._wake()
            if self._size() >= self._queue_bytes:
                self._wait_for_room()
            elif len(self._pending) >= self._many:
                self._many = (self._queue_bytes - self._bytes) // SCALAR_BYTES
                self._ring()

    def _size(self) -> int:
        return len(self._pending) * SCALAR_BYTES + self._bytes

    def _wait_for_room(self) -> None:
        if threading.current_thread() is self._thread or len(self._pending) < 2:
            return
        self.waits += 1
        while self._size() >= self._queue_bytes:
            if self._stuck:
                self._drop_newest()
                return
            self._wait(self._crowd)

    def _drop_newest(self) -> None:
        with self._lock, contextlib.suppress(IndexError):
            event = self._pending.pop()
            self._bytes -= size_of(event)
            if not self.dropped:
                logger.error("The queue for %s is full: events are being dropped.", self.logdir)
            self.dropped += 1

    def _wait(self, waiting: list[LockType]) -> None:
        """Joins those `waiting` for the thread, for PATIENCE seconds at most."""
        served = _held_lock()
        waiting.append(served)
        self._ring()
        if not self._ended and not served.acquire(timeout=PATIENCE):
            self._stuck = True
            logger.error("Writing to %s has taken more than %g s: going on without waiting.", self.logdir, PATIENCE)

    def _ring(self) -> None:
        if self._bell.locked():
            # RuntimeError: another thread was quicker.
            with contextlib.suppress(RuntimeError):
                self._bell.release()

    def _wake(self) -> None:
        if self._thread is None:
            self._start()
        self._ring()

    def _start(self) -> None:
        with self._lock:
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._run, name="summary writer", daemon=True)
            process.finish_with_multiprocessing()
            try:
                self._thread.start()
            except RuntimeError:
                # The system has no more threads to give, or the interpreter is shutting down.
                self._thread = None
                self._work()

    def _worked_without_thread(self) -> bool:
        with self._lock:
            if self._thread is None:
                self._work()
            return self._thread is None

    # From here on: the thread's own.

    def _run(self) -> None:
        pause = 0.0
        while not self.closed:
            if not self._busy():
                self._asleep = True
                if not self._busy():
                    self._bell.acquire()
                self._asleep = False
            if not (self._flushing or self._crowd or self.closed):
                self._bell.acquire(timeout=pause or self._collect)
            pause = 0.0 if self._work() else min(max(2 * pause, FIRST_PAUSE), LONGEST_PAUSE)
        self._work()
        self._end()

    def _busy(self) -> bool:
        return bool(self._pending or self._wanted or self._file.waiting or self._flushing or self.closed)

    def _work(self) -> bool:
        """Writes what is queued now; whether that succeeded."""
        flushing = _take(self._flushing, len(self._flushing))
        try:
            self._write(len(self._pending))
            self.failure = None
            return True
        except Exception as error:
            self._stuck = True
            self.failure = error
            self.errors += 1
            if self.errors == 1:
                logger.warning("Cannot write events to %s (%s). They are kept and tried again.", self.logdir, error)
            return False
        finally:
            self._serve(flushing)
            self._serve(self._crowd)

    def _write(self, count: int) -> None:
        if self._wanted or self._file.waiting:
            self._file.resume()
            self._wanted = self._stuck = False
        while count > 0:
            with self._lock:
                batch, size = self._take_batch(min(count, BATCH))
                self._bytes -= size
            count -= len(batch)
            self._many = 0 if process.exiting else self._early
            self._file.write(batch)
            self.dropped, self._file.unfit = self.dropped + self._file.unfit, 0
            self._stuck = False
            self._serve(self._crowd)

    def _take_batch(self, count: int) -> tuple[list[Item], int]:
        """At most `count` of the first items, and their bytes: BATCH_BYTES, or one item's if that has more."""
        size = 0
        if self._bytes:
            for index in range(count):
                more = size_of(self._pending[index])
                if index and size + more > BATCH_BYTES:
                    count = index
                    break
                size += more
        return _take(self._pending, count), size

    def _serve(self, waiting: list[LockType]) -> None:
        for served in _take(waiting, len(waiting)):
            served.release()

    def _end(self) -> None:
        self._report_lost()
        self.leave()
        self._asleep = self._ended = True
        self._serve(self._flushing)
        self._serve(self._crowd)

    def _report_lost(self) -> None:
        lost = len(self._file.waiting) + len(self._pending)
        if lost:
            self.dropped += lost
            logger.error("%d events for %s could not be written and are lost.", lost, self.logdir)

    def leave(self) -> None:
        """Gives the open file back to the system, as it is."""
        with contextlib.suppress(OSError):
            self._file.close()
