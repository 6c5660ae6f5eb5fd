"""A stretch of a timeline as a trace of Chrome's format, for other viewers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from board.timeline.details import arguments, name_of
from board.timeline.trace import Trace
from board.timeline.windows import Window

AT_ONCE = 2_000  # events of one piece


def exported(trace: Trace, tracks: Sequence[int], shown: Window) -> Iterator[bytes]:
    """The slices and instants of these tracks that are seen, whole, and the counters, in pieces; times as they were."""
    yield b'{"displayTimeUnit": "ns", "traceEvents": [\n'
    before = b""
    batch: list[str] = []
    for event in _events(trace, tracks, shown):
        batch.append(json.dumps(event))
        if len(batch) == AT_ONCE:
            yield before + ",\n".join(batch).encode()
            before, batch = b",\n", []
    if batch:
        yield before + ",\n".join(batch).encode()
    yield b"\n]}\n"


def _events(trace: Trace, tracks: Sequence[int], shown: Window) -> Iterator[dict[str, Any]]:
    for track in tracks:
        one = trace.tracks[track]
        yield _named("process_name", one.process, one.thread, one.process_name)
        yield _named("thread_name", one.process, one.thread, one.thread_name)
        yield from _slices(trace, track, shown)
        yield from _instants(trace, track, shown)
    processes = {trace.tracks[track].process for track in tracks}
    for counter in trace.counters:
        if counter.process in processes:
            seen = slice(*np.searchsorted(counter.time, [shown.start, shown.end]).tolist())
            for time, value in zip(counter.time[seen].tolist(), counter.value[seen].tolist(), strict=True):
                args = {counter.field: value}
                yield {
                    "ph": "C",
                    "name": counter.name,
                    "pid": counter.process,
                    "ts": _micros(trace, time),
                    "args": args,
                }


def _slices(trace: Trace, track: int, shown: Window) -> Iterator[dict[str, Any]]:
    slices = trace.slices
    first, last = int(slices.first[track]), int(slices.first[track + 1])
    seen = (slices.start[first:last] <= shown.end) & (
        slices.start[first:last] + slices.duration[first:last] >= shown.start
    )
    for row in (first + np.flatnonzero(seen)).tolist():
        yield {
            "ph": "X",
            "name": name_of(trace, int(slices.name[row])),
            "cat": trace.categories[slices.category[row]] if slices.category[row] >= 0 else "",
            "pid": trace.tracks[track].process,
            "tid": trace.tracks[track].thread,
            "ts": _micros(trace, int(slices.start[row])),
            "dur": int(slices.duration[row]) / 1000,
            **_args(trace, int(slices.args_at[row]), int(slices.args_size[row])),
        }


def _instants(trace: Trace, track: int, shown: Window) -> Iterator[dict[str, Any]]:
    instants = trace.instants
    first, last = int(instants.first[track]), int(instants.first[track + 1])
    begin, end = np.searchsorted(instants.time[first:last], [shown.start, shown.end + 1]).tolist()
    for row in range(first + begin, first + end):
        yield {
            "ph": "i",
            "s": "tpg"[instants.reach[row]],
            "name": name_of(trace, int(instants.name[row])),
            "pid": trace.tracks[track].process,
            "tid": trace.tracks[track].thread,
            "ts": _micros(trace, int(instants.time[row])),
            **_args(trace, int(instants.args_at[row]), int(instants.args_size[row])),
        }


def _args(trace: Trace, at: int, size: int) -> dict[str, Any]:
    args = arguments(trace, at, size)["args"]
    return {} if args is None else {"args": args}


def _named(what: str, process: str, thread: str, name: str) -> dict[str, Any]:
    return {"ph": "M", "name": what, "pid": process, "tid": thread, "args": {"name": name}}


def _micros(trace: Trace, time: int) -> float | int:
    """Microseconds on the clock of the trace; decimals where there are any, which a double of today's size keeps to a quarter."""
    exact = trace.origin + time
    return exact // 1000 if exact % 1000 == 0 else exact / 1000
