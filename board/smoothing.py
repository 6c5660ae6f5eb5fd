# cython: boundscheck=False, wraparound=False, cdivision=True
"""TensorBoard's smoothing: an exponential moving average, debiased. Compiled by Cython; runs uncompiled too."""

from __future__ import annotations

import math
from contextlib import nullcontext
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

try:
    import cython
except ImportError:  # only compiling needs Cython; run as it is, this file uses these two names of it
    cython = SimpleNamespace(compiled=False, nogil=nullcontext())

COMPILED: bool = cython.compiled

Column = np.ndarray[tuple[int], np.dtype[Any]]
Doubles = np.ndarray[tuple[int], np.dtype[np.float64]]

VANISHED = 2.0**-54  # 1 - w**n is exactly 1 in a double once w**n is smaller


def ema(values: Column, weight: float) -> Column:
    """Smooths `values`, floats or doubles in drawing order, with `weight` clamped to 0..1; the same type comes out.

    The first points are corrected for the average having started at zero (the debiasing). Non-finite values come out
    as they are and leave the average untouched; a series of one value throughout comes out as it is.
    Formula: TensorBoard, vz_line_chart2/line-chart.ts, resmoothDataset. The average itself is kept in double.
    """
    values = np.ascontiguousarray(values)
    if len(values) == 0 or (values.item(0) == values.item(-1) and bool((values == values[0]).all())):
        return values.copy()
    weight = min(max(weight, 0.0), 1.0)
    debias = _debias(weight, len(values).bit_length())
    smoothed = np.empty_like(values)
    if COMPILED:
        _average(values, weight, debias, smoothed)
    else:  # lists are several times faster than arrays to walk in plain Python
        out = [0.0] * len(values)
        _average(values.tolist(), weight, debias.tolist(), out)
        with np.errstate(over="ignore"):  # as compiled: an average beyond the floats is infinite
            smoothed[:] = out
    return smoothed


@lru_cache(maxsize=4)
def _debias(weight: float, bits: int) -> Doubles:
    """The divisor 1 - weight**i for i = 1, 2, … up to 2**bits values, cut off where it has become 1."""
    if weight in (0.0, 1.0):
        return np.ones(1)
    end = math.ceil(math.log(VANISHED) / math.log(weight)) + 1
    divisor: Doubles = 1.0 - weight ** np.arange(1, min(1 << bits, end) + 1, dtype=np.float64)
    return divisor


def _average(
    values: cython.const[cython.floating][::1],
    weight: cython.double,
    debias: cython.const[cython.double][::1],
    smoothed: cython.floating[::1],
) -> None:
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = len(values)
    seen: cython.Py_ssize_t = 0
    biased: cython.Py_ssize_t = len(debias)
    last: cython.double = 0.0
    rest: cython.double = 1.0 - weight
    value: cython.double
    with cython.nogil:
        for i in range(n):
            value = values[i]
            if value - value != 0.0:  # NaN or an infinity
                smoothed[i] = values[i]
                continue
            last = last * weight + rest * value
            if seen < biased:
                smoothed[i] = last / debias[seen]
                seen += 1
            else:
                smoothed[i] = last
