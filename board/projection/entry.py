"""What an embedding is, before and after its numbers are read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from board.answers import Unreadable
from board.confined import confined
from board.projection.config import Named

Vectors = NDArray[np.float32]

# PyTorch's tag:00012; TensorFlow's model.ckpt-12.
STEPPED_NAME = re.compile(r"(.+):(\d{5,18})")
STEPPED_FILE = re.compile(r"(.+)-(\d{1,18})")


@dataclass(frozen=True)
class Sprite:
    """A sheet of pictures, one a row, in rows from left to right; each `width` × `height` pixels."""

    path: Path
    width: int
    height: int


@dataclass(frozen=True)
class Entry:
    """An embedding that is there: where its parts are, and what is known of it without reading its numbers.

    Attributes:
        id: names it; the same as long as it is where it is.
        group: the same for embeddings of one name that were logged at several steps.
        source: "config", "checkpoint", "vectors" or "opened".
        files: the files that its numbers stand in, by which a change is told.
        read: reads its numbers.
        labels_called: what people know the file of labels by, where that is not its name.
        checkpoint: that which its numbers stand in, relative to the logdir.
        named: what a configuration says of it.
        error: a sentence if it cannot be read, as far as that is known.
    """

    id: str
    run: str
    name: str
    group: str
    step: int | None
    source: str
    files: tuple[Path, ...]
    read: Callable[[], Vectors]
    rows: int | None = None
    columns: int | None = None
    labels: Path | None = None
    labels_called: str = ""
    sprite: Sprite | None = None
    bookmarks: Path | None = None
    checkpoint: str = ""
    named: Named | None = None
    error: str = ""

    @property
    def version(self) -> str:
        """Differs once a file of it has changed."""
        parts = (*self.files, self.labels, self.bookmarks, self.sprite.path if self.sprite else None)
        return blake2b(repr((self.id, self.sprite, stamps(parts))).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Embedding:
    """An embedding whose numbers were read: float32 [rows, columns], read-only. NaN and infinities may be among them."""

    entry: Entry
    vectors: Vectors
    version: str


def stamps(paths: Iterable[Path | None]) -> list[tuple[int, int] | None]:
    """Size and time of change of each file; None for one that is not there."""
    found: list[tuple[int, int] | None] = []
    for path in paths:
        try:
            status = path.stat() if path else None
        except OSError:
            status = None
        found.append((status.st_size, status.st_mtime_ns) if status else None)
    return found


def own(logdir: Path, path: Path) -> Path:
    """Where a file of the logdir really is. Unreadable if that is neither in its directory nor elsewhere in the logdir."""
    return confined(path.parent, path.name, logdir)


def inside(logdir: Path, folders: Iterable[Path], path: str, field: str) -> Path:
    """The file that a configuration calls `path`, relative to one of `folders`. Unreadable if there is none to be read."""
    for folder in folders:
        try:
            found = confined(folder, os.path.expanduser(path), logdir)
        except Unreadable as error:
            raise Unreadable(f"{field}: {error}") from error
        if os.path.isfile(found):
            return found
    raise Unreadable(f"{field}: There is no file {path[:200]!r}.")


def nothing() -> Vectors:
    """What reads an embedding that cannot be read."""
    raise Unreadable("This embedding cannot be read.")


def stepped(name: str, pattern: re.Pattern[str]) -> tuple[str, int | None]:
    """A name without the step in it, and that."""
    found = pattern.fullmatch(name)
    return (found[1], int(found[2])) if found else (name, None)
