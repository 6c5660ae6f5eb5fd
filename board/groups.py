"""Groups over seeds: many runs' curves as one, with a band that tells how far they lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from board import lod
from board.curves import Drawn, View, bounds, on_axis
from board.spread import Spread, Table, spread
from board.store import Series

CELLS = 1 << 20  # members times places that are held at one time
MOST_CELLS = 1 << 24  # of a reply; where there are more, not all places of a thinned curve are computed


class Member(NamedTuple):
    """One run's finite points: x never repeats (the last point stands, as it does in a drawing) and grows."""

    x: lod.Column
    y: lod.Column


def draw(runs: Sequence[Series], view: View, center: str, band: str) -> Drawn:
    """What the reply's header says of one group, and its columns: step or x, center, lower, upper, count.

    The group's places are the x of all its members. At each place, every member whose first point is not after it and
    whose last not before it counts, with the value between its points on a straight line. Thinned rows are places as
    well: see `lod.landmarks`.
    """
    members = [member for member in (_member(series, view) for series in runs) if len(member.x)]
    x = _places(members)
    low, high = bounds(x, view)
    rows = lod.in_range(x, low, high)
    points = rows.stop - rows.start
    thinned = points > lod.RAW_FACTOR * view.width
    if thinned:
        at, curve = _thinned(members, x, lod.stretches(x, low, high, view.width), center, band)
    else:
        at = x[lod.with_neighbours(rows, len(x))]
        curve = _across(members, at, center, band)
    header: dict[str, Any] = {
        "runs": len(runs),
        "extent": [x.item(0), x.item(-1)] if len(x) else None,
        "total": len(x),
        "points": points,
        "rows": len(at),
        "thinned": thinned,
    }
    columns = {"center": curve.center, "lower": curve.lower, "upper": curve.upper, "count": curve.support}
    return header, {"step" if view.axis == "step" else "x": at.astype(np.float64), **columns}


def _member(series: Series, view: View) -> Member:
    """Smoothed as its own curve would be."""
    curve = on_axis(series.points, view)
    y = curve.points.value if curve.smoothed is None else curve.smoothed
    finite = np.isfinite(y)
    x, y = curve.x[finite], y[finite].astype(np.float64)
    stands = np.append(x[1:] != x[:-1], True)[: len(x)]
    return Member(x[stands], y[stands])


def _places(members: Sequence[Member]) -> lod.Column:
    """Every x of the members, once; those that log at the same steps are looked at once."""
    distinct = {member.x.tobytes(): member.x for member in members}
    if not distinct:
        return np.empty(0, np.int64)
    columns = list(distinct.values())
    return columns[0] if len(columns) == 1 else np.unique(np.concatenate(columns))


def _thinned(
    members: Sequence[Member], x: lod.Column, buckets: tuple[lod.Indices, lod.Indices], center: str, band: str
) -> tuple[lod.Column, Spread]:
    """The rows of the curve that carry its picture, with what they hold."""
    chosen = _chosen(*buckets, MOST_CELLS // len(members))
    curve = _across(members, x[chosen], center, band)
    begin, end = (np.searchsorted(chosen, bound) for bound in buckets)
    rows = lod.landmarks(begin, end, (curve.center, curve.lower), (curve.center, curve.upper))
    return x[chosen[rows]], Spread._make(column[rows] for column in curve)


def _chosen(begin: lod.Indices, end: lod.Indices, most: int) -> lod.Indices:
    """All rows of the buckets; where those are more than `most`, every 2**n-th and each bucket's first and last."""
    start, stop = begin.item(0), end.item(-1)
    stride = 1 << ((stop - start - 1) // max(most, 1)).bit_length()
    every = np.arange(-(-start // stride) * stride, stop, stride)
    return every if stride == 1 else np.unique(np.concatenate([every, begin, end - 1]))


def _across(members: Sequence[Member], x: lod.Column, center: str, band: str) -> Spread:
    size = max(CELLS // max(len(members), 1), 1)
    parts = [spread(_values(members, x[i : i + size]), center, band) for i in range(0, max(len(x), 1), size)]
    return Spread._make(np.concatenate(columns) for columns in zip(*parts, strict=True))


def _values(members: Sequence[Member], x: lod.Column) -> Table:
    """A row a member with its value at each x, NaN before its first point and after its last."""
    values = np.full((len(members), len(x)), np.nan)
    for row, member in zip(values, members, strict=True):
        begin = int(np.searchsorted(x, member.x[0], "left"))
        end = int(np.searchsorted(x, member.x[-1], "right"))
        row[begin:end] = _between(x[begin:end], member)
    return values


def _between(x: lod.Column, member: Member) -> lod.Column:
    """The member's value at each x of its support."""
    if len(x) == len(member.x) and bool((x == member.x).all()):
        return member.y
    places, known = (_distances(column, member.x[:1]) for column in (x, member.x))
    with np.errstate(all="ignore"):
        values: lod.Column = np.interp(places, known, member.y)
    return values


def _distances(x: lod.Column, origin: lod.Column) -> lod.Column:
    """How far `x` is from an origin not after it, as doubles: steps of 2**53 and more are told apart too."""
    if x.dtype.kind == "i":
        return (x.astype(np.uint64) - origin.astype(np.uint64)).astype(np.float64)
    with np.errstate(over="ignore"):
        return x - origin
