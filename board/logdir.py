"""Which runs and event files a directory tree holds."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from board import beside

# TensorBoard's rule: any file with this in its name (tensorboard/backend/event_processing/io_wrapper.py).
MARK = "tfevents"

# Where runs are that were put out of the way (board.trash). Directories of this name are not looked into.
TRASH = ".trash"

# A directory that has changed so shortly before it was listed may change again without a newer time stamp, on file
# systems whose clock ticks coarsely.
SETTLED_NS = 3_000_000_000


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
    """What one directory held when it was listed."""

    changed_ns: int
    listed_ns: int
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

    def walk(self) -> Iterator[Found]:
        """Every run, those in the newest directories first. Symbolic links are followed, each directory only once.

        When it is through, `unlisted` holds the directories that could not be read, and `beside` the other files that
        are shown. Arrays are taken for such only beside event files: elsewhere they may be anything.
        """
        known: dict[str, Directory] = {}
        unlisted: list[Unlisted] = []
        others: list[str] = []
        seen: set[tuple[int, int]] = set()
        stack = self._changed([self._root])
        while stack:
            changed_ns, path, identity = stack.pop()
            if identity in seen:
                continue
            if len(known) == MOST_DIRECTORIES:
                unlisted.append(Unlisted(self._run(path), f"there are more than {MOST_DIRECTORIES:,} of them"))
                break
            seen.add(identity)
            try:
                directory = known[path] = self._list(path, changed_ns)
            except OSError as error:
                unlisted.append(Unlisted(self._run(path), error.strerror or str(error)))
                continue
            if directory.directories:
                stack += self._changed(directory.directories)
            if directory.beside:
                others += [at for at in directory.beside if directory.files or beside.kind_of(at) != "vectors"]
            if directory.files:
                yield Found(self._run(path), directory.files)
        self._known = known
        self.unlisted = tuple(unlisted)
        self.beside = tuple(beside.look(self._root, others))

    def _changed(self, paths: Iterable[str]) -> list[tuple[int, str, tuple[int, int]]]:
        """When directories have changed, and what each is by any name; without those that are gone; the newest last."""
        found = []
        stat = os.stat
        for path in paths:
            try:
                status = stat(path)
            except OSError:
                continue
            found.append((status.st_mtime_ns, path, (status.st_dev, status.st_ino)))
        found.sort()
        return found

    def _list(self, path: str, changed_ns: int) -> Directory:
        known = self._known.get(path)
        settled = known is not None and known.listed_ns - known.changed_ns > SETTLED_NS
        if known is not None and settled and known.changed_ns == changed_ns:
            return known
        return list_directory(path, changed_ns)

    def _run(self, path: str) -> str:
        relative = path[len(self._root) :].lstrip(os.sep)
        return relative.replace(os.sep, "/") or "."


def list_directory(path: str, changed_ns: int) -> Directory:
    """Lists one directory without a stat of what cannot be a file that is shown or a directory."""
    listed_ns = time.time_ns()
    files: list[str] = []
    directories: list[str] = []
    others: list[str] = []
    with os.scandir(path) as entries:
        for entry in entries:
            try:
                if MARK in entry.name and entry.is_file():
                    files.append(entry.path)
                elif beside.kind_of(entry.name) and entry.is_file():
                    others.append(entry.path)
                elif entry.name != TRASH and entry.is_dir():
                    directories.append(entry.path)
            except OSError:
                # A link that leads in a circle is neither, and costs only itself.
                continue
    files.sort()
    return Directory(changed_ns, listed_ns, files, directories, others)
