"""Metric against metric: one series' values over another's of the same run, in the order of steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from board import lod
from board.curves import Curve, Drawn, View, on_axis, started, whole_numbers
from board.numbers import json_number
from board.store import Scalars, Series


def draw(series: Series, over: Series, view: View) -> Drawn:
    """What the reply's header says of the path, and its columns: x, step, wall, value and, if asked for, smoothed.

    A point's x is what `over` has at its step, the last of several; points for which that is no finite number are left
    out and counted as `unmatched`. Thinned rows are points as well: see `lod.landmarks`.
    """
    header, columns = _draw(on_axis(series.points, view), over.points, view)
    header.update(superseded=len(series.superseded.step), description=series.description)
    return header, columns


def draw_superseded(series: Series, over: Series, view: View) -> Drawn:
    """The path of the points that a restart has replaced, over what was replaced with them, else over what stands."""
    both = Scalars._make(np.concatenate(columns) for columns in zip(over.points, over.superseded, strict=True))
    plain = view._replace(smoother=None)
    header, columns = _draw(on_axis(series.superseded, plain, started(series.points.wall_time)), both, plain)
    header.update(superseded_points=True, superseded=0, description=series.description)
    return header, columns


def _draw(whole: Curve, over: Scalars, view: View) -> Drawn:
    x = matched(whole.points.step, over)
    placed = np.flatnonzero(np.isfinite(x))
    x, value = x[placed], whole.points.value[placed]
    low = -math.inf if view.low is None else view.low
    high = math.inf if view.high is None else view.high
    inside = (x >= low) & (x <= high)
    points = int(np.count_nonzero(inside))
    rows = _seen(x, low, high)
    thinned = len(rows) > view.raw * view.width
    if thinned:
        rows = _thinned(x, value, rows, view.width)
    header: dict[str, Any] = {
        "start": whole.start,
        "extent": [x.min().item(), x.max().item()] if len(x) else None,
        "total": len(whole.points.step),
        "points": points,
        "rows": len(rows),
        "thinned": thinned,
        "nonfinite": points - int(np.count_nonzero(np.isfinite(value[inside]))),
        "infinite": int(np.count_nonzero(np.isinf(value[inside]))),
        "latest": json_number(value.item(-1)) if len(value) else None,
        "unmatched": len(whole.points.step) - len(x),
    }
    return header, _columns(whole, x[rows], placed[rows])


def matched(step: lod.Column, over: Scalars) -> lod.Column:
    """For each of `step` the last value of `over` at that step, as float64; NaN where there is none."""
    if len(over.step) == 0:
        return np.full(len(step), np.nan)
    order = np.argsort(over.step, kind="stable")
    known = over.step[order]
    place = np.maximum(np.searchsorted(known, step, "right") - 1, 0)
    found: lod.Column = np.where(known[place] == step, over.value[order][place].astype(np.float64), np.nan)
    return found


def _seen(x: lod.Column, low: float, high: float) -> lod.Indices:
    """The rows of the line's parts that meet low..high, both of a part's ends; where none does, the nearest row.

    What is left out between two rows lies all on one side of the range, and so does the line that then joins them.
    """
    parts = (np.minimum(x[1:], x[:-1]) <= high) & (np.maximum(x[1:], x[:-1]) >= low)
    seen = np.zeros(len(x), np.bool_)
    seen[:-1] |= parts
    seen[1:] |= parts
    rows = np.flatnonzero(seen)
    if len(rows) == 0 and len(x):
        return np.array([np.argmin(np.maximum(low - x, x - high))])
    return rows


def _thinned(x: lod.Column, value: lod.Column, rows: lod.Indices, width: int) -> lod.Indices:
    """Of each 2**n places along the path the rows that matter. Places are those of the whole: nothing shimmers."""
    shift = max((len(rows) // width).bit_length() - 1, 0)
    begin = np.flatnonzero(np.diff(rows >> shift, prepend=-1))
    end = np.append(begin[1:], len(rows))
    columns = (x[rows], value[rows])
    return rows[lod.landmarks(begin, end, columns, columns)]


def _columns(whole: Curve, x: lod.Column, rows: lod.Indices) -> dict[str, lod.Column]:
    step, wall, value = (column[rows] for column in whole.points)
    columns: dict[str, lod.Column] = {"x": x, "step": whole_numbers(step), "wall": wall, "value": value}
    if whole.smoothed is not None:
        columns["smoothed"] = whole.smoothed[rows]
    return columns
