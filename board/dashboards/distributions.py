"""Distributions: percentiles of one tag's histograms over many runs and steps."""

from __future__ import annotations

from flask import Blueprint, Response

from board import histogramrows
from board.histogramrows import Numbers
from board.histograms import Columns
from board.percentiles import BASIS_POINTS, of_each

bp = Blueprint("distributions", __name__)

NAMES = tuple(f"p{point}" for point in BASIS_POINTS)


@bp.post("/api/distributions")
def distributions() -> Response:
    """The nine percentiles of the histograms of the steps that board.histogramrows.reply chooses.

    Columns beside those it names: p0, p668, p1587, p3085, p5000, p6915, p8413, p9332, p10000, f8, each the value that so many
    hundredths of a percent lie below; NaN where nothing was counted.
    """
    return histogramrows.reply(_columns)


def _columns(found: Columns) -> Numbers:
    return dict(zip(NAMES, of_each(found.buckets, found.start).T, strict=True))
