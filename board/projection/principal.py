"""Principal components: the directions in which vectors vary most."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from board.projection.layout import Layout, Matrix, Points, ProjectionError, blocks, points
from board.projection.sphere import centre, centred, sphered

MOST = 10  # components
# Where rows and columns are both more than these, the components are found by scikit-learn's randomized iterations, which
# tells directions of almost the same variance less well apart.
EXACT, ITERATIONS, SPARE = 2048, 12, 30


def pca(vectors: ArrayLike, components: int = 3, *, sphereize: bool = False) -> Layout:
    """The vectors along their principal components, the first of the largest variance.

    Args:
        vectors: numbers [rows, columns].
        components: from 1 to 10.
        sphereize: whether the vectors are centred and made of length 1 before.

    Returns:
        positions [rows, components] around 0. facts: `variance`, the share of the whole variance that each component has,
        and `total`, the share that they have together. A component's sign is such that its largest weight is positive.

    Raises:
        ProjectionError: the vectors are no matrix of numbers, or there is no such number of components.
    """
    if not 1 <= components <= MOST:
        raise ProjectionError(f"PCA finds 1 to {MOST} components, not {components}.")
    found = points(vectors)
    values = sphered(found.values) if sphereize else found.values
    positions, shares = principal(values, components)
    facts = {"variance": shares.tolist(), "total": float(shares.sum())}
    unit = 1 if sphereize else found.unit
    return Layout(found.whole(positions * np.float32(unit)), facts, found.notes + _notes(found, shares))


def principal(values: Matrix, count: int) -> tuple[Matrix, NDArray[np.float64]]:
    """The rows along `count` components, and each one's share of the variance; those that do not exist are 0."""
    middle = centre(values)
    if min(values.shape) > EXACT:
        basis, variance, whole = _randomized(values, middle, count)
    elif values.shape[1] <= len(values):
        basis, variance, whole = _of_columns(values, middle, count)
    else:
        basis, variance, whole = _of_rows(values, middle, count)
    positions = np.zeros((len(values), count), np.float32)
    signs = np.sign(basis[np.abs(basis).argmax(axis=0), np.arange(basis.shape[1])])
    basis = (basis * signs).astype(np.float32)
    for place, block in centred(values, middle):
        positions[place, : basis.shape[1]] = block @ basis
    shares = np.zeros(count)
    if whole > 0:
        shares[: len(variance)] = np.maximum(variance, 0) / whole
    return positions, shares


Found = tuple[NDArray[np.float64], NDArray[np.float64], float]  # directions as columns, sums of squares, their total


def _of_columns(values: Matrix, middle: NDArray[np.float64], count: int) -> Found:
    """From the covariance of columns, a block of rows at a time: in float32, added up in float64."""
    scatter = np.zeros((values.shape[1],) * 2)
    for _, block in centred(values, middle):
        scatter += block.T @ block
    variance, basis = np.linalg.eigh(scatter)
    return basis[:, ::-1][:, :count], variance[::-1][:count], float(np.trace(scatter))


def _of_rows(values: Matrix, middle: NDArray[np.float64], count: int) -> Found:
    """From the products of rows with each other, where they are fewer than columns."""
    block = values - middle
    products = block @ block.T
    variance, weights = np.linalg.eigh(products)
    variance, weights = variance[::-1][:count], weights[:, ::-1][:, :count]
    there = variance > 1e-12 * max(variance[0], 1e-300)
    return block.T @ (weights[:, there] / np.sqrt(variance[there])), variance[there], float(np.trace(products))


def _randomized(values: Matrix, middle: NDArray[np.float64], count: int) -> Found:
    from sklearn.utils.extmath import randomized_svd

    block = values - middle.astype(np.float32)
    _, sizes, basis = randomized_svd(block, count, n_iter=ITERATIONS, n_oversamples=SPARE, random_state=0)
    whole = sum(float(np.square(block[place], dtype=np.float64).sum()) for place in blocks(block))
    return basis.T.astype(np.float64), np.square(sizes.astype(np.float64)), whole


def _notes(found: Points, shares: NDArray[np.float64]) -> tuple[str, ...]:
    if len(found.values) == 1:
        return ("There is only 1 point, so it is shown at the origin.",)
    if not shares.any():
        return ("All points are equal, so they are shown at one place.",)
    return ()
