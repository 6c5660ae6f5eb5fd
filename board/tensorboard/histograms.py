"""Histograms, with every step."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from flask import Blueprint, Response
from numpy.typing import NDArray

from board import histograms, web
from board.answers import SpanSeries
from board.numbers import json_number
from board.tensorboard.tags import listed
from board.values.histograms import Histogram

bp = Blueprint("tensorboard_histograms", __name__, url_prefix="/data/plugin/histograms")

Plain = Callable[[NDArray[np.float64]], list[Any]]


@bp.get("/tags")
def tags() -> Response:
    return web.json_response(listed(histograms.KIND))


@bp.get("/histograms")
def histograms_of_tag() -> Response:
    return reply(_plain)


def reply(plain: Plain) -> Response:
    """What `plain` makes of the buckets of each histogram of a run's tag, after its wall time and step."""
    series = histograms.series(web.site().store, web.required("run"), web.required("tag"))
    return Response(map(str.encode, _pieces(series, plain)), mimetype="application/json", direct_passthrough=True)


def _pieces(series: SpanSeries, plain: Plain) -> Iterator[str]:
    """The answer as it is made, for all of it may be more than fits."""
    yield "["
    comma = ""
    for place, made in histograms.each(series, series.points, np.arange(len(series))):
        if isinstance(made, Histogram):
            when = json_number(series.points.wall_time.item(place)), series.points.step.item(place)
            yield comma + json.dumps([*when, plain(made.buckets)], allow_nan=False)
            comma = ","
    yield "]"


def _plain(buckets: NDArray[np.float64]) -> list[Any]:
    rows: list[Any] = buckets.tolist()
    return rows if np.isfinite(buckets).all() else [list(map(json_number, row)) for row in rows]
