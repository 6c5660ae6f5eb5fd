"""One series as a chart wants it: on an axis, within a range, smoothed, thinned, in columns."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from board import lod
from board.smoothing import ema
from board.store import Scalars, Series

Drawn = tuple[dict[str, Any], dict[str, lod.Column]]

INT64 = np.iinfo(np.int64)


class View(NamedTuple):
    """What a chart asks for. `low` and `high` bound x, in steps or seconds, None: no bound. `smoothing` 0: none."""

    axis: str
    width: int
    low: float | None
    high: float | None
    smoothing: float


class Curve(NamedTuple):
    """A series' points in drawing order, and the wall time that relative times count from."""

    x: lod.Column
    points: Scalars
    smoothed: lod.Column | None
    start: float | None


def draw(series: Series, view: View) -> Drawn:
    """What the reply's header says of one series, and its columns by name."""
    curve = _curve(series.points, view)
    x, n = curve.x, len(curve.x)
    low, high = _bounds(x, view)
    rows = lod.in_range(x, low, high)
    points = rows.stop - rows.start
    thinned = points > lod.RAW_FACTOR * view.width
    if thinned:
        columns = _thinned(curve, lod.thin(x, curve.points.value, low, high, view.width))
    else:
        columns = _raw(curve, lod.with_neighbours(rows, n))
    header = {
        "start": curve.start,
        "extent": [x.item(0), x.item(-1)] if n else None,
        "total": len(series.points.step),
        "points": points,
        "rows": len(columns["step"]),
        "thinned": thinned,
        "nonfinite": _nonfinite(curve.points.value[rows], columns),
        "superseded": len(series.superseded.step),
        "description": series.description,
    }
    return header, columns


def _nonfinite(values: lod.Column, columns: dict[str, lod.Column]) -> int:
    """How many are not finite; the buckets, which reach past the range, mostly know already that none is."""
    if "nonfinite" in columns and not columns["nonfinite"].any():
        return 0
    return len(values) - int(np.count_nonzero(np.isfinite(values)))


def _curve(points: Scalars, view: View) -> Curve:
    """Smoothing goes over every point, in drawing order, whatever the range."""
    start = _start(points.wall_time)
    x = points.step if view.axis == "step" else points.wall_time
    if view.axis == "relative" and start is not None:
        with np.errstate(over="ignore"):  # hostile wall times; what overflows has no place on the axis
            x = points.wall_time - start
    order = lod.drawing_order(x)
    if order is not None:
        x, points = x[order], Scalars(points.step[order], points.wall_time[order], points.value[order])
    smoothed = ema(points.value, view.smoothing) if view.smoothing > 0 else None
    return Curve(x, points, smoothed, start)


def _start(wall_time: lod.Column) -> float | None:
    """The wall time of the first point, or of the first that has one."""
    if len(wall_time) and math.isfinite(wall_time.item(0)):
        return float(wall_time.item(0))
    known = np.flatnonzero(np.isfinite(wall_time))
    return float(wall_time[known[0]]) if len(known) else None


def _bounds(x: lod.Column, view: View) -> tuple[float, float]:
    """The range asked for, or to the ends of the series. Steps are widened to whole ones that int64 can hold."""
    first, last = (x.item(0), x.item(-1)) if len(x) else (0, 0)
    low = view.low if view.low is not None else min(first, last if view.high is None else view.high)
    high = view.high if view.high is not None else max(last, low)
    if view.axis == "step":
        return max(math.floor(low), INT64.min), min(math.ceil(high), INT64.max)
    return low, high


def _raw(curve: Curve, rows: slice) -> dict[str, lod.Column]:
    step, wall, value = (column[rows] for column in curve.points)
    columns: dict[str, lod.Column] = {"step": step.astype(np.float64), "wall": wall, "value": value}
    if curve.smoothed is not None:
        columns["smoothed"] = curve.smoothed[rows]
    return columns


def _thinned(curve: Curve, buckets: lod.Buckets) -> dict[str, lod.Column]:
    step, wall, value = curve.points
    columns: dict[str, lod.Column] = {
        "step": step[buckets.last].astype(np.float64),
        "wall": wall[buckets.last],
        "first": value[buckets.first],
        "last": value[buckets.last],
        "min": buckets.min,
        "max": buckets.max,
        "nonfinite": buckets.nonfinite,
        "count": buckets.points,
    }
    if curve.smoothed is not None:
        columns["smoothed"] = curve.smoothed[buckets.last]
    return columns
