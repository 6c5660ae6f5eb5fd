"""The smoothings that a chart may ask for."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from board import windows
from board.smoothing import ema

Column = np.ndarray[tuple[int], np.dtype[Any]]

INT64 = np.iinfo(np.int64)


class Exponential(NamedTuple):
    """TensorBoard's: a debiased moving average of this weight, from 0 (none) to 1."""

    weight: float

    def smooth(self, step: Column, value: Column) -> Column:
        return ema(value, self.weight)


class Running(NamedTuple):
    """The mean or median of what lies at most half a window to either side, at the ends of what is there.

    `window` is in points (an even number is as the odd one above it) or, with `by_steps`, in steps. Non-finite values
    are in no window and come out as they are; a series of one value throughout comes out as it is.
    """

    kind: str
    window: float
    by_steps: bool

    def smooth(self, step: Column, value: Column) -> Column:
        smoothed: Column = value.copy()
        finite = np.isfinite(value)
        if not finite.all():
            smoothed[finite] = self.smooth(step[finite], value[finite])
        elif len(value) and not bool((value == value[0]).all()):
            if self.by_steps:
                order = np.argsort(step, kind="stable")
                smoothed[order] = self.over(value[order], *_stretches(step[order], self.window))
            else:
                smoothed = self.over(value, *_places(len(value), self.window))
        return smoothed

    def over(self, value: Column, begin: windows.Bounds, end: windows.Bounds) -> Column:
        compute = windows.medians if self.kind == "median" else windows.means
        smoothed: Column = compute(value.astype(np.float64), begin, end).astype(value.dtype)
        return smoothed


Smoother = Exponential | Running


def _places(n: int, window: float) -> tuple[windows.Bounds, windows.Bounds]:
    half = int(min(window / 2, n))
    here = np.arange(n, dtype=np.int64)
    return np.maximum(here - half, 0), np.minimum(here + half + 1, n)


def _stretches(step: Column, window: float) -> tuple[windows.Bounds, windows.Bounds]:
    half = int(min(window / 2, INT64.max))
    low = np.maximum(step, INT64.min + half) - half
    high = np.minimum(step, INT64.max - half) + half
    return np.searchsorted(step, low, "left"), np.searchsorted(step, high, "right")
