"""What a writer says of a tag of any kind."""

from __future__ import annotations

from flask import Blueprint, Response

from board import markdown, web

bp = Blueprint("description", __name__)


@bp.get("/api/description")
def description() -> Response:
    """The description of a run's tag as HTML that can do no harm; empty if there is none."""
    described = web.site().store.description(web.required("run"), web.required("tag"))
    return web.json_response({"html": markdown.render(described.description)})
