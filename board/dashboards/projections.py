"""Projections of embeddings, computed by processes beside the server and watched while they form; nearest neighbours."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app

from board import asked, web
from board.columns import ColumnArea
from board.projection import asking, chosen
from board.projection.jobs import Jobs, State, TooMany
from board.projection.layout import ProjectionError
from board.projection.nearest import METRICS, nearest
from board.projection.wanted import wanted

bp = Blueprint("projections", __name__)

MOST_NEIGHBOURS = 10_000


@bp.post("/api/projector/jobs")
def start() -> Response:
    """Asks for a projection: {"job": key}. Equal requests have one key and are computed once.

    The body is JSON: id, or file and labels (see board.dashboards.projector); method: "pca", "tsne", "umap" or "axes";
    dimensions: 2 or 3 (pca has components instead); sphereize; rows: those to be projected, null for all; seed; like: the
    key of a projection that this one is turned to lie as; and the method's own, as board.projection.wanted has them.
    """
    body = asked.json_body()
    try:
        request = wanted(body)
    except ProjectionError as error:
        web.refuse(str(error))
    jobs = _jobs()
    task = asking.task(jobs, chosen.entry(asked.json_texts(body)), request)
    try:
        jobs.start(task)
    except TooMany as error:
        web.refuse(str(error), 503)
    return web.json_response({"job": task.key})


@bp.get("/api/projector/jobs/<key>")
def state(key: str) -> Response:
    """How far a projection is, with its newest layout if that is newer than the frame `since`.

    Columns: {"job", "method", "state": "waiting", "running", "done", "failed" or "cancelled", "frame", "iteration",
    "iterations", "facts", "notes": [sentence, …], "ahead": how many jobs come first, "error"?, "points"?, "rows"?, "columns"?}:
    each column has `points` float32, NaN for what was left out; rows are the embedding's, null for all of them.
    """
    since = web.field("since", 0, int, "a whole number")
    found = _jobs().state(key)
    area = ColumnArea()
    header = {**_described(found), **_layout(found, since, area)}
    return Response(area.reply(header), mimetype="application/octet-stream")


@bp.post("/api/projector/jobs/<key>/cancel")
def cancel(key: str) -> Response:
    """Ends a projection at once: {"state": …}, which tells if it had ended before."""
    jobs = _jobs()
    jobs.cancel(key)
    return web.json_response({"state": jobs.state(key).state})


@bp.get("/api/projector/neighbours")
def neighbours() -> Response:
    """The nearest other rows to the one of the field row, the nearest first: {"rows": […], "distances": […]}.

    Fields besides the embedding's: count (100), metric: cosine, euclidean or dot, whose products are the distances, the
    largest first; sphereize: 1 for vectors that are centred and made of length 1 before.
    """
    entry = chosen.entry()
    row = web.field("row", 0, int, "a whole number")
    count = web.field("count", 100, _count, f"a whole number from 1 to {MOST_NEIGHBOURS:,}")
    metric = asked.choice(asked.form_texts, "metric", METRICS)
    try:
        found = nearest(asking.ready(entry, asked.flag(asked.form_texts, "sphereize")), row, count, metric)
    except ProjectionError as error:
        web.refuse(str(error))
    return web.json_response({"rows": found.rows.tolist(), "distances": found.distances.tolist()})


def _count(text: str) -> int:
    if not 1 <= int(text) <= MOST_NEIGHBOURS:
        raise ValueError
    return int(text)


def _jobs() -> Jobs:
    """Those of this server."""
    jobs: Jobs = current_app.extensions.setdefault("board.projections", Jobs())
    return jobs


def _described(found: State) -> dict[str, Any]:
    return {
        "job": found.task.key,
        "method": found.task.method,
        "state": found.state,
        "frame": found.frame,
        "iteration": found.iteration,
        "iterations": found.iterations,
        "facts": found.facts,
        "notes": found.notes,
        "ahead": found.ahead,
        **({"error": found.error} if found.error else {}),
    }


def _layout(found: State, since: int, area: ColumnArea) -> dict[str, Any]:
    if found.columns is None or found.frame <= since:
        return {}
    return {
        "points": found.columns.shape[1],
        "rows": None if found.task.rows is None else area.add(found.task.rows),
        "columns": [area.add(column) for column in found.columns],
    }
