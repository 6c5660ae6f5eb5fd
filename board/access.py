"""Who gets in: anyone on this machine over loopback; from elsewhere, whoever has the token; never another site's page.

A request is judged by its line and headers alone, so that it can be refused before its body is taken.
"""

from __future__ import annotations

import hmac
import ipaddress
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode

from flask import Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed

from board import web
from board.listening import hostname, is_loopback

OPEN = "/healthz"  # tells everyone that the server lives, and nothing else
METHODS = ("GET", "HEAD", "POST")
NO_TOKEN = "Open the address that board printed when it started: it carries the token."
OTHER_SITE = (
    "Only this server's own page may ask for this, and its address is another's; "
    "a proxy in between must pass on the header Host, or set X-Forwarded-Host and be trusted."
)

Environ = Mapping[str, Any]


@dataclass(frozen=True)
class Access:
    """`token` None: none is asked for. `hosts` are the names that a Host header may give besides loopback ones;
    None: any, as where a token keeps out what DNS rebinding would let in. With `addresses` it may also be an address
    of numbers or a name without a dot, which nobody else can have lead here. `frames` are the sources (scheme:, or
    scheme://host:port) whose pages may show this server's in a frame."""

    token: str | None = None
    hosts: frozenset[str] | None = frozenset()
    addresses: bool = False
    frames: tuple[str, ...] = ()

    def guard(self, app: Flask) -> None:
        """Has `app` refuse with 403 whatever this does not let in."""
        app.before_request(self._judge)

    def _judge(self) -> Response | None:
        if sentence := self.refusal(request.environ):
            web.refuse(sentence, 403)
        if request.method not in METHODS:
            raise MethodNotAllowed(web.methods())
        return self._without_token() if self.token and "token" in request.args and _asks_for_page() else None

    def refusal(self, environ: Environ) -> str | None:
        """Why the request of a WSGI environment is not let in, as one sentence; None where it is."""
        if environ.get("PATH_INFO") == OPEN and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return None
        if not self._known(hostname(environ.get("HTTP_HOST", ""))):
            return self._unknown()
        if not self._has_token(environ):
            return NO_TOKEN
        return None if self._own(environ) else OTHER_SITE

    def _known(self, name: str) -> bool:
        if self.hosts is None or is_loopback(name) or name in self.hosts:
            return True
        return self.addresses and bool(name) and ("." not in name.rstrip(".") or _is_address(name))

    def _unknown(self) -> str:
        if self.addresses:
            return (
                "Without a token this server answers only to addresses of numbers and to this machine's own names; "
                "open it by its IP address, or start board without --no_token."
            )
        return (
            "This server answers only to localhost and to the host it was started with; "
            "start board with --host to serve under another name, or with --token to serve under any."
        )

    def _has_token(self, environ: Environ) -> bool:
        if self.token is None:
            return True
        _, _, bearer = environ.get("HTTP_AUTHORIZATION", "").partition("Bearer ")
        given = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True).get("token", [])
        cookie = _cookie(environ.get("HTTP_COOKIE", ""), cookie_name(self.token))
        fits = [_same(text, self.token) for text in (*given[:1], bearer)]
        return any(fits) or _same(cookie, cookie_value(self.token))

    def _own(self, environ: Environ) -> bool:
        """Whether no other site's page made a browser send this. What a browser tells about that, pages cannot change."""
        site, origin = environ.get("HTTP_SEC_FETCH_SITE"), environ.get("HTTP_ORIGIN")
        reads = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        if site is not None:
            return site == "same-origin" or (reads and (site == "none" or self._navigates(environ)))
        if origin is None:
            return True  # a script, or a browser of old that reads
        # A proxy may say itself which name it was asked under; pages cannot.
        own = (environ.get("HTTP_HOST"), environ.get("HTTP_X_FORWARDED_HOST"))
        _, _, host = origin.partition("://")
        return host != "" and host in own

    def _navigates(self, environ: Environ) -> bool:
        """Whether somebody follows a link to here, or sees this in a frame where that is allowed."""
        where = ("document", "iframe", "frame") if self.frames else ("document",)
        return environ.get("HTTP_SEC_FETCH_MODE") == "navigate" and environ.get("HTTP_SEC_FETCH_DEST") in where

    def _without_token(self) -> Response:
        """Leads to the same page without the token in its address, which from then on a cookie carries.

        Lax, not Strict: a link in a message must lead in; Strict cookies are kept from pages that other sites lead to.
        In another site's frame browsers keep only cookies that are parted by that site.
        """
        token = str(self.token)
        framed = request.headers.get("Sec-Fetch-Site") == "cross-site" and bool(self.frames)
        rest = urlencode(
            [(name, text) for name, text in parse_qsl(request.query_string.decode(errors="replace")) if name != "token"]
        )
        place = "./" + quote(request.path.rpartition("/")[2])  # relative, for a proxy may have changed what is before
        response = Response(status=303, headers={"Location": place + (f"?{rest}" if rest else "")})
        attributes = "SameSite=None; Secure; Partitioned" if framed else "SameSite=Lax"
        secure = "; Secure" if request.is_secure and not framed else ""
        path = quote(request.script_root) or "/"
        response.headers["Set-Cookie"] = (
            f"{cookie_name(token)}={cookie_value(token)}; Path={path}; HttpOnly; {attributes}{secure}"
        )
        return response


def without_token(host: str | None, names: Iterable[str] = (), frames: tuple[str, ...] = ()) -> Access:
    """The access of a server that listens on `host` (None: loopback), is also known by `names`, and asks for no token."""
    everywhere = host in ("", "0.0.0.0", "::")
    own = {socket.gethostname(), socket.getfqdn()} if everywhere else {host} if host else set[str]()
    hosts = {name.lower() for name in (*own, *(f"{name}.local" for name in own if everywhere), *names)}
    return Access(None, frozenset(hosts), everywhere, frames)


def cookie_name(token: str) -> str:
    """Browsers do not keep the ports of a host apart, nor the prefixes of a proxy, so the name does."""
    return f"board_{_derived(token, 'name')[:12]}"


def cookie_value(token: str) -> str:
    """Not the token: a browser sends the cookie to whatever listens on another port of the same host."""
    return _derived(token, "value")


def _derived(token: str, what: str) -> str:
    return hmac.digest(token.encode(), f"board cookie {what}".encode(), "sha256").hex()


def _cookie(header: str, name: str) -> str:
    for pair in header.split(";"):
        key, _, value = pair.partition("=")
        if key.strip() == name:
            return value.strip()
    return ""


def _same(given: str, wanted: str) -> bool:
    """Compared in a time that tells nothing of where they differ."""
    return hmac.compare_digest(given.encode(errors="replace"), wanted.encode())


def _asks_for_page() -> bool:
    return request.method in ("GET", "HEAD") and (request.path == "/" or request.path.endswith(".html"))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
