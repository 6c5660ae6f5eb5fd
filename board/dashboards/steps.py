"""The steps of series whose values are read when they are asked for: where each was written, and what to ask for it by."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from board import asked, web
from board.answers import NotFound, Spans, SpanSeries
from board.columns import ColumnArea

bp = Blueprint("steps", __name__)


@bp.route("/api/steps", methods=["GET", "POST"])
def steps() -> Response:
    """A tag's steps in the runs asked for, in the order written, as columns; board.columns tells the format.

    Columns: step (f8), wall (f8, Unix seconds), source and offset, which make the address "source-offset" of a value, and size
    (bytes). Who knows a run's first n steps says so in the field known, once for each run: "n-source-offset" of the n-th, or
    "0"; if those still stand, only what follows is sent, and `from` is n. With superseded=1 what a restart has replaced
    follows each run's series.
    """
    tag, runs = web.required("tag"), request.values.getlist("run")
    known = request.values.getlist("known") or ["0"] * len(runs)
    replaced = asked.flag(asked.form_texts, "superseded")
    if not runs or len(known) != len(runs):
        web.refuse("The field run must be given at least once, and known as often or not at all.")
    asked.few(len(runs))
    area = ColumnArea()
    found: list[dict[str, Any]] = []
    missing = []
    for run, heard in zip(runs, known, strict=True):
        try:
            series = web.site().store.spans(run, tag)
        except NotFound:
            missing.append(run)
            continue
        begin = _begin(series.points, heard)
        found.append({"run": run, **_described(series), "from": begin, **_columns(area, series.points, begin)})
        if replaced and len(series.superseded.step):
            found.append({"run": run, "superseded_points": True, **_columns(area, series.superseded, 0)})
    return Response(area.reply({"series": found, "missing": missing}), mimetype="application/octet-stream")


def _described(series: SpanSeries) -> dict[str, Any]:
    return {
        "kind": series.kind,
        "name": series.display_name,
        "description": series.description,
        "superseded": len(series.superseded.step),
    }


def _begin(points: Spans, heard: str) -> int:
    """How many of the first points need not be sent."""
    try:
        count, *address = map(int, heard.split("-"))
    except ValueError:
        web.refuse(f'The field known must be "0" or "count-source-offset", not {heard[:80]!r}.')
    if not 0 < count <= len(points.step) or address != [int(points.source[count - 1]), int(points.offset[count - 1])]:
        return 0
    return count


def _columns(area: ColumnArea, points: Spans, begin: int) -> dict[str, Any]:
    columns = {
        "step": area.add(points.step[begin:].astype("f8")),
        "wall": area.add(points.wall_time[begin:]),
        "source": area.add(points.source[begin:].astype("u4")),
        "offset": area.add(points.offset[begin:].astype("f8")),
        "size": area.add(points.size[begin:].astype("u4")),
    }
    return {"rows": len(points.step) - begin, "columns": columns}
