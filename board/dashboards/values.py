"""The values of runs at a step or over a range, each of every point there, for the table below a chart."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, request

from board import asked, curves, web
from board.numbers import json_number
from board.store import NotFound

bp = Blueprint("values", __name__)

AXES = ("step", "relative", "wall")


@bp.route("/api/values", methods=["GET", "POST"])
def values() -> Response:
    """What each of the runs has of each of the tags; the fields are those of /api/scalars.

    Without from and to that is over all of a series; where both are the same, at that place: the last point up to it. A
    run that has nothing there, or not the tag, is left out. NaN and infinities are texts.
    """
    tags, runs = (list(dict.fromkeys(request.values.getlist(name))) for name in ("tag", "run"))
    view = asked.view(asked.form_texts, AXES)
    asked.few(len(tags) * len(runs))
    found: list[dict[str, Any]] = []
    for tag in tags:
        for run in runs:
            with suppress(NotFound):
                told = curves.told(web.site().store.series(run, tag), view)
                if told is not None:
                    numbers = {name: None if number is None else json_number(number) for name, number in told.items()}
                    found.append({"run": run, "tag": tag, **numbers})
    return web.json_response({"x": view.axis, "series": found})
