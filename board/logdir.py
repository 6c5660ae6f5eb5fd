"""Which runs and event files a directory tree holds."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import NamedTuple

# TensorBoard's rule: any file with this in its name (tensorboard/backend/event_processing/io_wrapper.py).
MARK = "tfevents"

# A directory that has changed so shortly before it was listed may change again without a newer time stamp, on file
# systems whose clock ticks coarsely.
SETTLED_NS = 3_000_000_000


class LogdirError(Exception):
    """A logdir that cannot be used; the text is one sentence for the user."""


class Unlisted(NamedTuple):
    """A directory that could not be read."""

    directory: str
    reason: str


class Directory(NamedTuple):
    """What one directory held when it was listed."""

    changed_ns: int
    listed_ns: int
    files: tuple[str, ...]
    directories: tuple[str, ...]


def check_logdir(logdir: str | os.PathLike[str]) -> Path:
    """The logdir as an absolute path, ``~`` expanded; a LogdirError if it is no directory that can be listed."""
    path = Path(logdir).expanduser().absolute()
    if path.is_file():
        raise LogdirError(f"{path} is a file: give the directory that it is in, {path.parent}.")
    if not path.exists():
        raise LogdirError(f"There is no directory {path}: give the directory that your training code logs to.")
    try:
        os.scandir(path).close()
    except OSError as error:
        raise LogdirError(f"The directory {path} cannot be read: {error.strerror}.") from error
    return path


class Tree:
    """The directory tree below a logdir, listed again only where it has changed."""

    def __init__(self, logdir: Path) -> None:
        self._logdir = logdir
        self._known: dict[str, Directory] = {}
        self.unlisted: tuple[Unlisted, ...] = ()

    def event_files(self) -> dict[str, list[str]]:
        """Run name → paths of its event files, in the order of their names. Symbolic links are followed once."""
        known: dict[str, Directory] = {}
        unlisted: list[Unlisted] = []
        runs: dict[str, list[str]] = {}
        root = str(self._logdir)
        seen: set[tuple[int, int]] = set()
        stack = [root]
        while stack:
            path = stack.pop()
            if path in known:
                continue
            try:
                directory = self._list(path, seen)
            except OSError as error:
                if not isinstance(error, FileNotFoundError):
                    unlisted.append(Unlisted(self._run(path), error.strerror or str(error)))
                continue
            if directory is None:
                continue
            known[path] = directory
            stack += directory.directories
            if directory.files:
                runs[self._run(path)] = list(directory.files)
        self._known = known
        self.unlisted = tuple(unlisted)
        return runs

    def _run(self, path: str) -> str:
        relative = path[len(str(self._logdir)) :].lstrip(os.sep)
        return relative.replace(os.sep, "/") or "."

    def _list(self, path: str, seen: set[tuple[int, int]]) -> Directory | None:
        """The directory as it is now; None if it has been seen under another name."""
        status = os.stat(path)
        identity = (status.st_dev, status.st_ino)
        if identity in seen:
            return None
        seen.add(identity)
        known = self._known.get(path)
        if (
            known is not None
            and known.changed_ns == status.st_mtime_ns
            and known.listed_ns - known.changed_ns > SETTLED_NS
        ):
            return known
        return list_directory(path, status.st_mtime_ns)


def list_directory(path: str, changed_ns: int) -> Directory:
    """Lists one directory without a stat of what cannot be an event file or a directory."""
    listed_ns = time.time_ns()
    files = []
    directories = []
    with os.scandir(path) as entries:
        for entry in entries:
            # A link that leads nowhere, or in a circle, is neither and costs only itself.
            with contextlib.suppress(OSError):
                if MARK in entry.name and entry.is_file():
                    files.append(entry.path)
                elif entry.is_dir():
                    directories.append(entry.path)
    return Directory(changed_ns, listed_ns, tuple(sorted(files)), tuple(directories))
