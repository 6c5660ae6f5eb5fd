"""The built page: static files, compressed when the page was built."""

from __future__ import annotations

import mimetypes
from os.path import isfile
from pathlib import Path
from typing import NoReturn

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.security import safe_join

from board import headers, web

bp = Blueprint("page", __name__)

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
NOT_BUILT = "The page is not built yet; `make build` in the source tree builds it into board/static."


@bp.get("/")
def index() -> Response:
    """The page itself."""
    if not (STATIC / "index.html").is_file():
        web.refuse(NOT_BUILT, 503)
    return static("index.html")


@bp.get("/<path:name>")
def static(name: str) -> Response:
    """A file of the page. Those under assets/ carry a hash of their content in their name and never change."""
    found = safe_join(str(STATIC), name)
    if found is None or not isfile(found) or name.endswith(".gz"):
        _refuse()
    compressed = isfile(found + ".gz")
    packed = compressed and web.accepts_gzip()
    file = Path(found + ".gz" if packed else found)
    response = Response(file.read_bytes(), mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response.set_etag(f"{file.stat().st_mtime_ns:x}{'-gzip' if packed else ''}")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if compressed:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOREVER if name.startswith("assets/") else "no-cache"
    headers.let(response, headers.PAGE)
    response.make_conditional(request)
    return response


def _refuse() -> NoReturn:
    """404; 405 where this route, which takes any path, was reached only because another takes no GET."""
    others = [method for method in web.methods() if method not in ("GET", "HEAD")]
    raise MethodNotAllowed(others) if others else NotFound
