"""Timelines that have been read, kept as columns in the user's cache directory: large ones open at once the second time."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

import numpy as np

from board import ending
from board.timeline.assembling import assembled
from board.timeline.levels import Level, Levels, Lines, levels_of
from board.timeline.reading import Progress, is_compressed, read
from board.timeline.texts import FileText, NoText
from board.timeline.trace import Counter, Flows, Instants, Slices, Text, TimelineError, Trace, Track

# Whatever changes what is kept, or what is made of a file, changes this.
FORM = 1
MOST = 8 << 30  # bytes of all that is kept; what was used least recently goes
SPARE = 2 << 30  # bytes that stay free on the disk
BETWEEN_CHECKS = 64 << 20  # bytes of a copy
WORTH = 16 << 20  # bytes of a file: smaller ones are read again as quickly
COPY, TOLD = "text.json", "trace.json"
C = TypeVar("C", Slices, Instants, Flows, Lines)


class Indexed(NamedTuple):
    """A timeline with its levels."""

    trace: Trace
    levels: Levels


class Index:
    """The directory of what is kept. Where it cannot be written, nothing is kept and nothing fails."""

    def __init__(self, directory: Path | None = None) -> None:
        self._root = directory or cache_directory() / "timelines"

    def key(self, path: Path) -> str:
        """What a file's timeline is kept under, as long as the file does not change. OSError where it is gone."""
        status = path.stat()
        told = (FORM, str(path.resolve()), status.st_ino, status.st_size, status.st_mtime_ns)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    def load(self, path: Path) -> Indexed | None:
        """What is kept of a file; None if that is nothing, or cannot be read."""
        try:
            _check_own(self._root)
            directory = self._root / self.key(path)
            made = _loaded(directory, path)
            os.utime(directory)
        except (OSError, ValueError, LookupError, TypeError):
            return None
        return made

    def begin(self, path: Path) -> Path | None:
        """A new directory to be filled and given to `keep`; None where there is no room for a timeline of that size."""
        try:
            self._root.parent.parent.mkdir(parents=True, exist_ok=True)
            for directory in (self._root.parent, self._root):
                directory.mkdir(exist_ok=True, mode=0o700)
            _check_own(self._root)
            size = path.stat().st_size
            self._evict(size)
            if shutil.disk_usage(self._root).free < size + SPARE:
                return None
            return Path(tempfile.mkdtemp(prefix=".new-", dir=self._root))
        except OSError:
            return None

    def keep(self, path: Path, directory: Path, made: Indexed) -> None:
        """Keeps a timeline with what is in the directory already, such as a copy of its text."""
        try:
            _save(directory, made)
            directory.rename(self._root / self.key(path))
            self._evict(0)
        except OSError:
            self.discard(directory)

    def discard(self, directory: Path) -> None:
        """Gives up a directory that was begun."""
        shutil.rmtree(directory, ignore_errors=True)

    def _evict(self, coming: int) -> None:
        """Deletes what was used least recently until `coming` bytes more are within the bound."""
        kept = sorted((entry.stat().st_mtime, entry) for entry in self._root.iterdir())
        sizes = {entry: sum(file.stat().st_size for file in entry.iterdir()) for _, entry in kept}
        total = sum(sizes.values()) + coming
        for used, entry in kept:
            abandoned = entry.name.startswith(".new-") and time.time() - used > 3600
            if total > MOST or abandoned:
                shutil.rmtree(entry, ignore_errors=True)
                total -= sizes[entry]


def cache_directory() -> Path:
    """board's own, in the user's cache directory (https://specifications.freedesktop.org/basedir-spec)."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    with contextlib.suppress(RuntimeError):
        return (Path(given) if os.path.isabs(given) else Path.home() / ".cache") / "board"
    return Path(tempfile.gettempdir()) / f"board-{os.getuid()}"


def _check_own(root: Path) -> None:
    """OSError where somebody else could have put things below this directory, such as one in /tmp that they made first."""
    for directory in (root.parent, root) if hasattr(os, "getuid") else ():
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
            raise PermissionError(errno.EPERM, "others may change it", str(directory))


def _save(directory: Path, made: Indexed) -> None:
    trace, levels = made
    for name, columns in (("slices", trace.slices), ("instants", trace.instants), ("flows", trace.flows)):
        _save_columns(directory, name, columns._asdict())
    _save_columns(directory, "lines", levels.lines._asdict())
    for number, level in enumerate(levels.levels):
        _save_columns(directory, f"level{number}", {**level._asdict(), "resolution": np.array(level.resolution)})
    for number, counter in enumerate(trace.counters):
        _save_columns(directory, f"counter{number}", {"time": counter.time, "value": counter.value})
    told = {
        "names": trace.names,
        "categories": trace.categories,
        "tracks": trace.tracks,
        "origin": trace.origin,
        "length": trace.length,
        "notes": trace.notes,
        "facts": trace.facts,
        "levels": len(levels.levels),
        "counters": [one[:4] for one in trace.counters],
    }
    (directory / TOLD).write_text(json.dumps(told))


def _save_columns(directory: Path, name: str, columns: dict[str, Any]) -> None:
    for column, values in columns.items():
        np.save(directory / f"{name}.{column}.npy", values, allow_pickle=False)


def _loaded(directory: Path, path: Path) -> Indexed:
    told = json.loads((directory / TOLD).read_text())
    trace = Trace(
        names=tuple(told["names"]),
        categories=tuple(told["categories"]),
        tracks=tuple(Track(*track) for track in told["tracks"]),
        origin=told["origin"],
        length=told["length"],
        slices=_load_columns(directory, "slices", Slices),
        instants=_load_columns(directory, "instants", Instants),
        flows=_load_columns(directory, "flows", Flows),
        counters=tuple(
            Counter(*said, **{name: _column(directory, f"counter{number}", name) for name in ("time", "value")})
            for number, said in enumerate(told["counters"])
        ),
        notes=tuple(told["notes"]),
        facts=told["facts"],
        text=text_of(directory, path),
    )
    levels = [_level(directory, number) for number in range(told["levels"])]
    return Indexed(trace, Levels(_load_columns(directory, "lines", Lines), levels))


def _level(directory: Path, number: int) -> Level:
    name = f"level{number}"
    columns = {column: _column(directory, name, column) for column in Level._fields[1:]}
    return Level(int(_column(directory, name, "resolution")), **columns)


def _load_columns(directory: Path, name: str, kind: type[C]) -> C:
    return kind(**{column: _column(directory, name, column) for column in kind._fields})


def _column(directory: Path, name: str, column: str) -> Any:
    """Mapped, so that only what is looked at is read."""
    return np.load(directory / f"{name}.{column}.npy", mmap_mode="r", allow_pickle=False)


def text_of(directory: Path | None, path: Path) -> Text:
    """Where the arguments of a file are read: in the file, or where it is compressed in the copy of its text."""
    if not is_compressed(path):
        return FileText(path)
    if directory is not None and (directory / COPY).exists():
        return FileText(directory / COPY)
    return NoText("There is no room for the unpacked text of this timeline, where its arguments stand.")


def made(path: Path, index: Index, progress: Progress = lambda _: None) -> Indexed:
    """A file's timeline: what is kept of it, or else read, and kept where that is worth it. May raise TimelineError."""
    known = index.load(path)
    if known is not None:
        return known
    try:
        worth = path.stat().st_size >= WORTH or is_compressed(path)
    except OSError as error:
        raise TimelineError(f"{path.name} cannot be read: {error.strerror}.") from error
    directory = index.begin(path) if worth else None
    if directory is None:
        return _read(path, directory, progress)
    spare = ending.at_end(lambda: ending.sweep(directory))
    try:
        found = _read(path, directory, progress)
        index.keep(path, directory, found)
    except BaseException:
        index.discard(directory)
        raise
    finally:
        spare()
    return index.load(path) or found


class Copy:
    """The text of a compressed trace, written as long as there is room; a bomb fills no disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = path.open("wb")
        self._size = self._checked = 0

    def write(self, text: bytes) -> None:
        """Writes the next piece; nothing more from where there is no room, and nothing of what came before it."""
        if self._file is None:
            return
        self._size += len(text)
        try:
            if self._size - self._checked >= BETWEEN_CHECKS:
                self._checked = self._size
                if self._size > MOST or shutil.disk_usage(self._path.parent).free < SPARE:
                    raise OSError(errno.ENOSPC, "no room")
            self._file.write(text)
        except OSError:
            self.close()
            self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Ends the file."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None


def _read(path: Path, directory: Path | None, progress: Progress) -> Indexed:
    if directory is not None and is_compressed(path):
        with contextlib.closing(Copy(directory / COPY)) as copy:
            events = read(path, copy.write, progress)
    else:
        events = read(path, None, progress)
    text = text_of(directory, path)
    with text.held() if isinstance(text, FileText) else contextlib.nullcontext():
        trace = assembled(events, text)
    return Indexed(trace, levels_of(trace.slices))
