"""What a browser may do with a reply: the headers that all of them carry.

Policies are those of https://www.w3.org/TR/CSP3/. Whatever a reply is, it runs nothing, fetches nothing and stands in no
frame, unless it belongs to a page that this server brings along.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, request

from board.listening import hostname, is_loopback

BARE = "default-src 'none'; base-uri 'none'; form-action 'none'"
SANDBOX = f"{BARE}; sandbox"
FRAMES = "frame-ancestors "  # ends the policies of what may stand in a frame; who may show it is added
# Scripts, styles and data from this server; pictures and sounds also from what the page itself has made; forms to save.
PAGE = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    f"img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; frame-src 'self'; {FRAMES}"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # without any, the page's own forms would tell no origin
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
BY_ITSELF = {**ALWAYS, "Content-Security-Policy": f"{BARE}; {FRAMES}'none'", "Cache-Control": "no-store"}
# Browsers heed these, and complain in their console, where the connection is safe or stays on the machine.
TRUSTED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}


def install(app: Flask, frames: Sequence[str] = ()) -> None:
    """Gives every reply of `app` its headers; pages of the sources `frames` may show the server's pages in a frame."""
    ancestors = " ".join(("'self'", *frames))

    def protect(response: Response) -> Response:
        if response.status_code == 304:  # the browser keeps those of the reply that it has
            return response
        policy = response.headers.get("Content-Security-Policy", BARE)
        policy += ancestors if policy.endswith(FRAMES) else f"; {FRAMES}'none'"
        response.headers["Content-Security-Policy"] = policy
        response.headers.update(ALWAYS)
        if request.is_secure or is_loopback(hostname(request.environ.get("HTTP_HOST", ""))):
            response.headers.update(TRUSTED)
        return response

    app.after_request(protect)


def let(response: Response, policy: str) -> Response:
    """The response with this policy instead of BARE."""
    response.headers["Content-Security-Policy"] = policy
    return response
