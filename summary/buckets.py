"""How many values fall into each of TensorFlow 1's buckets, and their extremes and sums, in one pass. Compiled by Cython.

The buckets grow by a tenth from 1e-12 to 1e20, on both sides of zero (tensorflow/core/lib/histogram/histogram.cc). Of
their 1,551 limits a value's is found without a search: the sign, the exponent and the first four bits of the fraction of
a double make a cell, cells grow by a sixteenth at most, and so no cell has more than one limit in it.
"""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

COMPILED: bool = cython.compiled

Column = np.ndarray[tuple[int], np.dtype[Any]]

LARGEST = sys.float_info.max
# The bits of an infinity, which those of no finite number reach.
INFINITE = 0x7FF << 52
MAGNITUDE = 2**63 - 1
# A double's bits behind those that make its cell.
CELL = 48


def _edges() -> Column:
    """The limits above zero, but for the last, by the floating products that TensorFlow takes."""
    edges = []
    edge = 1e-12
    while edge < 1e20:
        edges.append(edge)
        edge *= 1.1
    return np.array(edges)


EDGES = _edges()
# Right edges of the buckets. A value that equals one belongs to the next bucket; the last takes all that is left.
LIMITS: Column = np.concatenate([[-LARGEST], -EDGES[::-1], [0.0], EDGES, [LARGEST]])
ZERO = len(EDGES) + 1
# For each cell how many edges are below it, which is the number of the only edge that may be in it.
BELOW = np.searchsorted(EDGES, (np.arange(2**15) << CELL).view(np.float64)).astype(np.uint16)
EDGE_BITS: Column = np.append(EDGES.view(np.int64), INFINITE)


class Tally(NamedTuple):
    """`counts` has an element for each of LIMITS. All but the last two are of the finite values only."""

    counts: Column
    least: float
    greatest: float
    sum: float
    sum_squares: float
    nans: int
    infinities: int


def tally(values: Column) -> Tally:
    """Sorts `values`, contiguous float32 or float64, into buckets. With none that is finite, `least` is infinite."""
    if not COMPILED:
        return _tally_by_numpy(values)
    size = len(EDGE_BITS)
    # Of even and odd places, positive and negative numbers, each by how many edges are below.
    found = np.zeros((2, 2, size), np.int64)
    counts = np.zeros(len(LIMITS), np.int64)
    figures = _tally(values, BELOW, EDGE_BITS, found.reshape(-1))
    counts[ZERO + 1 :] = found[:, 0].sum(axis=0)
    counts[ZERO + 1 - size : ZERO + 1] = np.flip(found[:, 1].sum(axis=0))
    return Tally(counts, *figures)


def _tally_by_numpy(values: Column) -> Tally:
    ordered = np.sort(values[np.isfinite(values)])
    below = np.searchsorted(ordered, LIMITS[: len(LIMITS) - 1])
    counts = np.diff(below, prepend=0, append=len(ordered))
    nans = int(np.count_nonzero(np.isnan(values)))
    infinities = len(values) - len(ordered) - nans
    if not len(ordered):
        return Tally(counts, np.inf, -np.inf, 0.0, 0.0, nans, infinities)
    doubles = ordered.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        total, squares = float(doubles.sum()), float(doubles.dot(doubles))
    return Tally(counts, float(doubles.min()), float(doubles.max()), total, squares, nans, infinities)


def _tally(
    values: cython.const[cython.floating][::1],
    below: cython.const[cython.ushort][::1],
    edges: cython.const[cython.longlong][::1],
    found: cython.longlong[::1],
) -> tuple[float, float, float, float, int, int]:
    """Counts into `found`: [2, 2, len(edges)]. Even and odd places apart, for equal neighbours not to wait for each other."""
    i: cython.Py_ssize_t
    size: cython.Py_ssize_t = edges.shape[0]
    value: cython.double
    low: cython.double = np.inf
    high: cython.double = -np.inf
    total: cython.double = 0
    squares: cython.double = 0
    bits: cython.longlong
    negative: cython.longlong
    edge: cython.longlong
    nans: cython.Py_ssize_t = 0
    infinities: cython.Py_ssize_t = 0
    with cython.nogil:
        for i in range(values.shape[0]):
            # Makes -0.0 zero.
            value = values[i] + 0.0
            bits = bits_of_double(value)
            negative = bits < 0
            bits &= MAGNITUDE
            if bits >= INFINITE:
                nans += value != value
                infinities += value == value
                continue
            edge = below[bits >> CELL]
            # A negative number that equals an edge's opposite is not below it: the next bucket is nearer to zero.
            edge += bits - negative >= edges[edge]
            found[((i & 1) * 2 + negative) * size + edge] += 1
            low = value if value < low else low
            high = value if value > high else high
            total += value
            squares += value * value
    return low, high, total, squares, nans, infinities
