"""Texts, each with its Markdown as HTML, every step of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request

from board import markdown, web
from board.answers import Gone, NotFound, Span, SpanSeries, Unreadable
from board.numbers import json_number
from board.values import texts

bp = Blueprint("tensorboard_text", __name__, url_prefix="/data/plugin/text")


@bp.get("/tags")
def tags() -> Response:
    """Run → its tags; every run is there."""
    store = web.site().store
    return web.json_response(
        {run: [tag for tag, kind in store.tags(run).items() if kind == "text"] for run in store.runs()}
    )


@bp.get("/text")
def text() -> Response:
    """The texts of a run's tag, none if there is no such tag; with markdown=false only cleaned."""
    run, tag = web.required("run"), web.required("tag")
    try:
        series = web.site().store.spans(run, tag)
    except NotFound:
        return web.json_response([])
    pieces = _pieces(series, request.args.get("markdown") != "false") if series.kind == "text" else iter(["[]"])
    return Response(map(str.encode, pieces), mimetype="application/json", direct_passthrough=True)


def _pieces(series: SpanSeries, is_markdown: bool) -> Iterator[str]:
    """The answer as it is made, for all of it may be more than fits."""
    for place in range(len(series)):
        span = series[place]
        event = {"wall_time": json_number(span.wall_time), "step": span.step, "text": _html(span, is_markdown)}
        yield ("," if place else "[") + json.dumps(event, allow_nan=False)
    yield "]" if len(series) else "[]"


def _html(span: Span, is_markdown: bool) -> str:
    """As TensorBoard has it: a text alone without a table, and of rank 2 at most, after what there is to say of it."""
    try:
        excerpt = texts.excerpt(span)
    except (Gone, Unreadable) as error:
        return markdown.render(str(error))
    made: Any = markdown.render if is_markdown else markdown.clean
    notes = "".join(markdown.render(f"**Note:** {note}") for note in excerpt.notes)
    cells = [[made(cell) for cell in row] for row in excerpt.rows]
    return notes + (cells[0][0] if excerpt.shape == () else markdown.table(cells))
