"""Counter events → series of numbers."""

from __future__ import annotations

import json
import sys

import numpy as np

from board.timeline import raw
from board.timeline.metadata import Naming
from board.timeline.raw import RawEvents
from board.timeline.trace import Counter, Text, TimelineError

COUNTER = ord("C")
LARGEST = 1 << 16  # bytes of one event's numbers
MOST_SERIES = 10_000


def counters_of(events: RawEvents, text: Text, naming: Naming, origin: int) -> tuple[tuple[Counter, ...], int]:
    """A series for each field of each counter in each process, by name; and how many events could not be read."""
    found: dict[tuple[str, str, str], tuple[list[int], list[float]]] = {}
    unread = 0
    known = (events.phase == COUNTER) & (events.time != raw.NO_TIME) & (events.thread >= 0) & (events.name >= 0)
    rows = np.flatnonzero(known)
    for row in rows[np.argsort(events.time[rows], kind="stable")].tolist():
        process, name = events.threads[events.thread[row]][0], events.names[events.name[row]]
        named = f"{name} {events.ids[events.id[row]]}" if events.id[row] >= 0 else name
        fields = _numbers(text, int(events.args_at[row]), int(events.args_size[row]))
        unread += not fields
        for field, value in fields.items():
            key = (process, named, field)
            if key in found or len(found) < MOST_SERIES:
                times, values = found.setdefault(key, ([], []))
                times.append(int(events.time[row]) - origin)
                values.append(value)
    return tuple(
        Counter(process, naming.process_name(process), name, field, np.array(times, np.int64), np.array(values))
        for (process, name, field), (times, values) in sorted(found.items())
    ), unread


def _numbers(text: Text, at: int, size: int) -> dict[str, float]:
    if not 0 < size <= LARGEST:
        return {}
    try:
        args = json.loads(text.read(at, size), strict=False)
    except (TimelineError, ValueError, RecursionError):
        return {}
    if not isinstance(args, dict):
        return {}
    return {str(field): float(value) for field, value in args.items() if _is_number(value)}


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
