"""What the store answers with, and its errors."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from board.beside import Beside
from board.stalls import stalls


class NotFound(LookupError):
    """What was asked for is not in the logs; the text is one sentence for the user."""

    def __str__(self) -> str:
        return str(self.args[0])


class NoSuchRun(NotFound):
    def __init__(self, run: str) -> None:
        super().__init__(f"There is no run {run!r}.")


class NoSuchTag(NotFound):
    def __init__(self, run: str, tag: str, kind: str) -> None:
        super().__init__(f"Run {run!r} has no {kind + ' ' if kind else ''}tag {tag!r}.")


class Gone(NotFound):
    def __init__(self) -> None:
        super().__init__("What was asked for is no longer in its file: it was replaced, cut short or deleted.")


class Unreadable(ValueError):
    """A value of a log that cannot be read; the text is one sentence for the user."""


class Scalars(NamedTuple):
    """The points of a scalar series: columns of one length.

    Attributes:
        step: int64, exact.
        wall_time: float64, Unix seconds.
        value: float32, or float64 where a double or an integer was logged.
    """

    step: npt.NDArray[np.int64]
    wall_time: npt.NDArray[np.float64]
    value: npt.NDArray[np.float32] | npt.NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """One run's one tag: the points that stand, in the order written, and those that a restart has replaced."""

    points: Scalars
    superseded: Scalars
    display_name: str
    description: str


class Span(NamedTuple):
    """Where a value that is no scalar stands: `size` bytes at `offset` of a file, the payload of Event field `field` or,
    where that is 5 (summary), one Summary.Value.
    """

    path: str
    field: int
    offset: int
    size: int
    step: int
    wall_time: float

    def read(self) -> bytes | None:
        """The bytes; None if they are no longer there."""
        return read_span(self.path, self.offset, self.size)


class Spans(NamedTuple):
    """Spans as columns of one length; `source` is the number of the file, which is another once the file was replaced."""

    step: npt.NDArray[np.int64]
    wall_time: npt.NDArray[np.float64]
    source: npt.NDArray[np.int32]
    field: npt.NDArray[np.int32]
    offset: npt.NDArray[np.int64]
    size: npt.NDArray[np.int32]


@dataclass(frozen=True)
class SpanSeries:
    """One run's one tag of a kind that is read when it is asked for: what stands, in the order written, and what a restart
    has replaced. `paths` are the files by number; `content` is the plugin's own part of the tag's first metadata.
    """

    kind: str
    points: Spans
    superseded: Spans
    paths: Mapping[int, str]
    display_name: str
    description: str
    content: bytes

    def __len__(self) -> int:
        return len(self.points.step)

    def __getitem__(self, place: int) -> Span:
        """One of those that stand."""
        return self.span(self.points, range(len(self))[place])

    def all(self, spans: Spans) -> Iterator[Span]:
        """Each of these, which are some of the series."""
        return (self.span(spans, place) for place in range(len(spans.step)))

    def at(self, source: int, offset: int) -> Span:
        """The one that stands or stood there; Gone if there is none."""
        return self.span(*self.find(source, offset))

    def find(self, source: int, offset: int) -> tuple[Spans, int]:
        """Among which spans that is, and at which place of them."""
        for spans in (self.points, self.superseded):
            found = np.flatnonzero((spans.offset == offset) & (spans.source == source))
            if len(found):
                return spans, int(found[0])
        raise Gone

    def span(self, spans: Spans, place: int) -> Span:
        """One of these, which are some of the series."""
        step, wall_time, source, field, offset, size = (column[place].item() for column in spans)
        return Span(self.paths[source], field, offset, size, step, wall_time)


def check_answers(path: str) -> None:
    """Unreadable where the file system of a path does not answer: whoever asked would wait for as long as that lasts."""
    if stalls.holds(path):
        raise Unreadable("The file system of this file does not answer now. What it holds can be seen once it does.")


def read_span(path: str, offset: int, size: int) -> bytes | None:
    """Bytes of an event file; None if they are no longer there, Unreadable where they cannot be read now."""
    check_answers(path)
    try:
        with Path(path).open("rb") as file:
            file.seek(offset)
            data = file.read(size)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return None
        raise Unreadable(f"The file cannot be read now: {error.strerror}.") from error
    return data if len(data) == size else None


class Problem(NamedTuple):
    """A damaged or unreadable place: the file (relative to the logdir), a byte offset in it, and what is wrong."""

    file: str
    offset: int
    reason: str
    run: str


class Progress(NamedTuple):
    """How far the loader is with what it has found, in files and bytes."""

    files: int
    files_total: int
    bytes: int
    bytes_total: int
    done: bool


class RunEntry(NamedTuple):
    """A run as the listing shows it. Runs with equal tags share one `tags` object."""

    name: str
    start: float | None
    version: int
    points: int
    tags: dict[str, str]


@dataclass(frozen=True)
class Listing:
    """The runs that are new or changed since a version, oldest first; `full` if that is all of them.

    `missing`: the logdirs that are not there now, by their paths. `beside`: all other files that are shown; None where they
    are as they were in that version.
    """

    version: int
    progress: Progress
    points: int
    problems: int
    runs: tuple[RunEntry, ...]
    removed: tuple[str, ...]
    full: bool
    missing: tuple[str, ...]
    beside: tuple[Beside, ...] | None
