"""What value a share of a histogram's counts lies below, as TensorBoard's distributions have it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Of a normal distribution, in 1/100 %: below −∞, −1.5, −1, −0.5, 0, 0.5, 1, 1.5 and ∞ standard deviations.
BASIS_POINTS = (0, 668, 1587, 3085, 5000, 6915, 8413, 9332, 10000)
NOTHING = np.full(len(BASIS_POINTS), np.nan)


def percentiles(
    buckets: NDArray[np.float64], points: NDArray[Any] | tuple[int, ...] = BASIS_POINTS
) -> NDArray[np.float64]:
    """The value at each basis point of a histogram [k, 3] (left edge, right edge, count); zeros where there are no buckets.

    Within a bucket it is interpolated between its edges; below the first that counts anything lies the left edge of all
    (tensorboard/plugins/distribution/compressor.py).
    """
    if len(buckets) == 0:
        return np.zeros(len(points))
    asked = np.asarray(points, np.float64)
    least, greatest = buckets[0, 0], buckets[-1, 1]
    right, counts = buckets[:, 1], buckets[:, 2]
    with np.errstate(all="ignore"):
        weights = (counts * asked[-1] / (counts.sum() or 1.0)).cumsum()
        place = np.searchsorted(weights, asked, side="right")
        within = np.minimum(place, len(weights) - 1)
        before = np.where(within > 0, weights[within - 1], 0.0)
        low = np.where(before == 0, least, np.maximum(right[within - 1], least))
        high = np.minimum(right[within], greatest)
        found: NDArray[np.float64] = low + (asked - before) * (high - low) / (weights[within] - before)
        # A bucket as wide as float64's whole range is wider than the greatest float64.
        share = (asked - before) / (weights[within] - before)
        wide = ~np.isfinite(high - low)
        found[wide] = (low * (1 - share) + high * share)[wide]
    found[place == len(weights)] = greatest
    return found


def of_each(histograms: Iterable[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The nine of each histogram, [n, 9]; NaN where it counts nothing."""
    rows = [percentiles(buckets) if buckets[:, 2].any() else NOTHING for buckets in histograms]
    return np.array(rows).reshape(-1, len(BASIS_POINTS))
