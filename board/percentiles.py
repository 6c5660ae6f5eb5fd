"""What value a share of a histogram's counts lies below, as TensorBoard's distributions have it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Of a normal distribution, in 1/100 %: below −∞, −1.5, −1, −0.5, 0, 0.5, 1, 1.5 and ∞ standard deviations.
BASIS_POINTS = (0, 668, 1587, 3085, 5000, 6915, 8413, 9332, 10000)

Column = NDArray[np.float64]


def percentiles(buckets: Column, points: Sequence[int] = BASIS_POINTS) -> Column:
    """The value at each basis point of a histogram [k, 3] (left edge, right edge, count); zeros where there are no buckets.

    Within a bucket it is interpolated between its edges; below the first that counts anything lies the left edge of all
    (tensorboard/plugins/distribution/compressor.py).
    """
    if len(buckets) == 0:
        return np.zeros(len(points))
    return _interpolated(buckets, np.array([0]), np.array([len(buckets)]), points).reshape(-1)


def of_each(buckets: Column, start: NDArray[np.uint32]) -> Column:
    """The nine of each of n histograms, [n, 9]; NaN where one counts nothing.

    `buckets` are those of all, one after the other; those of histogram i are start[i] : start[i + 1].
    """
    counted = np.concatenate([[0], np.cumsum(buckets[:, 2] != 0)])[start.astype(np.intp)]
    full = np.diff(counted) > 0
    found = np.full((len(start) - 1, len(BASIS_POINTS)), np.nan)
    begins, ends = (start[side].astype(np.intp)[full] for side in (slice(-1), slice(1, None)))
    found[full] = _interpolated(buckets, begins, ends, BASIS_POINTS)
    return found


def _interpolated(buckets: Column, begins: NDArray[np.intp], ends: NDArray[np.intp], points: Sequence[int]) -> Column:
    """The values at `points` of each histogram of `buckets`, of which none is without buckets."""
    asked = np.array(points, np.float64)
    left, right, counts = buckets.T
    weights = np.empty(len(buckets))
    place = np.empty((len(begins), len(asked)), np.intp)
    begin, end = begins[:, None], ends[:, None]
    with np.errstate(all="ignore"):
        for row, (first, stop) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
            some = counts[first:stop]
            weights[first:stop] = (some * asked[-1] / (some.sum() or 1.0)).cumsum()
            place[row] = first + weights[first:stop].searchsorted(asked, side="right")
        within = np.minimum(place, end - 1)
        before = np.where(within > begin, weights[within - 1], 0.0)
        low = np.where(before == 0, left[begin], np.maximum(right[within - 1], left[begin]))
        high = np.minimum(right[within], right[end - 1])
        found: Column = low + (asked - before) * (high - low) / (weights[within] - before)
        # A bucket as wide as float64's whole range is wider than the greatest float64.
        share = (asked - before) / (weights[within] - before)
        wide = ~np.isfinite(high - low)
        found[wide] = (low * (1 - share) + high * share)[wide]
    return np.where(place == end, right[end - 1], found)
