"""Answers that many viewers ask for at the same time, made once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from flask import Response, request

from board import web
from board.cache import Cache

CACHED = 8 << 20  # bytes: what a hundred pages ask for between two rounds of the loader


class Reply(NamedTuple):
    """The body of an answer, as it is sent, and what it is."""

    body: bytes
    mimetype: str
    encoding: str | None


# A thousand runs have as many versions, in the key.
_replies: Cache[Reply] = Cache(CACHED, lambda reply: len(reply.body) + 10_000, "answers")


def shared(make: Callable[[], Response]) -> Response:
    """What `make` answers to this request, or has answered to one like it since the runs in its fields last changed.

    Only the body, its type and its encoding may depend on the request.
    """
    site = web.site()
    body = hashlib.blake2b(request.get_data()).digest()  # before the fields, of which reading leaves no body
    runs = request.values.getlist("run")
    key = (site.epoch, request.path, request.query_string, body, web.accepts_gzip(), site.store.versions(runs))

    def made() -> Reply:
        response = make()
        return Reply(response.get_data(), response.mimetype or "", response.headers.get("Content-Encoding"))

    reply = _replies.get(key, made)
    response = Response(reply.body, mimetype=reply.mimetype)
    response.vary.add("Accept-Encoding")
    if reply.encoding:
        response.headers["Content-Encoding"] = reply.encoding
    return response
