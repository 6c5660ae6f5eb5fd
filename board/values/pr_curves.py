"""Precision-recall curves: counts at thresholds that divide 0 to 1 evenly, in rising order (tensorboard/plugins/pr_curve)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.answers import Span, Unreadable
from board.values import tensors

KIND = "pr_curves"
MOST_THRESHOLDS = 1 << 20

Column = NDArray[np.float64]


class PRCurve(NamedTuple):
    """Columns of one length, a row a threshold.

    Precision is NaN from where on nothing is predicted positive any more: nothing to nothing is no ratio. So is recall where
    there are no positives.
    """

    threshold: Column
    precision: Column
    recall: Column
    true_positives: Column
    false_positives: Column
    true_negatives: Column
    false_negatives: Column

    @property
    def f1(self) -> Column:
        """The harmonic mean of precision and recall; NaN where precision is."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return 2 * self.precision * self.recall / (self.precision + self.recall)

    @property
    def false_positive_rate(self) -> Column:
        """Of the negatives those that were predicted positive; NaN if there are none."""
        return _share(self.false_positives, self.false_positives + self.true_negatives)


class Scores(NamedTuple):
    """What one number says of a curve, exact as far as its thresholds tell predictions apart; NaN where it says nothing.

    Attributes:
        average_precision: precision weighted by the gain in recall (scikit-learn's average_precision_score).
        roc_area: the area under true over false positive rate, by trapezoids (roc_auc_score).
        best_f1: the greatest F1, and the least threshold that has it.
    """

    average_precision: float
    roc_area: float
    best_f1: float
    best_threshold: float


def curve(span: Span) -> PRCurve:
    """The curve that stands there."""
    _, array = tensors.logged(span)
    if array.ndim != 2 or len(array) != 6 or array.dtype.kind not in "fiu":
        raise Unreadable(f"A PR curve is six rows of numbers; this tensor has the shape {list(array.shape)}.")
    if not 0 < array.shape[1] <= MOST_THRESHOLDS:
        raise Unreadable(f"This PR curve has {array.shape[1]:,} thresholds; 1 to {MOST_THRESHOLDS:,} can be shown.")
    return made(array)


def made(rows: NDArray[Any]) -> PRCurve:
    """Of true and false positives, true and false negatives, precision and recall: [6, n]."""
    tp, fp, tn, fn, precision, recall = rows.astype(np.float64)
    return PRCurve(
        threshold=np.linspace(0, 1, rows.shape[1]),
        precision=np.where(tp + fp > 0, precision, np.nan),
        recall=np.where(tp + fn > 0, recall, np.nan),
        true_positives=tp,
        false_positives=fp,
        true_negatives=tn,
        false_negatives=fn,
    )


def scores(curve: PRCurve) -> Scores:
    """From the counts; what is written as precision and recall decides the best F1 only."""
    # From the highest threshold down, as recall rises; above it nothing is predicted positive.
    tp, fp = curve.true_positives[::-1], curve.false_positives[::-1]
    recall = np.concatenate([[0], _share(tp, tp + curve.false_negatives[::-1])])
    precision = np.nan_to_num(_share(tp, tp + fp))
    false_rate = np.concatenate([[0], curve.false_positive_rate[::-1]])
    f1 = curve.f1
    best = int(np.nanargmax(f1)) if np.isfinite(f1).any() else -1
    return Scores(
        average_precision=float((np.diff(recall) * precision).sum()),
        roc_area=_area(np.append(false_rate, 1), np.append(recall, 1)),
        best_f1=float(f1[best]) if best >= 0 else np.nan,
        best_threshold=float(curve.threshold[best]) if best >= 0 else np.nan,
    )


def _share(part: Column, whole: Column) -> Column:
    with np.errstate(invalid="ignore", divide="ignore"):
        return part / whole


def _area(x: Column, y: Column) -> float:
    return float((np.diff(x) * (y[1:] + y[:-1]) / 2).sum())
