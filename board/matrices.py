"""A tensor as a page of numbers to read: one matrix of it, its statistics, and a picture of few cells."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.numbers import json_number

PIECE = 1 << 18
EXACT = 2**53  # integers beyond are texts in JSON, for a browser's numbers end there

Array = NDArray[Any]


class Statistics(NamedTuple):
    """Of the finite numbers; `nonfinite` are the others. Complex numbers count by their magnitude."""

    least: float
    greatest: float
    mean: float
    deviation: float
    zeros: int
    nonfinite: int


def matrix(array: Array, place: tuple[int, ...]) -> Array:
    """The last two dimensions of `array` at `place` along the others; a vector is one row. IndexError if there is none there."""
    if array.ndim < 2:
        return array.reshape(1, -1)
    if len(place) != array.ndim - 2 or any(not 0 <= at < size for at, size in zip(place, array.shape, strict=False)):
        raise IndexError
    found: Array = array[place]
    return found


def statistics(array: Array) -> Statistics | None:
    """None for strings and where no number is finite; the deviation is that of the whole (ddof 0)."""
    if array.dtype.kind == "O":
        return None
    least, greatest, zeros, count = np.inf, -np.inf, 0, 0
    for finite in _finite(array):
        if finite.size:
            least, greatest = min(least, float(finite.min())), max(greatest, float(finite.max()))
        zeros += int((finite == 0).sum())
        count += finite.size
    if not count:
        return None
    scale = max(abs(least), abs(greatest)) or 1.0  # so that squares of large numbers do not overflow
    mean = sum(float((finite / scale).sum()) for finite in _finite(array)) / count
    square = sum(float(((finite / scale - mean) ** 2).sum()) for finite in _finite(array)) / count
    return Statistics(least, greatest, mean * scale, math.sqrt(square) * scale, zeros, int(array.size - count))


def cells(numbers: Array, most: int) -> Array:
    """A matrix of at most `most` × `most` cells, float32: each the mean of its finite numbers, NaN if it has none."""
    rows, columns = (_edges(size, most) for size in numbers.shape)
    made = np.full((len(rows), len(columns)), np.nan, np.float32)
    if not made.size:
        return made
    for row, (begin, end) in enumerate(zip(rows, [*rows[1:], len(numbers)], strict=True)):
        real = _real(numbers[begin:end])
        finite = np.isfinite(real)
        scale = float(np.abs(real[finite]).max(initial=0)) or 1.0
        sums = np.add.reduceat(np.where(finite, real / scale, 0).sum(axis=0), columns)
        counts = np.add.reduceat(finite.sum(axis=0), columns)
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            made[row] = sums / counts * scale
    return made


def rows_of(numbers: Array) -> list[list[Any]]:
    """A matrix for JSON: NaN, infinities, complex and integers that a browser cannot hold as texts, and bytes too."""
    return [[_cell(one) for one in row] for row in numbers.tolist()]


def _cell(one: Any) -> Any:
    if isinstance(one, bytes):
        return _text(one)
    if isinstance(one, complex):
        return f"{one.real:g}{one.imag:+g}i"
    if isinstance(one, bool):
        return one
    if isinstance(one, int):
        return one if abs(one) <= EXACT else str(one)
    return json_number(one)


def _text(string: bytes) -> str:
    try:
        return string.decode()
    except UnicodeDecodeError:
        return f"{len(string):,} bytes"


def _finite(array: Array) -> Iterator[NDArray[np.float64]]:
    """The finite numbers, piece by piece: as float64 the whole may be much larger than the array."""
    flat = array.reshape(-1)
    for begin in range(0, flat.size, PIECE):
        numbers = _real(flat[begin : begin + PIECE])
        yield numbers[np.isfinite(numbers)]


def _real(array: Array) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore", over="ignore"):  # signalling NaN, and moduli beyond what there is
        return np.abs(array).astype(np.float64) if array.dtype.kind == "c" else array.astype(np.float64)


def _edges(size: int, most: int) -> NDArray[np.intp]:
    """Where the blocks begin that divide `size` as evenly as can be."""
    parts = min(size, most)
    return np.array([math.floor(part * size / parts) for part in range(parts)], np.intp)
