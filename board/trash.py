"""Moving a run out of the way: its event files go to <logdir>/.trash/<date and time>/<run>, from where they can be moved back.

Only the run's own event files are moved. What else is in its directory stays, and so do the runs below it. A directory that
holds nothing any more is removed. Links are moved as links; what they lead to is not touched.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

from board.directories import Surveyor
from board.entries import TRASH

# A file that was written so many seconds ago may be written still.
FRESH = 60.0

STAYS = "the run stays where it is."


class TrashError(Exception):
    """Why a run stays where it is: one sentence for the user."""


class Trashed(NamedTuple):
    """How many files were moved, and the directory, relative to the logdir, that they are in now."""

    files: int
    to: str


def move_to_trash(logdir: Path, run: str, now: float, even_if_fresh: bool = False, called: str = "") -> Trashed:
    """Moves a run's event files; `run` is its path relative to the logdir, `called` its name if that is another,
    `now` is Unix seconds.

    Raises TrashError, and then every file is where it was. A run that was just being written stays unless `even_if_fresh`: what
    its writer still adds would go to the trash too.
    """
    root, called = logdir.resolve(), called or run
    source = _directory(root, run, called)
    files = _event_files(source, called)
    if not even_if_fresh:
        _check_at_rest(files, called, now)
    try:
        target = _room(root, run, now)
    except OSError as error:
        raise TrashError(f"The directory {root / TRASH} cannot be made ready ({error.strerror}); {STAYS}") from error
    _move(files, target, called)
    with suppress(OSError):  # it is not empty
        if source != root:
            source.rmdir()
    return Trashed(len(files), target.relative_to(root).as_posix())


def _directory(root: Path, run: str, called: str) -> Path:
    """Where the run really is, which must be inside the logdir."""
    try:
        directory = (root / run).resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise TrashError(f"The directory of the run {called!r} is no longer there.") from error
    if not directory.is_relative_to(root):
        raise TrashError(f"The run {called!r} is a link to {directory}, outside the logdir; {STAYS}")
    return directory


def _event_files(directory: Path, run: str) -> list[Path]:
    (held,) = Surveyor().look_into([str(directory)])
    if held.error:
        raise TrashError(f"The directory of the run {run!r} cannot be read ({os.strerror(held.error)}); {STAYS}")
    if not held.files:
        raise TrashError(f"The directory of the run {run!r} holds no event files any more.")
    return [Path(path) for path in held.files]


def _check_at_rest(files: list[Path], run: str, now: float) -> None:
    with suppress(OSError):
        age = now - max(file.stat().st_mtime for file in files)
        if age < FRESH:
            raise TrashError(
                f"The run {run!r} was written to {max(age, 0):.0f} seconds ago and may still be running; "
                f"end it, or wait until it has been quiet for {FRESH:.0f} seconds."
            )


def _room(root: Path, run: str, now: float) -> Path:
    """A new directory for the run's files."""
    trash = root / TRASH
    trash.mkdir(exist_ok=True)
    if trash.is_symlink():
        raise TrashError(f"{trash} is a link, which may lead anywhere; {STAYS}")
    stamp = time.strftime("%Y-%m-%d_%H-%M-%S", time.localtime(now))
    for number in count(1):
        place = trash / (stamp if number == 1 else f"{stamp}_{number}")
        try:
            place.mkdir()
        except FileExistsError:
            continue
        break
    for name in run.split("/"):  # one by one: mkdir(parents=True) calls itself for each, and there may be a thousand
        place = place / name
        place.mkdir(exist_ok=True)
    return place


def _move(files: list[Path], target: Path, run: str) -> None:
    """Moves all the files or none."""
    moved: list[Path] = []
    try:
        for file in files:
            file.rename(target / file.name)
            moved.append(file)
    except OSError as error:
        with suppress(OSError):
            for file in moved:
                (target / file.name).rename(file)
            os.removedirs(target)  # as far up as they are empty
        elsewhere = "it is on another file system than the trash, so move it by hand"
        reason = elsewhere if error.errno == errno.EXDEV else error.strerror
        raise TrashError(f"The run {run!r} cannot be moved ({reason}); {STAYS}") from error
