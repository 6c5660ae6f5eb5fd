"""Custom scalars: the layouts that logs carry, and those made in the page as the message that a log would carry."""

from __future__ import annotations

from flask import Blueprint, Response

from board import asked, layouts, web
from board.layouts import LayoutError
from board.runtable import everything

bp = Blueprint("custom_scalars", __name__)


@bp.get("/api/layouts")
def found() -> Response:
    """Every run's layout, the oldest run's first."""
    store = web.site().store
    return web.json_response(
        {
            "layouts": [
                {
                    "run": layout.run,
                    "categories": layouts.as_json(layout.categories),
                    **({"problem": layout.problem} if layout.problem else {}),
                }
                for layout in layouts.of_runs(store, everything(store).runs)
            ]
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
