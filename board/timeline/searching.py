"""Finding slices by their names."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.timeline.trace import Trace

BUCKETS = 200
MOST_HITS = 1_000


class Hits(NamedTuple):
    """Where some slices are: how many in all and in each of BUCKETS equal parts of the trace, and the first rows in time."""

    total: int
    histogram: NDArray[np.int64]
    rows: NDArray[np.int64]


def hits(trace: Trace, names: NDArray[np.intp], tracks: NDArray[np.intp]) -> Hits:
    """Of the slices of these names on these tracks."""
    rows = found(trace, names, tracks)
    start = trace.slices.start[rows]
    part = start * BUCKETS // max(1, trace.length)
    earliest = rows[np.argpartition(start, MOST_HITS)[:MOST_HITS]] if len(rows) > MOST_HITS else rows
    return Hits(
        len(rows),
        np.bincount(np.clip(part, 0, BUCKETS - 1), minlength=BUCKETS),
        earliest[np.argsort(trace.slices.start[earliest], kind="stable")],
    )


def found(trace: Trace, names: NDArray[np.intp], tracks: NDArray[np.intp]) -> NDArray[np.int64]:
    """The rows of the slices of these names on these tracks."""
    wanted = np.zeros(len(trace.names) + 1, bool)
    wanted[names] = True  # the last place is that of slices without a name, -1
    matches = wanted[trace.slices.name]
    shown = np.zeros(len(trace.tracks), bool)
    shown[tracks] = True
    for track in np.flatnonzero(~shown).tolist():
        matches[trace.slices.first[track] : trace.slices.first[track + 1]] = False
    return np.flatnonzero(matches)


def neighbour(
    trace: Trace, rows: NDArray[np.int64], row: int | None, time: int, direction: int
) -> tuple[int, int] | None:
    """Which of `rows` comes next in time (direction 1) or before (-1) a slice, or where none is chosen a time; and its place
    among them, from 0. At either end it goes on at the other. None if there are none.
    """
    if not len(rows):
        return None
    start = trace.slices.start[rows]
    order = np.lexsort((rows, start))
    if row is not None and len(at := np.flatnonzero(rows[order] == row)):
        place = int(at[0]) + direction
    else:
        place = int(np.searchsorted(start[order], time, side="left" if direction > 0 else "right"))
        place -= direction < 0
    place %= len(rows)
    return int(rows[order[place]]), place
