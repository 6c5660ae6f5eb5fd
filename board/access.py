"""Who gets in: anyone on this machine over loopback; from elsewhere, whoever has the token."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, request

from board import web
from board.listening import is_loopback

ALIVE = "health.healthz"  # whoever asks that is told nothing of the logs


@dataclass(frozen=True)
class Access:
    """`token` None: none is asked for. `hosts` are the names that a Host header may give besides loopback ones;
    None: any, as where a token keeps out what DNS rebinding would let in."""

    token: str | None = None
    hosts: frozenset[str] | None = frozenset()

    def guard(self, app: Flask) -> None:
        """Has `app` refuse with 403 whatever this does not let in."""
        app.before_request(self._check_host)
        if self.token is not None:
            app.before_request(self._check_token)
            app.after_request(self._remember)

    def _check_host(self) -> None:
        if request.endpoint == ALIVE:
            return
        if self.hosts is not None and not self._known(hostname(request.environ.get("HTTP_HOST", ""))):
            web.refuse(
                "This server answers only to localhost and to the host it was started with; "
                "start board with --host to serve under another name.",
                403,
            )

    def _known(self, name: str) -> bool:
        return is_loopback(name) or (self.hosts is not None and name in self.hosts)

    def _check_token(self) -> None:
        if request.endpoint == ALIVE:
            return
        _, _, bearer = request.headers.get("Authorization", "").partition("Bearer ")
        if not any(
            self._is_token(text) for text in (request.args.get("token"), request.cookies.get(_cookie()), bearer)
        ):
            web.refuse("Open the address that board printed when it started: it carries the token.", 403)

    def _remember(self, response: Response) -> Response:
        """A cookie replaces the token of the URL. Strict keeps other sites' pages from using it."""
        if self.token and self._is_token(request.args.get("token")):
            path = request.script_root or "/"
            response.set_cookie(_cookie(), self.token, httponly=True, samesite="Strict", path=path)
        return response

    def _is_token(self, text: str | None) -> bool:
        return bool(text and self.token) and hmac.compare_digest(str(text).encode(), str(self.token).encode())


def hostname(host: str) -> str:
    """The name in a Host header, lower case, without port and brackets; empty where it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _cookie() -> str:
    """Browsers do not keep ports apart, so the name does."""
    return f"board_{request.environ.get('SERVER_PORT', '')}"
