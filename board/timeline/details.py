"""All there is to say of one slice or one instant."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from board.answers import NotFound
from board.timeline.telling import place
from board.timeline.trace import TimelineError, Trace

MOST_FLOWS = 200
MOST_ARGS = 1 << 20  # bytes of arguments that are shown


def slice_details(trace: Trace, row: int) -> dict[str, Any]:
    """A slice: its place, arguments, parents from the outermost, arrows, and all of its name. NotFound if there is none."""
    slices = trace.slices
    if not 0 <= row < len(slices.start):
        raise NotFound(f"There is no slice {row}.")
    track = trace.track_of(row)
    inside = slice(row + 1, int(slices.first[track + 1]))
    last = int(np.searchsorted(slices.start[inside], slices.start[row] + slices.duration[row], side="right"))
    return {
        **place(trace, row),
        "name": name_of(trace, int(slices.name[row])),
        "category": _category(trace, int(slices.category[row])),
        "own": int(slices.own[row]),
        **arguments(trace, int(slices.args_at[row]), int(slices.args_size[row])),
        "parents": _parents(trace, row),
        "children": int((slices.parent[row + 1 : row + 1 + last] == row).sum()),
        "flows": _flows(trace, row),
        "same": _same(trace, int(slices.name[row])),
    }


def instant_details(trace: Trace, row: int) -> dict[str, Any]:
    """An instant. NotFound if there is none."""
    instants = trace.instants
    if not 0 <= row < len(instants.time):
        raise NotFound(f"There is no instant {row}.")
    return {
        "row": row,
        "track": int(np.searchsorted(instants.first, row, side="right")) - 1,
        "time": int(instants.time[row]),
        "name": name_of(trace, int(instants.name[row])),
        "category": _category(trace, int(instants.category[row])),
        **arguments(trace, int(instants.args_at[row]), int(instants.args_size[row])),
    }


def arguments(trace: Trace, at: int, size: int) -> dict[str, Any]:
    """``args``, the JSON value as it stands there, null for none; or beside it ``args_error``, why there is none."""
    if not size:
        return {"args": None}
    if size > MOST_ARGS:
        return {"args": None, "args_error": f"The arguments have {size:,} bytes; {MOST_ARGS >> 20} MiB can be shown."}
    try:
        return {"args": _plain(json.loads(trace.text.read(at, size), strict=False))}
    except TimelineError as error:
        return {"args": None, "args_error": str(error)}
    except (ValueError, RecursionError):
        return {"args": None, "args_error": "The arguments are no JSON that can be read."}


def name_of(trace: Trace, number: int) -> str:
    return trace.names[number] if number >= 0 else ""


def _category(trace: Trace, number: int) -> str:
    return trace.categories[number] if number >= 0 else ""


def _plain(value: Any) -> Any:
    """The value with its odd numbers, which JSON has not, as texts, and whole ones that JavaScript has not as well."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > 1 << 53:
        return str(value)
    return value


def _parents(trace: Trace, row: int) -> list[dict[str, Any]]:
    slices, found = trace.slices, []
    parent = int(slices.parent[row])
    while parent >= 0:
        found.append(
            {"row": parent, "name": name_of(trace, int(slices.name[parent])), "duration": int(slices.duration[parent])}
        )
        parent = int(slices.parent[parent])
    return found[::-1]


def _flows(trace: Trace, row: int) -> list[dict[str, Any]]:
    """Arrows that come in or go out, with the slice at the other end."""
    flows = trace.flows
    ends = {
        "in": (np.flatnonzero(flows.to_row == row), flows.from_row, flows.from_track, flows.from_time),
        "out": (np.flatnonzero(flows.from_row == row), flows.to_row, flows.to_track, flows.to_time),
    }
    return [
        {
            "direction": direction,
            "row": int(other[one]),
            "track": int(track[one]),
            "time": int(time[one]),
            "name": name_of(trace, int(trace.slices.name[other[one]])) if other[one] >= 0 else "",
        }
        for direction, (rows, other, track, time) in ends.items()
        for one in rows[:MOST_FLOWS].tolist()
    ]


def _same(trace: Trace, name: int) -> dict[str, Any]:
    """All slices of that name together."""
    rows = np.flatnonzero(trace.slices.name == name)
    durations = trace.slices.duration[rows]
    return {
        "count": len(rows),
        "total": int(durations.sum()),
        "own": int(trace.slices.own[rows].sum()),
        "mean": float(durations.mean()),
        "longest": int(durations.max()),
    }
