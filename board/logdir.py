"""Which runs and event files a directory tree holds."""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from board import beside
from board.stalls import Asking

# TensorBoard's rule: any file with this in its name (tensorboard/backend/event_processing/io_wrapper.py).
MARK = "tfevents"

# Where runs are that were put out of the way (board.trash). Directories of this name are not looked into.
TRASH = ".trash"

# What tools that copy files call them, and directories of them, until they are whole (rsync, rclone).
UNFINISHED = re.compile(r"\..+\.[A-Za-z0-9]{6}|.+\.partial|\.~tmp~|\.rsync-partial")

# A directory may change again without a newer time stamp while that is so young, on file systems whose clock ticks
# coarsely. Its clock need not be this machine's, so the time is counted from when the stamp was first seen.
SETTLED = 3.0  # seconds
LONG_AGO_NS = 86_400_000_000_000  # no clock is so wrong

GONE = (errno.ENOENT, errno.ENOTDIR)
NEVER_THERE = (*GONE, errno.ELOOP, errno.EACCES)


MOST_DIRECTORIES = 1 << 19  # each takes some hundred bytes and a stat in every round


class Unlisted(NamedTuple):
    """A directory that could not be read."""

    directory: str
    reason: str


class Found(NamedTuple):
    """A run and the paths of its event files, in the order of their names."""

    run: str
    files: list[str]


class Directory(NamedTuple):
    """What one directory held when it was listed.

    `since`: when it was first seen with that time stamp, on the monotonic clock; `settled`: it needs no second look.
    """

    changed_ns: int
    identity: tuple[int, int]
    since: float
    settled: bool
    files: list[str]
    directories: list[str]
    beside: list[str]


class Tree:
    """The directory tree below a logdir, listed again only where it has changed."""

    def __init__(self, logdir: Path) -> None:
        self._root = str(logdir)
        self._known: dict[str, Directory] = {}
        self.unlisted: tuple[Unlisted, ...] = ()
        self.beside: tuple[beside.Beside, ...] = ()

    def walk(self, asking: Asking) -> Iterator[Found]:
        """Every run, those in the newest directories first. Symbolic links are followed, each directory only once.

        A directory that cannot be read now holds what it held, until it is known to hold it no more. When it is through,
        `unlisted` holds the directories that could not be read, and `beside` the other files that are shown. Arrays are
        taken for such only beside event files: elsewhere they may be anything.
        """
        known: dict[str, Directory] = {}
        unlisted: list[Unlisted] = []
        others: list[str] = []
        seen: set[tuple[int, int]] = set()
        stack = self._changed([self._root], asking, unlisted)
        while stack:
            changed_ns, path, identity = stack.pop()
            if identity in seen:
                continue
            if len(known) == MOST_DIRECTORIES:
                unlisted.append(Unlisted(self._run(path), f"there are more than {MOST_DIRECTORIES:,} of them"))
                break
            seen.add(identity)
            try:
                directory = self._list(path, changed_ns, identity, asking)
            except OSError as error:
                if error.errno in GONE:
                    continue
                unlisted.append(Unlisted(self._run(path), error.strerror or str(error)))
                if path not in self._known:
                    continue
                directory = self._known[path]
            known[path] = directory
            if directory.directories:
                stack += self._changed(directory.directories, asking, unlisted)
            if directory.beside:
                others += [at for at in directory.beside if directory.files or beside.kind_of(at) != "vectors"]
            if directory.files:
                yield Found(self._run(path), directory.files)
        self._known = known
        self.unlisted = tuple(dict.fromkeys(unlisted))
        self.beside = tuple(beside.look(self._root, others, lambda path: asking.ask(os.stat, path), self.beside))

    def _changed(
        self, paths: Iterable[str], asking: Asking, unlisted: list[Unlisted]
    ) -> list[tuple[int, str, tuple[int, int]]]:
        """When directories have changed, and what each is by any name; without those that are gone; the newest last."""
        found = []
        for path in paths:
            known = self._known.get(path)
            try:
                status = asking.ask(os.stat, path, known.identity[0] if known else 0)
            except OSError as error:
                if error.errno not in GONE:
                    unlisted.append(Unlisted(self._run(path), error.strerror or str(error)))
                    if known:
                        found.append((known.changed_ns, path, known.identity))
                continue
            found.append((status.st_mtime_ns, path, (status.st_dev, status.st_ino)))
        found.sort()
        return found

    def _list(self, path: str, changed_ns: int, identity: tuple[int, int], asking: Asking) -> Directory:
        before = self._known.get(path)
        now = time.monotonic()
        since = before.since if before and before.changed_ns == changed_ns else now
        if before and before.changed_ns == changed_ns and before.settled:
            return before
        settled = now - since > SETTLED or time.time_ns() - changed_ns > LONG_AGO_NS
        names = asking.ask(lambda path: list_directory(path, before), path, identity[0])
        return Directory(changed_ns, identity, since, settled, *names)

    def _run(self, path: str) -> str:
        relative = path[len(self._root) :].lstrip(os.sep)
        return relative.replace(os.sep, "/") or "."


def list_directory(path: str, before: Directory | None) -> tuple[list[str], list[str], list[str]]:
    """A directory's event files, directories and other files that are shown, without a stat of what cannot be such.

    What cannot be told now of an entry is taken to be as it was `before`.
    """
    files: list[str] = []
    directories: list[str] = []
    others: list[str] = []
    with os.scandir(path) as entries:
        for entry in entries:
            if UNFINISHED.fullmatch(entry.name):
                continue
            try:
                if MARK in entry.name and entry.is_file():
                    files.append(entry.path)
                elif beside.kind_of(entry.name) and entry.is_file():
                    others.append(entry.path)
                elif entry.name != TRASH and entry.is_dir():
                    directories.append(entry.path)
            except OSError as error:
                # A link that leads in a circle is neither, and costs only itself.
                if before and error.errno not in NEVER_THERE:
                    files += [entry.path] * (entry.path in before.files)
                    directories += [entry.path] * (entry.path in before.directories)
    files.sort()
    return files, directories, others
