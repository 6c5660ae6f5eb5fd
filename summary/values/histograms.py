"""Histograms: how many of an array's values are in each bucket. NaN and infinities are left out, and told once a tag."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from summary.arrays import as_array, taken
from summary.buckets import LARGEST, LIMITS, Tally, tally
from summary.proto.summary import HistogramProto, Summary
from summary.values.tensors import tensor_proto

logger = logging.getLogger("summary")

_told: set[str] = set()


def take(tag: str, values: Any) -> NDArray[Any]:
    """`values` for the functions below, nobody else's: real numbers or booleans, of any shape. Errors name the tag."""
    return _real(tag, taken(f"histogram {tag!r}", values))


def value(tag: str, array: NDArray[Any]) -> Summary.Value:
    """The histogram as TensorFlow 1's op writes it: a run of empty buckets becomes one.

    See Histogram::EncodeToProto in tensorflow/core/lib/histogram/histogram.cc. Where that raises for NaN and infinities,
    they are left out.
    """
    tallied = _tally(tag, _column(tag, array))
    full = tallied.counts > 0
    kept = full | np.append(full[1:], True)
    return _value(tag, tallied, LIMITS[kept], tallied.counts[kept])


def torch_value(
    tag: str, array: NDArray[Any], bins: str | int | Sequence[float] = "tensorflow", max_bins: int | None = None
) -> Summary.Value:
    """The histogram as PyTorch's add_histogram writes it: the filled part, behind an empty bucket that ends at its left.

    `bins` is ``tensorflow`` or what ``numpy.histogram`` takes. More than `max_bins` are merged, as many to one as
    `max_bins` goes into their number. Of no values there is TensorFlow's empty histogram. PyTorch does not count what is
    beyond TensorFlow's outermost limits of ±1e20; here it has buckets of its own.
    """
    if max_bins is not None and max_bins < 1:
        raise ValueError(f"histogram {tag!r}: expected max_bins of at least 1, got {max_bins}")
    column = _column(tag, array)
    tallied = _tally(tag, column)
    if isinstance(bins, str) and bins == "tensorflow":
        counts, edges = _merged(tallied.counts[2:-1], LIMITS[1:-1], max_bins)
        counts = np.concatenate([tallied.counts[1:2], counts, tallied.counts[-1:]])
        edges = np.concatenate([[-LARGEST], edges, [LARGEST]])
    else:
        counts, edges = _merged(*_by_numpy(tag, column, bins), max_bins)
    full = np.flatnonzero(counts)
    if not len(full):
        return _value(tag, tallied, LIMITS[-1:], np.zeros(1))
    return _value(tag, tallied, edges[full[0] : full[-1] + 2], np.append(0, counts[full[0] : full[-1] + 1]))


def raw_value(
    tag: str,
    min: Any,
    max: Any,
    num: Any,
    sum: Any,
    sum_squares: Any,
    bucket_limits: Any,
    bucket_counts: Any,
) -> Summary.Value:
    """A histogram that is made already. `bucket_limits` are right edges, one for each of `bucket_counts`."""
    limits, counts = _raw(tag, "bucket_limits", bucket_limits), _raw(tag, "bucket_counts", bucket_counts)
    if limits.ndim != 1 or limits.shape != counts.shape:
        raise ValueError(
            f"histogram {tag!r}: expected bucket_limits (right edges) and bucket_counts, one limit for each count, "
            f"got shapes {limits.shape} and {counts.shape}"
        )
    figures = {"min": min, "max": max, "num": num, "sum": sum, "sum_squares": sum_squares}
    histogram = HistogramProto(bucket_limit=limits.tolist(), bucket=counts.tolist())
    for name, figure in figures.items():
        found = _raw(tag, name, figure)
        if found.size != 1:
            raise ValueError(f"histogram {tag!r}: expected one number as {name}, got shape {found.shape}")
        setattr(histogram, name, found.item())
    return Summary.Value(tag=tag, histo=histogram)


def tensor_value(tag: str, array: NDArray[Any], buckets: int = 30) -> Summary.Value:
    """The histogram as TensorFlow 2 writes it: a float64 tensor [buckets, 3] of left edge, right edge, count.

    Buckets are of equal width from the least value to the greatest, which belongs to the last. Equal values are all in
    the last; of no values all is zero (tensorboard/plugins/histogram/summary_v2.py).
    """
    if buckets < 0:
        raise ValueError(f"histogram {tag!r}: expected buckets of at least 0, got {buckets}")
    column = _column(tag, array)
    tallied = _tally(tag, column)
    rows = np.zeros((buckets, 3))
    if buckets and tallied.least <= tallied.greatest:
        rows[:, 0], rows[:, 1], rows[:, 2] = _equal_buckets(_finite(column, tallied), tallied, buckets)
    made = Summary.Value(tag=tag, tensor=tensor_proto(rows))
    made.metadata.plugin_data.plugin_name = "histograms"
    return made


def _value(tag: str, tallied: Tally, limits: NDArray[Any], counts: NDArray[Any]) -> Summary.Value:
    empty = tallied.least > tallied.greatest
    return Summary.Value(
        tag=tag,
        histo=HistogramProto(
            min=LARGEST if empty else tallied.least,
            max=-LARGEST if empty else tallied.greatest,
            num=float(tallied.counts.sum()),
            sum=tallied.sum,
            sum_squares=tallied.sum_squares,
            bucket_limit=limits.tolist(),
            bucket=counts.tolist(),
        ),
    )


def _column(tag: str, array: NDArray[Any]) -> NDArray[Any]:
    """All values in one dimension: of float32 where that holds them, else of float64."""
    dtype = np.float32 if np.can_cast(_real(tag, array).dtype, np.float32) else np.float64
    return np.ascontiguousarray(array.ravel(order="K"), dtype)


def _real(tag: str, array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype.kind == "c":
        raise TypeError(f"histogram {tag!r}: expected real numbers, got {array.dtype}")
    return array


def _raw(tag: str, name: str, figure: Any) -> NDArray[Any]:
    return _real(tag, as_array(f"histogram {tag!r}, {name}", figure)).astype(np.float64)


def _tally(tag: str, column: NDArray[Any]) -> Tally:
    tallied = tally(column)
    if tallied.nans + tallied.infinities and tag not in _told:
        _told.add(tag)
        logger.warning(
            "histogram %r: %d NaN and %d infinite of %d values left out. (Said once a tag.)",
            *(tag, tallied.nans, tallied.infinities, len(column)),
        )
    return tallied


def _finite(column: NDArray[Any], tallied: Tally) -> NDArray[np.float64]:
    finite = column[np.isfinite(column)] if tallied.nans + tallied.infinities else column
    return finite.astype(np.float64, copy=False)


def _by_numpy(tag: str, column: NDArray[Any], bins: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    try:
        return np.histogram(column[np.isfinite(column)].astype(np.float64), bins)
    except (TypeError, ValueError, MemoryError) as error:
        raise ValueError(
            f"histogram {tag!r}: expected bins of 'tensorflow' or what numpy.histogram takes, got {bins!r} ({error})"
        ) from error


def _merged(counts: NDArray[Any], edges: NDArray[Any], max_bins: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
    """Neighbours added up, so that there are about `max_bins`, or fewer than twice as many."""
    if max_bins is None or len(counts) <= max_bins:
        return counts, edges
    width = len(counts) // max_bins
    starts = np.arange(0, len(counts), width)
    return np.add.reduceat(counts, starts), np.append(edges[starts], edges[-1])


def _equal_buckets(
    values: NDArray[np.float64], tallied: Tally, buckets: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Left edges, right edges and counts."""
    if tallied.least == tallied.greatest:
        edges = np.full(buckets, tallied.least)
        return edges, edges, np.append(np.zeros(buckets - 1), len(values))
    # A power of two that keeps widths within float64's range, where the values' own would be infinite or zero.
    scale = 0.25 if max(-tallied.least, tallied.greatest) > LARGEST / 4 else 1.0
    if tallied.greatest - tallied.least < 1e-290:
        scale = 2.0**600
    least, greatest = tallied.least * scale, tallied.greatest * scale
    places = (values * scale - least) / ((greatest - least) / buckets)
    counts = np.bincount(np.minimum(places.astype(np.int64), buckets - 1), minlength=buckets)
    edges = np.linspace(least, greatest, buckets + 1) / scale
    return edges[:-1], edges[1:], counts
