"""The built page: static files, compressed when the page was built."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from flask import Blueprint, Response, redirect, request
from flask.helpers import send_file
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as AnyResponse

from board import web

bp = Blueprint("page", __name__)

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
NOT_BUILT = "The page is not built yet; `make build` in the source tree builds it into board/static."


@bp.get("/")
def index() -> AnyResponse:
    """The page itself. Its URLs are relative, so a path prefix must end in a slash."""
    if not request.environ.get("PATH_INFO", "/"):
        return redirect(request.script_root.rsplit("/", 1)[-1] + "/")
    if not (STATIC / "index.html").is_file():
        web.refuse(NOT_BUILT, 503)
    return static("index.html")


@bp.get("/<path:name>")
def static(name: str) -> Response:
    """A file of the page. Those under assets/ carry a hash of their content in their name and never change."""
    found = safe_join(str(STATIC), name)
    if found is None or not Path(found).is_file() or name.endswith(".gz"):
        web.refuse("There is nothing at this address.", 404)
    compressed = Path(found + ".gz").is_file()
    packed = compressed and web.accepts_gzip()
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = send_file(found + ".gz" if packed else found, mimetype=mimetype, conditional=True)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if compressed:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOREVER if name.startswith("assets/") else "no-cache"
    return response
