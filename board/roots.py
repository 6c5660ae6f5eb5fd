"""The logdirs that are shown together, and what is called how in each.

With one logdir that was given no name, runs and files are called by their paths relative to it. Otherwise the name of their
logdir stands before that: NAME/train, and NAME alone for the logdir itself.
"""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

from board import stalls
from board.answers import NotFound

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class LogdirError(Exception):
    """A logdir that cannot be used; the text is one sentence for the user."""


class Root(NamedTuple):
    """A logdir; `name` begins the names of its runs, and is empty where it is the only one."""

    name: str
    path: Path

    def called(self, relative: str) -> str:
        """What a run or file of this logdir is called; `relative` is its path there, with "/", "." for the logdir itself."""
        if not self.name:
            return relative
        return self.name if relative == "." else f"{self.name}/{relative}"


@dataclass(frozen=True)
class Roots:
    """One logdir or several, of which no name is another's or the beginning of another's path."""

    all: tuple[Root, ...]

    @property
    def first(self) -> Path:
        """The directory that what people set is kept in."""
        return self.all[0].path

    def split(self, name: str) -> tuple[Root, str]:
        """The logdir of a run or file, and its path relative to that. NotFound if it begins with the name of none."""
        for root in self.all:
            if not root.name:
                return root, name
            if name == root.name:
                return root, "."
            if name.startswith(f"{root.name}/"):
                return root, name[len(root.name) + 1 :]
        raise NotFound(f"There is no logdir that the name {name[:200]!r} begins with.")

    def path(self, name: str) -> Path:
        """Where a run or file is, its links not resolved. NotFound if its name begins with that of no logdir."""
        root, relative = self.split(name)
        return root.path / relative

    def __str__(self) -> str:
        return ",".join(f"{root.name}:{root.path}" if root.name else str(root.path) for root in self.all)

    @property
    def short(self) -> str:
        """As a person writes them, with ~ for the home directory."""
        return str(Roots(tuple(Root(root.name, shorten(root.path)) for root in self.all)))

    @property
    def called(self) -> str:
        """Their names, or that of the only one as `short` has it."""
        return ", ".join(root.name for root in self.all) if self.all[0].name else self.short


Logdirs = str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | Mapping[str, str | os.PathLike[str]] | Roots


def roots_of(logdirs: Logdirs) -> Roots:
    """One path, several, or several by their names. A LogdirError where they cannot be told apart."""
    if isinstance(logdirs, Roots):
        return logdirs
    if isinstance(logdirs, (str, os.PathLike)):
        return _named([("", logdirs)])
    if isinstance(logdirs, Mapping):
        return _named(list(logdirs.items()))
    return _named([("", path) for path in logdirs])


def parsed(texts: Iterable[str]) -> Roots:
    """What the command is given: each DIR or NAME:DIR. A LogdirError where they cannot be told apart."""
    return _named([_parse(text) for text in texts])


def of_spec(spec: str) -> list[str]:
    """The parts of TensorBoard's ``name:path,name2:path2``, each of which `parsed` takes."""
    return [part.strip() for part in spec.split(",") if part.strip()]


def check(roots: Roots) -> Roots:
    """The roots; a LogdirError if one is no directory that can be listed."""
    for root in roots.all:
        if not _is_there(root.path):
            raise LogdirError(f"There is no directory {root.path}: give the directory that your training code logs to.")
    return roots


def expected(roots: Roots) -> list[str]:
    """A sentence for each that is not there yet or does not answer; a LogdirError if one can never be listed."""
    asked = [(root.path, _asked(root.path)) for root in roots.all]
    done, _ = wait([answer for _, answer in asked], stalls.PATIENCE)
    silent = [
        f"The directory {path} does not answer; it is waited for." for path, answer in asked if answer not in done
    ]
    return silent + [
        f"There is no directory {path} yet; it is waited for."
        for path, answer in asked
        if answer in done and not answer.result()
    ]


def _asked(path: Path) -> Future[bool]:
    """What `_is_there` says, of a thread of its own: where a share's server is gone, it says nothing."""
    answer: Future[bool] = Future()

    def ask() -> None:
        try:
            answer.set_result(_is_there(path))
        except LogdirError as error:
            answer.set_exception(error)

    threading.Thread(target=ask, name="board-logdir", daemon=True).start()
    return answer


def _is_there(path: Path) -> bool:
    """Whether a logdir is there; a LogdirError if what is there is no directory that can be listed."""
    try:
        os.scandir(path).close()
    except FileNotFoundError:
        return False
    except OSError as error:
        if path.is_file():
            raise LogdirError(f"{path} is a file: give the directory that it is in, {path.parent}.") from None
        raise LogdirError(f"The directory {path} cannot be read: {error.strerror}.") from error
    return True


def is_missing(path: str | Path) -> bool:
    """Whether there is nothing at a path; not where that cannot be told."""
    try:
        os.stat(path)
    except OSError as error:
        return error.errno in (errno.ENOENT, errno.ENOTDIR)
    return False


def shorten(path: Path) -> Path:
    """The path as a person writes it, with ~ for the home directory."""
    try:
        return Path("~") / path.relative_to(Path.home())
    except (ValueError, RuntimeError):
        return path


def _parse(text: str) -> tuple[str, str]:
    """A name, empty if there is none, and a path. A directory whose own name has a colon is given as it is called."""
    name, colon, path = text.partition(":")
    if not colon or "/" in name or SCHEME.match(text) or os.path.splitdrive(text)[0] or os.path.exists(text):
        return "", text
    if not name or not path:
        raise LogdirError(f"The logdir {text!r} must be DIR or NAME:DIR.")
    return name, path


def _named(given: Sequence[tuple[str, str | os.PathLike[str]]]) -> Roots:
    found = list(dict.fromkeys((name, _absolute(path)) for name, path in given))
    if not found:
        raise LogdirError("There is no logdir: give one directory or several.")
    if len(found) == 1 and not found[0][0]:
        return Roots((Root("", found[0][1]),))
    for name, _ in found:
        if name in (".", "..") or "/" in name or not name.isprintable():
            raise LogdirError(f"A logdir cannot be called {name!r}: a name is one line without /.")
    names = {name for name, _ in found}
    paths = [_parts(path) for name, path in found if not name]
    roots = tuple(Root(name or _ending(_parts(path), paths, names), path) for name, path in found)
    for one, other in permutations(roots, 2):
        if f"{other.name}/".startswith(f"{one.name}/"):
            raise LogdirError(
                f"The logdirs {one.path} and {other.path} would both be called {one.name}: name them, as NAME:DIR."
            )
        if other.path.is_relative_to(one.path):
            raise LogdirError(f"The runs of {other.path} are those of {one.path} too: give only one of the two.")
    return Roots(roots)


def _absolute(path: str | os.PathLike[str]) -> Path:
    text = os.fspath(path)
    if SCHEME.match(text):
        raise LogdirError(f"Only directories of this machine are read, not {text}: mount it, or copy it here.")
    if not text or "\0" in text:
        raise LogdirError(f"The logdir {text!r} is no path.")
    return Path(os.path.expanduser(text)).absolute()


def _parts(path: Path) -> tuple[str, ...]:
    return Path(os.path.normpath(path)).parts[1:]


def _ending(path: tuple[str, ...], paths: Iterable[tuple[str, ...]], names: set[str]) -> str:
    """The shortest ending of a path that no other of `paths` has, and that is none of `names`."""
    others = [other for other in paths if other != path]
    for length in range(1, len(path)):
        ending = "/".join(path[-length:])
        if ending not in names and not any(other[-length:] == path[-length:] for other in others):
            return ending
    return "/".join(path) or "root"
