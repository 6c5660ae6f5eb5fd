"""What is said of a timeline as a whole, of its tracks and of where its slices are, for JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from board.timeline.index import Indexed
from board.timeline.trace import Trace, Track


def whole(found: Indexed) -> dict[str, Any]:
    trace = found.trace
    return {
        "length": trace.length,
        "origin": trace.origin,
        "tracks": [track(found, number) for number in range(len(trace.tracks))],
        "counters": [
            {
                "number": number,
                "process": one.process,
                "process_name": one.process_name,
                "name": one.name,
                "field": one.field,
                "least": float(one.value.min()),
                "greatest": float(one.value.max()),
                "points": len(one.time),
            }
            for number, one in enumerate(trace.counters)
        ],
        "notes": trace.notes,
        "facts": trace.facts,
        "categories": trace.categories,
        "slices": len(trace.slices.start),
        "instants": len(trace.instants.time),
        "flows": len(trace.flows.name),
    }


def track(found: Indexed, number: int) -> dict[str, Any]:
    trace = found.trace
    rows = slice(int(trace.slices.first[number]), int(trace.slices.first[number + 1]))
    lines = np.searchsorted(found.levels.lines.track, [number, number + 1])
    depths = found.levels.lines.depth[lines[0] : lines[1]]
    return {
        "number": number,
        **trace.tracks[number]._asdict(),
        "slices": rows.stop - rows.start,
        "instants": int(trace.instants.first[number + 1] - trace.instants.first[number]),
        "lines": int(depths.max()) + 1 if len(depths) else 0,
    }


def place(trace: Trace, row: int) -> dict[str, Any]:
    slices = trace.slices
    return {
        "row": row,
        "track": trace.track_of(row),
        "line": int(slices.depth[row]),
        "start": int(slices.start[row]),
        "duration": int(slices.duration[row]),
    }


def title(one: Track) -> str:
    """A track's process and thread in one."""
    return f"{one.process_name} · {one.thread_name}"
