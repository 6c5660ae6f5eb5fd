"""What a stretch of a timeline looks like at a width in pixels: bounded, and nothing that lasts a pixel is merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.timeline.levels import Level, Levels, starts_of
from board.timeline.trace import Counter, Flows, Instants

Long = NDArray[np.int64]

MOST_ENTRIES = 60_000
MOST_FLOWS = 2_000


class Window(NamedTuple):
    """The stretch that is shown, in nanoseconds, and its width in pixels."""

    start: int
    end: int
    width: int

    @property
    def pixel(self) -> float:
        return (self.end - self.start) / self.width


class Entries(NamedTuple):
    """What is drawn of one track's slices: columns of one length; `line` is the depth, `row` the longest of `merged` slices."""

    start: Long
    end: Long
    line: Long
    row: Long
    merged: Long
    busy: Long


class Ticks(NamedTuple):
    """What is drawn of one track's instants: columns of one length; `row` is the first of `merged` in one pixel."""

    time: Long
    row: Long
    merged: Long


class Steps(NamedTuple):
    """What is drawn of a counter, by pixel: the first moment of it, least, greatest and last value. It holds between moments."""

    time: Long
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    last: NDArray[np.float64]


def slices_in(levels: Levels, tracks: Sequence[int], window: Window) -> dict[int, Entries]:
    """Each track's slices, as finely as MOST_ENTRIES in all allow."""
    chosen = [number for number, level in enumerate(levels.levels) if level.resolution <= window.pixel]
    while True:
        level = levels.levels[chosen[-1] if chosen else 0]
        found = {track: _places(levels, level, track, window) for track in tracks}
        total = sum(last - first for places in found.values() for _, first, last in places)
        coarser = (chosen[-1] if chosen else 0) + 1
        if total <= MOST_ENTRIES or coarser == len(levels.levels):
            return {track: _entries(level, places) for track, places in found.items()}
        chosen.append(coarser)


def _places(levels: Levels, level: Level, track: int, window: Window) -> list[tuple[int, int, int]]:
    """Of each line of a track its depth and where its entries stand that are seen."""
    lines = levels.lines
    first_line, last_line = np.searchsorted(lines.track, [track, track + 1]).tolist()
    found = []
    for line in range(first_line, last_line):
        first, last = int(level.first[line]), int(level.first[line + 1])
        # Entries of a line do not overlap, so their ends are sorted as their starts are.
        begin = first + int(np.searchsorted(level.end[first:last], window.start))
        end = first + int(np.searchsorted(level.start[first:last], window.end, side="right"))
        if begin < end:
            found.append((int(lines.depth[line]), begin, end))
    return found


def _entries(level: Level, places: list[tuple[int, int, int]]) -> Entries:
    rows = np.concatenate([np.arange(first, last) for _, first, last in places] or [np.empty(0, np.int64)])
    depth = np.repeat([depth for depth, *_ in places], [last - first for _, first, last in places]).astype(np.int64)
    return Entries(level.start[rows], level.end[rows], depth, level.row[rows], level.merged[rows], level.busy[rows])


def instants_in(instants: Instants, track: int, window: Window) -> Ticks:
    """One track's instants, those of one pixel as one."""
    first, last = int(instants.first[track]), int(instants.first[track + 1])
    begin = first + int(np.searchsorted(instants.time[first:last], window.start))
    end = first + int(np.searchsorted(instants.time[first:last], window.end, side="right"))
    time = instants.time[begin:end]
    at = starts_of(_pixels(time, window))
    return Ticks(time[at], begin + at, np.diff(np.append(at, len(time))))


def counter_in(counter: Counter, window: Window) -> Steps:
    """A counter's values by pixel, with the one before the window, which holds into it."""
    begin = max(0, int(np.searchsorted(counter.time, window.start, side="right")) - 1)
    end = int(np.searchsorted(counter.time, window.end, side="right"))
    time, value = counter.time[begin:end], counter.value[begin:end]
    at = starts_of(_pixels(time, window))
    if not len(at):
        return Steps(time, value, value, value)
    last = np.append(at[1:], len(time)) - 1
    return Steps(time[at], np.minimum.reduceat(value, at), np.maximum.reduceat(value, at), value[last])


def flows_in(flows: Flows, tracks: Sequence[int], window: Window) -> tuple[Flows, int]:
    """The arrows between these tracks that are seen, the longest MOST_FLOWS of them; and how many there are."""
    seen = np.isin(flows.from_track, tracks) & np.isin(flows.to_track, tracks)
    seen &= (flows.from_time <= window.end) & (flows.to_time >= window.start)
    rows = np.flatnonzero(seen)
    total = len(rows)
    if total > MOST_FLOWS:
        lasting = flows.to_time[rows] - flows.from_time[rows]
        rows = np.sort(rows[np.argpartition(lasting, -MOST_FLOWS)[-MOST_FLOWS:]])
    return Flows._make(column[rows] for column in flows), total


def _pixels(time: Long, window: Window) -> Long:
    """Which pixel of time each moment is in; pixels are counted from the origin, so that nothing shimmers."""
    return np.floor_divide(time, max(1, int(window.pixel)))
