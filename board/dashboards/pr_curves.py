"""Precision-recall curves: several runs' at chosen steps, and one run's over time."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint, Response

from board import asked, prmaps, web
from board.answers import NotFound, Unreadable
from board.columns import ColumnArea
from board.lazy import Lazy
from board.numbers import json_number
from board.values import pr_curves
from board.values.pr_curves import PRCurve, Scores

bp = Blueprint("pr_curves", __name__)


@bp.post("/api/pr_curves")
def curves() -> Response:
    """Curves as columns, one series for each of the request's `at`, a list of [run, "source-offset"], of a `tag`.

    Columns, all f8: threshold, precision, recall, true_positives, false_positives, true_negatives, false_negatives. NaN where a
    ratio has no meaning. `scores` are those of board.values.pr_curves.Scores. What cannot be read has an `error` instead.
    """
    body = asked.json_body()
    tag = asked.text(body, "tag")
    area = ColumnArea()
    series = []
    for run, at in _places(body):
        try:
            span = web.site().store.spans(run, tag).at(*asked.address(at))
            found = pr_curves.curve(span)
        except (NotFound, Unreadable) as error:
            series.append({"run": run, "at": at, "rows": 0, "columns": {}, "error": str(error)})
            continue
        columns = {name: area.add(column) for name, column in found._asdict().items()}
        said = {"run": run, "at": at, "step": span.step, "wall": json_number(span.wall_time)}
        series.append({**said, "rows": len(found.threshold), "scores": _scores(found), "columns": columns})
    return Response(area.reply({"series": series}), mimetype="application/octet-stream")


@bp.get("/api/pr_curves/map")
def over_time() -> Response:
    """How a run's curve changed, at no more than 400 of its steps, the first and the last among them.

    Columns of the one series, a row a step: step, wall, the scores of board.values.pr_curves.Scores (f8), and in `map` what
    columns of 101 rows each say: precision where recall is 0, 0.01 … 1 (f4), NaN beyond what the curve reaches.
    """
    run, tag = web.required("run"), web.required("tag")
    found = web.site().store.spans(run, tag)
    shown = prmaps.over_time(Lazy(found, found.points, pr_curves.curve))
    area = ColumnArea()
    columns = {
        "step": area.add(found.points.step[shown.places].astype(np.float64)),
        "wall": area.add(found.points.wall_time[shown.places]),
    }
    for place, name in enumerate(Scores._fields):
        columns[name] = area.add(np.array([score[place] for score in shown.scores], np.float64))
    cells = area.add(shown.precision.ravel())
    series = {"run": run, "rows": len(shown.places), "total": len(found), "columns": columns}
    body = area.reply({"series": [series], "cells": prmaps.CELLS, "map": cells})
    return Response(body, mimetype="application/octet-stream")


def _scores(found: PRCurve) -> dict[str, Any]:
    return {name: json_number(score) for name, score in pr_curves.scores(found)._asdict().items()}


def _places(body: dict[str, Any]) -> list[tuple[str, str]]:
    places = body.get("at")
    if not isinstance(places, list) or not all(asked.are_texts(place) and len(place) == 2 for place in places):
        web.refuse('The field at must be a list such as [["a run", "source-offset"]].')
    asked.few(len(places))
    return [(run, at) for run, at in places]
