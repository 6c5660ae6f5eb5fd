"""What a table says of a series in one number: its first, last, least, greatest or mean value, and where these are.

Computed for many series at once: their points lie end to end, `begin` says where each series' begin, and none is empty.
First and last are those that a chart over steps draws leftmost and rightmost: at the lowest and at the highest step, and of
points at one step the first and the last written. They are what was written, NaN and infinities too; least, greatest and mean are
of the finite values, NaN where there are none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]
LARGEST_STEP = np.iinfo(np.int64).max


class Segments:
    """Series end to end."""

    def __init__(self, step: Column, value: Column, begin: Column) -> None:
        self.step = step
        self.value = value.astype(np.float64)
        self.begin = begin

    @cached_property
    def sizes(self) -> Column:
        return np.diff(self.begin, append=len(self.step))

    @cached_property
    def finite(self) -> Column:
        return np.isfinite(self.value)

    @cached_property
    def finite_counts(self) -> Column:
        return np.add.reduceat(self.finite, self.begin, dtype=np.int64)

    @cached_property
    def leftmost(self) -> Column:
        """The place of each series' first point."""
        places = np.flatnonzero(self.step == self.spread(np.minimum.reduceat(self.step, self.begin)))
        return places[np.searchsorted(places, self.begin)]

    @cached_property
    def rightmost(self) -> Column:
        """The place of each series' last point."""
        places = np.flatnonzero(self.step == self.spread(np.maximum.reduceat(self.step, self.begin)))
        return places[np.searchsorted(places, self.begin + self.sizes) - 1]

    @cached_property
    def least(self) -> Column:
        return np.minimum.reduceat(np.where(self.finite, self.value, np.inf), self.begin)

    @cached_property
    def greatest(self) -> Column:
        return np.maximum.reduceat(np.where(self.finite, self.value, -np.inf), self.begin)

    def spread(self, column: Column) -> Column:
        """One number a series → one a point."""
        return np.repeat(column, self.sizes)

    def known(self, column: Column) -> Column:
        """`column`, with NaN for the series that have no finite value."""
        return np.where(self.finite_counts > 0, column, np.nan)

    def mean(self) -> Column:
        counts = np.maximum(self.finite_counts, 1)
        with np.errstate(over="ignore"):
            means = np.add.reduceat(np.where(self.finite, self.value, 0.0), self.begin) / counts
        if np.isinf(means).any():  # the sum of the largest doubles, whose mean is one that there is
            shares = np.where(self.finite, self.value, 0.0) / self.spread(counts)
            means = np.where(np.isinf(means), np.add.reduceat(shares, self.begin), means)
        return self.known(means)

    def step_of(self, extreme: Column) -> Column:
        """The lowest step at which the value is the extreme; None where no value is finite."""
        there = self.finite & (self.value == self.spread(extreme))
        steps = np.minimum.reduceat(np.where(there, self.step, LARGEST_STEP), self.begin)
        found = steps.astype(object)
        found[self.finite_counts == 0] = None
        return found


# What a column may ask of a tag → the numbers, one a series.
OF: dict[str, Callable[[Segments], Column]] = {
    "last": lambda s: s.value[s.rightmost],
    "first": lambda s: s.value[s.leftmost],
    "min": lambda s: s.known(s.least),
    "max": lambda s: s.known(s.greatest),
    "mean": Segments.mean,
    "points": lambda s: s.sizes,
    "first_step": lambda s: s.step[s.leftmost],
    "last_step": lambda s: s.step[s.rightmost],
    "min_step": lambda s: s.step_of(s.least),
    "max_step": lambda s: s.step_of(s.greatest),
}
