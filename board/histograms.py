"""The histograms of a tag: which of many are shown, and reading them, each file opened once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from math import inf
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.answers import Gone, NoSuchTag, Spans, SpanSeries, Unreadable
from board.cache import Cache
from board.store import Store
from board.values.histograms import LARGEST, Histogram, finite, histogram, support
from board.values.messages import check_size, parsed

KIND = "histograms"
FEWEST = 4  # the first, the last and the extremes of a series
TOO_MANY = "These histograms have more buckets than are sent at once; ask for fewer runs."
MOST_SCANNED = 20_000  # histograms of a series that are looked at for its extremes, and
MOST_BYTES = 1 << 28  # their bytes
MOST_BUCKETS = 1 << 21  # that are shown at once; 24 bytes each
CACHED = 64 << 20  # bytes

Places = NDArray[np.intp]
Read = Callable[[int, int, int], bytes]

# By address, which is never that of another value (`board.run.Source.number`).
_read: Cache[Histogram] = Cache(CACHED, lambda made: made.buckets.nbytes + 500, "histograms")
_supports: Cache[tuple[float, float]] = Cache(CACHED >> 2, lambda _: 250, "supports of histograms")


class Histograms(NamedTuple):
    """A series of histograms: columns of one length.

    Attributes:
        step: int64, exact.
        wall_time: float64, Unix seconds.
        value: objects: the buckets of each, float64 [k, 3] with left edge, right edge and count; None for what cannot be read.
    """

    step: NDArray[np.int64]
    wall_time: NDArray[np.float64]
    value: NDArray[Any]


class Columns(NamedTuple):
    """Histograms as columns of one length, but for `start`, which has one more, and `buckets`, [k, 3] of all: left edge, right
    edge, count. Those of histogram i begin at start[i]; only those are there whose edges and count are finite.

    Attributes:
        places: where in the series' points each is.
        least, greatest, total, sum, nonfinite: of each, as board.values.histograms.Histogram has them.
        unreadable: how many could not be read and are left out.
        reason: of the first of these, one sentence.
    """

    places: Places
    least: NDArray[np.float64]
    greatest: NDArray[np.float64]
    total: NDArray[np.float64]
    sum: NDArray[np.float64]
    nonfinite: NDArray[np.uint32]
    start: NDArray[np.uint32]
    buckets: NDArray[np.float64]
    unreadable: int
    reason: str

    def tables(self) -> Iterator[NDArray[np.float64]]:
        """The buckets of each histogram."""
        for begin, end in zip(self.start[:-1].tolist(), self.start[1:].tolist(), strict=True):
            yield self.buckets[begin:end]


class Chosen(NamedTuple):
    """Of a series what is shown, and whether there is more of it."""

    columns: Columns
    thinned: bool


class Stored:
    """A store as figures of histograms read it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def runs(self) -> tuple[str, ...]:
        return self.store.runs()

    def tags(self, run: str) -> dict[str, str]:
        return self.store.tags(run)

    def histograms(self, run: str, tag: str, rows: int) -> Histograms:
        """What is shown of a run's histograms."""
        found = series(self.store, run, tag)
        columns = chosen(found, -inf, inf, rows, MOST_BUCKETS).columns
        step, wall_time = found.points.step[columns.places], found.points.wall_time[columns.places]
        return Histograms(step, wall_time, _objects(list(columns.tables())))


def series(store: Store, run: str, tag: str) -> SpanSeries:
    """Where a run's histograms of a tag stand. A NotFound if it has none."""
    found = store.spans(run, tag)
    if found.kind != KIND:
        raise NoSuchTag(run, tag, KIND)
    return found


def read(series: SpanSeries, spans: Spans, places: Places) -> Columns:
    """Those of `spans`, which are of `series`, at `places`."""
    found, bad, _ = _gathered(series, spans, places, inf)
    return _columns(found, bad)


def chosen(series: SpanSeries, low: float, high: float, rows: int, most: int) -> Chosen:
    """The histograms that stand from step `low` to `high`: all, or if they are more than `rows`, every so many.

    The first, the last, and those with the least and the greatest value of all are among them. The others are at places that
    are multiples of a power of two, so that they stay the same while more are written. They are fewer where they would have
    more than `most` buckets, and none where even FEWEST have.
    """
    step = series.points.step
    places = np.flatnonzero((step >= low) & (step <= high))
    while True:
        some = places if len(places) <= rows else _thinned(series, places, rows)
        found, bad, fits = _gathered(series, series.points, some, most)
        if fits:
            return Chosen(_columns(found, bad), len(some) < len(places))
        if rows <= FEWEST:
            return Chosen(_columns([], [TOO_MANY] * len(places)), True)
        rows = max(min(rows, len(some)) // 2, FEWEST)


def each(series: SpanSeries, spans: Spans, places: Places) -> Iterator[tuple[int, Histogram | str]]:
    """Those of `spans`, which are of `series`, at `places`; instead of what cannot be read, a sentence that says why."""
    with _reading(series.paths) as read:
        for place in places.tolist():
            try:
                yield place, _histogram(read, spans, place)
            except (Unreadable, Gone) as error:
                yield place, str(error)


def logged(series: SpanSeries, spans: Spans) -> Histograms:
    """All of `spans`, which are of `series`."""
    found = each(series, spans, np.arange(len(spans.step)))
    value = _objects([made.buckets if isinstance(made, Histogram) else None for _, made in found])
    return Histograms(spans.step, spans.wall_time, value)


def _objects(things: Sequence[object]) -> NDArray[Any]:
    column = np.empty(len(things), object)
    for place, thing in enumerate(things):
        column[place] = thing
    return column


def _gathered(
    series: SpanSeries, spans: Spans, places: Places, most: float
) -> tuple[list[tuple[int, Histogram]], list[str], bool]:
    """What can be read, with its place; sentences for what cannot; whether that is all, which have at most so many buckets."""
    found: list[tuple[int, Histogram]] = []
    bad: list[str] = []
    buckets = 0
    for place, made in each(series, spans, places):
        if isinstance(made, str):
            bad.append(made)
            continue
        buckets += len(made.buckets)
        if buckets > most:
            return found, bad, False
        found.append((place, made))
    return found, bad, True


def picked(all_of_it: Histograms, rows: int) -> Histograms:
    """Of histograms that are read already those that `chosen` would show, without what could not be read."""
    readable = np.array([made is not None for made in all_of_it.value], bool)
    step, wall_time, value = (column[readable] for column in all_of_it)
    value = _objects([finite(made) for made in value])
    places = np.arange(len(step))
    if len(places) > rows:
        places = _kept(places, rows, places, np.array(list(map(support, value))))
    return Histograms(step[places], wall_time[places], value[places])


def _thinned(series: SpanSeries, places: Places, rows: int) -> Places:
    scanned = _every(places, MOST_SCANNED)
    while len(scanned) > FEWEST and series.points.size[scanned].sum() > MOST_BYTES:
        scanned = _every(scanned, len(scanned) // 2)
    with _reading(series.paths) as read:
        supports = np.array([_support(read, series.points, place) for place in scanned.tolist()])
    return _kept(places, rows, scanned, supports)


def _kept(places: Places, rows: int, scanned: Places, supports: NDArray[np.float64]) -> Places:
    """At most `rows` of `places`, or FEWEST; `supports` are the least and the greatest value of each that was `scanned`."""
    outermost = [column for column in (supports[:, 0], -supports[:, 1]) if not np.isnan(column).all()]
    kept = [places[0], places[-1], *(scanned[np.nanargmin(column)] for column in outermost)]
    return np.union1d(_every(places, rows - FEWEST) if rows > FEWEST else places[:0], kept)


def _every(places: Places, most: int) -> Places:
    """Of places at most so many: those that are multiples of a power of two."""
    stride = 1
    while len(places) > most:
        stride *= 2
        places = places[places % stride == 0]
    return places


def _support(read: Read, spans: Spans, place: int) -> tuple[float, float]:
    """Its least and greatest value; NaN if it has none or cannot be read."""

    def make() -> tuple[float, float]:
        made = _histogram(read, spans, place)
        return (made.least, made.greatest)

    try:
        return _supports.get((int(spans.source[place]), int(spans.offset[place])), make)
    except (Unreadable, Gone):
        return (np.nan, np.nan)


def _histogram(read: Read, spans: Spans, place: int) -> Histogram:
    source, offset, size = int(spans.source[place]), int(spans.offset[place]), int(spans.size[place])
    return _read.get((source, offset), lambda: histogram(parsed(read(source, offset, size))))


def _columns(found: Sequence[tuple[int, Histogram]], bad: Sequence[str]) -> Columns:
    buckets = [finite(made.buckets) for _, made in found]
    lengths = [len(each) for each in buckets]
    figures = np.array([made[1:5] for _, made in found], np.float64).reshape(-1, 4).T
    return Columns(
        np.array([place for place, _ in found], np.intp),
        figures[0],
        figures[1],
        figures[2],
        figures[3],
        np.array([made.nonfinite for _, made in found], np.uint32),
        np.cumsum([0, *lengths], dtype=np.uint32),
        np.concatenate(buckets) if buckets else np.empty((0, 3)),
        len(bad),
        bad[0] if bad else "",
    )


@contextmanager
def _reading(paths: Mapping[int, str]) -> Iterator[Read]:
    """Reads bytes of a series' files, each opened when it is first asked for, and closed at the end.

    Gone if they are no longer there, Unreadable if they are too many for a histogram.
    """
    opened: dict[int, BinaryIO] = {}
    with ExitStack() as stack:

        def read(source: int, offset: int, size: int) -> bytes:
            check_size(size, LARGEST)
            try:
                if source not in opened:
                    opened[source] = stack.enter_context(Path(paths[source]).open("rb", buffering=0))
                opened[source].seek(offset)
                data = opened[source].read(size)
            except OSError as error:
                raise Gone from error
            if len(data) != size:
                raise Gone
            return data

        yield read
