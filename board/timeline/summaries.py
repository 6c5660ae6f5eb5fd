"""A timeline at a glance: what takes the time, how busy its threads and devices are, where they wait, what memory peaks at."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.timeline import tables
from board.timeline.details import name_of
from board.timeline.trace import TimelineError, Trace

MOST_ROWS = 50
MOST_GAPS = 10
MOST_ALLOCATIONS = 200_000
MOST_SHAPED = 20_000
LONGEST = 40  # characters of what an event calls a device
LARGEST = 1 << 14  # bytes of the arguments of one event that are looked at
# PyTorch's profiler: an instant for each allocation, and shapes of inputs, where it was asked to record them
# (torch/csrc/profiler/kineto_shim.cpp, torch/csrc/autograd/profiler_kineto.cpp).
ALLOCATION, ALLOCATED, SHAPES = "[memory]", "Total Allocated", "Input Dims"


class Busy(NamedTuple):
    """A track's share of the time in which anything ran on it, and its longest stretches without, in nanoseconds."""

    track: int
    busy: int
    share: float
    gaps: list[tuple[int, int]]


class Peak(NamedTuple):
    """The greatest value of what counts memory, and when; `time` in nanoseconds."""

    title: str
    peak: float
    time: int


def summary(trace: Trace) -> dict[str, Any]:
    """Operations and categories by self time, tracks by how busy they are, peaks of memory, operations by input shapes."""
    # What is asynchronous lasts while other things run: its time is nobody's work.
    threads = [number for number, track in enumerate(trace.tracks) if track.kind == "thread"]
    worked = threads or list(range(len(trace.tracks)))
    return {
        "operations": tables.rows(tables.table(trace, worked, 0, trace.length, "name"), trace.names)[:MOST_ROWS],
        "categories": tables.rows(tables.table(trace, worked, 0, trace.length, "category"), trace.categories)[
            :MOST_ROWS
        ],
        "tracks": [one._asdict() for track in worked if (one := busy(trace, track))],
        "memory": [one._asdict() for one in peaks(trace)],
        "shapes": shapes(trace),
    }


def busy(trace: Trace, track: int) -> Busy | None:
    """None where the track has no slices."""
    slices = trace.slices
    rows = slice(int(slices.first[track]), int(slices.first[track + 1]))
    if rows.start == rows.stop:
        return None
    # What overlaps without being inside stands lower, so all of it is looked at.
    outermost = np.flatnonzero(slices.parent[rows] < 0) + rows.start
    start = slices.start[outermost]
    reached = np.maximum.accumulate(start + slices.duration[outermost])
    before = np.append(start[0], reached[:-1])
    gaps = np.maximum(start - before, 0)
    total = int(reached[-1] - start[0] - gaps.sum())
    longest = np.argsort(-gaps, kind="stable")[:MOST_GAPS]
    return Busy(
        track,
        total,
        total / trace.length if trace.length else 0.0,
        [(int(before[one]), int(start[one])) for one in longest.tolist() if gaps[one] > 0],
    )


def peaks(trace: Trace) -> list[Peak]:
    """Of counters that count memory by their names, and of PyTorch's allocations on each device."""
    found = [
        Peak(
            f"{one.process_name} · {one.name} · {one.field}", float(one.value.max()), int(one.time[one.value.argmax()])
        )
        for one in trace.counters
        if len(one.value)
    ]
    return sorted([*found, *_allocated(trace)], key=lambda one: -one.peak)


def _allocated(trace: Trace) -> list[Peak]:
    instants = trace.instants
    most: dict[str, tuple[float, int]] = {}
    for row in _named(trace, instants.name, ALLOCATION)[:MOST_ALLOCATIONS].tolist():
        args = _args(trace, int(instants.args_at[row]), int(instants.args_size[row]))
        held = args.get(ALLOCATED)
        if isinstance(held, (int, float)) and 0 <= held <= sys.float_info.max:
            device = _device(args)
            most[device] = max(most.get(device, (-1.0, 0)), (float(held), -int(instants.time[row])))
    return [Peak(f"allocated on {device}", held, -time) for device, (held, time) in most.items()]


def _device(args: dict[str, Any]) -> str:
    """PyTorch's c10::DeviceType, of which 0 is the CPU and 1 CUDA."""
    given, number = args.get("Device Type", 0), args.get("Device Id", -1)
    kind = "CPU" if given == 0 else "CUDA" if given == 1 else f"device type {str(given)[:LONGEST]}"
    return kind if number == -1 else f"{kind} {str(number)[:LONGEST]}"


def shapes(trace: Trace) -> list[list[Any]]:
    """Rows of name, input shapes as JSON, count, total and self time of operations that have any, by self time."""
    slices = trace.slices
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    rows = np.flatnonzero((slices.args_size > 0) & (slices.args_size <= LARGEST))
    if len(rows) > MOST_SHAPED:
        rows = rows[np.argpartition(-slices.own[rows], MOST_SHAPED)[:MOST_SHAPED]]
    for row in rows.tolist():
        given = _args(trace, int(slices.args_at[row]), int(slices.args_size[row])).get(SHAPES)
        if given:
            entry = sums[name_of(trace, int(slices.name[row])), json.dumps(given)]
            entry[0] += 1
            entry[1] += int(slices.duration[row])
            entry[2] += int(slices.own[row])
    ordered = sorted(sums.items(), key=lambda one: -one[1][2])[:MOST_ROWS]
    return [[name, shape, *entry] for (name, shape), entry in ordered]


def _args(trace: Trace, at: int, size: int) -> dict[str, Any]:
    if not 0 < size <= LARGEST:
        return {}
    try:
        found = json.loads(trace.text.read(at, size), strict=False)
    except (TimelineError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _named(trace: Trace, names: NDArray[np.int32], name: str) -> NDArray[np.intp]:
    wanted = [number for number, one in enumerate(trace.names) if one == name]
    return np.flatnonzero(np.isin(names, wanted))
