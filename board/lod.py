"""Levels of detail: a series' points thinned to one row a pixel column, with nothing of its picture lost.

Buckets of x are aligned to absolute multiples of a power of two, so a bucket that no new point falls into is the same
after every refresh, and the picture does not shimmer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from board.extremes import extremes

Column = np.ndarray[tuple[int], np.dtype[Any]]
Indices = np.ndarray[tuple[int], np.dtype[np.intp]]

RAW_FACTOR = 4  # up to so many points a pixel are sent as they are, unless a request says otherwise
LARGEST_STEP = 2**63 - 1
EXACT_BITS = 52  # bucket numbers below 2**52 are exact in a double, and so are their edges


class Buckets(NamedTuple):
    """The occupied buckets in order of x. `min` and `max` are of the finite values, NaN where there are none."""

    first: Indices
    last: Indices
    min: Column
    max: Column
    nonfinite: Column
    points: Column


def drawing_order(x: Column) -> Indices | None:
    """The stable order that sorts `x` and leaves out what has no place on an axis (NaN, infinities); None: as it is."""
    if len(x) == 0:
        return None
    if bool((x[1:] >= x[:-1]).all()) and bool(np.isfinite(x[[0, -1]]).all()):
        return None
    placed = np.flatnonzero(np.isfinite(x))
    order: Indices = placed[np.argsort(x[placed], kind="stable")]
    return order


def in_range(x: Column, low: float, high: float) -> slice:
    """The rows of sorted `x` with low <= x <= high."""
    return slice(int(np.searchsorted(x, low, "left")), int(np.searchsorted(x, high, "right")))


def with_neighbours(rows: slice, n: int) -> slice:
    """`rows` and the nearest row on each side, so that a line reaches both edges of the plot."""
    return slice(max(rows.start - 1, 0), min(rows.stop + 1, n))


def thin(x: Column, values: Column, low: float, high: float, width: int) -> Buckets:
    """One row an occupied bucket of `stretches`, which has the same parameters."""
    first, after = stretches(x, low, high, width)
    return Buckets(first, after - 1, *extremes(values, first, after), (after - first).astype(np.uint32))


def stretches(x: Column, low: float, high: float, width: int) -> tuple[Indices, Indices]:
    """The occupied buckets of `x` (sorted, finite, not empty) from `low` to `high`: where each begins and ends.

    At least one bucket a pixel of `width`. `low` and `high` are of x's own kind: integers for steps, floats for seconds.
    Buckets at the edges of the range are whole, and the nearest bucket outside each side is there too.
    """
    grid = StepGrid.fit(int(low), int(high), width) if x.dtype.kind == "i" else TimeGrid.fit(low, high, width)
    edges = grid.edges(low, high)
    begin, end = int(np.searchsorted(x, edges[0])), grid.stop(x, high)
    if begin > 0:
        edges = np.concatenate([[grid.floor(x.item(begin - 1))], edges])
    if end < len(x):
        edges = np.concatenate([edges, [grid.floor(x.item(end))]])
        end = grid.stop(x, x.item(end))
    bounds = np.append(np.searchsorted(x, edges), end)
    occupied = bounds[1:] > bounds[:-1]
    return bounds[:-1][occupied], bounds[1:][occupied]


def landmarks(begin: Indices, end: Indices, least: Sequence[Column], greatest: Sequence[Column]) -> Indices:
    """The rows that carry the picture of a line through points, where each bucket begin[i]:end[i] is a pixel wide.

    Of each bucket: the first and the last row, that of the least value of each column in `least`, of the greatest of
    each in `greatest`, and the first row where one of them is not finite. The buckets are as `extremes` has them.
    """
    kept = [begin, end - 1]
    columns: list[tuple[Column, np.ufunc, float]] = [(column, np.minimum, np.inf) for column in least]
    columns += [(column, np.maximum, -np.inf) for column in greatest]
    for column, choose, worst in columns:
        inside = column[begin.item(0) : end.item(-1)]
        finite = np.isfinite(inside)
        inside = np.where(finite, inside, worst)
        best = choose.reduceat(inside, begin - begin[0])
        kept.append(_first(np.flatnonzero(inside == np.repeat(best, end - begin)) + begin[0], begin, end))
        kept.append(_first(np.flatnonzero(~finite) + begin[0], begin, end))
    return np.unique(np.concatenate(kept))


def _first(rows: Indices, begin: Indices, end: Indices) -> Indices:
    """The first of the `rows` in each bucket that holds any."""
    place = np.searchsorted(rows, begin)
    rows = np.append(rows, end[-1])[place]
    found: Indices = rows[rows < end]
    return found


@dataclass(frozen=True)
class StepGrid:
    """Buckets of 2**shift steps. Edges wrap around silently on the way, as int64 does, and come out right."""

    shift: int

    @classmethod
    def fit(cls, low: int, high: int, width: int) -> StepGrid:
        return cls(max(((high - low) // width).bit_length() - 1, 0))

    def floor(self, step: int) -> int:
        return step >> self.shift << self.shift

    def edges(self, low: float, high: float) -> Column:
        low, high = int(low), int(high)
        n = (high >> self.shift) - (low >> self.shift) + 1
        edges: Column = (np.arange(n, dtype=np.int64) << self.shift) + np.int64(self.floor(low))
        return edges

    def stop(self, x: Column, step: float) -> int:
        """The row after the bucket that holds `step`."""
        final = min(self.floor(int(step)) + (1 << self.shift) - 1, LARGEST_STEP)
        return int(np.searchsorted(x, final, "right"))


@dataclass(frozen=True)
class TimeGrid:
    """Buckets of 2**exponent seconds."""

    exponent: int

    @classmethod
    def fit(cls, low: float, high: float, width: int) -> TimeGrid:
        half_pixel = high / width / 2 - low / width / 2  # halves: the whole may overflow
        finest = math.frexp(max(abs(low), abs(high)))[1] - EXACT_BITS
        return cls(min(max(math.frexp(half_pixel)[1], finest, -1000), 1022))

    def floor(self, x: float) -> float:
        if abs(x) >= 2.0 ** min(self.exponent + EXACT_BITS, 1023):
            return x
        return x // 2.0**self.exponent * 2.0**self.exponent

    def edges(self, low: float, high: float) -> Column:
        first, last = low // 2.0**self.exponent, high // 2.0**self.exponent
        with np.errstate(over="ignore"):  # the first edge may lie below the least double
            edges: Column = np.arange(first, last + 1) * 2.0**self.exponent
        return edges

    def stop(self, x: Column, value: float) -> int:
        """The row after the bucket that holds `value`."""
        end = self.floor(value) + 2.0**self.exponent
        return int(max(np.searchsorted(x, end, "left"), np.searchsorted(x, value, "right")))
