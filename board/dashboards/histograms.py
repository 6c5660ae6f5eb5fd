"""Histograms: the buckets of one tag over many runs and steps."""

from __future__ import annotations

from flask import Blueprint, Response

from board import histogramrows
from board.histogramrows import Numbers
from board.histograms import Columns

bp = Blueprint("histograms", __name__)


@bp.post("/api/histograms")
def histograms() -> Response:
    """The histograms of the steps that board.histogramrows.reply chooses, as logged.

    Columns beside those it names: min, max, count, sum (f8; NaN where not logged or nothing was counted) and nonfinite (u4;
    values in no bucket), of each step; start (u4, one more), where its buckets begin; left, right and counts (f8) of the
    buckets.
    """
    return histogramrows.reply(_columns)


def _columns(found: Columns) -> Numbers:
    return {
        "min": found.least,
        "max": found.greatest,
        "count": found.total,
        "sum": found.sum,
        "nonfinite": found.nonfinite,
        "start": found.start,
        "left": found.buckets[:, 0],
        "right": found.buckets[:, 1],
        "counts": found.buckets[:, 2],
    }
