"""Files opened from the page or named to the command: shown as those in the logdir are, and never written there."""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from pathlib import Path
from secrets import token_urlsafe
from typing import BinaryIO

from board import ending
from board.answers import NotFound

PREFIX = "opened/"
LARGEST = 1 << 30  # bytes of one file from the page; waitress takes no larger body
MOST = 4 << 30  # bytes of all of them; the oldest go
SPARE = 1 << 30  # bytes that stay free on the disk
LONGEST_NAME = 120


class TooLarge(ValueError):
    """A file that cannot be kept; the text is one sentence for the user."""


class Opened:
    """The opened files by their names, which are ``opened/ID/NAME``. Any thread may call it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._directory: Path | None = None
        self._clean: weakref.finalize[[Path], Opened] | None = None
        self._files: dict[str, Path] = {}
        self._kept: dict[str, int] = {}

    def add(self, path: Path) -> str:
        """Has a file be read where it is; what it is called from now on."""
        with self._lock:
            return self._name(path.name, path)

    def keep(self, name: str, body: BinaryIO, size: int) -> str:
        """Keeps the `size` bytes of `body` in a file of its own until `close`; what it is called. May raise TooLarge."""
        if size > LARGEST:
            raise TooLarge(
                f"The file {name!r} has {size / 2**30:.1f} GiB; {LARGEST >> 30} can be opened in the page: "
                "put it into the logdir, or name it to the command."
            )
        with self._lock:
            directory = self._make_room(size)
            path = directory / token_urlsafe(9)
            try:
                with path.open("wb") as file:
                    shutil.copyfileobj(body, file, 1 << 20)
            except OSError as error:
                path.unlink(missing_ok=True)
                raise TooLarge(f"The file {name!r} cannot be kept while it is shown: {error.strerror}.") from error
            kept = self._name(name, path)
            self._kept[kept] = size
            return kept

    def path(self, name: str) -> Path | None:
        """The file of that name; None where a name is none of an opened file. NotFound where it is open no more."""
        with self._lock:
            path = self._files.get(name)
        if path is None and name.startswith(PREFIX):
            raise NotFound("This file is open no more: open it again.")
        return path

    def close(self) -> None:
        """Deletes what was kept, even while a file is being kept: nothing is opened after this."""
        if self._clean is not None:
            self._clean()

    def _make_room(self, size: int) -> Path:
        if self._directory is None:
            self._directory = Path(tempfile.mkdtemp(prefix="board-opened-"))
            self._clean = weakref.finalize(self, ending.sweep, self._directory)
        while self._kept and sum(self._kept.values()) + size > MOST:
            oldest = next(iter(self._kept))
            del self._kept[oldest]
            self._files.pop(oldest).unlink(missing_ok=True)
        if shutil.disk_usage(self._directory).free < size + SPARE:
            raise TooLarge(f"There is no room for another file in {self._directory.parent}.")
        return self._directory

    def _name(self, name: str, path: Path) -> str:
        plain = name.replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:] or "file"
        given = f"{PREFIX}{token_urlsafe(9)}/{plain}"
        self._files[given] = path
        return given
