"""Vectors on the unit sphere around their centre."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from board.projection.layout import Matrix, blocks, points, rows_at_once


def centre(values: Matrix) -> NDArray[np.float64]:
    """The mean of the rows, summed in float64."""
    total = np.zeros(values.shape[1])
    for place in blocks(values):
        total += values[place].sum(axis=0, dtype=np.float64)
    return total / len(values)


def centred(values: Matrix, middle: NDArray[np.floating[Any]]) -> Iterator[tuple[slice, Matrix]]:
    """The rows less `middle`, many at once, in an array that the next ones are written to."""
    small = middle.astype(np.float32)
    room = np.empty((rows_at_once(values), values.shape[1]), np.float32)
    for place in blocks(values):
        block = values[place]
        yield place, np.subtract(block, small, out=room[: len(block)])


def sphered(values: Matrix) -> Matrix:
    """The rows less their centre, each of length 1; what is at the centre stays there."""
    middle = centre(values)
    out = np.empty(values.shape, np.float32)
    for place, block in centred(values, middle):
        out[place] = block / lengths(block)[:, None]
    return out


def sphereized(vectors: ArrayLike) -> Matrix:
    """The vectors less their centre, each made of length 1, as the other functions' argument `sphereize` has them.

    float32 [rows, columns]; rows with a NaN or an infinity are NaN.
    """
    found = points(vectors)
    return found.whole(sphered(found.values))


def lengths(block: NDArray[Any]) -> NDArray[Any]:
    """The lengths of the rows, 1 for those that have none: to divide by."""
    found: NDArray[Any] = np.sqrt(np.einsum("ij,ij->i", block, block))
    found[found == 0] = 1
    return found
