"""Opened files: what the page sends to be shown."""

from __future__ import annotations

from flask import Blueprint, Response, request

from board import web
from board.opened import TooLarge

bp = Blueprint("opened", __name__)


@bp.post("/api/open")
def open_file() -> Response:
    """Keeps the body, a file, while the server runs; answers what it is called in the field `file` of other routes.

    It goes into a directory for temporary files, so it needs no leave to change the logdir.
    """
    size = request.content_length
    if size is None:
        web.refuse("The size of the file must be told in advance.", 411)
    try:
        # Not request.stream, which is held to what a form may have.
        name = web.site().opened.keep(web.required("name"), request.environ["wsgi.input"], size)
    except TooLarge as error:
        web.refuse(str(error), 413)
    return web.json_response({"file": name})
