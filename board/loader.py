"""Fills the store from logdirs, once or for ever: what is new is read in parallel, the newest runs first."""

from __future__ import annotations

import errno
import gc
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from board.answers import Problem
from board.beside import Beside
from board.crowd import problem as crowded
from board.logdir import Tree
from board.memory import memory
from board.problemlog import ProblemLog
from board.reading import TASK_FILES, Followed, Reading
from board.roots import Logdirs, Root, is_missing, roots_of
from board.rounds import Rounds
from board.run import Source
from board.stalls import PATIENCE, Asking, GivenUp, Stalled, reason_of, stalls
from board.store import Store
from board.tail import Status, Tail

log = logging.getLogger(__name__)

# Looking for news takes at most this share of a processor, however many files there are.
SHARE_OF_TIME = 0.1

MANY_OBJECTS = 50_000  # it takes some 10 ms to walk through them


class Place:
    """A logdir, and what the last round has found in it, by the names that runs and files have among all logdirs."""

    def __init__(self, root: Root) -> None:
        self.root = root
        self.missing = False
        self._seen = False
        self._below = len(str(root.path).rstrip(os.sep)) + 1
        self._tree = Tree(root.path)

    def walk(self, asking: Asking) -> Iterator[tuple[str, list[str]]]:
        """Every run, and the paths of its event files."""
        for run, paths in self._tree.walk(asking):
            yield self.root.called(run), paths
        with suppress(Stalled):
            self.missing = asking.ask(is_missing, str(self.root.path))
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
        self._failure = ""
        self._looked = 0.0

    def refresh(self) -> None:
        """Reads all that is new."""
        with collector_at_rest():
            self._refresh(Asking())

    def _refresh(self, asking: Asking) -> None:
        self._reading.settle()  # what a round that was given up has begun
        known = [followed for path, followed in self._followed.items() if path not in self._reading.put_off]
        self._left_out = 0
        found: set[str] = set()
        new: list[Followed] = []
        for place, run, paths in self._walk(asking):
            found.update(paths)
            new += [place.follow(run, path) for path in paths if path not in self._followed]
            if len(new) >= TASK_FILES:
                self._reading.begin(self._take_up(new))
                new = []
        self._reading.begin(self._take_up(new))
        self._drop([path for path in self._followed if path not in found])
        self._reading.go_on()
        self._reading.begin(self._with_news(known, asking))
        followed = self._followed.items() if stalls.any else ()
        stalls.leave(path for path, (tail, _) in followed if stalls.holds_device(tail.device))
        self._store.report_beside(tuple(file for place in self._places for file in place.beside()))
        self._tell()
        self._reading.finish()
        self._tell()

    def _tell(self) -> None:
        """Tells what of the logdirs is not read."""
        problems = [problem for place in self._places for problem in place.problems()]
        if unread := len(self._reading.put_off) + self._left_out:
            problems.append(out_of_memory(unread))
        if (crowd := crowded(*self._store.tagsets())) is not None:
            problems.append(crowd)
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
        """Has rounds made, whatever becomes of one: what is being followed must not stop being so."""
        while not self._stopped.is_set():
            begun = time.monotonic()
            failed = False
            try:
                with collector_at_rest():
                    ended = self._make_round()
                self._tell_failure("")
                self._problems.tell()
            except BaseException as failure:
                ended = failed = True
                self._tell_failure(f"{type(failure).__name__}: {failure}", failure)
            took = time.monotonic() - begun
            self._rounds.ended(took, failed)
            if interval == 0 and ended:
                return
            self._stopped.wait(pause(interval, took, self._looked) if ended else 0)

    def _make_round(self) -> bool:
        """Refreshes in a thread of its own; false where that stalled and was given up. Raises what it has failed with."""
        asking, ended = Asking(), threading.Event()
        failures: list[BaseException] = []

        def refresh() -> None:
            begun = time.thread_time()
            try:
                self._refresh(asking)
            except GivenUp:
                pass
            except BaseException as failure:
                failures.append(failure)
            finally:
                self._looked = time.thread_time() - begun
                ended.set()

        threading.Thread(target=refresh, name="board-round", daemon=True).start()
        while not ended.wait(PATIENCE / 4):
            if asking.has_stalled():
                return False
        if failures:
            raise failures[0]
        return True

    def _tell_failure(self, reason: str, failure: BaseException | None = None) -> None:
        """Says once why rounds fail, in the log and as a problem; an empty text: they do not."""
        if reason == self._failure:
            return
        self._failure = reason
        if reason:
            log.error("Reading the logdir failed; it is tried again.", exc_info=failure)
        self._store.report_failure(f"reading the logdir failed, and is tried again: {reason}" if reason else "")

    def _walk(self, asking: Asking) -> Iterator[tuple[Place, str, list[str]]]:
        return ((place, run, paths) for place in self._places for run, paths in place.walk(asking))

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
            self._reading.settle()
            self._reading.forget(gone)
            sources = [self._followed.pop(path).source for path in gone]
            self._store.remove_sources(sources)
            self._rounds.became("is gone", sources)

    def _with_news(self, known: list[Followed], asking: Asking) -> list[Followed]:
        """Those of the files that have been read before that need to be read on."""
        there = [one for one in known if one.tail.path in self._followed and not self._reading.holds(one.tail.path)]
        found = asking.look_at([tail.path for tail, _ in there], [tail.device for tail, _ in there])
        error, size, modified_ns, device, inode = found.T.tolist()
        states = zip(size, modified_ns, device, inode, strict=True)
        return [one[0] for one in zip(there, error, states, strict=True) if self._has_news(*one)]

    def _has_news(self, followed: Followed, error: int, now: Status) -> bool:
        """Whether a file needs to be read on."""
        tail, source = followed
        if error:
            self._store.report(source, f"cannot be read: {reason_of(error)}")
            return False
        if now == tail.status and not source.error:
            return False
        state = tail.look(now)
        # What was damaged in the one file may be whole in the other.
        if state == "shrunk" or (state == "exchanged" and source.damages):
            self._reading.start_over(followed)
        return state != "same" or bool(source.error)


def read_file(path: str, store: Store) -> None:
    """Reads one event file to its end, as a run of that name. An OSError if it is none or cannot be opened."""
    if not os.path.isfile(path) and os.path.exists(path):  # of which opening one may wait for ever
        raise OSError(errno.EINVAL, "It is no file")
    os.close(os.open(path, os.O_RDONLY))
    source = Source(path, path, path)
    store.add_sources([source])
    reading = Reading(store, Rounds())
    reading.begin([Followed(Tail(path), source)])
    reading.finish()


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keeps Python's garbage collector from walking, again and again, the many new objects of a first round.

    They have come to stay: where they are many, they join the oldest generation without being walked through.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if gc.get_count()[0] > MANY_OBJECTS and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def out_of_memory(files: int) -> Problem:
    """The problem that so many event files are not read to their ends."""
    text = f"--max_memory, {memory.most >> 20:,} MB, is full: {files:,} event files are not read to their ends"
    return Problem(".", 0, f"{text}; give it more, or show fewer runs", ".")


def pause(interval: float, took: float, looked: float) -> float:
    """Seconds until the next round, after one that took so many and in which looking kept a processor busy for `looked`.

    Rounds begin an interval apart. After a longer one there is an interval of peace, whether it had much to read or the disk
    is slow.
    """
    return max(interval - took if took < interval else interval, looked * (1 / SHARE_OF_TIME - 1))
