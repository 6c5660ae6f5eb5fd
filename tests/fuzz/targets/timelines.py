"""Traces of Chrome's format, plain and compressed, and what the page asks of one."""

from __future__ import annotations

import gzip
import json

import numpy as np

from board.answers import NotFound
from board.timeline import drawing, exporting, reading, searching, summaries, tables, telling
from board.timeline.assembling import assembled
from board.timeline.details import instant_details, slice_details
from board.timeline.index import Indexed
from board.timeline.levels import levels_of
from board.timeline.scanning import Scanner
from board.timeline.texts import FileText
from board.timeline.trace import TimelineError, Trace
from board.timeline.windows import Window
from tests.fuzz import changes, containers, scratch, trees
from tests.fuzz.target import Target

REFUSED = (TimelineError, NotFound)
EACH = 25  # events of a piece
ROWS = 5  # that are looked into


def scan(data: bytes) -> None:
    """The events as columns, read in one piece and in several: both come to the same."""
    assert _rows(data, len(data) // 3 + 1) == _rows(data, len(data) + 1)
    reading.read_text(data, "a trace")


def _rows(data: bytes, size: int) -> int:
    """How many events a scanner finds that is fed so many bytes at a time."""
    scanner, read, rest = Scanner(), 0, b""
    for at in range(0, len(data), size):
        rest += data[at : at + size]
        taken = scanner.feed(rest, read)
        read, rest = read + taken, rest[taken:]
    return int(scanner.rows.count)


def compressed(data: bytes) -> None:
    reading.read(scratch.written(data, "a.trace.json.gz"))


def asked(data: bytes) -> None:
    """All that the page asks of a timeline."""
    path = scratch.written(data, "a.trace.json")
    text = FileText(path)
    with text.held():
        trace = assembled(reading.read(path), text)
    found = Indexed(trace, levels_of(trace.slices))
    json.dumps([telling.whole(found), summaries.summary(trace)], allow_nan=False)
    tracks, counters = list(range(len(trace.tracks))), list(range(len(trace.counters)))
    for seen in (Window(0, max(1, trace.length), 1000), Window(-5, 7, 3)):
        drawing.drawing(found, tracks, counters, True, seen)
        json.loads(b"".join(exporting.exported(trace, tracks, seen)))
        for by in tables.BY:
            tables.table(trace, tracks, seen.start, seen.end, by)
    _look(trace, np.array(tracks, np.intp))


def _look(trace: Trace, tracks: np.ndarray) -> None:
    names = np.arange(min(len(trace.names), ROWS))
    for row in searching.hits(trace, names, tracks).rows[:ROWS].tolist():
        telling.place(trace, row)
    for row in range(min(ROWS, len(trace.slices.start))):
        json.dumps(slice_details(trace, row), allow_nan=False)
    for row in range(min(ROWS, len(trace.instants.time))):
        json.dumps(instant_details(trace, row), allow_nan=False)


def _traces() -> list[bytes]:
    """Pieces of real traces of TensorFlow and PyTorch, and one of each phase there is."""
    made = [_phases()]
    for name in ("tf1/timeline-29.json", "torch/profile/worker0.1795219296084031363.pt.trace.json"):
        whole = json.loads((scratch.GOLDEN / name).read_bytes())
        events = whole["traceEvents"] if isinstance(whole, dict) else whole
        made += (json.dumps({"traceEvents": events[at : at + EACH]}).encode() for at in range(0, 6 * EACH, 2 * EACH))
        made += [json.dumps(events[-EACH:]).encode()]
    return made


def _phases() -> bytes:
    """Slices of both kinds, nested, instants, counters, arrows, asynchronous events, names; in all their ways of writing."""
    place = {"pid": 1, "tid": "main", "cat": "c"}
    events = [
        {"ph": "M", "name": "process_name", "pid": 1, "args": {"name": "python"}},
        {"ph": "M", "name": "thread_sort_index", **place, "args": {"sort_index": -2}},
        {"ph": "X", "name": "outer", "ts": 1.5, "dur": 100, **place, "args": {"a": {"b": [1, "é\\"]}}},
        {"ph": "B", "name": "begun", "ts": 5, **place},
        {"ph": "E", "ts": "50.25", **place, "args": {"more": 1}},
        {"ph": "i", "name": "instant", "ts": 60, "s": "g", **place},
        {"ph": "C", "name": "memory", "ts": 7, **place, "args": {"x": 1, "y": 2.5}},
        {"ph": "s", "id": "0x1", "name": "flow", "ts": 8, **place},
        {"ph": "f", "bp": "e", "id": 1, "name": "flow", "ts": 70, **place},
        {"ph": "b", "id": 2, "name": "async", "ts": 9, **place},
        {"ph": "e", "id": 2, "name": "async", "ts": 90, **place},
        {"ph": "i", "name": "[memory]", "ts": 10, **place, "args": {"Total Allocated": 5, "Device Type": 0}},
    ]
    return json.dumps({"displayTimeUnit": "ms", "baseTimeNanoseconds": 5, "traceEvents": events, "more": {}}).encode()


def _compressed() -> list[bytes]:
    return [gzip.compress(one, 1, mtime=0) for one in _traces()[:4]]


TARGETS = [
    Target("traces", _traces, scan, REFUSED, (trees.changed, trees.changed, *changes.TEXT), 15),
    Target(
        "compressed traces", _compressed, compressed, REFUSED, (containers.unzipped(trees.changed, *changes.PLAIN),), 6
    ),
    Target("what is asked of traces", _traces, asked, REFUSED, (trees.changed, trees.changed, *changes.TEXT), 4),
]
