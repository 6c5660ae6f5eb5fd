"""Precision-recall and ROC curves as Plotly's traces: plain dictionaries, which Plotly checks when a figure is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.palette import Ink
from board.prmaps import PRMap
from board.traces import Trace
from board.values import pr_curves
from board.values.pr_curves import PRCurve

Column = NDArray[np.float64]

ISO_F1 = (0.2, 0.4, 0.6, 0.8)
COUNTS = ("true_positives", "false_positives", "true_negatives", "false_negatives")


class Shown(NamedTuple):
    """A curve as it is drawn; `card` is the colour behind it."""

    name: str
    ink: Ink
    card: str
    step: int
    curve: PRCurve


def of_precision(shown: Shown) -> Iterator[Trace]:
    """Precision over recall in steps, so that what lies below is the average precision; and the point of the best F1."""
    curve, scores = shown.curve, pr_curves.scores(shown.curve)
    rows = _rows(curve.recall, curve.precision)
    # The first threshold's precision counts from where nothing is recalled.
    begun = np.concatenate([rows[:1], rows])
    recall = curve.recall[begun]
    recall[:1] = 0
    line = {"x": recall, "y": curve.precision[begun], "text": _told(curve, begun)}
    yield from _drawn(shown, {**line, **_line(shown, "vh")}, f"AP {scores.average_precision:.4f}")
    yield from _best(shown, rows, curve.recall, curve.precision)


def of_rates(shown: Shown) -> Iterator[Trace]:
    """True over false positive rate in straight lines from (0, 0) to (1, 1); and the point of the best F1."""
    curve, scores = shown.curve, pr_curves.scores(shown.curve)
    rate = curve.false_positive_rate
    rows = _rows(rate, curve.recall)
    if not len(rows):
        return
    line = {
        "x": np.concatenate([[0], rate[rows], [1]]),
        "y": np.concatenate([[0], curve.recall[rows], [1]]),
        "text": ["nothing is predicted positive", *_told(curve, rows), "all is predicted positive"],
    }
    yield from _drawn(shown, {**line, **_line(shown, "linear")}, f"area {scores.roc_area:.4f}")
    yield from _best(shown, rows, rate, curve.recall)


def of_equal_f1(score: float, colour: str) -> Trace:
    """All points with one F1."""
    recall = np.linspace(score / (2 - score), 1, 60)
    return _guide(recall, score * recall / (2 * recall - score), colour)


def of_chance(colour: str) -> Trace:
    """What guessing has."""
    return _guide(np.array([0.0, 1.0]), np.array([0.0, 1.0]), colour)


def _guide(x: Column, y: Column, colour: str) -> Trace:
    line = {"color": colour, "width": 1, "dash": "dot"}
    return {"x": x, "y": y, "mode": "lines", "line": line, "opacity": 0.5, "showlegend": False, "hoverinfo": "skip"}


def _rows(x: Column, y: Column) -> NDArray[np.intp]:
    """The thresholds that have a point, from the highest down."""
    return np.flatnonzero(np.isfinite(x) & np.isfinite(y))[::-1]


def _line(shown: Shown, shape: str) -> Trace:
    return {"mode": "lines", "line": {**shown.ink.line(1.8), "shape": shape}}


def _drawn(shown: Shown, line: Trace, score: str) -> Iterator[Trace]:
    if len(line["x"]):
        yield {
            **line,
            "name": f"{shown.name} · {score}",
            "legendgroup": shown.name,
            "hovertemplate": f"step {shown.step}<br>%{{text}}",
        }


def _best(shown: Shown, rows: NDArray[np.intp], x: Column, y: Column) -> Iterator[Trace]:
    f1 = shown.curve.f1
    if not np.isfinite(f1).any() or (best := int(np.nanargmax(f1))) not in rows:
        return
    yield {
        "x": x[[best]],
        "y": y[[best]],
        "text": _told(shown.curve, np.array([best])),
        "mode": "markers",
        "cliponaxis": False,
        "marker": {"size": 9, "color": shown.card, "line": {"color": shown.ink.colour, "width": 2}},
        "name": f"{shown.name} · best F1",
        "legendgroup": shown.name,
        "showlegend": False,
        "hovertemplate": f"step {shown.step}<br>%{{text}}",
    }


def _told(curve: PRCurve, rows: NDArray[np.intp]) -> list[str]:
    """What the points say."""
    ratios = zip(curve.threshold, curve.precision, curve.recall, curve.f1, strict=True)
    names = ("threshold", "precision", "recall", "F1", *(name.replace("_", " ") for name in COUNTS))
    table = np.column_stack([list(ratios), *(getattr(curve, name) for name in COUNTS)])[rows]
    return ["<br>".join(f"{name}: {cell:.6g}" for name, cell in zip(names, row, strict=True)) for row in table.tolist()]


def of_precision_map(steps: NDArray[np.int64], found: PRMap) -> Trace:
    """Precision by recall, a column a step."""
    order = np.argsort(steps, kind="stable")
    return {
        "type": "heatmap",
        "x": steps[order],
        "y": np.linspace(0, 1, found.precision.shape[1]),
        "z": found.precision[order].T.astype(np.float64),
        "zmin": 0,
        "zmax": 1,
        "colorscale": "Viridis",
        "colorbar": {"title": {"text": "precision"}},
        "hovertemplate": "step %{x}<br>recall %{y:.2f}<br>precision %{z:.4f}<extra></extra>",
    }
