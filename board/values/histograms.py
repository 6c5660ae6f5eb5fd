"""Histograms: TensorFlow 1's message (of PyTorch and tensorboardX too) and TensorFlow 2's tensor, as one table of buckets."""

from __future__ import annotations

from math import inf, isfinite
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.answers import Unreadable
from board.values import dtypes, tensors

if TYPE_CHECKING:
    from summary.proto.summary import HistogramProto, Summary
    from summary.proto.tensor import TensorProto

LARGEST = 1 << 20  # bytes of one value
MOST_BUCKETS = 1 << 14
BEYOND = float(np.finfo(np.float64).max)  # what TensorFlow 1 writes for "without end"

Buckets = NDArray[np.float64]


class Histogram(NamedTuple):
    """One histogram.

    Attributes:
        buckets: [k, 3]: left edge, right edge and count of each, in the order written.
        least: the least value that was counted; NaN if there is none.
        greatest: the greatest.
        total: how many values there were, with those in no bucket.
        sum: of the values; NaN if it was not logged, which the tensor form has no room for.
        nonfinite: how many of the values are in no bucket with finite edges: NaN and infinities.
    """

    buckets: Buckets
    least: float
    greatest: float
    total: float
    sum: float
    nonfinite: int


def histogram(value: Summary.Value) -> Histogram:
    """The histogram that a value is. Unreadable if it is none."""
    held = value.WhichOneof("value")
    if held == "histo":
        return _of_message(value.histo)
    if held == "tensor":
        return _of_tensor(value.tensor)
    raise Unreadable("This value is no histogram.")


def finite(buckets: Buckets) -> Buckets:
    """The buckets that can be drawn: those of which edges and count are finite."""
    whole = np.isfinite(buckets)
    return buckets if whole.all() else buckets[whole.all(axis=1)]


def support(buckets: Buckets) -> tuple[float, float]:
    """The outer edges of those that count something, of finite buckets; NaN if none does."""
    full = buckets[:, 2].nonzero()[0]
    return (buckets.item(full[0], 0), buckets.item(full[-1], 1)) if len(full) else (np.nan, np.nan)


def _of_message(message: HistogramProto) -> Histogram:
    """As TensorBoard's data_compat does: without the empty buckets at both ends; least and greatest value are the outer edges.

    Where one of these is not finite, or on the wrong side, the bucket's own limit stands in for it if it is finite.
    """
    if len(message.bucket) != len(message.bucket_limit):
        raise Unreadable(
            f"This histogram has {len(message.bucket):,} counts, but {len(message.bucket_limit):,} limits of buckets."
        )
    _check(len(message.bucket))
    counts, limits = np.array(message.bucket), np.array(message.bucket_limit)
    full = (counts > 0).nonzero()[0]
    if len(full) == 0:
        return _described(np.empty((0, 3)), message.num, message.sum, _odd(message))
    first, last = int(full[0]), int(full[-1])
    inner = limits[first:last]
    buckets = np.empty((last - first + 1, 3))
    buckets[1:, 0] = buckets[:-1, 1] = inner
    buckets[:, 2] = counts[first : last + 1]
    buckets[0, 0] = _outer(message.min, limits[first - 1 : first], limits.item(first), -1)
    buckets[-1, 1] = _outer(message.max, limits[last : last + 1], buckets.item(-1, 0), 1)
    return _described(buckets, message.num, message.sum, _odd(message))


def _outer(value: float, limit: NDArray[np.float64], inner: float, side: int) -> float:
    """The outer edge of a bucket whose other edge is `inner`: `value`, or else its own limit, or else none beyond `inner`."""
    own = limit.item(0) if len(limit) else inner
    known = [
        edge for edge, beyond in ((value, inf), (own, BEYOND)) if abs(edge) < beyond and edge * side >= inner * side
    ]
    return known[0] if known else inner


def _odd(message: HistogramProto) -> bool:
    """Whether there were values that are not finite. Counts alone do not tell: who makes them may leave them out of `num`."""
    return not all(map(isfinite, (message.min, message.max, message.sum)))


def _of_tensor(tensor: TensorProto) -> Histogram:
    sizes = tensors.shape(tensor)
    if len(sizes) != 2 or sizes[1] != 3 or dtypes.stored(tensor.dtype) is None:
        said = " × ".join(map(str, sizes)) or "no dimensions"
        raise Unreadable(f"A histogram is a tensor of k × 3 real numbers; this has {said}.")
    _check(sizes[0])
    found = tensors.array(tensor)
    if found.dtype.kind == "c":
        raise Unreadable("A histogram is a tensor of real numbers; these are complex.")
    buckets = found.astype(np.float64)
    return _described(buckets, None, np.nan, True)


def _check(buckets: int) -> None:
    if buckets > MOST_BUCKETS:
        raise Unreadable(f"This histogram has {buckets:,} buckets; no more than {MOST_BUCKETS:,} are read.")


def _described(buckets: Buckets, total: float | None, added: float, odd: bool) -> Histogram:
    """A histogram of so many values, by default as many as its buckets count; `odd` if some may be in none that is finite."""
    drawn = finite(buckets)
    counted = float(drawn[:, 2].sum())
    if total is None:
        total = counted if drawn is buckets else float(np.nansum(buckets[:, 2]))
    missing = total - counted if odd else 0.0
    nonfinite = round(missing) if 0 < missing < 1 << 32 else 0
    return Histogram(buckets, *support(drawn), total, added, nonfinite)
