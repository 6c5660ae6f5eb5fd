"""Which requests may change something: those of the server's own page, and of scripts, where the server was started so."""

from __future__ import annotations

from typing import Any

from flask import request

from board import asked, web

REFUSED = "This server changes nothing: start board with --allow-edit to keep names, notes, colours and views, or to trash runs."


def change() -> dict[str, Any]:
    """The JSON object of a request that may change something; ends any other with 403 or 415.

    Another site's page may make a browser send requests here. It cannot make them JSON unasked, and browsers tell where they
    come from; scripts, which need not, are let in by whoever let them reach the address.
    """
    if not web.site().editable:
        web.refuse(REFUSED, 403)
    from_own_page()
    if request.mimetype != "application/json":
        web.refuse("The request's body must be JSON, with the content type application/json.", 415)
    return asked.json_body()


def from_own_page() -> None:
    """Ends a request with 403 that another site's page made a browser send."""
    if not _own_page():
        web.refuse("Only the page of this server may change something.", 403)


def _own_page() -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site == "same-origin"
    if origin is None:
        return True
    # A proxy may say itself which name it was asked under; pages cannot.
    own = (request.headers.get("Host"), request.headers.get("X-Forwarded-Host"))
    _, _, host = origin.partition("://")
    return host != "" and host in own
