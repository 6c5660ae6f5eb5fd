"""Traces for tests: written as JSON, and parsed again by the rules of the format, plainly."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from board.timeline.assembling import assembled
from board.timeline.reading import read
from board.timeline.texts import FileText
from board.timeline.trace import Trace

Event = dict[str, Any]


class Slice(NamedTuple):
    """As a plain parse finds it, times in microseconds."""

    process: str
    thread: str
    name: str
    start: float
    duration: float


def write(path: Path, events: list[Event], **fields: Any) -> Path:
    path.write_text(json.dumps({**fields, "traceEvents": events} if fields else events))
    return path


def load(path: Path) -> Trace:
    text = FileText(path)
    with text.held():
        return assembled(read(path), text)


def events_of(path: Path) -> list[Event]:
    found = json.loads(path.read_text())
    events: list[Event] = found["traceEvents"] if isinstance(found, dict) else found
    return events


def complete(events: list[Event]) -> list[Slice]:
    """The slices of one event each."""
    return [
        Slice(str(one.get("pid", "")), str(one.get("tid", "")), one["name"], float(one["ts"]), float(one["dur"]))
        for one in events
        if one["ph"] == "X"
    ]


def totals(slices: list[Slice]) -> dict[str, tuple[int, float, float]]:
    """Count, total and self time by name, in microseconds: a slice's self time is without its direct children's."""
    found: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    threads: dict[tuple[str, str], list[Slice]] = defaultdict(list)
    for one in slices:
        threads[one.process, one.thread].append(one)
    for thread in threads.values():
        own = dict(enumerate(one.duration for one in thread))
        for place, one in enumerate(thread):
            parent = _parent(thread, place)
            if parent is not None:
                own[parent] -= one.duration
        for place, one in enumerate(thread):
            entry = found[one.name]
            entry[0] += 1
            entry[1] += one.duration
            entry[2] += own[place]
    return {name: (int(count), total, own_time) for name, (count, total, own_time) in found.items()}


def _parent(thread: list[Slice], place: int) -> int | None:
    """The shortest slice that holds this one; of equal ones the one written last before it."""
    one = thread[place]
    holders = [
        (other.duration, -at if at < place else at, at)
        for at, other in enumerate(thread)
        if at != place
        and other.start <= one.start
        and other.start + other.duration >= one.start + one.duration
        and (other.duration, -at) > (one.duration, -place)
        and not (one.duration == 0 and other.start + other.duration == one.start)
    ]
    return min(holders)[2] if holders else None
