"""Fills the store from logdirs, once or for ever: what is new is read in parallel, the newest runs first."""

from __future__ import annotations

import gc
import logging
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from board.answers import Problem, Progress
from board.beside import Beside
from board.logdir import Tree
from board.memory import memory
from board.problemlog import ProblemLog
from board.roots import Logdirs, Root, is_missing, roots_of
from board.rounds import Rounds
from board.run import Source
from board.store import Store
from board.tail import Tail
from summary.scan import Ending, Scanner

# A task is so much work that starting it costs nothing beside it, and so little that what it finds is shown at once.
TASK_BYTES = 8 << 20
TASK_FILES = 256
WORKERS = max(1, min(8, os.cpu_count() or 1))

# Looking for news takes at most this share of the time, however many files there are.
SHARE_OF_TIME = 0.1


class Followed(NamedTuple):
    """An event file: where reading it stands, and where what has been read of it goes."""

    tail: Tail
    source: Source


class Place:
    """A logdir, and what the last round has found in it, by the names that runs and files have among all logdirs."""

    def __init__(self, root: Root) -> None:
        self.root = root
        self.missing = False
        self._seen = False
        self._below = len(str(root.path).rstrip(os.sep)) + 1
        self._tree = Tree(root.path)

    def walk(self) -> Iterator[tuple[str, list[str]]]:
        """Every run, and the paths of its event files."""
        for run, paths in self._tree.walk():
            yield self.root.called(run), paths
        self.missing = is_missing(self.root.path)
        self._seen |= not self.missing

    def follow(self, run: str, path: str) -> Followed:
        """An event file that is to be followed from its beginning."""
        return Followed(Tail(path), Source(run, path, self.root.called(path[self._below :])))

    def problems(self) -> Iterator[Problem]:
        """Directories that cannot be read; the logdir itself, where it was there or is one of several."""
        for directory, reason in self._tree.unlisted:
            called = self.root.called(directory)
            yield Problem(called, 0, f"this directory cannot be listed: {reason}", called)
        if self.missing and (self._seen or self.root.name):
            called = self.root.called(".")
            yield Problem(called, 0, f"there is no directory {self.root.path} now; it is waited for", called)

    def beside(self) -> Iterator[Beside]:
        """The other files that are shown."""
        for file in self._tree.beside:
            yield (
                file._replace(run=self.root.called(file.run), path=self.root.called(file.path))
                if self.root.name
                else file
            )


class Loader:
    """Follows every event file below the logdirs, which need not be there yet."""

    def __init__(self, logdirs: Logdirs, store: Store, rounds: Rounds | None = None) -> None:
        self._store = store
        self._rounds = rounds or Rounds()
        self._problems = ProblemLog(store)
        self._places = [Place(root) for root in roots_of(logdirs).all]
        self._followed: dict[str, Followed] = {}
        self._reading = Reading(store, self._rounds)
        self._left_out = 0  # files that are not followed, since memory is full
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def refresh(self) -> None:
        """Reads all that is new."""
        with collector_at_rest():
            self._refresh()

    def _refresh(self) -> None:
        known = [followed for path, followed in self._followed.items() if path not in self._reading.put_off]
        self._left_out = 0
        found: set[str] = set()
        new: list[Followed] = []
        for place, run, paths in self._walk():
            found.update(paths)
            new += [place.follow(run, path) for path in paths if path not in self._followed]
            if len(new) >= TASK_FILES:
                self._reading.begin(self._take_up(new))
                new = []
        self._reading.begin(self._take_up(new))
        self._drop([path for path in self._followed if path not in found])
        self._reading.go_on()
        self._reading.begin([followed for followed in known if self._has_news(followed)])
        self._store.report_beside(tuple(file for place in self._places for file in place.beside()))
        self._tell()
        self._reading.finish()
        self._tell()

    def _tell(self) -> None:
        """Tells what of the logdirs is not read."""
        problems = [problem for place in self._places for problem in place.problems()]
        if unread := len(self._reading.put_off) + self._left_out:
            problems.append(out_of_memory(unread))
        self._store.report_unlisted(
            tuple(problems), tuple(str(place.root.path) for place in self._places if place.missing)
        )

    def start(self, interval: float) -> None:
        """Refreshes in a thread of its own, every `interval` seconds; only once if that is 0."""
        self._thread = threading.Thread(target=self._run, args=(interval,), name="board-loader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread that `start` has started, and waits for it."""
        self._stopped.set()
        self._reading.stop()
        if self._thread is not None:
            self._thread.join()

    def _run(self, interval: float) -> None:
        while not self._stopped.is_set():
            begun = time.monotonic()
            failed = False
            try:
                self.refresh()
                self._problems.tell()
            except Exception:
                failed = True
                # Whatever one round stumbles over, the next may not: what is being followed must not stop being so.
                logging.getLogger(__name__).exception("Reading the logdir failed; it is tried again.")
            took = time.monotonic() - begun
            self._rounds.ended(took, failed)
            if interval == 0:
                return
            self._stopped.wait(max(interval - took, took * (1 / SHARE_OF_TIME - 1)))

    def _walk(self) -> Iterator[tuple[Place, str, list[str]]]:
        return ((place, run, paths) for place in self._places for run, paths in place.walk())

    def _take_up(self, new: list[Followed]) -> list[Followed]:
        if new and memory.full():
            self._left_out += len(new)
            return []
        if new:
            self._store.add_sources([source for _, source in new])
            self._followed.update((followed.tail.path, followed) for followed in new)
            self._rounds.became("found", (source for _, source in new))
        return new

    def _drop(self, gone: list[str]) -> None:
        if gone:
            self._reading.finish()
            self._reading.forget(gone)
            sources = [self._followed.pop(path).source for path in gone]
            self._store.remove_sources(sources)
            self._rounds.became("is gone", sources)

    def _has_news(self, followed: Followed) -> bool:
        """Whether a file that has been read before needs to be read on."""
        if followed.tail.path not in self._followed:
            return False
        try:
            state = followed.tail.look(os.stat(followed.tail.path))
        except OSError as error:
            self._store.report(followed.source, unreadable(error.errno or 0))
            return False
        if state == "replaced":
            self._reading.start_over(followed)
        return state != "same" or bool(followed.source.error)


class Reading:
    """The threads that scan, and what they have been given to scan."""

    def __init__(self, store: Store, rounds: Rounds) -> None:
        self._store = store
        self._rounds = rounds
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="board-scan")
        self._scanners = threading.local()
        self._stopped = False
        self._changed = threading.Condition()
        self._tasks = 0
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

    def forget(self, paths: list[str]) -> None:
        """Puts files off no more."""
        with self._changed:
            for path in paths:
                self.put_off.pop(path, None)

    def begin(self, files: list[Followed]) -> None:
        """Gives files to the threads; large work is divided as it turns out to be large."""
        with self._changed:
            self._count(files=0, total=len(files), read=0, size=0)
        share = min(TASK_FILES, -(-len(files) // WORKERS))
        for start in range(0, len(files), max(1, share)):
            self._submit(files[start : start + share])

    def finish(self) -> None:
        """Waits until all that has been given has been read."""
        with self._changed:
            self._changed.wait_for(lambda: self._tasks == 0)
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

    def _submit(self, files: list[Followed]) -> None:
        with self._changed:
            self._tasks += 1
        self._workers.submit(self._work, files)

    def _work(self, files: list[Followed]) -> None:
        try:
            rest = [] if self._stopped else self._delay(files) if memory.full() else self._scan(files)
            # What is left may be much, and another thread idle.
            for part in (rest[0::2], rest[1::2]):
                if part:
                    self._submit(part)
        except BaseException as failure:
            self._failure = failure
        finally:
            with self._changed:
                self._tasks -= 1
                self._changed.notify_all()

    def _delay(self, files: list[Followed]) -> list[Followed]:
        """Keeps files for when there is memory again; nothing is left to be read of them now."""
        with self._changed:
            self.put_off.update((followed.tail.path, followed) for followed in files)
            self._count(len(files), 0, 0, 0)
        return []

    def _scan(self, files: list[Followed]) -> list[Followed]:
        """Scans files, hands over what is found, and returns those that are not read to their ends."""
        if not hasattr(self._scanners, "scanner"):
            self._scanners.scanner = Scanner(memory.longest_record)
        scan = self._scanners.scanner.scan([tail.file() for tail, _ in files], TASK_BYTES)
        self._store.take([source for _, source in files], scan)
        self._rounds.scanned(scan)
        rest = []
        read = size = 0
        for followed, ending in zip(files, scan.endings, strict=True):
            read += max(0, ending.after - followed.tail.after)
            size += ending.size - followed.tail.after if not followed.tail.size else 0
            if self._advance(followed, ending):
                rest.append(followed)
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
            self._rounds.advanced(followed.source, followed.tail.after, followed.tail.size > 0, ending)
            followed.tail.advance(ending)
        return ending.more or ending.replaced

    def _count(self, files: int, total: int, read: int, size: int) -> None:
        done = self._progress
        self._progress = Progress(
            done.files + files, done.files_total + total, done.bytes + read, done.bytes_total + size, False
        )
        # Rounds that find a line or two are no loading that anyone wants to see come and go.
        if self._progress.files_total > 1:
            self._store.report_progress(self._progress)


def read_file(path: str, store: Store) -> None:
    """Reads one event file to its end, as a run of that name. An OSError if it cannot be opened."""
    os.close(os.open(path, os.O_RDONLY))
    source = Source(path, path, path)
    store.add_sources([source])
    reading = Reading(store, Rounds())
    reading.begin([Followed(Tail(path), source)])
    reading.finish()


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keeps Python's garbage collector from walking, again and again, the many new objects of a first round."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def out_of_memory(files: int) -> Problem:
    """The problem that so many event files are not read to their ends."""
    text = f"--max_memory, {memory.most >> 20:,} MB, is full: {files:,} event files are not read to their ends"
    return Problem(".", 0, f"{text}; give it more, or show fewer runs", ".")


def unreadable(error: int) -> str:
    """A file's problem, by errno."""
    return f"cannot be read: {os.strerror(error)}"
