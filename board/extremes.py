# cython: boundscheck=False, wraparound=False, cdivision=True
"""Minimum, maximum and non-finite count of stretches of a column. Compiled by Cython; NumPy does it where it is not."""

from __future__ import annotations

import math
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import numpy as np

try:
    import cython
except ImportError:  # only compiling needs Cython; run as it is, this file uses these two names of it
    cython = SimpleNamespace(compiled=False, nogil=nullcontext())

COMPILED: bool = cython.compiled

Column = np.ndarray[tuple[int], np.dtype[Any]]
Extremes = tuple[Column, Column, Column]


def extremes(values: Column, begin: Column, end: Column) -> Extremes:
    """For each stretch begin[i]:end[i] the least and the greatest finite value and how many are not finite.

    No stretch is empty, and each begins where the one before it ends. Least and greatest are of the type of `values`,
    floats or doubles, and NaN where nothing is finite.
    """
    if not COMPILED:
        return _extremes_by_numpy(values, begin, end)
    low, high = np.empty(len(begin), values.dtype), np.empty(len(begin), values.dtype)
    nonfinite = np.empty(len(begin), np.uint32)
    _extremes(np.ascontiguousarray(values), begin.astype(np.int64), end.astype(np.int64), low, high, nonfinite)
    return low, high, nonfinite


def _extremes_by_numpy(values: Column, begin: Column, end: Column) -> Extremes:
    if len(begin) == 0:
        return values[:0], values[:0], np.empty(0, np.uint32)
    inside = values[begin.item(0) : end.item(-1)].copy()
    starts = begin - begin[0]
    bad = np.flatnonzero(~np.isfinite(inside))
    nonfinite = np.diff(np.searchsorted(bad, np.append(starts, len(inside)))).astype(np.uint32)
    inside[bad] = np.inf
    low = np.minimum.reduceat(inside, starts)
    inside[bad] = -np.inf
    high = np.maximum.reduceat(inside, starts)
    low[nonfinite == end - begin] = high[nonfinite == end - begin] = np.nan
    return low, high, nonfinite


def _extremes(
    values: cython.const[cython.floating][::1],
    begin: cython.const[cython.longlong][::1],
    end: cython.const[cython.longlong][::1],
    low: cython.floating[::1],
    high: cython.floating[::1],
    nonfinite: cython.uint[::1],
) -> None:
    """Two values at a time, for the processor to overlap them. `sick` is NaN once a value was not finite, else 0."""
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    stop: cython.Py_ssize_t
    infinity: cython.double = math.inf
    nan: cython.double = math.nan
    a: cython.floating
    b: cython.floating
    low_a: cython.floating
    low_b: cython.floating
    high_a: cython.floating
    high_b: cython.floating
    sick: cython.floating
    bad: cython.uint
    with cython.nogil:
        for i in range(begin.shape[0]):
            low_a = low_b = infinity
            high_a = high_b = -infinity
            sick = 0
            bad = 0
            j = begin[i]
            stop = end[i]
            while j + 1 < stop:
                a = values[j]
                b = values[j + 1]
                j += 2
                low_a = a if a < low_a else low_a
                low_b = b if b < low_b else low_b
                high_a = a if a > high_a else high_a
                high_b = b if b > high_b else high_b
                sick += (a - a) + (b - b)
            if j < stop:
                a = values[j]
                low_a = a if a < low_a else low_a
                high_a = a if a > high_a else high_a
                sick += a - a
            low_a = low_b if low_b < low_a else low_a
            high_a = high_b if high_b > high_a else high_a
            if sick != 0:
                low_a = infinity
                high_a = -infinity
                for j in range(begin[i], stop):
                    a = values[j]
                    if a - a != 0:
                        bad += 1
                    else:
                        low_a = a if a < low_a else low_a
                        high_a = a if a > high_a else high_a
                if bad == stop - begin[i]:
                    low_a = high_a = nan
            low[i] = low_a
            high[i] = high_a
            nonfinite[i] = bad
