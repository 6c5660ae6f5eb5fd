"""Custom scalars: the layout of all runs as one, and the series that its charts are made of."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, request

from board import layouts, web
from board.apart import TooSlow
from board.matching import MatchingError, matched
from board.runtable import everything
from board.store import NotFound
from board.tensorboard.scalars import plain, rows, scalars

bp = Blueprint("tensorboard_custom_scalars", __name__, url_prefix="/data/plugin/custom_scalars")

bp.get("/download_data")(scalars)


@bp.get("/layout")
def custom_scalars_layout() -> Response:
    """All runs' layouts as one, in the JSON form of a Layout message; an empty object if there is none."""
    store = web.site().store
    found = layouts.of_runs(store, sorted(everything(store).runs))
    categories = layouts.merge(layout.categories for layout in found)
    return web.json_response({"version": 0, "category": list(map(_category, categories))} if found else {})


@bp.get("/scalars")
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
    events = {tag: plain(rows(store.series(run, tag))) for tag in tags}
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
