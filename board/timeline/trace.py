"""A timeline in its one canonical form, whoever wrote it: tracks with slices, instants, flows; and counters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int32]
Long = NDArray[np.int64]


class TimelineError(ValueError):
    """Why a timeline cannot be shown: one sentence for the user."""


class Track(NamedTuple):
    """A row of the picture: a thread of a process, or what is asynchronous ("async") in one of it.

    `process` and `thread` are as the events have them, the names as the trace gives them or else the same.
    """

    process: str
    thread: str
    process_name: str
    thread_name: str
    kind: str


class Slices(NamedTuple):
    """What has a duration: columns of one length, sorted by track, then by start, the longest first.

    Attributes:
        start, duration: int64, nanoseconds; start from the beginning of the trace.
        own: int64, the duration without that of the direct children: the self time.
        name, category: int32, into the trace's texts; -1 for none.
        depth: int32, from 0 for what stands in no other slice.
        parent: int32, the row of the slice that holds it; -1 for none.
        args_at, args_size: where its arguments stand in the trace's text; size 0 for none.
        first: int64, one more than there are tracks: where each track's slices begin.
    """

    start: Long
    duration: Long
    own: Long
    name: Int
    category: Int
    depth: Int
    parent: Int
    args_at: Long
    args_size: Int
    first: Long


class Instants(NamedTuple):
    """What has none: columns of one length, sorted by track, then by time. `reach`: 0 thread, 1 process, 2 all."""

    time: Long
    name: Int
    category: Int
    reach: NDArray[np.uint8]
    args_at: Long
    args_size: Int
    first: Long


class Flows(NamedTuple):
    """Arrows: columns of one length. The rows are those of the slices at their ends; -1 where there is none."""

    name: Int
    from_track: Int
    from_time: Long
    from_row: Int
    to_track: Int
    to_time: Long
    to_row: Int


class Counter(NamedTuple):
    """A number over time: `name` with the `field` of it, in a process; `time` is int64, sorted, `value` float64."""

    process: str
    process_name: str
    name: str
    field: str
    time: Long
    value: NDArray[np.float64]


class Text(Protocol):
    """Where arguments are read."""

    def read(self, at: int, size: int) -> str:
        """The JSON text there; a TimelineError where it cannot be had any more."""


@dataclass(frozen=True)
class Trace:
    """A trace that has been read.

    Attributes:
        names, categories: the texts that the columns' numbers mean.
        origin: nanoseconds on the clock of whoever wrote it, where all times here begin.
        length: nanoseconds from there to the last end.
        notes: what was left out or mended, one sentence each.
        facts: what the trace says of itself: name → a short text.
        text: where arguments are read.
    """

    names: tuple[str, ...]
    categories: tuple[str, ...]
    tracks: tuple[Track, ...]
    origin: int
    length: int
    slices: Slices
    instants: Instants
    flows: Flows
    counters: tuple[Counter, ...]
    notes: tuple[str, ...]
    facts: dict[str, str]
    text: Text

    def track_of(self, row: int) -> int:
        """The track of a slice."""
        return int(np.searchsorted(self.slices.first, row, side="right")) - 1
