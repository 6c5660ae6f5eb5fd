"""Scalars, and the series that custom scalars download, with every point."""

from __future__ import annotations

import csv
import io
import math
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, request

from board import web
from board.memory import memory
from board.numbers import json_number
from board.store import NotFound, Series
from board.tensorboard.tags import listed

bp = Blueprint("tensorboard_scalars", __name__, url_prefix="/data/plugin/scalars")

ROW_BYTES = 250  # of a point as Python's numbers and as JSON

Rows = list[tuple[float, int, float]]


@bp.get("/tags")
def tags() -> Response:
    return web.json_response(listed("scalars"))


@bp.get("/scalars")
def scalars() -> Response:
    run, tag = web.required("run"), web.required("tag")
    found = rows(web.site().store.series(run, tag))
    if request.args.get("format") != "csv":
        return web.json_response(plain(found))
    text = io.StringIO()
    csv.writer(text).writerows([("Wall time", "Step", "Value"), *found])
    return Response(text.getvalue(), mimetype="text/csv")


@bp.post("/scalars_multirun")
def scalars_multirun() -> Response:
    tags = request.form.getlist("tag")
    if len(tags) != 1:
        web.refuse(f"The field tag must be given exactly once; it was given {len(tags)} times.")
    body, points = {}, 0
    for run in request.form.getlist("runs"):
        with suppress(NotFound):
            series = web.site().store.series(run, tags[0])
            points += len(series.points.step)
            memory.check(points * ROW_BYTES, "This reply")
            body[run] = plain(rows(series))
    return web.json_response(body)


def rows(series: Series) -> Rows:
    """Its points. Unreadable where all of them as Python's numbers are more than fits."""
    memory.check(len(series.points.step) * ROW_BYTES, "This reply")
    step, wall_time, value = series.points
    return list(zip(wall_time.tolist(), step.tolist(), value.tolist(), strict=True))


def plain(rows: Rows) -> list[Any]:
    return [row if math.isfinite(row[0]) and math.isfinite(row[2]) else tuple(map(json_number, row)) for row in rows]
