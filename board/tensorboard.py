"""TensorBoard's own routes, for the scripts that people have. Same shapes, but with every point of a series."""

from __future__ import annotations

import csv
import html
import io
import math
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, request

from board import layouts, web
from board.matching import MatchingError, TooSlow, matched
from board.numbers import json_number
from board.runtable import everything
from board.store import NotFound, Series
from board.version import version

bp = Blueprint("tensorboard", __name__, url_prefix="/data")

Rows = list[tuple[float, int, float]]


@bp.get("/logdir")
def logdir() -> Response:
    return web.json_response({"logdir": web.site().logdir})


@bp.get("/environment")
def environment() -> Response:
    site = web.site()
    return web.json_response(
        {
            "version": version(),
            "data_location": site.logdir,
            "window_title": site.title,
            "experiment_name": "",
            "experiment_description": "",
            "creation_time": 0.0,
        }
    )


@bp.get("/runs")
def runs() -> Response:
    return web.json_response(web.site().store.runs())


@bp.get("/plugin/scalars/tags")
def scalars_tags() -> Response:
    store = web.site().store
    return web.json_response({run: _scalar_tags(run) for run in store.runs()})


@bp.get("/plugin/custom_scalars/download_data")
@bp.get("/plugin/scalars/scalars")
def scalars() -> Response:
    run, tag = web.required("run"), web.required("tag")
    rows = _rows(web.site().store.series(run, tag))
    if request.args.get("format") != "csv":
        return web.json_response(_plain(rows))
    text = io.StringIO()
    csv.writer(text).writerows([("Wall time", "Step", "Value"), *rows])
    return Response(text.getvalue(), mimetype="text/csv")


@bp.post("/plugin/scalars/scalars_multirun")
def scalars_multirun() -> Response:
    tags = request.form.getlist("tag")
    if len(tags) != 1:
        web.refuse(f"The field tag must be given exactly once; it was given {len(tags)} times.")
    body = {}
    for run in request.form.getlist("runs"):
        with suppress(NotFound):
            body[run] = _plain(_rows(web.site().store.series(run, tags[0])))
    return web.json_response(body)


@bp.get("/plugin/custom_scalars/layout")
def custom_scalars_layout() -> Response:
    """All runs' layouts as one, in the JSON form of a Layout message; an empty object if there is none."""
    store = web.site().store
    found = layouts.of_runs(store, sorted(everything(store).runs))
    categories = layouts.merge(layout.categories for layout in found)
    return web.json_response({"version": 0, "category": list(map(_category, categories))} if found else {})


@bp.get("/plugin/custom_scalars/scalars")
def custom_scalars() -> Response:
    """The points of every scalar tag of a run that a regular expression matches from its start."""
    run, expression = request.args.get("run", ""), request.args.get("tag", "")
    try:
        tags = matched(expression, _scalars_of(run)) if expression else []
    except MatchingError:
        expression, tags = "", []
    except TooSlow:
        web.refuse(f"The regular expression {expression[:80]!r} takes too long; write it without nested repetition.")
    store = web.site().store
    events = {tag: _plain(_rows(store.series(run, tag))) for tag in tags}
    return web.json_response({"regex_valid": bool(expression), "tag_to_events": events})


def _scalars_of(run: str) -> list[str]:
    """The run's scalar tags; none if there is no such run, for a layout may name one that is not there yet."""
    with suppress(NotFound):
        return [tag for tag, kind in web.site().store.tags(run).items() if kind == "scalars"]
    return []


def _category(category: layouts.Category) -> dict[str, Any]:
    return {"title": category.title, "chart": list(map(_chart, category.charts)), "closed": category.closed}


def _chart(chart: layouts.Chart) -> dict[str, Any]:
    if chart.margin is None:
        return {"title": chart.title, "multiline": {"tag": chart.multiline}}
    return {"title": chart.title, "margin": {"series": [band._asdict() for band in chart.margin]}}


def _scalar_tags(run: str) -> dict[str, dict[str, str]]:
    store = web.site().store
    described = {}
    for tag, kind in store.tags(run).items():
        if kind == "scalars":
            series = store.series(run, tag)
            described[tag] = {"displayName": series.display_name, "description": _html(series.description)}
    return described


def _html(markdown: str) -> str:
    """A description as HTML that can do no harm."""
    return f"<p>{html.escape(markdown)}</p>" if markdown else ""


def _rows(series: Series) -> Rows:
    step, wall_time, value = series.points
    return list(zip(wall_time.tolist(), step.tolist(), value.tolist(), strict=True))


def _plain(rows: Rows) -> list[Any]:
    return [row if math.isfinite(row[0]) and math.isfinite(row[2]) else tuple(map(json_number, row)) for row in rows]
