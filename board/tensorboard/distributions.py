"""Distributions: percentiles of histograms, with every step."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint, Response
from numpy.typing import NDArray

from board.percentiles import BASIS_POINTS, percentiles
from board.tensorboard.histograms import reply, tags
from board.values.histograms import finite

bp = Blueprint("tensorboard_distributions", __name__, url_prefix="/data/plugin/distributions")

bp.get("/tags")(tags)


@bp.get("/distributions")
def distributions() -> Response:
    return reply(_plain)


def _plain(buckets: NDArray[np.float64]) -> list[Any]:
    return list(zip(BASIS_POINTS, percentiles(finite(buckets)).tolist(), strict=True))
