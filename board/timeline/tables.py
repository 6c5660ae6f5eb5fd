"""A stretch of a timeline as a table: what took how long, by name, category or track."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.timeline.tallying import tally
from board.timeline.trace import Trace

Long = NDArray[np.int64]

BY = ("name", "category", "track")


class Table(NamedTuple):
    """Columns of one length, the greatest self time first; times in nanoseconds, of what is within the stretch.

    `key` is a number into the trace's names, categories or tracks, -1 where a slice has none. Asynchronous slices have no
    children, so all of their time is their own.
    """

    key: Long
    calls: Long
    total: Long
    own: Long
    longest: Long


def table(trace: Trace, tracks: Sequence[int], begin: int, end: int, by: str) -> Table:
    """Sums by one of BY."""
    slices = trace.slices
    if by == "track":
        return _by_track(trace, tracks, begin, end)
    keys, texts = (slices.name, trace.names) if by == "name" else (slices.category, trace.categories)
    sums = np.zeros((4, 1 + len(texts)), np.int64)
    for track in tracks:
        _add(trace, track, begin, end, keys, sums)
    return _sorted(sums)


def _by_track(trace: Trace, tracks: Sequence[int], begin: int, end: int) -> Table:
    sums = np.zeros((4, 1 + len(trace.tracks)), np.int64)
    keys = np.zeros(len(trace.slices.start), np.int32)
    for track in tracks:
        found = np.zeros((4, 2), np.int64)
        _add(trace, track, begin, end, keys, found)
        sums[:, track + 1] = found[:, 1]
    return _sorted(sums)


def _add(trace: Trace, track: int, begin: int, end: int, keys: NDArray[np.int32], sums: Long) -> None:
    slices = trace.slices
    first, last = int(slices.first[track]), int(slices.first[track + 1])
    tally(first, last, begin, end, slices.start, slices.duration, slices.parent, keys, *sums)


def _sorted(sums: Long) -> Table:
    key = np.flatnonzero(sums[0])
    count, total, own, longest = sums[:, key]
    order = np.lexsort((key, -total, -own))
    return Table(*(column[order] for column in (key - 1, count, total, own, longest)))


def rows(table: Table, titles: Sequence[str]) -> list[list[Any]]:
    """Lists of title, calls, total, own, mean, longest, and share of all self time."""
    whole = int(table.own.sum())
    return [
        [titles[key] if key >= 0 else "", calls, total, own, total / calls, longest, own / whole if whole else 0]
        for key, calls, total, own, longest in zip(*(column.tolist() for column in table), strict=True)
    ]
