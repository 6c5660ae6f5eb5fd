"""Bins of equal width that histograms have in common, to be drawn beside each other."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

BEYOND = float(np.finfo(np.float64).max)
PIECE = 1 << 20  # overlaps that are computed at once


def support(tables: Iterable[Column]) -> tuple[float, float]:
    """The least edge and the greatest of histograms [k, 3] (left edge, right edge, count); (0, 0) where there are none."""
    ends = [(table[:, 0].min(), table[:, 1].max()) for table in tables if len(table)]
    return (float(min(low for low, _ in ends)), float(max(high for _, high in ends))) if ends else (0.0, 0.0)


def edges(low: float, high: float, bins: int) -> Column:
    """The edges of so many bins from `low` to `high`; around them where they are equal."""
    if low == high:
        # As far as TensorBoard goes, which for values below zero goes the wrong way (histogramCore.ts).
        inner, outer = abs(low) / 1.1 - 1, abs(low) * 1.1 + 1
        low, high = (inner, outer) if low >= 0 else (-outer, -inner)
    low, high = max(low, -BEYOND), min(high, BEYOND)
    scale = _scale(low, high)
    return np.linspace(low * scale, high * scale, bins + 1) / scale


def rebinned(table: Column, edges: Column) -> Column:
    """What a histogram [k, 3] counts in each bin between `edges`.

    A bucket's count is spread over the bins by how much of it each covers; beyond the outer edges nothing of it is lost. One
    of no width counts in the bin that its edge is in: that which begins there, or the last. So does TensorBoard's
    histogramCore.ts.
    """
    scale = _scale(edges[0], edges[-1])
    edges = edges * scale
    left, right = (np.clip(table[:, side] * scale, edges[0], edges[-1]) for side in (0, 1))
    counts = table[:, 2]
    wide = right > left
    found = np.zeros(len(edges) - 1)
    places = np.minimum(np.searchsorted(edges, left[~wide], side="right") - 1, len(found) - 1)
    np.add.at(found, places, counts[~wide])
    left, right, counts = left[wide], right[wide], counts[wide]
    piece = max(PIECE // len(found), 1)
    for begin in range(0, len(left), piece):
        some = slice(begin, begin + piece)
        low, high = left[some, None], right[some, None]
        overlap = np.minimum(high, edges[1:]) - np.maximum(low, edges[:-1])
        found += (np.maximum(overlap, 0) / (high - low) * counts[some, None]).sum(axis=0)
    return found


def _scale(low: float, high: float) -> float:
    """A power of two that keeps differences within float64's range."""
    return 0.25 if max(-low, high) > BEYOND / 4 else 1.0
