"""Slices at any zoom: what is shorter than a pixel is merged with its neighbours, beforehand, at every resolution."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.timeline.trace import Slices

Int = NDArray[np.int32]
Long = NDArray[np.int64]

FINEST = 1 << 10  # nanoseconds of the first level's resolution; each next one is coarser by
STEP = 4
FEW = 2048  # entries from which on coarser levels gain nothing


class Level(NamedTuple):
    """Slices of one resolution, sorted by line, then by start.

    What lasts at least `resolution` nanoseconds is there as it is; of what is shorter, all of one line that begin in one
    stretch of that length are one entry, unless something longer stands between them.

    Attributes:
        start, end: int64, of the first and the last of an entry.
        row: int32, the longest of it.
        merged: int32, how many they are.
        busy: int64, the sum of their durations.
        first: int64, where each line's entries begin, and one more.
    """

    resolution: int
    start: Long
    end: Long
    row: Int
    merged: Int
    busy: Long
    first: Long


class Lines(NamedTuple):
    """The lines of the picture: the slices of one depth of one track, which do not overlap. Columns of one length."""

    track: Long
    depth: Long


class Levels(NamedTuple):
    """All resolutions, the finest first; the first of them has every slice as it is."""

    lines: Lines
    levels: list[Level]


def levels_of(slices: Slices) -> Levels:
    """Every resolution of these slices that has fewer entries than the one before it."""
    tracks = len(slices.first) - 1
    track_of = np.repeat(np.arange(tracks, dtype=np.int32), np.diff(slices.first))
    deepest = np.zeros(tracks, np.int32)
    np.maximum.at(deepest, track_of, slices.depth)
    before = np.concatenate([[0], np.cumsum(deepest + 1)]).astype(np.int32)
    line = before[track_of] + slices.depth
    # Slices are sorted by track and start already. Sixteen bits are sorted by radix.
    rows = np.argsort(line.astype(np.uint16) if before[-1] <= 1 << 16 else line, kind="stable").astype(np.int32)
    line = line[rows]
    new = starts_of(line)
    track = track_of[rows[new]].astype(np.int64)
    lines = Lines(track, line[new] - before[track].astype(np.int64))
    del track_of, line
    first = np.append(new, len(rows)).astype(np.int64)
    start, duration = slices.start[rows], slices.duration[rows]
    level = Level(0, start, start + duration, rows, np.ones(len(rows), np.int32), duration, first)
    found = [level]
    resolution = FINEST
    while len(level.start) > max(FEW, 2 * len(new)) and resolution < 1 << 60:
        coarser = _merged(level, slices.duration, resolution)
        if len(coarser.start) < 0.7 * len(level.start):
            found.append(coarser)
            level = coarser
        resolution *= STEP
    return Levels(lines, found)


def _merged(level: Level, duration: Long, resolution: int) -> Level:
    line = np.repeat(np.arange(len(level.first) - 1, dtype=np.int32), np.diff(level.first))
    lasting = duration[level.row]
    short = lasting < resolution
    stretch = level.start // resolution
    together = (line[1:] == line[:-1]) & (stretch[1:] == stretch[:-1]) & short[1:]
    del stretch
    begins = np.append(0, 1 + np.flatnonzero(~together))
    group = np.repeat(np.arange(len(begins), dtype=np.int32), np.diff(np.append(begins, len(line))))
    chosen = np.flatnonzero(lasting == np.maximum.reduceat(lasting, begins)[group])
    chosen = chosen[starts_of(group[chosen])]
    return Level(
        resolution,
        level.start[begins],
        np.maximum.reduceat(level.end, begins),
        level.row[chosen],
        np.add.reduceat(level.merged, begins),
        np.add.reduceat(level.busy, begins),
        np.searchsorted(line[begins], np.arange(len(level.first))).astype(np.int64),
    )


def starts_of(runs: NDArray[np.signedinteger]) -> Long:
    """Where each stretch of equal numbers begins."""
    return np.flatnonzero(np.append(True, runs[1:] != runs[:-1])) if len(runs) else np.empty(0, np.int64)
