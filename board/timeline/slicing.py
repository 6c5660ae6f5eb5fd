"""Events → slices and instants, each on its track."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.timeline import nesting, raw
from board.timeline.metadata import Naming
from board.timeline.raw import RawEvents
from board.timeline.trace import Instants, Slices, Track

Rows = NDArray[np.int64]

COMPLETE, BEGIN, END = b"XBE"
# Asynchronous events in their three notations: begin, a point in time, end. Objects are created, shown and deleted.
ASYNC_BEGINS, ASYNC_ENDS, ASYNC_POINTS, INSTANTS = (list(letters) for letters in (b"bSN", b"eFD", b"nTpO", b"iIR"))

THREAD, ASYNC = "thread", "async"


class Pieces(NamedTuple):
    """Slices or instants as they were found: columns of one length. `row` is that of the event; `end` NO_TIME for instants."""

    track: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    row: Rows


class Tracks:
    """The tracks by number, as they turn up; put in order at the end."""

    def __init__(self, events: RawEvents) -> None:
        self._events = events
        self._async: dict[tuple[str, str], int] = {}
        self.found = [(process, thread, THREAD) for process, thread in events.threads]

    def asynchronous(self, rows: Rows) -> NDArray[np.int64]:
        """The tracks of asynchronous events: one for each category, or else name, in each process."""
        events = self._events
        keys = np.stack(
            [events.thread[rows], events.category[rows], np.where(events.category[rows] < 0, events.name[rows], -1)]
        )
        kinds, inverse = np.unique(keys, axis=1, return_inverse=True)
        numbers = [self._number(*map(int, kind)) for kind in kinds.T]
        return np.array(numbers, np.int64)[inverse.reshape(-1)] if numbers else np.empty(0, np.int64)

    def _number(self, thread: int, category: int, name: int) -> int:
        events = self._events
        process = events.threads[thread][0]
        title = events.categories[category] if category >= 0 else events.names[name] if name >= 0 else "async"
        if (process, title) not in self._async:
            self._async[process, title] = len(self.found)
            self.found.append((process, title, ASYNC))
        return self._async[process, title]


def pieces(events: RawEvents, tracks: Tracks) -> tuple[Pieces, Pieces, list[str]]:
    """All slices, all instants, and what was left out."""
    known = (events.time != raw.NO_TIME) & (events.thread >= 0)
    notes: list[str] = []
    slices = [
        _complete(events, known, notes),
        _begun(events, known, notes),
        _async(events, known, tracks, notes),
    ]
    instants = _instants(events, known, tracks)
    shown = np.isin(events.phase, [COMPLETE, BEGIN, END, *ASYNC_BEGINS, *ASYNC_ENDS, *ASYNC_POINTS, *INSTANTS])
    _note(notes, int((shown & ~known).sum()), "no time or thread that can be read, and is left out")
    return _joined(slices), instants, notes


def _joined(parts: Sequence[Pieces]) -> Pieces:
    """All of them; mostly all slices are of one sort, and then there is nothing to copy."""
    some = [part for part in parts if len(part.row)]
    return some[0] if len(some) == 1 else Pieces(*map(np.concatenate, zip(*parts, strict=True)))


def _complete(events: RawEvents, known: NDArray[np.bool_], notes: list[str]) -> Pieces:
    rows = np.flatnonzero(known & (events.phase == COMPLETE))
    duration = events.duration[rows]
    _note(notes, int((duration == raw.NO_TIME).sum()), "no duration that is a number, and is left out")
    _note(notes, int(((duration < 0) & (duration != raw.NO_TIME)).sum()), "a negative duration, and is left out")
    rows, duration = rows[duration >= 0], duration[duration >= 0]
    start = events.time[rows]
    return Pieces(events.thread[rows].astype(np.int64), start, start + duration, rows)


def _begun(events: RawEvents, known: NDArray[np.bool_], notes: list[str]) -> Pieces:
    rows = np.flatnonzero(known & ((events.phase == BEGIN) | (events.phase == END)))
    rows = rows[np.lexsort((rows, events.time[rows], events.thread[rows]))]
    return _paired(events, rows, events.thread[rows], events.phase[rows] == BEGIN, notes)


def _async(events: RawEvents, known: NDArray[np.bool_], tracks: Tracks, notes: list[str]) -> Pieces:
    """Begins and ends belong together where process, category and id are equal."""
    rows = np.flatnonzero(known & np.isin(events.phase, ASYNC_BEGINS + ASYNC_ENDS))
    if not len(rows):
        return _nothing()
    process = np.unique([pair[0] for pair in events.threads], return_inverse=True)[1].reshape(-1)[events.thread[rows]]
    keys = np.stack([process, events.category[rows], events.id[rows]])
    group = np.unique(keys, axis=1, return_inverse=True)[1].reshape(-1)
    begins = np.isin(events.phase[rows], ASYNC_BEGINS)
    order = np.lexsort((rows, events.time[rows], group))
    paired = _paired(events, rows[order], group[order], begins[order], notes)
    return paired._replace(track=tracks.asynchronous(paired.row))


def _paired(
    events: RawEvents, rows: Rows, group: NDArray[np.integer], begins: NDArray[np.bool_], notes: list[str]
) -> Pieces:
    """Slices of begins and their ends; what never ends lasts as long as the trace."""
    if not len(rows):
        return _nothing()
    time, other = events.time[rows], np.empty(len(rows), np.int64)
    lost = nesting.pair(group.astype(np.int32), time, begins.astype(np.uint8), events.name[rows], other)
    _note(notes, int(lost), "an end without a beginning, and is left out")
    _note(notes, int((begins & (other < 0)).sum()), "a beginning without an end, and lasts to the end of the trace")
    ends = np.where(other < 0, last_time(events), time[other])
    begun = rows[begins]
    return Pieces(events.thread[begun].astype(np.int64), time[begins], np.maximum(ends, time)[begins], begun)


def _instants(events: RawEvents, known: NDArray[np.bool_], tracks: Tracks) -> Pieces:
    plain = np.flatnonzero(known & np.isin(events.phase, INSTANTS))
    points = np.flatnonzero(known & np.isin(events.phase, ASYNC_POINTS))
    rows = np.concatenate([plain, points])
    track = np.concatenate([events.thread[plain].astype(np.int64), tracks.asynchronous(points)])
    return Pieces(track, events.time[rows], np.full(len(rows), raw.NO_TIME), rows)


def last_time(events: RawEvents) -> int:
    """The last moment that the trace knows of."""
    known = events.time != raw.NO_TIME
    ends = events.time[known] + np.maximum(events.duration[known], 0)
    return int(ends.max()) if len(ends) else 0


def ordered(tracks: Tracks, used: Sequence[Pieces], naming: Naming) -> tuple[tuple[Track, ...], NDArray[np.int64]]:
    """The tracks that have anything, in the order of the picture; and the new number of each old one, -1 for the others."""
    present = np.unique(np.concatenate([one.track for one in used])).tolist()
    present.sort(key=lambda number: _place(tracks.found[number], naming))
    numbers = np.full(len(tracks.found), -1, np.int64)
    numbers[present] = np.arange(len(present))
    return tuple(_track(tracks.found[number], naming) for number in present), numbers


def _place(found: tuple[str, str, str], naming: Naming) -> tuple[object, ...]:
    process, thread, kind = found
    return (*naming.order(process, thread)[:2], kind != THREAD, *naming.order(process, thread)[2:])


def _track(found: tuple[str, str, str], naming: Naming) -> Track:
    process, thread, kind = found
    name = naming.thread_name(process, thread) if kind == THREAD else thread
    return Track(process, thread, naming.process_name(process), name, kind)


def slices_of(events: RawEvents, found: Pieces, tracks: Sequence[Track], origin: int) -> tuple[Slices, int]:
    """In order, nested; and how many overlap another of their thread."""
    order = np.lexsort((found.start - found.end, found.start, found.track))
    row, start = found.row[order], found.start[order] - origin
    duration = found.end[order] - found.start[order]
    first = np.searchsorted(found.track[order], np.arange(len(tracks) + 1)).astype(np.int64)
    del order
    depth, parent = np.zeros(len(row), np.int32), np.full(len(row), -1, np.int32)
    own = duration.copy()
    nested = np.array([one.kind == THREAD for one in tracks], np.uint8)
    overlapping = nesting.nest(first, nested, start, duration, depth, parent, own)
    nesting.stack_up(first, nested, start, duration, depth)
    return Slices(
        start,
        duration,
        own,
        events.name[row],
        events.category[row],
        depth,
        parent,
        events.args_at[row],
        events.args_size[row],
        first,
    ), overlapping


def instants_of(events: RawEvents, found: Pieces, tracks: Sequence[Track], origin: int) -> Instants:
    """In order."""
    order = np.lexsort((found.start, found.track))
    row, flags = found.row[order], events.flags[found.row[order]]
    return Instants(
        found.start[order] - origin,
        events.name[row],
        events.category[row],
        np.where(flags & raw.GLOBAL, 2, np.where(flags & raw.PROCESS, 1, 0)).astype(np.uint8),
        events.args_at[row],
        events.args_size[row],
        np.searchsorted(found.track[order], np.arange(len(tracks) + 1)).astype(np.int64),
    )


def _nothing() -> Pieces:
    return Pieces(*(np.empty(0, np.int64) for _ in Pieces._fields))


def _note(notes: list[str], count: int, what: str) -> None:
    if count:
        notes.append(f"{count:,} {'event has' if count == 1 else 'events have'} {what}.")
