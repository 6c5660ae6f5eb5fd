"""The middle of many values at each place, and how far they lie apart."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from board import student

Column = np.ndarray[tuple[int], np.dtype[Any]]
Table = np.ndarray[tuple[int, int], np.dtype[np.float64]]

CENTERS = ("mean", "median")
BANDS = ("std", "sem", "ci95", "quartiles", "minmax", "none")


class Spread(NamedTuple):
    """For each place the middle, the band's edges, and how many values (uint32) they are of."""

    center: Column
    lower: Column
    upper: Column
    support: Column


def spread(values: Table, center: str, band: str) -> Spread:
    """`values` has a row a member and a column a place, each with at least one number; NaN is no value.

    `band`: std (the sample's, from n - 1) and sem (that over the root of n) to both sides of the center, ci95 (sem by
    Student's t), quartiles, minmax, or none. Where there is one value, or all are equal, everything is that value.
    """
    if values.size == 0:
        nothing = np.empty(0)
        return Spread(nothing, nothing, nothing, np.empty(0, np.uint32))
    known = ~np.isnan(values)
    count = np.count_nonzero(known, axis=0)
    with np.errstate(all="ignore"):  # numbers near the largest double: infinite, as they are to NumPy
        mean = _mean(values, known, count)
        ordered = np.sort(values.T) if center == "median" or band == "quartiles" else None
        middle = mean if center == "mean" or ordered is None else _quantile(ordered, count, 0.5)
        if band == "quartiles" and ordered is not None:
            lower, upper = _quantile(ordered, count, 0.25), _quantile(ordered, count, 0.75)
        elif band == "minmax":
            lower, upper = np.fmin.reduce(values), np.fmax.reduce(values)
        else:
            reach = _reach(values - mean, known, count, band)
            lower, upper = middle - reach, middle + reach
    return Spread(middle, lower, upper, count.astype(np.uint32))


def _mean(values: Table, known: np.ndarray[Any, np.dtype[np.bool_]], count: Column) -> Column:
    """As distances from the first value: the mean of equal values is that value, to the last bit."""
    first: Column = values[known.argmax(axis=0), np.arange(values.shape[1])]
    mean: Column = first + np.where(known, values - first, 0.0).sum(axis=0) / count
    return mean


def _reach(deviations: Table, known: np.ndarray[Any, np.dtype[np.bool_]], count: Column, band: str) -> Column:
    """How far the band reaches to each side; 0 of a single value."""
    if band == "none":
        return np.zeros(len(count))
    squares = np.where(known, deviations * deviations, 0.0).sum(axis=0)
    freedom = np.maximum(count - 1, 1)
    reach: Column = np.sqrt(squares / freedom)
    if band != "std":
        reach /= np.sqrt(count)
    if band == "ci95":
        reach *= student.quantile(freedom)
    return reach


def _quantile(ordered: Table, count: Column, share: float) -> Column:
    """By linear interpolation between order statistics, NumPy's default. A row a place, NaN last."""
    place = (count - 1) * share
    below = place.astype(np.intp)
    rows = np.arange(len(count))
    low, high = ordered[rows, below], ordered[rows, np.minimum(below + 1, count - 1)]
    found: Column = low + (high - low) * (place - below)
    return found
