"""Scalars: the curves of one tag over many runs, at the detail that a plot of some width can show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request

from board import asked, curves, paths, web
from board.columns import ColumnArea
from board.curves import Drawn, View
from board.store import NotFound

bp = Blueprint("scalars", __name__)

AXES = ("step", "relative", "wall", "tag")
PARTS: tuple[str, ...] = ("step", "wall", "value", "smoothed")


@bp.route("/api/scalars", methods=["GET", "POST"])
def scalars() -> Response:
    """One tag's series of the runs asked for, as columns; board.columns tells the format.

    On the axis "tag" x is the tag that the field xtag names. With superseded=1 each run's replaced points follow it.
    With the field columns only those of PARTS are sent that it names; "value" is all that a bucket tells of its values.
    """
    tag, runs = web.required("tag"), list(dict.fromkeys(request.values.getlist("run")))
    view = asked.view(asked.form_texts, AXES)
    over = web.required("xtag") if view.axis == "tag" else None
    replaced = asked.flag(asked.form_texts, "superseded")
    wanted = web.parsed("columns", asked.form_texts("columns"), PARTS, _parts, f"some of {','.join(PARTS)}")
    if not runs:
        web.refuse("The field run must be given at least once.")
    area = ColumnArea()
    series: list[dict[str, Any]] = []
    missing = []
    for run in runs:
        try:
            drawn = list(_draw(run, tag, over, view, replaced))
        except NotFound:
            missing.append(run)
            continue
        for header, columns in drawn:
            places = {name: area.add(column) for name, column in columns.items() if _sent(name, wanted)}
            series.append({"run": run, **header, "columns": places})
    if not series:
        web.refuse(f"{_subject(missing)} scalars with the tag{_named(tag, over)}.", 404)
    body = area.reply({"x": view.axis, "series": series, "missing": missing})
    return Response(body, mimetype="application/octet-stream")


def _draw(run: str, tag: str, over: str | None, view: View, replaced: bool) -> Iterator[Drawn]:
    """The run's curve, and then, if asked for, that of the points that a restart has replaced."""
    store = web.site().store
    series = store.series(run, tag)
    replaced = replaced and len(series.superseded.step) > 0
    if over is None:
        yield curves.draw(series, view)
        if replaced:
            yield curves.draw_superseded(series, view)
    else:
        other = store.series(run, over)
        yield paths.draw(series, other, view)
        if replaced:
            yield paths.draw_superseded(series, other, view)


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(text.split(","))
    if not set(parts) <= set(PARTS):
        raise ValueError
    return parts


def _sent(column: str, wanted: tuple[str, ...]) -> bool:
    return column == "x" or (column if column in PARTS else "value") in wanted


def _subject(runs: list[str]) -> str:
    return f"The run {runs[0]!r} has no" if len(runs) == 1 else f"None of the {len(runs)} runs asked for has"


def _named(tag: str, over: str | None) -> str:
    return f" {tag!r}" if over is None else f"s {tag!r} and {over!r}"
