"""Precision-recall curves: at each threshold, what predicting "yes" from it on gets right and wrong."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from summary.arrays import as_array, taken
from summary.proto.plugins import PrCurvePluginData
from summary.proto.summary import Summary
from summary.values.tensors import tensor_proto

# Keeps a ratio of nothing to nothing zero (tensorboard/plugins/pr_curve/summary.py).
LEAST_COUNT = 1e-7


class Judged(NamedTuple):
    """Labels and predictions of one shape, and weights that broadcast to it."""

    labels: NDArray[Any]
    predictions: NDArray[Any]
    weights: NDArray[Any]


def take(tag: str, labels: Any, predictions: Any, weights: Any = None) -> Judged:
    """What `value` takes, nobody else's and checked. Errors name the tag."""
    what = _subject(tag)
    return _checked(
        what,
        Judged(
            taken(f"{what}, labels", labels),
            taken(f"{what}, predictions", predictions),
            np.ones(()) if weights is None else taken(f"{what}, weights", weights),
        ),
    )


def value(
    tag: str,
    labels: NDArray[Any],
    predictions: NDArray[Any],
    num_thresholds: int = 127,
    weights: NDArray[Any] | None = None,
) -> Summary.Value:
    """The curve at `num_thresholds` thresholds that divide 0 to 1 evenly.

    `labels` are booleans, or 0 and 1; `predictions`, of the same shape, are probabilities; `weights` count more or less
    of each. As PyTorch writes it, which knows no more than 127 thresholds.
    """
    what = _subject(tag)
    judged = _checked(what, Judged(labels, predictions, np.ones(()) if weights is None else weights))
    if num_thresholds < 1:
        raise ValueError(f"{what}: expected num_thresholds of at least 1, got {num_thresholds}")
    return _value(tag, _curve(judged, num_thresholds), num_thresholds)


def raw_value(
    tag: str, tp: Any, fp: Any, tn: Any, fn: Any, precision: Any, recall: Any, num_thresholds: int = 127
) -> Summary.Value:
    """A curve that is made already: counts of true and false positives and negatives, and the two ratios.

    They have one element for each threshold, in rising order.
    """
    what = _subject(tag)
    found = {"tp": tp, "fp": fp, "tn": tn, "fn": fn, "precision": precision, "recall": recall}
    rows = [_real(f"{what}, {name}", as_array(f"{what}, {name}", row)) for name, row in found.items()]
    if rows[0].ndim != 1 or any(row.shape != rows[0].shape for row in rows):
        got = ", ".join(f"{name} {row.shape}" for name, row in zip(found, rows, strict=True))
        raise ValueError(f"{what}: expected six arrays of one length, got shapes {got}")
    return _value(tag, np.stack([row.astype(np.float64) for row in rows]), num_thresholds)


def _value(tag: str, rows: NDArray[np.float64], num_thresholds: int) -> Summary.Value:
    with np.errstate(over="ignore"):
        made = Summary.Value(tag=tag, tensor=tensor_proto(rows.astype(np.float32)))
    made.metadata.plugin_data.plugin_name = "pr_curves"
    made.metadata.plugin_data.content = PrCurvePluginData(num_thresholds=num_thresholds).SerializeToString()
    return made


def _curve(judged: Judged, num_thresholds: int) -> NDArray[np.float64]:
    """[6, num_thresholds]: true and false positives, true and false negatives, precision, recall."""
    # In floats' own precision, as PyTorch has it.
    predictions = judged.predictions if judged.predictions.dtype.kind == "f" else judged.predictions.astype(np.float64)
    reached = np.floor(predictions * (num_thresholds - 1)).astype(np.int64).ravel()
    weights = np.broadcast_to(judged.weights.astype(np.float64), judged.labels.shape)
    right = (judged.labels * weights).ravel()
    wrong = ((1.0 - judged.labels) * weights).ravel()
    # How much reaches each threshold is how much reaches the next, and what stops here.
    tp = np.bincount(reached, right, num_thresholds)[::-1].cumsum()[::-1]
    fp = np.bincount(reached, wrong, num_thresholds)[::-1].cumsum()[::-1]
    tn, fn = fp[0] - fp, tp[0] - tp
    precision = tp / np.maximum(LEAST_COUNT, tp + fp)
    recall = tp / np.maximum(LEAST_COUNT, tp + fn)
    return np.stack([tp, fp, tn, fn, precision, recall])


def _checked(what: str, judged: Judged) -> Judged:
    labels, predictions, weights = (
        _real(f"{what}, {name}", array) for name, array in zip(Judged._fields, judged, strict=True)
    )
    if labels.shape != predictions.shape:
        raise ValueError(
            f"{what}: expected labels and predictions of one shape, got {labels.shape} and {predictions.shape}"
        )
    if not _broadcasts(weights, labels):
        raise ValueError(f"{what}: expected weights of shape {labels.shape}, or one for all, got shape {weights.shape}")
    _expect(f"{what}: expected labels that are booleans, 0 or 1", labels, (labels == 0) | (labels == 1))
    _expect(f"{what}: expected predictions from 0 to 1", predictions, (predictions >= 0) & (predictions <= 1))
    return Judged(labels, predictions, weights)


def _expect(what: str, array: NDArray[Any], good: NDArray[np.bool_]) -> None:
    bad = array[~good]
    if len(bad):
        raise ValueError(f"{what}, got {bad[0]}: {len(bad)} such of {array.size}")


def _broadcasts(array: NDArray[Any], target: NDArray[Any]) -> bool:
    try:
        return np.broadcast_shapes(array.shape, target.shape) == target.shape
    except ValueError:
        return False


def _real(what: str, array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype.kind == "c":
        raise TypeError(f"{what}: expected real numbers, got {array.dtype}")
    return array


def _subject(tag: str) -> str:
    return f"PR curve {tag!r}"
