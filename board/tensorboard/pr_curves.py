"""PR curves, with every step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
from flask import Blueprint, Response, request

from board import web
from board.answers import NotFound, SpanSeries, Unreadable
from board.numbers import json_number
from board.tensorboard.tags import listed
from board.values import pr_curves
from board.values.pr_curves import Column, PRCurve

bp = Blueprint("tensorboard_pr_curves", __name__, url_prefix="/data/plugin/pr_curves")
MOST_COUNTED = 2.0**62


@bp.get("/tags")
def tags() -> Response:
    return web.json_response(listed(pr_curves.KIND))


@bp.get("/pr_curves")
def curves() -> Response:
    tag, runs = web.required("tag"), request.args.getlist("run")
    if not runs:
        web.refuse("The field run must be given at least once.")
    return web.json_response({run: list(_entries(run, tag)) for run in runs})


def _entries(run: str, tag: str) -> Iterator[dict[str, Any]]:
    series = _series(run, tag)
    for place in range(len(series)):
        with suppress(NotFound, Unreadable):
            span = series[place]
            yield {"wall_time": json_number(span.wall_time), "step": span.step, **_plain(pr_curves.curve(span))}


def _series(run: str, tag: str) -> SpanSeries:
    store = web.site().store
    if run not in store.runs() or store.tags(run).get(tag) != pr_curves.KIND:
        web.refuse(f"No PR curves could be found for run {run!r} and tag {tag!r}.")
    return store.spans(run, tag)


def _plain(curve: PRCurve) -> dict[str, list[Any]]:
    """Without the end where nothing is predicted positive."""
    positive = np.flatnonzero(curve.true_positives + curve.false_positives >= 1)
    end = int(positive[-1]) + 1 if len(positive) else 1
    columns = {name: column[:end] for name, column in curve._asdict().items()}
    counts = ("true_positives", "false_positives", "true_negatives", "false_negatives")
    ratios = {"precision": "precision", "recall": "recall", "threshold": "thresholds"}
    plain: dict[str, list[Any]] = {name: _whole(columns[name]) for name in counts}
    for name, called in ratios.items():
        plain[called] = [json_number(one) for one in np.nan_to_num(columns[name]).tolist()]
    return plain


def _whole(column: Column) -> list[int]:
    """Counts as whole numbers; what is none is as near as can be."""
    numbers: list[int] = np.nan_to_num(column).clip(-MOST_COUNTED, MOST_COUNTED).astype(np.int64).tolist()
    return numbers
