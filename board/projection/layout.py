"""What every projection takes and gives: rows that are numbers, and a layout of all rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Matrix = NDArray[np.float32]

BLOCK = 1 << 20  # numbers that are worked on at once; they fit the processor's cache
# Squares of numbers beyond these are no float32, so such rows are measured in a unit of their own.
LARGE, SMALL = 1e12, 1e-12


class ProjectionError(ValueError):
    """What cannot be projected as asked; the text is one sentence for the user."""


@dataclass(frozen=True)
class Layout:
    """Where a projection puts each row.

    Attributes:
        positions: float32 [rows, dimensions]; NaN for rows that were left out.
        facts: what else was found, by name: each function says which.
        notes: sentences on what was left out or changed.
    """

    positions: Matrix
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A layout on its way: what `watch` is called with. `positions` is as Layout has it; the first has iteration 0."""

    positions: Matrix
    iteration: int
    iterations: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


Watch = Callable[[Step], None]


@dataclass(frozen=True)
class Points:
    """The rows of a matrix that are numbers.

    Attributes:
        values: float32 [points, columns], in units of `unit`; not to be written to.
        rows: which rows they are; None for all.
        total: how many rows the matrix has.
        unit: by what `values` are to be multiplied.
        notes: what was left out.
    """

    values: Matrix
    rows: NDArray[np.intp] | None
    total: int
    unit: float
    notes: tuple[str, ...]

    @property
    def copied(self) -> int:
        """Bytes that `values` takes beside the matrix that it was made from."""
        return 0 if self.rows is None and self.unit == 1 else self.values.nbytes

    def whole(self, positions: NDArray[Any]) -> Matrix:
        """A position for every row, NaN for those that were left out; never what was given."""
        if self.rows is None:
            return np.array(positions, np.float32)
        out = np.full((self.total, positions.shape[1]), np.nan, np.float32)
        out[self.rows] = positions
        return out

    def those(self, of_rows: NDArray[Any]) -> NDArray[Any]:
        """What belongs to these points, of what there is for every row."""
        return of_rows if self.rows is None else of_rows[self.rows]


def points(vectors: ArrayLike) -> Points:
    """The rows of `vectors` without a NaN or an infinity. ProjectionError where there are none, or it is no matrix."""
    found = matrix(vectors)
    total = len(found)
    rows, largest = _finite(found)
    if rows is not None:
        if not len(rows):
            raise ProjectionError("Every vector holds a NaN or an infinity, so there is nothing to project.")
        found = found[rows]
    unit = largest if largest > LARGE or 0 < largest < SMALL else 1.0
    notes = () if rows is None else (_left_out(total - len(rows), total),)
    return Points(found if unit == 1 else found / np.float32(unit), rows, total, unit, notes)


def matrix(vectors: ArrayLike) -> Matrix:
    """`vectors` as float32 [rows, columns]; ProjectionError where they are none."""
    array = np.asanyarray(vectors)
    if array.ndim != 2 or 0 in array.shape or array.dtype.kind not in "fiub":
        raise ProjectionError(
            f"Vectors must be a matrix of numbers [rows, columns], not {array.dtype} of the shape {array.shape}."
        )
    with np.errstate(over="ignore"):
        return array.astype(np.float32, copy=False)


def blocks(values: NDArray[Any]) -> Iterator[slice]:
    """The rows of a matrix, so many at once as are quick to work on."""
    step = rows_at_once(values)
    for begin in range(0, len(values), step):
        yield slice(begin, begin + step)


def rows_at_once(values: NDArray[Any]) -> int:
    """How many rows a block of `blocks` has at most."""
    return max(1, BLOCK // int(values.shape[1]))


def _finite(values: Matrix) -> tuple[NDArray[np.intp] | None, float]:
    """Which rows are all numbers (None: all of them), and the largest number's size."""
    largest, wrong = 0.0, []
    for place in blocks(values):
        block = values[place]
        size = max(float(block.max()), -float(block.min()))
        if not np.isfinite(size):
            finite = np.isfinite(block).all(axis=1)
            wrong.append(place.start + np.flatnonzero(~finite))
            size = float(np.abs(block[finite]).max(initial=0))
        largest = max(largest, size)
    if not wrong:
        return None, largest
    keep = np.ones(len(values), bool)
    keep[np.concatenate(wrong)] = False
    return np.flatnonzero(keep), largest


def _left_out(count: int, total: int) -> str:
    holds = "1 vector holds" if count == 1 else f"{count:,} vectors hold"
    return f"{holds} a NaN or an infinity and {'is' if count == 1 else 'are'} left out of {total:,}."
