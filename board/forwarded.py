"""What a proxy in front says of a request: from whom it is, and by which address it was asked for.

A proxy says so in X-Forwarded-For, -Proto, -Host and -Prefix. Anybody can, so only trusted peers are believed.
The header Host stays as it came: another site's page cannot choose that, and could choose what is forwarded once a browser
takes this server for its own.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SAID = ("FOR", "PROTO", "HOST", "PREFIX")


def networks(text: str) -> tuple[Network, ...]:
    """Those of a list with commas of addresses and networks. ValueError where one is neither."""
    return tuple(ipaddress.ip_network(word.strip()) for word in text.split(",") if word.strip())


class Forwarded:
    """A WSGI application behind proxies. Those on this machine, which may connect to a Unix socket too, are trusted."""

    def __init__(self, app: WSGIApplication, trusted: Sequence[Network] = ()) -> None:
        self._app = app
        self._trusted = trusted
        self._believing = ProxyFix(app, x_prefix=1)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not str(environ.get("SERVER_PORT", "")).isdigit():  # waitress gives the path of a Unix socket
            environ["SERVER_PORT"] = "80"
        peer = environ.get("REMOTE_ADDR", "")
        if self._is_trusted(peer) and environ.get("HTTP_X_FORWARDED_PREFIX", "/").startswith("/"):
            return self._believing(environ, start_response)
        for name in SAID:
            environ.pop(f"HTTP_X_FORWARDED_{name}", None)
        return self._app(environ, start_response)

    def _is_trusted(self, peer: Any) -> bool:
        if peer == "localhost":  # what waitress calls whoever comes by a Unix socket
            return True
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return address.is_loopback or any(address in network for network in self._trusted)
