"""Scalars: the curves of one tag over many runs, at the detail that a plot of some width can show."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from board import web
from board.columns import ColumnArea
from board.curves import View, draw
from board.store import NotFound

bp = Blueprint("scalars", __name__)

AXES = ("step", "relative", "wall")
WIDEST = 1 << 15


@bp.route("/api/scalars", methods=["GET", "POST"])
def scalars() -> Response:
    """One tag's series of the runs asked for, as columns; board.columns tells the format."""
    tag, runs, view = web.required("tag"), list(dict.fromkeys(request.values.getlist("run"))), _view()
    if not runs:
        web.refuse("The field run must be given at least once.")
    store, area = web.site().store, ColumnArea()
    series: list[dict[str, Any]] = []
    missing = []
    for run in runs:
        try:
            header, columns = draw(store.series(run, tag), view)
        except NotFound:
            missing.append(run)
            continue
        places = {name: area.add(column) for name, column in columns.items()}
        series.append({"run": run, **header, "columns": places})
    if not series:
        web.refuse(f"{_subject(missing)} scalars with the tag {tag!r}.", 404)
    body = area.reply({"x": view.axis, "series": series, "missing": missing})
    return Response(body, mimetype="application/octet-stream")


def _subject(runs: list[str]) -> str:
    return f"The run {runs[0]!r} has no" if len(runs) == 1 else f"None of the {len(runs)} runs asked for has"


def _view() -> View:
    axis = web.field("x", "step", _axis, "step, relative or wall")
    low = web.field("from", None, web.number, "a finite number")
    high = web.field("to", None, web.number, "a finite number")
    if low is not None and high is not None and low > high:
        web.refuse(f"The field from must not be greater than the field to, but {low} is greater than {high}.")
    width = web.field("width", 1000, _width, f"a whole number of pixels from 1 to {WIDEST}")
    smoothing = web.field("smoothing", 0.0, _weight, "a number from 0 to 1")
    return View(axis, width, low, high, smoothing)


def _axis(text: str) -> str:
    if text not in AXES:
        raise ValueError
    return text


def _width(text: str) -> int:
    width = int(text)
    if not 1 <= width <= WIDEST:
        raise ValueError
    return width


def _weight(text: str) -> float:
    weight = float(text)
    if not 0 <= weight <= 1:
        raise ValueError
    return weight
