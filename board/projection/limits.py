"""How large what is read may be, and files that are named when they cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from board.answers import Unreadable

LARGEST = 4 << 30  # bytes of one embedding as float32
SLICE = 16 << 20  # bytes that are read at once


class Flaw(Exception):
    """What is wrong with a file: a sentence without its subject."""


def check_size(rows: int, columns: int) -> None:
    """A Flaw if there is nothing, or more than is read."""
    if rows < 0 or columns < 0 or rows * columns * 4 > LARGEST:
        raise Flaw(f"has {rows:,} rows of {columns:,} numbers; no more than {LARGEST >> 30} GB are read.")
    if not rows or not columns:
        raise Flaw("has no vectors.")


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """The file, to be read. A Flaw within is told as an Unreadable that names the file, and so is what the system refuses."""
    try:
        with path.open("rb") as file:
            yield file
    except Flaw as flaw:
        raise Unreadable(f"{path.name} {flaw}") from flaw
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}.") from error
