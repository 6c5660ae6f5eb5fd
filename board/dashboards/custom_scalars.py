"""Custom scalars: the layouts that logs carry, those made in the page as the message that a log would carry, their charts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, request

from board import asked, curves, layouts, margins, matching, web
from board.columns import ColumnArea
from board.curves import Drawn, View
from board.layouts import LayoutError
from board.matching import MatchingError
from board.runtable import everything
from board.store import NotFound, Series

bp = Blueprint("custom_scalars", __name__)

AXES = ("step", "relative", "wall")
MOST_EXPRESSIONS = 1000
MOST_TAGS = 1000  # that are named of an expression's; the page draws fewer


@bp.get("/api/layouts")
def found() -> Response:
    """Every run's layout, the oldest run's first, and all of them as one, as TensorBoard merges them."""
    store = web.site().store
    carried = layouts.of_runs(store, everything(store).runs)
    merged = layouts.merge(layout.categories for layout in sorted(carried))
    return web.json_response(
        {
            "layouts": [
                {
                    "run": layout.run,
                    "categories": layouts.as_json(layout.categories),
                    **({"problem": layout.problem} if layout.problem else {}),
                }
                for layout in carried
            ],
            "merged": layouts.as_json(merged),
        }
    )


@bp.post("/api/layout")
def message() -> Response:
    """The categories of the request's JSON as a serialized Layout."""
    try:
        body = layouts.serialize(layouts.from_json(asked.json_body().get("categories")))
    except LayoutError as error:
        web.refuse(str(error))
    return Response(body, mimetype="application/octet-stream")


@bp.post("/api/layout/read")
def read() -> Response:
    """The categories of a serialized Layout, which is the request's body."""
    try:
        return web.json_response({"categories": layouts.as_json(layouts.parse(request.get_data()))})
    except LayoutError as error:
        web.refuse(f"This file holds no layout: {error}")


@bp.post("/api/matches")
def matches() -> Response:
    """For each regular expression of the request's JSON the scalar tags, of all runs, that it matches from their start.

    A match is {"count": of all, "tags": the first of them} or {"problem": one sentence}.
    """
    expressions: Any = asked.json_body().get("expressions")
    if not asked.are_texts(expressions) or len(expressions) > MOST_EXPRESSIONS:
        web.refuse(f"The field expressions must be a list of at most {MOST_EXPRESSIONS:,} texts.")
    kinds = {id(run.tags): run.tags for run in everything(web.site().store).runs}  # runs of equal tags share them
    tags = sorted({tag for kind_of in kinds.values() for tag, kind in kind_of.items() if kind == "scalars"})
    answers = zip(expressions, matching.each_matched(expressions, tags), strict=True)
    return web.json_response({"matches": [_match(expression, answer) for expression, answer in answers]})


def _match(expression: str, answer: list[str] | Exception) -> dict[str, Any]:
    if isinstance(answer, MatchingError):
        return {"problem": f"{expression[:80]!r} is not a regular expression: {answer}."}
    if isinstance(answer, Exception):
        return {
            "problem": f"{expression[:80]!r} was given up: it, or one before it, takes too long; repeat no repetition."
        }
    return {"count": len(answer), "tags": answer[:MOST_TAGS]}


@bp.post("/api/margins")
def bands() -> Response:
    """One band of a margin chart for each run: the fields value, lower and upper are tags, the others /api/scalars'."""
    value, lower, upper = map(web.required, ("value", "lower", "upper"))
    view = asked.view(asked.form_texts, AXES)
    replaced = asked.flag(asked.form_texts, "superseded")
    area = ColumnArea()
    series: list[dict[str, Any]] = []
    missing = []
    runs = list(dict.fromkeys(request.form.getlist("run")))
    asked.few(len(runs))
    for run in runs:
        center = _series(run, value)
        if center is None:
            missing.append(run)
            continue
        for header, columns in _draw(center, _series(run, lower), _series(run, upper), view, replaced):
            places = {name: area.add(column) for name, column in columns.items()}
            series.append({"run": run, **header, "columns": places})
    body = area.reply({"x": view.axis, "series": series, "missing": missing})
    return Response(body, mimetype="application/octet-stream")


def _draw(value: Series, lower: Series | None, upper: Series | None, view: View, replaced: bool) -> Iterator[Drawn]:
    """The run's band, and then, if asked for, the points that a restart has replaced."""
    yield margins.draw(value, lower, upper, view)
    if replaced and len(value.superseded.step):
        yield curves.draw_superseded(value, view)


def _series(run: str, tag: str) -> Series | None:
    with suppress(NotFound):
        return web.site().store.series(run, tag)
    return None
