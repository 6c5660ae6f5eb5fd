"""What every route needs: the site's data, fields of a request, JSON, errors of one shape, gzip."""

from __future__ import annotations

import gzip
import json
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as datafield
from typing import Any, BinaryIO, NoReturn, TypeVar, cast

from flask import Flask, Response, abort, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wsgi import FileWrapper

from board import headers
from board.hparams import HParams
from board.opened import Opened
from board.roots import Roots
from board.rounds import Rounds
from board.store import NotFound, Store, Unreadable
from board.traffic import Traffic

log = logging.getLogger("board")
T = TypeVar("T")

LARGEST_BODY = 16 << 20  # a form that names 100,000 runs fits
SMALLEST_GZIP = 1400  # what fits in one packet gains nothing
TEXTUAL = ("text/", "application/json", "application/javascript", "image/svg+xml")
SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take {method} requests.",
    413: f"The request is larger than the {LARGEST_BODY >> 20} MB that are accepted.",
    500: "The server failed on this request; its log tells why.",
}


@dataclass(frozen=True)
class Site:
    """What one server shows, and whether it may change what is in its logdirs, `roots`.

    `epoch` differs at every start, so a page can tell that versions began anew.
    """

    store: Store
    hparams: HParams
    roots: Roots
    title: str
    epoch: str
    editable: bool
    opened: Opened
    rounds: Rounds
    traffic: Traffic = datafield(default_factory=Traffic)


def site() -> Site:
    """The site of the app that answers the current request."""
    return cast(Site, current_app.extensions["board"])


def install(app: Flask) -> None:
    """Gives `app`, which knows its site, the error shape, the headers and the limits of every board server."""
    app.extensions["board"].traffic.watch(app)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_BODY)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(NotFound, lambda error: _error(404, str(error)))
    app.register_error_handler(Unreadable, lambda error: _error(422, str(error)))
    app.register_error_handler(Exception, _crash)
    app.after_request(_finish)


def refuse(sentence: str, status: int = 400) -> NoReturn:
    """Ends the request with `status` and one sentence that says what was wrong or what to do."""
    abort(status, sentence)


def field(name: str, default: T, parse: Callable[[str], T], expected: str) -> T:
    """The value of a query or form field; 400 naming `expected` where `parse` raises ValueError or it is repeated."""
    return parsed(name, request.values.getlist(name), default, parse, expected)


def parsed(name: str, texts: list[str], default: T, parse: Callable[[str], T], expected: str) -> T:
    """What `field` does, for texts from wherever the request has them."""
    if not texts:
        return default
    try:
        if len(texts) > 1:
            raise ValueError
        return parse(texts[0])
    except ValueError:
        refuse(f"The field {name} must be {expected}, not {', '.join(texts)[:80]!r}.")


def required(name: str) -> str:
    """The one value of a query or form field; 400 where there is none or more than one."""
    texts = request.values.getlist(name)
    if len(texts) != 1:
        refuse(f"The field {name} must be given exactly once; it was given {len(texts)} times.")
    return texts[0]


def number(text: str) -> float:
    """A number that is finite as a double; an int where it is whole, for steps are exact beyond 2**53."""
    if not math.isfinite(float(text)):
        raise ValueError(text)
    try:
        return int(text)
    except ValueError:
        return float(text)


def json_response(body: Any, status: int = 200) -> Response:
    """`body` as JSON. ValueError where it holds a NaN or infinity, which JSON cannot say."""
    text = json.dumps(body, separators=(",", ":"), allow_nan=False)
    return Response(text, status, mimetype="application/json")


def immutable(response: Response) -> Response:
    """The response, to be kept by the browser for ever: the address of a value, with the epoch, is that of no other."""
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def streamed(file: BinaryIO, size: int, mimetype: str) -> Response:
    """A reply of a file's `size` bytes, read as they are sent; the file is closed then."""
    response = Response(FileWrapper(file), mimetype=mimetype, direct_passthrough=True)
    response.content_length = size
    return response


def harmless(response: Response) -> Response:
    """The response, of bytes from a log: even where it is opened by itself, nothing in it runs or is fetched."""
    return headers.let(response, headers.SANDBOX)


def methods() -> list[str]:
    """What the address of the current request takes."""
    adapter = current_app.create_url_adapter(request)
    return sorted(set(adapter.allowed_methods() if adapter else ()) - {"OPTIONS"})


def accepts_gzip() -> bool:
    return bool(request.accept_encodings["gzip"])


def _error(status: int, sentence: str) -> Response:
    return json_response({"error": sentence}, status)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None or error.code is None:
        return cast(Response, error.get_response())
    given = error.description or ""
    own = given != type(error).description and error.code != 500
    sentence = given if own else SENTENCES.get(error.code, given).format(method=request.method)
    response = _error(error.code, sentence)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(set(allowed) - {"OPTIONS"}))
    return response


def _crash(error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _error(500, SENTENCES[500])


def _finish(response: Response) -> Response:
    if response.status_code == 304:
        return response
    if isinstance(request.routing_exception, RequestRedirect):
        # From a prefix to the prefix with a slash. Relative, for a proxy may have changed scheme, host and prefix.
        response.headers["Location"] = "./" + response.headers["Location"].rstrip("/").rsplit("/", 1)[-1] + "/"
    response.headers.setdefault("Cache-Control", "no-store")
    if (response.mimetype or "").startswith(TEXTUAL) and not response.direct_passthrough:
        compress(response)
    return response


def compress(response: Response) -> None:
    """Sends the body in gzip to whom that is welcome, where it is long enough to gain."""
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or not accepts_gzip():
        return
    body = response.get_data()
    if len(body) >= SMALLEST_GZIP:
        response.set_data(gzip.compress(body, compresslevel=1, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
