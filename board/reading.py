"""The threads that scan event files, and what they have been given to scan."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from typing import NamedTuple

from board.answers import Progress
from board.memory import memory
from board.rounds import Move, Rounds
from board.run import Source
from board.stalls import PATIENCE, REASON, stalls
from board.store import Store
from board.tail import Tail
from summary.scan import Ending, Scan, Scanner

# A task is so much work that starting it costs nothing beside it, and so little that what it finds is shown at once.
TASK_BYTES = 8 << 20
TASK_FILES = 256
WORKERS = max(1, min(8, os.cpu_count() or 1))


class Followed(NamedTuple):
    """An event file: where reading it stands, and where what has been read of it goes."""

    tail: Tail
    source: Source


class Task:
    """Files to scan. `scanner` is at it; `stuck` is the file that does not answer, once the others are waited for no more."""

    def __init__(self, files: list[Followed]) -> None:
        self.files = files
        self.numbers = [source.number for _, source in files]
        self.scanner: Scanner | None = None
        self.stuck: Followed | None = None
        self.seen = (-1, -1)
        self.since = 0.0


class Reading:
    """Scans files in threads of its own; one that is stuck in a file that does not answer is replaced by another."""

    def __init__(self, store: Store, rounds: Rounds) -> None:
        self._store = store
        self._rounds = rounds
        self._stopped = False
        self._changed = threading.Condition()
        self._waiting: deque[Task] = deque()
        self._running: list[Task] = []
        self._threads = 0  # but for those that are stuck
        self._scanners: list[Scanner] = []  # that nobody uses now; each has learnt names
        self._held: dict[str, Task] = {}  # by the path that is stuck
        self._failure: BaseException | None = None
        self._progress = Progress(0, 0, 0, 0, False)
        # Files by their paths that are not read to their ends, since memory is full.
        self.put_off: dict[str, Followed] = {}

    def go_on(self) -> None:
        """Gives to the threads what was put off, where there is memory again."""
        if self.put_off and not memory.full():
            with self._changed:
                files, self.put_off = list(self.put_off.values()), {}
            self.begin(files)

    def begin(self, files: list[Followed]) -> None:
        """Gives files to the threads; large work is divided as it turns out to be large."""
        with self._changed:
            files = [followed for followed in files if followed.tail.path not in self._held]
            self._count(files=0, total=len(files), read=0, size=0)
            # Where one has stalled, each is read by itself, so that none waits for another.
            share = 1 if stalls.any else min(TASK_FILES, -(-len(files) // WORKERS))
            for start in range(0, len(files), max(1, share)):
                self._submit(files[start : start + share])

    def settle(self) -> None:
        """Waits until all that has been given has been read, but for what does not answer."""
        with self._changed:
            while not self._changed.wait_for(lambda: not (self._waiting or self._running), PATIENCE / 4):
                self._look()

    def finish(self) -> None:
        """As `settle`; then loading is over. Raises what has failed."""
        with self._changed:
            self.settle()
            failure, self._failure = self._failure, None
            self._progress = Progress(0, 0, 0, 0, True)
            self._store.report_progress(self._progress)
        if failure is not None:
            raise failure

    def stop(self) -> None:
        """Reads no further than what is being read now."""
        self._stopped = True

    def start_over(self, followed: Followed) -> None:
        """Forgets what has been read of a file."""
        followed.tail.start_over()
        self._store.reset_source(followed.source)
        self._rounds.became("is another file than before, and read from its beginning", [followed.source])

    def holds(self, path: str) -> bool:
        """Whether a thread is stuck in a file."""
        return path in self._held

    def forget(self, paths: list[str]) -> None:
        """Puts files off no more, nor takes what is found in them, where a thread is stuck in one, after all."""
        with self._changed:
            for path in paths:
                self.put_off.pop(path, None)
                self._held.pop(path, None)

    # Under the condition's lock.

    def _submit(self, files: list[Followed]) -> None:
        if self._threads < WORKERS:
            try:
                threading.Thread(target=self._work, name="board-scan", daemon=True).start()
                self._threads += 1
            except RuntimeError:  # no thread can be had now: those that are there do it, if there are any
                if not self._threads:
                    raise
        self._waiting.append(Task(files))

    def _look(self) -> None:
        """Gives up the tasks that have not come on for long."""
        now = time.monotonic()
        for task in list(self._running):
            at = task.scanner.progress() if task.scanner else (-1, -1)
            if at != task.seen or at[0] < 0:
                task.seen, task.since = at, now
            elif now - task.since > PATIENCE:
                self._give_up(task, task.files[at[0]])

    def _give_up(self, task: Task, stuck: Followed) -> None:
        task.stuck = stuck
        self._running.remove(task)
        self._threads -= 1
        self._held[stuck.tail.path] = task
        stalls.begin(stuck.tail.path, stuck.tail.device)
        self._store.report(stuck.source, f"cannot be read: {REASON}")
        for other in task.files:
            if other is not stuck:
                self._submit([other])

    def _return(self, task: Task, stuck: Followed, scan: Scan | None) -> None:
        """Takes what a file that was given up has brought after all, if that was read by itself and is still wanted."""
        stalls.end(stuck.tail.path, stuck.tail.device)
        if self._held.get(stuck.tail.path) is task:
            if scan and len(task.files) == 1 and task.numbers == [stuck.source.number]:
                for part in self._parts(self._take(task.files, scan)):
                    self._submit(part)
            del self._held[stuck.tail.path]

    def _parts(self, rest: list[Followed]) -> list[list[Followed]]:
        """What is left may be much, and another thread idle."""
        return [part for part in (rest[0::2], rest[1::2]) if part and not self._stopped]

    def _count(self, files: int, total: int, read: int, size: int) -> None:
        done = self._progress
        self._progress = Progress(
            done.files + files, done.files_total + total, done.bytes + read, done.bytes_total + size, False
        )
        # Rounds that find a line or two are no loading that anyone wants to see come and go.
        if self._progress.files_total > 1:
            self._store.report_progress(self._progress)

    # In the threads.

    def _work(self) -> None:
        with self._changed:
            scanner = self._scanners.pop() if self._scanners else Scanner(memory.longest_record)
        while True:
            with self._changed:
                if not self._waiting:
                    self._threads -= 1
                    self._scanners.append(scanner)
                    return
                task = self._waiting.popleft()
                self._running.append(task)
            if not self._do(task, scanner):
                return

    def _do(self, task: Task, scanner: Scanner) -> bool:
        """Does a task; false if it was given up meanwhile, and its thread replaced."""
        files = [] if self._stopped else task.files
        if memory.full():
            files = self._delay(files)
        scan: Scan | None = None
        rest: list[Followed] = []
        task.scanner = scanner if files else None
        try:
            scan = scanner.scan([tail.file() for tail, _ in files], min(TASK_BYTES, memory.task))
        except BaseException as failure:
            self._failure = failure
        with self._changed:
            task.scanner = None
            if task.stuck:
                self._return(task, task.stuck, scan)
                return False
        try:
            rest = self._take(files, scan) if scan else []
        except BaseException as failure:
            self._failure = failure
        with self._changed:
            for part in self._parts(rest):
                self._submit(part)
            self._running.remove(task)
            self._changed.notify_all()
        return True

    def _delay(self, files: list[Followed]) -> list[Followed]:
        """Keeps files for when there is memory again; nothing is left to be read of them now."""
        with self._changed:
            self.put_off.update((followed.tail.path, followed) for followed in files)
            self._count(len(files), 0, 0, 0)
        return []

    def _take(self, files: list[Followed], scan: Scan) -> list[Followed]:
        """Hands over what a scan has found; returns the files that are not read to their ends."""
        self._store.take([source for _, source in files], scan)
        self._rounds.scanned(scan)
        rest: list[Followed] = []
        moves: list[Move] = []
        read = size = 0
        for followed, ending in zip(files, scan.endings, strict=True):
            tail = followed.tail
            read += max(0, ending.after - tail.after)
            size += ending.size - tail.after if not tail.size else 0
            if not ending.replaced:
                moves.append(Move(followed.source, tail.after, tail.size > 0, ending))
            if self._advance(followed, ending):
                rest.append(followed)
        self._rounds.advanced(moves)
        with self._changed:
            self._count(len(files) - len(rest), 0, read, size)
        return rest

    def _advance(self, followed: Followed, ending: Ending) -> bool:
        """Notes where reading a file stands; whether there is more to read."""
        if ending.error:
            self._store.report(followed.source, unreadable(ending.error))
        elif followed.source.error:
            self._store.report(followed.source, "")
        if ending.replaced:
            self.start_over(followed)
        else:
            followed.tail.advance(ending)
        return ending.more or ending.replaced


def unreadable(error: int) -> str:
    """A file's problem, by errno."""
    return f"cannot be read: {os.strerror(error)}"
