"""Which runs and event files a directory tree holds."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from board import beside
from board.directories import Entries
from board.stalls import Asking, reason_of

# A directory may change again without a newer time stamp while that is so young, on file systems whose clock ticks
# coarsely. Its clock need not be this machine's, so the time is counted from when the stamp was first seen.
SETTLED = 3.0  # seconds
LONG_AGO_NS = 86_400_000_000_000  # no clock is so wrong

GONE = (errno.ENOENT, errno.ENOTDIR)

MOST_DIRECTORIES = 1 << 19  # each takes some hundred bytes and a stat in every round
AT_ONCE = 256  # directories that are listed before what is below them


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


Met = tuple[str, int, tuple[int, int]]
"""A directory's path, when it has changed, and what it is by any name: its device and inode."""


class Tree:
    """The directory tree below a logdir, listed again only where it has changed."""

    def __init__(self, logdir: Path) -> None:
        self._root = str(logdir)
        self._below = len(self._root.rstrip(os.sep)) + 1
        self._known: dict[str, Directory] = {}
        self.unlisted: tuple[Unlisted, ...] = ()
        self.beside: tuple[beside.Beside, ...] = ()

    def walk(self, asking: Asking) -> Iterator[Found]:
        """Every run, those in the newest directories first. Symbolic links are followed, each directory only once.

        Some directories are listed at once, then what is below them. One that cannot be read now holds what it held, until
        it is known to hold it no more. When it is through, `unlisted` holds the directories that could not be read, and
        `beside` the other files that are shown. Arrays are taken for such only beside event files: elsewhere they may be
        anything.
        """
        known: dict[str, Directory] = {}
        unlisted: list[Unlisted] = []
        others: list[str] = []
        seen: set[tuple[int, int]] = set()
        stack = self._changed([self._root], asking, unlisted)
        while stack:
            if len(seen) == MOST_DIRECTORIES:
                path, _, _ = stack[-1]
                unlisted.append(Unlisted(self._run(path), f"there are more than {MOST_DIRECTORIES:,} of them"))
                break
            below: list[str] = []
            for path, directory in self._listed(_taken(stack, seen), asking, unlisted):
                known[path] = directory
                if directory.directories:
                    below += directory.directories
                if directory.beside:
                    others += [at for at in directory.beside if directory.files or beside.kind_of(at) != "vectors"]
                if directory.files:
                    yield Found(self._run(path), directory.files)
            if below:
                stack += self._changed(below, asking, unlisted)
        self._known = known
        self.unlisted = tuple(dict.fromkeys(unlisted))
        self.beside = tuple(beside.look(self._root, others, lambda path: asking.ask(os.stat, path), self.beside))

    def _changed(self, paths: Sequence[str], asking: Asking, unlisted: list[Unlisted]) -> list[Met]:
        """When directories have changed, and what each is by any name; without those that are gone; the newest last."""
        known = [self._known.get(path) for path in paths]
        found = asking.look_at(paths, [before.identity[0] if before else 0 for before in known])
        for place in np.flatnonzero(found[:, 0]).tolist():
            error, before = int(found[place, 0]), known[place]
            if error in GONE:
                continue
            unlisted.append(Unlisted(self._run(paths[place]), reason_of(error)))
            if before:
                found[place] = 0, 0, before.changed_ns, *before.identity
        order = np.argsort(found[:, 2], kind="stable")
        order = order[found[order, 0] == 0]
        _, _, changed_ns, device, inode = found[order].T.tolist()
        return list(
            zip([paths[place] for place in order.tolist()], changed_ns, zip(device, inode, strict=True), strict=True)
        )

    def _listed(self, met: list[Met], asking: Asking, unlisted: list[Unlisted]) -> Iterator[tuple[str, Directory]]:
        """What directories hold, without those that are gone; only those are listed that may hold something else than before."""
        now, clock_ns = time.monotonic(), time.time_ns()
        known = [self._known.get(path) for path, _, _ in met]
        settled = [
            before is not None and before.settled and before.changed_ns == changed_ns
            for before, (_, changed_ns, _) in zip(known, met, strict=True)
        ]
        asked = [one for one, is_settled in zip(met, settled, strict=True) if not is_settled]
        listed = iter(asking.look_into([path for path, _, _ in asked], [device for _, _, (device, _) in asked]))
        for (path, changed_ns, identity), before, is_settled in zip(met, known, settled, strict=True):
            if before and is_settled:
                yield path, before
                continue
            entries = next(listed)
            if entries.error:
                if entries.error not in GONE:
                    unlisted.append(Unlisted(self._run(path), reason_of(entries.error)))
                    if before:
                        yield path, before
                continue
            since = before.since if before and before.changed_ns == changed_ns else now
            is_settled = now - since > SETTLED or clock_ns - changed_ns > LONG_AGO_NS
            yield path, Directory(changed_ns, identity, since, is_settled, *_held(entries, before))

    def _run(self, path: str) -> str:
        return path[self._below :] or "."


def _taken(stack: list[Met], seen: set[tuple[int, int]]) -> list[Met]:
    """Takes from the stack the directories that are to be listed next, none of which has been seen, by any name."""
    taken: list[Met] = []
    most = min(AT_ONCE, MOST_DIRECTORIES - len(seen))
    while stack and len(taken) < most:
        one = stack.pop()
        identity = one[2]
        if identity not in seen:
            seen.add(identity)
            taken.append(one)
    while stack and stack[-1][2] in seen:
        stack.pop()
    return taken


def _held(entries: Entries, before: Directory | None) -> tuple[list[str], list[str], list[str]]:
    """A directory's event files, directories and other files. What cannot be told of an entry is as it was before."""
    _, files, directories, others, untold = entries
    if before:
        for path in untold:
            files += [path] * (path in before.files)
            directories += [path] * (path in before.directories)
            others += [path] * (path in before.beside)
        files.sort()
    return files, directories, others
