"""Fills the store from a logdir, once or for ever: what is new is read in parallel, the newest runs first."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from board.answers import Problem, Progress
from board.logdir import Tree
from board.run import Source
from board.store import Store
from board.tail import Tail
from summary.scan import Scanner

# A task is so much work that starting it costs nothing beside it, and so little that what it finds is shown at once.
TASK_BYTES = 8 << 20
TASK_FILES = 512
WORKERS = max(1, min(8, os.cpu_count() or 1))

# Looking for news takes at most this share of the time, however many files there are.
SHARE_OF_TIME = 0.1


class Followed(NamedTuple):
    """An event file: where reading it stands, and where what has been read of it goes."""

    tail: Tail
    source: Source


class Loader:
    """Follows every event file below a logdir."""

    def __init__(self, logdir: Path, store: Store) -> None:
        self._logdir = logdir
        self._store = store
        self._tree = Tree(logdir)
        self._followed: dict[str, Followed] = {}
        self._scanners = threading.local()
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="board-scan")
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def refresh(self) -> None:
        """Reads all that is new."""
        self._discover()
        grown = self._grown()
        grown.sort(key=lambda news: -news.modified_ns)
        total = sum(news.size for news in grown)
        progress = _Counter(self._store, len(grown), total)
        tasks = [
            self._workers.submit(self._read, [news.followed for news in task], progress) for task in _tasks(grown)
        ]
        for task in tasks:
            task.result()
        progress.finish()

    def start(self, interval: float) -> None:
        """Refreshes in a thread of its own, every `interval` seconds; only once if that is 0."""
        self._thread = threading.Thread(target=self._follow, args=(interval,), name="board-loader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread that `start` has started, and waits for it."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        self._workers.shutdown()

    def _follow(self, interval: float) -> None:
        while not self._stopped.is_set():
            begun = time.monotonic()
            try:
                self.refresh()
            except Exception:
                # Whatever one round stumbles over, the next may not: what is being followed must not stop being so.
                logging.getLogger(__name__).exception("Reading the logdir failed; it is tried again.")
            if interval == 0:
                return
            took = time.monotonic() - begun
            self._stopped.wait(max(interval - took, took * (1 / SHARE_OF_TIME - 1)))

    def _discover(self) -> None:
        """Takes up files that are new, and drops those that are gone."""
        found = {path: run for run, paths in self._tree.event_files().items() for path in paths}
        gone = [path for path in self._followed if path not in found]
        if gone:
            self._store.remove_sources([self._followed.pop(path).source for path in gone])
        new = [
            Source(run, path, os.path.relpath(path, self._logdir) if run != "." else os.path.basename(path))
            for path, run in found.items()
            if path not in self._followed
        ]
        if new:
            self._store.add_sources(new)
            self._followed.update((source.path, Followed(Tail(source.path), source)) for source in new)
        self._store.report_unlisted(
            tuple(
                Problem(directory, 0, f"this directory cannot be listed: {reason}", directory)
                for directory, reason in self._tree.unlisted
            )
        )

    def _grown(self) -> list[_News]:
        news = []
        for followed in self._followed.values():
            try:
                status = os.stat(followed.tail.path)
            except OSError as error:
                self._store.report(followed.source, f"cannot be read: {error.strerror}")
                continue
            state = followed.tail.look(status)
            if state == "replaced":
                self._start_over(followed)
            if state != "same" or followed.source.error:
                size = max(0, followed.tail.size - followed.tail.after)
                news.append(_News(followed, size, status.st_mtime_ns))
        return news

    def _start_over(self, followed: Followed) -> None:
        followed.tail.start_over()
        self._store.reset_source(followed.source)

    def _read(self, files: list[Followed], progress: _Counter) -> None:
        """Scans files to their ends, and hands over what is found as it is found."""
        if not hasattr(self._scanners, "scanner"):
            self._scanners.scanner = Scanner()
        while files and not self._stopped.is_set():
            before = [tail.after for tail, _ in files]
            scan = self._scanners.scanner.scan([tail.file() for tail, _ in files], TASK_BYTES)
            self._store.take([source for _, source in files], scan)
            rest = []
            for followed, ending in zip(files, scan.endings, strict=True):
                if ending.error:
                    self._store.report(followed.source, f"cannot be read: {os.strerror(ending.error)}")
                elif followed.source.error:
                    self._store.report(followed.source, "")
                if ending.replaced:
                    self._start_over(followed)
                else:
                    followed.tail.advance(ending)
                if ending.more or ending.replaced:
                    rest.append(followed)
            read = sum(max(0, tail.after - begun) for (tail, _), begun in zip(files, before, strict=True))
            progress.count(len(files) - len(rest), read)
            files = rest


class _News(NamedTuple):
    """A file that has grown by `size` bytes."""

    followed: Followed
    size: int
    modified_ns: int


def _tasks(news: list[_News]) -> Iterator[list[_News]]:
    """Cuts the work into tasks: many small files together, a large one alone."""
    task: list[_News] = []
    size = 0
    for item in news:
        if task and (size + item.size > TASK_BYTES or len(task) == TASK_FILES):
            yield task
            task, size = [], 0
        task.append(item)
        size += item.size
    if task:
        yield task


class _Counter:
    """Counts what has been read, for the page to show."""

    def __init__(self, store: Store, files: int, size: int) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._progress = Progress(0, files, 0, size, False)
        # Polls that find a line or two are no loading that anyone wants to see come and go.
        if files > 1:
            self._store.report_progress(self._progress)

    def count(self, files: int, size: int) -> None:
        with self._lock:
            done = self._progress
            self._progress = done._replace(files=done.files + files, bytes=done.bytes + size)
            if done.files_total > 1:
                self._store.report_progress(self._progress)

    def finish(self) -> None:
        self._store.report_progress(Progress(0, 0, 0, 0, True))
