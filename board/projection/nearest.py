"""The nearest rows to one, exactly, by the vectors as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from board.projection.layout import Matrix, Points, ProjectionError, blocks, points, rows_at_once
from board.projection.sphere import centre, centred, lengths

METRICS = ("cosine", "euclidean", "dot")
# How far float32 may be off, as a share of both vectors' lengths, or of a difference's: more than it ever is.
ROUNDING = 1e-5
LAST_PLACE = 2.0**-23

Floats = NDArray[np.float64]


class Neighbours(NamedTuple):
    """The nearest first; of equally near ones the first row first.

    Attributes:
        rows: int64.
        distances: float64; for "dot" the products, the largest first.
    """

    rows: NDArray[np.int64]
    distances: Floats


class Ready(NamedTuple):
    """Vectors made ready for any number of questions.

    Attributes:
        found: the rows that are numbers.
        middle: their centre, where they are compared as if they were centred and of length 1; else None.
        lengths: float32, of the rows less `middle`.
    """

    found: Points
    middle: Floats | None
    lengths: NDArray[np.float32]


def neighbours(
    vectors: ArrayLike, row: int, count: int = 100, metric: str = "cosine", *, sphereize: bool = False
) -> Neighbours:
    """The `count` nearest other rows to a row; fewer where there are fewer. Rows with a NaN or an infinity are none.

    Args:
        vectors: numbers [rows, columns].
        row: counted from 0.
        count: at least 1.
        metric: "cosine" (1 less the cosine of the angle, whatever the lengths; 1 to a row of zeros), "euclidean", or "dot"
            (the largest products).
        sphereize: whether the vectors are centred and made of length 1 before.

    Raises:
        ProjectionError: there is no such row or metric, or the row is no number or has no direction.
    """
    return nearest(ready(vectors, sphereize), row, count, metric)


def ready(vectors: ArrayLike, sphereize: bool) -> Ready:
    """The vectors, to be asked of. ProjectionError where they are no matrix of numbers."""
    found = points(vectors)
    middle = centre(found.values) if sphereize else None
    out = np.empty(len(found.values), np.float32)
    for place, block in _less(found.values, middle):
        out[place] = np.sqrt(np.einsum("ij,ij->i", block, block))
    return Ready(found, middle, out)


def nearest(vectors: Ready, row: int, count: int, metric: str) -> Neighbours:
    """What `neighbours` finds."""
    if metric not in METRICS:
        raise ProjectionError(f"The metric must be cosine, euclidean or dot, not {metric!r}.")
    if count < 1:
        raise ProjectionError(f"The number of neighbours must be at least 1, not {count}.")
    place = _place(vectors.found, row)
    if not vectors.lengths[place] and (metric == "cosine" or vectors.middle is not None):
        raise ProjectionError(f"Row {row:,} is {_nowhere(vectors)}, so it has no direction to compare; choose another.")
    near = _shortlist(vectors, place, count, metric)
    near = near[near != place]
    exact = _exact(vectors, place, near, metric)
    order = np.argsort(-exact if metric == "dot" else exact, kind="stable")[:count]
    rows = near[order] if vectors.found.rows is None else vectors.found.rows[near[order]]
    unit = 1.0 if vectors.middle is not None or metric == "cosine" else vectors.found.unit
    return Neighbours(rows.astype(np.int64), exact[order] * (unit * unit if metric == "dot" else unit))


def _place(found: Points, row: int) -> int:
    if not 0 <= row < found.total:
        raise ProjectionError(f"There is no row {row:,}; there are {found.total:,}, counted from 0.")
    if found.rows is None:
        return row
    place = int(np.searchsorted(found.rows, row))
    if place == len(found.rows) or found.rows[place] != row:
        raise ProjectionError(f"Row {row:,} holds a NaN or an infinity, so it has no neighbours.")
    return place


def _nowhere(vectors: Ready) -> str:
    return "all zeros" if vectors.middle is None else "at the centre of all"


def _shortlist(vectors: Ready, place: int, count: int, metric: str) -> NDArray[np.intp]:
    """Places that hold all of the nearest, found in float32 with as much to spare as that may be off."""
    straight = metric == "euclidean" and vectors.middle is None
    key, off = _far(vectors, place) if straight else _turned(vectors, place, metric)
    if count + 1 >= len(key):
        return np.arange(len(key))
    farthest = np.partition(key + off, count)[count]  # the row itself is among them
    return np.flatnonzero(key - off <= farthest)


def _far(vectors: Ready, place: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Squared distances, and how far they may be off."""
    values = vectors.found.values
    key = np.empty(len(values), np.float32)
    for rows, block in centred(values, values[place]):
        key[rows] = np.einsum("ij,ij->i", block, block)
    return key, key * np.float32(ROUNDING)


def _turned(vectors: Ready, place: int, metric: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """What grows with the angle or falls with the product, and how far it may be off."""
    values, middle, size = vectors.found.values, vectors.middle, vectors.lengths
    asked = values[place] if middle is None else (values[place] - middle).astype(np.float32)
    product = np.empty(len(values), np.float32)
    for rows, block in _less(values, middle):
        product[rows] = block @ asked
    if metric == "dot" and middle is None:
        return -product, size * (size[place] * np.float32(ROUNDING))
    divisor = np.where(size > 0, size, 1)
    cosine = product / (divisor * size[place])
    off = np.full(len(values), ROUNDING, np.float32)
    if middle is not None:
        off += LAST_PLACE * np.linalg.norm(middle) * (1 / divisor + 1 / size[place])
    # Of a row that has no direction the distance is 1, where the cosine alone would make it the root of 2.
    return (np.where(size > 0, 1, 0) - 2 * cosine, 2 * off) if metric == "euclidean" else (-cosine, off)


def _exact(vectors: Ready, place: int, near: NDArray[np.intp], metric: str) -> Floats:
    """Distances in float64, or the products."""
    values, middle = vectors.found.values, vectors.middle
    asked = _directed(values[place : place + 1], middle, metric)
    out = np.empty(len(near))
    step = rows_at_once(values)
    for begin in range(0, len(near), step):
        part = slice(begin, begin + step)
        rows = _directed(values[near[part]], middle, metric)
        out[part] = rows @ asked[0] if metric == "dot" else _apart(rows, asked, metric)
    return out


def _directed(rows: Matrix, middle: Floats | None, metric: str) -> Floats:
    out = rows.astype(np.float64)
    if middle is not None:
        out -= middle
    if middle is not None or metric == "cosine":
        out /= lengths(out)[:, None]
    return out


def _apart(rows: Floats, asked: Floats, metric: str) -> Floats:
    """Euclidean distances; for cosines, of rows of length 1, half their squares, which near 0 is more exact than 1 - cos."""
    squares: Floats = np.square(rows - asked).sum(axis=1)
    if metric == "euclidean":
        return np.sqrt(squares)
    return np.where(rows.any(axis=1), squares / 2, 1.0)


def _less(values: Matrix, middle: Floats | None) -> Iterator[tuple[slice, Matrix]]:
    """The rows, many at once, less `middle` if there is one."""
    return ((place, values[place]) for place in blocks(values)) if middle is None else centred(values, middle)
