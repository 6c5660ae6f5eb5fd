"""Margin charts: one tag's curve with a band between two other tags of the same run."""

from __future__ import annotations

from typing import Any

import numpy as np

from board import lod, paths
from board.curves import Curve, Drawn, View, bounds, on_axis
from board.store import Scalars, Series


def draw(value: Series, lower: Series | None, upper: Series | None, view: View) -> Drawn:
    """What the reply's header says of one run, and its columns: step, wall, value, lower, upper.

    A point's bounds are what the other tags have at its step, the last of several; NaN where that is nothing. Points
    that lack a finite bound are counted as `unmatched`. Thinned rows are points as well: see `lod.landmarks`. Nothing
    is smoothed, for the line would leave its band.
    """
    curve = on_axis(value.points, view._replace(smoother=None))
    edges = _bound(curve, lower), _bound(curve, upper)
    low, high = bounds(curve.x, view)
    rows = lod.in_range(curve.x, low, high)
    points = rows.stop - rows.start
    thinned = points > lod.RAW_FACTOR * view.width
    if thinned:
        begin, end = lod.stretches(curve.x, low, high, view.width)
        taken: lod.Indices = lod.landmarks(begin, end, (curve.points.value, edges[0]), (curve.points.value, edges[1]))
    else:
        near = lod.with_neighbours(rows, len(curve.x))
        taken = np.arange(near.start, near.stop)
    whole = np.isfinite(edges[0]) & np.isfinite(edges[1])
    header: dict[str, Any] = {
        "start": curve.start,
        "extent": [curve.x.item(0), curve.x.item(-1)] if len(curve.x) else None,
        "total": len(value.points.step),
        "points": points,
        "rows": len(taken),
        "thinned": thinned,
        "nonfinite": points - int(np.count_nonzero(np.isfinite(curve.points.value[rows]))),
        "unmatched": len(whole) - int(np.count_nonzero(whole)),
        "superseded": len(value.superseded.step),
        "description": value.description,
    }
    return header, _columns(curve.points, edges, taken)


def _bound(curve: Curve, series: Series | None) -> lod.Column:
    if series is None:
        return np.full(len(curve.x), np.nan)
    return paths.matched(curve.points.step, series.points)


def _columns(points: Scalars, edges: tuple[lod.Column, lod.Column], rows: lod.Indices) -> dict[str, lod.Column]:
    return {
        "step": points.step[rows].astype(np.float64),
        "wall": points.wall_time[rows],
        "value": points.value[rows],
        "lower": edges[0][rows],
        "upper": edges[1][rows],
    }
