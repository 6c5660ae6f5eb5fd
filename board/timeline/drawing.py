"""A stretch of a timeline as columns for the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from board.columns import ColumnArea
from board.timeline import windows
from board.timeline.index import Indexed
from board.timeline.trace import Trace
from board.timeline.windows import Window


def drawing(found: Indexed, tracks: Sequence[int], counters: Sequence[int], flows: bool, seen: Window) -> bytes:
    """The body of a reply; board.dashboards.timeline.window tells what is in it."""
    area = ColumnArea()
    names: set[int] = set()
    header: dict[str, Any] = {
        "tracks": _tracks(area, found, tracks, seen, names),
        "counters": [_counter(area, found.trace, counter, seen) for counter in counters],
    }
    if flows:
        header["flows"] = _flows(area, found.trace, tracks, seen, names)
    header["names"] = {number: found.trace.names[number] for number in sorted(names) if number >= 0}
    return area.reply(header)


def _tracks(
    area: ColumnArea, found: Indexed, tracks: Sequence[int], seen: Window, names: set[int]
) -> list[dict[str, Any]]:
    trace, told = found.trace, []
    for number, entries in windows.slices_in(found.levels, tracks, seen).items():
        ticks = windows.instants_in(trace.instants, number, seen)
        name, category = trace.slices.name[entries.row], trace.slices.category[entries.row]
        tick_name = trace.instants.name[ticks.row]
        names.update(np.unique(np.concatenate([name, tick_name])).tolist())
        columns = {
            "start": _double(area, entries.start),
            "end": _double(area, entries.end),
            "line": _whole(area, entries.line),
            "name": _double(area, name),
            "category": _double(area, category),
            "row": _whole(area, entries.row),
            "merged": _whole(area, entries.merged),
            "busy": _double(area, entries.busy),
        }
        instants = {
            "time": _double(area, ticks.time),
            "name": _double(area, tick_name),
            "row": _whole(area, ticks.row),
            "merged": _whole(area, ticks.merged),
            "reach": _whole(area, trace.instants.reach[ticks.row]),
        }
        told.append(
            {
                "number": number,
                "rows": len(entries.start),
                "columns": columns,
                "instants": {"rows": len(ticks.time), "columns": instants},
            }
        )
    return told


def _counter(area: ColumnArea, trace: Trace, number: int, seen: Window) -> dict[str, Any]:
    steps = windows.counter_in(trace.counters[number], seen)
    columns = {name: _double(area, column) for name, column in steps._asdict().items()}
    return {"number": number, "rows": len(steps.time), "columns": columns}


def _flows(area: ColumnArea, trace: Trace, tracks: Sequence[int], seen: Window, names: set[int]) -> dict[str, Any]:
    arrows, total = windows.flows_in(trace.flows, tracks, seen)
    names.update(np.unique(arrows.name).tolist())
    columns = {
        "from_track": _whole(area, arrows.from_track),
        "from_time": _double(area, arrows.from_time),
        "from_line": _whole(area, _lines(trace, arrows.from_row)),
        "to_track": _whole(area, arrows.to_track),
        "to_time": _double(area, arrows.to_time),
        "to_line": _whole(area, _lines(trace, arrows.to_row)),
        "name": _double(area, arrows.name),
    }
    return {"rows": len(arrows.name), "total": total, "columns": columns}


def _lines(trace: Trace, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """The lines of slices; the first where an arrow has none."""
    return np.where(rows >= 0, trace.slices.depth[np.maximum(rows, 0)] if len(trace.slices.depth) else 0, 0)


def _double(area: ColumnArea, column: NDArray[Any]) -> tuple[int, str]:
    return area.add(column.astype(np.float64))


def _whole(area: ColumnArea, column: NDArray[Any]) -> tuple[int, str]:
    return area.add(column.astype(np.uint32))
