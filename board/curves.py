"""One series as a chart wants it: on an axis, within a range, smoothed, thinned, in columns."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from board import lod
from board.numbers import json_number
from board.smoothers import Smoother
from board.store import Scalars, Series

Drawn = tuple[dict[str, Any], dict[str, lod.Column]]

INT64, UINT32 = np.iinfo(np.int64), np.iinfo(np.uint32)


class View(NamedTuple):
    """What a chart asks for. `low` and `high` bound x, in steps or seconds; None: no bound, no smoothing.

    Up to `raw` points a pixel are sent as they are.
    """

    axis: str
    width: int
    low: float | None
    high: float | None
    smoother: Smoother | None
    raw: int = lod.RAW_FACTOR


class Curve(NamedTuple):
    """A series' points in drawing order, and the wall time that relative times count from."""

    x: lod.Column
    points: Scalars
    smoothed: lod.Column | None
    start: float | None


def draw(series: Series, view: View) -> Drawn:
    """What the reply's header says of one series, and its columns by name."""
    header, columns = _draw(series.points, on_axis(series.points, view), view)
    header.update(superseded=len(series.superseded.step), description=series.description)
    return header, columns


def draw_superseded(series: Series, view: View) -> Drawn:
    """The points that a restart has replaced, on the axis of those that stand, and not smoothed."""
    drawn = on_axis(series.superseded, view._replace(smoother=None), started(series.points.wall_time))
    header, columns = _draw(series.superseded, drawn, view)
    header.update(superseded_points=True, superseded=0, description=series.description)
    return header, columns


def _draw(points: Scalars, curve: Curve, view: View) -> Drawn:
    x, n = curve.x, len(curve.x)
    low, high = bounds(x, view)
    rows = lod.in_range(x, low, high)
    inside = rows.stop - rows.start
    thinned = inside > view.raw * view.width
    if thinned:
        columns = _thinned(curve, lod.thin(x, curve.points.value, low, high, view.width))
    else:
        columns = _raw(curve, lod.with_neighbours(rows, n))
    values = curve.points.value[rows]
    nonfinite = _nonfinite(values, columns)
    header = {
        "start": curve.start,
        "extent": [x.item(0), x.item(-1)] if n else None,
        "total": len(points.step),
        "points": inside,
        "rows": len(columns["step"]),
        "thinned": thinned,
        "nonfinite": nonfinite,
        "infinite": int(np.count_nonzero(np.isinf(values))) if nonfinite else 0,
        "latest": json_number(curve.points.value.item(rows.stop - 1)) if rows.stop else None,
    }
    return header, columns


def _nonfinite(values: lod.Column, columns: dict[str, lod.Column]) -> int:
    """How many are not finite; the buckets, which reach past the range, mostly know already that none is."""
    if "nonfinite" in columns and not columns["nonfinite"].any():
        return 0
    return len(values) - int(np.count_nonzero(np.isfinite(values)))


def told(series: Series, view: View) -> dict[str, float | None] | None:
    """What the points in the range come to; None where there are none.

    `x`, `value` and `smoothed` are the last one's; `min` and `max` of all that are finite, NaN where none is; `change` is
    from the first to the last. Where the range is one place, the last point up to it counts, but not beyond the series.
    """
    curve = on_axis(series.points, view)
    low, high = -math.inf if view.low is None else view.low, math.inf if view.high is None else view.high
    place = low == high and len(curve.x) > 0 and low <= curve.x.item(-1)
    if view.axis == "step":
        low, high = _step(low, math.ceil), _step(high, math.floor)
    rows = lod.in_range(curve.x, low, high)
    if place and rows.stop:
        rows = slice(rows.stop - 1, rows.stop)
    values = curve.points.value[rows]
    if len(values) == 0:
        return None
    finite = values[np.isfinite(values)]
    return {
        "x": curve.x.item(rows.stop - 1),
        "value": values.item(-1),
        "smoothed": None if curve.smoothed is None else curve.smoothed.item(rows.stop - 1),
        "min": float(finite.min()) if len(finite) else math.nan,
        "max": float(finite.max()) if len(finite) else math.nan,
        "change": values.item(-1) - values.item(0),
    }


def _step(end: float, whole: Callable[[float], int]) -> int:
    """The end of a range as a step that int64 can hold."""
    return whole(min(max(end, INT64.min), INT64.max))


def on_axis(points: Scalars, view: View, start: float | None = None) -> Curve:
    """The points on the axis. Smoothing goes over every point, in drawing order, whatever the range.

    `start` is what relative times count from; by default the series' own.
    """
    start = started(points.wall_time) if start is None else start
    x = points.step if view.axis in ("step", "tag") else points.wall_time
    if view.axis == "relative" and start is not None:
        with np.errstate(over="ignore"):  # hostile wall times; what overflows has no place on the axis
            x = points.wall_time - start
    order = lod.drawing_order(x)
    if order is not None:
        x, points = x[order], Scalars(points.step[order], points.wall_time[order], points.value[order])
    smoothed = view.smoother.smooth(points.step, points.value) if view.smoother else None
    return Curve(x, points, smoothed, start)


def started(wall_time: lod.Column) -> float | None:
    """The wall time of the first point, or of the first that has one."""
    if len(wall_time) and math.isfinite(wall_time.item(0)):
        return float(wall_time.item(0))
    known = np.flatnonzero(np.isfinite(wall_time))
    return float(wall_time[known[0]]) if len(known) else None


def bounds(x: lod.Column, view: View) -> tuple[float, float]:
    """The range asked for, or to the ends of the series. Steps are widened to whole ones that int64 can hold."""
    first, last = (x.item(0), x.item(-1)) if len(x) else (0, 0)
    low = view.low if view.low is not None else min(first, last if view.high is None else view.high)
    high = view.high if view.high is not None else max(last, low)
    if view.axis == "step":
        return max(math.floor(low), INT64.min), min(math.ceil(high), INT64.max)
    return low, high


def whole_numbers(numbers: lod.Column) -> lod.Column:
    """Steps as a page can have them: in four bytes where all fit, else as doubles."""
    fits = len(numbers) > 0 and numbers.min() >= 0 and numbers.max() <= UINT32.max
    return numbers.astype(np.uint32 if fits else np.float64)


def _raw(curve: Curve, rows: slice) -> dict[str, lod.Column]:
    step, wall, value = (column[rows] for column in curve.points)
    columns: dict[str, lod.Column] = {"step": whole_numbers(step), "wall": wall, "value": value}
    if curve.smoothed is not None:
        columns["smoothed"] = curve.smoothed[rows]
    return columns


def _thinned(curve: Curve, buckets: lod.Buckets) -> dict[str, lod.Column]:
    step, wall, value = curve.points
    columns: dict[str, lod.Column] = {
        "step": whole_numbers(step[buckets.last]),
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
