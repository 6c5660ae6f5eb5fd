"""Which requests may change what is in the logdir: those of JSON, where the server was started so."""

from __future__ import annotations

from typing import Any

from flask import request

from board import asked, web

REFUSED = "This server changes nothing: start board with --allow-edit to keep names, notes, colours and views, or to trash runs."


def change() -> dict[str, Any]:
    """The JSON object of a request that may change something; ends any other with 403 or 415.

    board.access has kept out other sites' pages before; those could not make a request JSON unasked either.
    """
    if not web.site().editable:
        web.refuse(REFUSED, 403)
    if request.mimetype != "application/json":
        web.refuse("The request's body must be JSON, with the content type application/json.", 415)
    return asked.json_body()
