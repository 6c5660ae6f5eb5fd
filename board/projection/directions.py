"""Axes that people choose: from the middle of some points to that of others, found by their labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from board import apart, matching
from board.projection.layout import Layout, Matrix, ProjectionError, blocks, points
from board.projection.sphere import centre, sphered

Ends = tuple[str, str] | list[str]


def axes(
    vectors: ArrayLike,
    labels: Sequence[Any],
    x: Ends,
    y: Ends | None = None,
    z: Ends | None = None,
    *,
    regex: bool = False,
    sphereize: bool = False,
) -> Layout:
    """The vectors along one to three axes, each from the centre of the points that one search finds to that of another's.

    Args:
        vectors: numbers [rows, columns].
        labels: one for each row.
        x, y, z: what the labels at the axis' lower and upper end have in them, whatever the case; "" is all points.
        regex: whether these are regular expressions.
        sphereize: whether the vectors are centred and made of length 1 before.

    Returns:
        positions [rows, axes]: the distance along each axis from the middle between its ends, in the vectors' unit.
        facts: `found`, how many points each search has found, a pair for each axis.

    Raises:
        ProjectionError: a search finds nothing or is no regular expression, or both ends of an axis are at one place.
    """
    found = points(vectors)
    if len(labels) != found.total:
        raise ProjectionError(f"There are {len(labels):,} labels for {found.total:,} vectors.")
    values = sphered(found.values) if sphereize else found.values
    texts, codes = np.unique(np.array([str(label) for label in labels]), return_inverse=True)
    codes = found.those(codes)
    positions, counts = [], []
    for ends in (x, y, z):
        if ends is not None:
            rows = [_matching(query, texts.tolist(), regex)[codes] for query in ends]
            counts.append([_count(query, those) for query, those in zip(ends, rows, strict=True)])
            positions.append(_along(values, ends, rows))
    unit = 1.0 if sphereize else found.unit
    return Layout(found.whole(np.column_stack(positions) * np.float32(unit)), {"found": counts}, found.notes)


def _matching(query: str, texts: list[str], regex: bool) -> NDArray[np.bool_]:
    """Which of the texts have the query in them."""
    if not regex:
        return np.array([query.casefold() in text.casefold() for text in texts])
    try:
        places = matching.searched(query, texts)
    except matching.MatchingError as error:
        raise ProjectionError(f"The search {query[:80]!r} is no regular expression: {error}.") from error
    except apart.TooSlow as error:
        raise ProjectionError(
            f"The search {query[:80]!r} takes too long; write it without nested repetition."
        ) from error
    out = np.zeros(len(texts), bool)
    out[places] = True
    return out


def _count(query: str, those: NDArray[np.bool_]) -> int:
    count = int(those.sum())
    if not count:
        raise ProjectionError(f"No point's label has {query[:80]!r} in it; search for something else.")
    return count


def _along(values: Matrix, ends: Ends, rows: list[NDArray[np.bool_]]) -> Matrix:
    low, high = (centre(values[those]) for those in rows)
    length = float(np.linalg.norm(high - low))
    if length <= 1e-6 * max(float(np.linalg.norm(low)), float(np.linalg.norm(high)), 1e-300):
        raise ProjectionError(
            f"The points of {ends[0][:80]!r} and {ends[1][:80]!r} have one centre, so there is no axis."
        )
    direction, middle = (high - low) / length, (low + high) / 2
    out = np.empty(len(values), np.float32)
    for place in blocks(values):
        out[place] = (values[place] - middle) @ direction
    return out
