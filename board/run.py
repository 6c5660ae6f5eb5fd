"""A run: its event files, what has been read of each, and what that makes of its tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from math import inf, isfinite, isnan
from typing import Any, NamedTuple

import numpy as np

from board.answers import Spans, Unreadable, read_span
from board.parts import Columns, Part, Points, joined, points_of
from board.restarts import Session, standing
from summary.scan import Damage, Ending, Start

MOST_DAMAGES = 1000  # of one file that are told one by one
MORE_DAMAGES = "there are more damaged places than can be told one by one, the first of them here"
LARGEST_METADATA = 16 << 20  # bytes that are read of what a writer says of a tag

_NUMBERS = np.empty(0, np.int32)
NO_SPANS = Spans(np.empty(0, np.int64), np.empty(0, np.float64), _NUMBERS, _NUMBERS, np.empty(0, np.int64), _NUMBERS)
NOTHING = Points(np.empty(0, np.int64), np.empty(0, np.float64), np.empty(0, np.float32))


class Shares(NamedTuple):
    """What runs hold of scalar tags, each with the run's place among those asked for; who has none is left out.

    `whole`: parts of which every point stands. `pieced`: a series' sessions and their points, for `settled`.
    """

    whole: list[tuple[int, Part]]
    pieced: list[tuple[int, list[tuple[Session, Points]]]]


class Source:
    """What has been read of one event file; `file` is its name relative to the logdir.

    `read`: up to which byte, of the `size` that it had then, last changed at `changed_ns`; whether there is `more` to read.
    """

    __slots__ = (
        "changed_ns",
        "damages",
        "error",
        "file",
        "more",
        "number",
        "parts",
        "path",
        "read",
        "run",
        "size",
        "started",
        "starts",
    )

    _numbers = count()

    def __init__(self, run: str, path: str, file: str) -> None:
        self.run = run
        self.path = path
        self.file = file
        self.forget()

    def forget(self) -> None:
        """Back to what is known of a file that has not been read, with another number: what was told of it is void."""
        self.number = next(Source._numbers)
        self.started: float | None = None
        self.read = self.size = 0
        self.changed_ns: int | None = None
        self.more = True
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

    def add_damage(self, damage: Damage) -> None:
        """Notes a damaged stretch; one too many is told together with those before it, unless the scan goes on from there."""
        if len(self.damages) < MOST_DAMAGES or damage.stop is None:
            self.damages += (damage,)
        elif self.damages[-1].reason == MORE_DAMAGES:
            self.damages = (*self.damages[:-1], self.damages[-1]._replace(stop=damage.stop))
        else:
            self.damages += (damage._replace(reason=MORE_DAMAGES),)

    def take_ending(self, ending: Ending) -> bool:
        """Takes over how a scan of the file ended; whether that changes what anyone sees."""
        changed = False
        if not (ending.replaced or ending.error):
            self.read, self.size, self.changed_ns = ending.after, ending.size, ending.modified_ns
            self.more = ending.more
        if self.started is None and isfinite(ending.first_wall_time):
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
    """The sessions of these sources in the order in which they started, and the points that each wrote of `tag`."""
    return _sessions(sources, tag, lambda _, part, group: points_of(part.batch, group), NOTHING)


def span_sessions(sources: Sequence[Source], tag: str) -> Iterator[tuple[Session, Spans]]:
    """The same of values that are no scalars."""
    return _sessions(sources, tag, _spans_of, NO_SPANS)


def _spans_of(source: Source, part: Part, group: int) -> Spans:
    batch, at = part.batch, part.spans_of(group)
    number = np.full(len(at), source.number, np.int32)
    return Spans(
        batch.span_step[at],
        batch.span_wall_time[at],
        number,
        batch.span_field[at],
        batch.span_offset[at],
        batch.span_size[at],
    )


def _sessions(
    sources: Sequence[Source], tag: str, columns_of: Callable[[Source, Part, int], Columns], nothing: Columns
) -> Iterator[tuple[Session, Columns]]:
    found: list[tuple[tuple[float, int, int], Session, Columns]] = []
    for place, source in enumerate(sources):
        pieces: dict[int, list[Columns]] = {}
        for part in source.parts:
            for group in part.groups_of(tag):
                pieces.setdefault(int(part.batch.session[group]), []).append(columns_of(source, part, group))
        opened = {start.session: start for start in source.starts}
        clock = -inf
        for number in sorted(pieces.keys() | opened.keys()):
            start = opened.get(number)
            began = start.wall_time if start else source.started
            # Sessions of one file follow each other, whatever their clock says.
            clock = max(clock, inf if began is None or isnan(began) else began)
            columns = joined(pieces.get(number) or [nothing])
            resumed = start.step if start else None
            session = Session(source.number, clock, resumed, columns.step, columns.wall_time)
            found.append(((clock, place, number), session, columns))
    for _, session, columns in sorted(found, key=lambda item: item[0]):
        yield session, columns


def settled(pieces: Sequence[tuple[Session, Columns]]) -> tuple[Columns, Columns]:
    """What stands, and what a restart has replaced, of what `sessions` or `span_sessions` has found."""
    every = joined([piece for _, piece in pieces])
    if len(pieces) == 1 and pieces[0][0].resumed is None:
        return every, _chosen(every, slice(0))
    stands, superseded = standing([session for session, _ in pieces])
    return _chosen(every, stands), _chosen(every, superseded)


def _chosen(columns: Columns, rows: Any) -> Columns:
    return type(columns)._make(column[rows] for column in columns)


class Place(NamedTuple):
    """Where a message stands in an event file."""

    path: str
    offset: int
    size: int

    def read(self) -> bytes | None:
        """The message; None if it is not to be had."""
        try:
            return read_span(*self)
        except Unreadable:
            return None


def metadata(sources: Sequence[Source], tag: str) -> Place | None:
    """Where the tag's first SummaryMetadata message stands; None if it has none."""
    for source in sources:
        for part in source.parts:
            for group in part.groups_of(tag):
                size = int(part.batch.metadata_size[group])
                if 0 <= size <= LARGEST_METADATA:
                    return Place(source.path, int(part.batch.metadata_offset[group]), size)
    return None
