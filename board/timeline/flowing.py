"""Flow events → arrows between the slices that they begin and end in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from board.timeline import raw
from board.timeline.raw import RawEvents
from board.timeline.trace import Flows, Slices

START, STEP, END = b"stf"


def flows_of(events: RawEvents, numbers: NDArray[np.int64], slices: Slices, origin: int) -> Flows:
    """Arrows from each event of a flow to its next; events of one flow share category, name and id.

    `numbers` are the tracks' by thread, -1 for threads without any. An end on a thread belongs to the slice that is open then,
    or, as the format has it where an event does not say otherwise, to the next one.
    """
    known = np.isin(events.phase, [START, STEP, END]) & (events.time != raw.NO_TIME) & (events.thread >= 0)
    rows = np.flatnonzero(known & (numbers[np.maximum(events.thread, 0)] >= 0))
    keys = np.stack([events.category[rows], events.name[rows], events.id[rows]])
    flow = np.unique(keys, axis=1, return_inverse=True)[1].reshape(-1) if len(rows) else np.empty(0, np.int64)
    rank = np.where(events.phase[rows] == START, 0, np.where(events.phase[rows] == STEP, 1, 2))
    order = np.lexsort((rank, events.time[rows], flow))
    rows, flow = rows[order], flow[order]
    # What starts a flow is joined to nothing before it: ids are used again.
    joined = np.flatnonzero((flow[1:] == flow[:-1]) & (events.phase[rows][1:] != START)) if len(rows) else rows
    begin, end = rows[joined], rows[joined + 1]
    tracks = [numbers[events.thread[one]] for one in (begin, end)]
    times = [events.time[one] - origin for one in (begin, end)]
    to_next = (events.phase[end] == END) & (events.flags[end] & raw.ENCLOSING == 0)
    return Flows(
        events.name[begin],
        tracks[0].astype(np.int32),
        times[0],
        enclosing(slices, tracks[0], times[0]),
        tracks[1].astype(np.int32),
        times[1],
        np.where(to_next, following(slices, tracks[1], times[1]), enclosing(slices, tracks[1], times[1])),
    )


def enclosing(slices: Slices, tracks: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.int32]:
    """The innermost slice of each track that is open at each time; -1 for none."""
    row = _last_begun(slices, tracks, times)
    while True:
        over = np.flatnonzero((row >= 0) & (slices.start[row] + slices.duration[row] < times))
        if not len(over):
            return row.astype(np.int32)
        row[over] = slices.parent[row[over]]


def _last_begun(slices: Slices, tracks: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The last slice of each track that begins at or before each time; -1 for none."""
    found = np.full(len(times), -1, np.int64)
    for track in np.unique(tracks).tolist():
        first, last = int(slices.first[track]), int(slices.first[track + 1])
        here = np.flatnonzero(tracks == track)
        rows = first + np.searchsorted(slices.start[first:last], times[here], side="right") - 1
        found[here] = np.where(rows >= first, rows, -1)
    return found


def following(slices: Slices, tracks: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.int32]:
    """The first slice of each track that begins at or after each time; -1 for none."""
    found = np.full(len(times), -1, np.int32)
    for track in np.unique(tracks).tolist():
        first, last = int(slices.first[track]), int(slices.first[track + 1])
        here = np.flatnonzero(tracks == track)
        rows = first + np.searchsorted(slices.start[first:last], times[here])
        found[here] = np.where(rows < last, rows, -1)
    return found
