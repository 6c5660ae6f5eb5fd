"""What layouts that form step by step begin with: principal components; and the labels that they may be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from board.projection.layout import Layout, Matrix, Points, ProjectionError, Step, Watch, points
from board.projection.principal import principal
from board.projection.sphere import sphered

LEAST = 4  # points
JITTER = 1e-2  # of the first component's deviation, for equal points never part by themselves
UNLABELLED = -1


class Beginning(NamedTuple):
    """Points that are about to be laid out.

    Attributes:
        found: the rows that are numbers.
        values: float32 [points, columns], of those.
        start: float64 [points, dimensions], around 0, where the first component's deviation is 1.
        notes: what has been left out or changed.
    """

    found: Points
    values: Matrix
    start: NDArray[np.float64]
    notes: tuple[str, ...]


def begun(
    what: str, vectors: ArrayLike, dimensions: int, sphereize: bool, seed: int, iterations: int, watch: Watch | None
) -> Beginning | Layout:
    """The points, whose principal components `watch` is told of as step 0; the whole layout where all points are equal.

    ProjectionError where there are too few, which `what` needs.
    """
    if dimensions not in (2, 3):
        raise ProjectionError(f"A layout has 2 or 3 dimensions, not {dimensions}.")
    found = points(vectors)
    if len(found.values) < LEAST:
        there = "there is 1" if len(found.values) == 1 else f"there are {len(found.values)}"
        raise ProjectionError(f"{what} needs at least {LEAST} points, and {there}; PCA shows them.")
    values = sphered(found.values) if sphereize else found.values
    positions, shares = principal(values, dimensions)
    whole = found.whole(positions)
    deviation = float(positions[:, 0].std(dtype=np.float64))
    if not shares.any() or deviation == 0:
        return Layout(whole, {}, (*found.notes, "All points are equal, so they are shown at one place."))
    if watch:
        watch(Step(whole, 0, iterations, {}, found.notes))
    start = positions / deviation + np.random.default_rng(seed).normal(scale=JITTER, size=positions.shape)
    return Beginning(found, values, start, found.notes)


def coded(labels: Sequence[Any] | NDArray[Any], found: Points) -> NDArray[np.int64]:
    """A number for each label of the points, equal for equal ones; -1 for those that are None or empty."""
    if len(labels) != found.total:
        raise ProjectionError(f"There are {len(labels):,} labels for {found.total:,} vectors.")
    texts = np.array(["" if label is None else str(label) for label in labels])
    _, codes = np.unique(texts, return_inverse=True)
    return found.those(np.where(texts == "", UNLABELLED, codes.astype(np.int64)))
