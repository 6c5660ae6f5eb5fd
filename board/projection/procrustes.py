"""Layouts turned to lie as others do."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from board.projection.layout import Matrix, ProjectionError


def aligned(positions: ArrayLike, like: ArrayLike) -> Matrix:
    """`positions` moved, turned and mirrored, and nothing else, so that rows lie as near as can be to where `like` has them.

    This is the orthogonal Procrustes problem, solved by Schönemann's singular value decomposition (1966): distances within
    the layout stay as they are. Rows that are NaN in either count for nothing.

    Raises:
        ProjectionError: the two are not of one shape.
    """
    ours, theirs = np.asarray(positions, np.float32), np.asarray(like, np.float32)
    if ours.shape != theirs.shape or ours.ndim != 2:
        raise ProjectionError(f"A layout of the shape {ours.shape} cannot be aligned to one of {theirs.shape}.")
    both = np.isfinite(ours).all(axis=1) & np.isfinite(theirs).all(axis=1)
    out: Matrix = ours.copy()
    if not both.any():
        return out
    from_here, to_there = ours[both].astype(np.float64), theirs[both].astype(np.float64)
    here, there = from_here.mean(axis=0), to_there.mean(axis=0)
    left, _, right = np.linalg.svd((from_here - here).T @ (to_there - there))
    out[:] = (ours - here) @ (left @ right) + there
    return out
