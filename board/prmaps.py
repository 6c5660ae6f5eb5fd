"""How one run's PR curve changed: its precision over recall and time, and its scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.answers import NotFound, Unreadable
from board.values import pr_curves
from board.values.pr_curves import PRCurve, Scores

MOST_ROWS = 400  # steps of a map
CELLS = 101  # its recalls: 0, 0.01 … 1


class PRMap(NamedTuple):
    """A row for each of some places of a series, the first and the last among them; what cannot be read is left out.

    Attributes:
        places: which of the series.
        scores: of each.
        precision: float32 [rows, CELLS], at each recall the best at that recall or beyond, which is what a choice of threshold
            can have; NaN beyond what a curve reaches.
    """

    places: NDArray[np.intp]
    scores: list[Scores]
    precision: NDArray[np.float32]


def over_time(curves: Sequence[PRCurve]) -> PRMap:
    """The map of a series, whose items are read here."""
    rows = list(_read(curves, _spread(len(curves))))
    return PRMap(
        np.array([place for place, _ in rows], np.intp),
        [pr_curves.scores(one) for _, one in rows],
        np.array([_precisions(one) for _, one in rows], np.float32).reshape(-1, CELLS),
    )


def _read(curves: Sequence[PRCurve], places: NDArray[np.intp]) -> Iterator[tuple[int, PRCurve]]:
    for place in places.tolist():
        try:
            yield place, curves[place]
        except (NotFound, Unreadable):
            continue


def _spread(count: int) -> NDArray[np.intp]:
    return np.unique(np.linspace(0, count - 1, min(count, MOST_ROWS)).round().astype(np.intp))


def _precisions(curve: PRCurve) -> NDArray[np.float32]:
    known = np.isfinite(curve.precision) & np.isfinite(curve.recall)
    recall, precision = curve.recall[known], curve.precision[known]
    order = np.argsort(recall, kind="stable")
    best = np.maximum.accumulate(precision[order][::-1])[::-1]
    at = np.searchsorted(recall[order], np.linspace(0, 1, CELLS) - 1e-9)
    return np.append(best, np.nan)[at].astype(np.float32)
