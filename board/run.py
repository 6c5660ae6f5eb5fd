"""A run: its event files, what has been read of each, and what that makes of its tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from math import inf, isnan
from pathlib import Path
from typing import NamedTuple

import numpy as np

from board.parts import Part, Points, joined_points, points_of
from board.restarts import Session, standing
from summary.scan import Damage, Ending, Start

NOTHING = Points(np.empty(0, np.int64), np.empty(0, np.float64), np.empty(0, np.float32))


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


class Source:
    """What has been read of one event file; `file` is its name relative to the logdir."""

    __slots__ = ("damages", "error", "file", "number", "parts", "path", "run", "started", "starts")

    _numbers = count()

    def __init__(self, run: str, path: str, file: str) -> None:
        self.run = run
        self.path = path
        self.file = file
        self.number = next(Source._numbers)
        self.forget()

    def forget(self) -> None:
        """Back to what is known of a file that has not been read."""
        self.started: float | None = None
        self.error = ""
        self.parts: list[Part] = []
        self.starts: tuple[Start, ...] = ()
        self.damages: tuple[Damage, ...] = ()

    @property
    def points(self) -> int:
        return sum(part.points for part in self.parts)

    def order(self) -> tuple[float, str]:
        """By first event's wall time, then name."""
        return (inf if self.started is None else self.started, self.file)

    def take_ending(self, ending: Ending) -> bool:
        """Takes over how a scan of the file ended; whether that changes what anyone sees."""
        changed = False
        if self.started is None and not isnan(ending.first_wall_time):
            self.started = ending.first_wall_time
            changed = True
        if self.damages and self.damages[-1].stop is None:
            # The scan has begun where that damage starts, and says anew what stands there.
            self.damages = self.damages[:-1]
            changed = True
        return changed


class Run:
    """The sources of a run, and the version of the store in which they last changed."""

    __slots__ = ("sources", "tags", "tags_version", "version")

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.version = 0
        self.tags: dict[str, str] = {}
        self.tags_version = -1

    @property
    def start(self) -> float | None:
        """The first event's wall time."""
        return min((source.started for source in self.sources if source.started is not None), default=None)

    @property
    def points(self) -> int:
        return sum(source.points for source in self.sources)

    def in_order(self) -> list[Source]:
        return sorted(self.sources, key=Source.order)

    @property
    def sole_part(self) -> Part | None:
        """All that the run holds, where that is one part of one session, of which everything stands."""
        if len(self.sources) == 1 and len(self.sources[0].parts) == 1 and not self.sources[0].starts:
            return self.sources[0].parts[0]
        return None


def kinds(sources: Sequence[Source]) -> dict[str, str]:
    """Tag → plugin name: what the first file that knows says of it, empty if none does."""
    found: dict[str, str] = {}
    for source in sources:
        for batch, lo, hi in source.parts:
            for tag, kind in zip(batch.tag[lo:hi].tolist(), batch.kind[lo:hi].tolist(), strict=True):
                name = batch.tags[tag]
                found[name] = found.get(name) or batch.kinds[kind]
    return found


def sessions(sources: Sequence[Source], tag: str) -> Iterator[tuple[Session, Points]]:
    """The sessions of these sources in the order in which they started, and what each wrote of `tag`."""
    found: list[tuple[tuple[float, int, int], Session, Points]] = []
    for place, source in enumerate(sources):
        pieces: dict[int, list[Points]] = {}
        for part in source.parts:
            for group in part.groups_of(tag):
                pieces.setdefault(int(part.batch.session[group]), []).append(points_of(part.batch, group))
        opened = {start.session: start for start in source.starts}
        clock = -inf
        for number in sorted(pieces.keys() | opened.keys()):
            start = opened.get(number)
            began = start.wall_time if start else source.started
            # Sessions of one file follow each other, whatever their clock says.
            clock = max(clock, inf if began is None or isnan(began) else began)
            points = joined_points(pieces.get(number) or [NOTHING])
            resumed = start.step if start else None
            session = Session(source.number, clock, resumed, points.step, points.wall_time)
            found.append(((clock, place, number), session, points))
    for _, session, points in sorted(found, key=lambda item: item[0]):
        yield session, points


def settled(pieces: Sequence[tuple[Session, Points]]) -> tuple[Points, Points]:
    """The points that stand, and those that a restart has replaced, of what `sessions` has found."""
    points = joined_points([piece for _, piece in pieces])
    if len(pieces) == 1 and pieces[0][0].resumed is None:
        return points, Points._make(column[:0] for column in points)
    stands, superseded = standing([session for session, _ in pieces])
    return Points._make(column[stands] for column in points), Points._make(column[superseded] for column in points)


def spans(sources: Sequence[Source], tag: str) -> Iterator[Span]:
    """The tag's values that are no scalars: file after file, each in the order written."""
    for source in sources:
        for part in source.parts:
            for group in part.groups_of(tag):
                for at in part.spans_of(group).tolist():
                    batch = part.batch
                    field, offset, size = batch.span_field[at], batch.span_offset[at], batch.span_size[at]
                    step, wall_time = batch.span_step[at], batch.span_wall_time[at]
                    yield Span(source.path, int(field), int(offset), int(size), int(step), float(wall_time))


def metadata(sources: Sequence[Source], tag: str) -> bytes | None:
    """The tag's first SummaryMetadata message; None if it has none, or its file is gone."""
    for source in sources:
        for part in source.parts:
            for group in part.groups_of(tag):
                size = int(part.batch.metadata_size[group])
                if size >= 0:
                    return read_span(source.path, int(part.batch.metadata_offset[group]), size)
    return None


def read_span(path: str, offset: int, size: int) -> bytes | None:
    """Bytes of an event file; None if they are no longer there."""
    try:
        with Path(path).open("rb") as file:
            file.seek(offset)
            data = file.read(size)
    except OSError:
        return None
    return data if len(data) == size else None
