"""What stands between the network and the application: waitress' channels, which here refuse what board.access does before
they take a body, drop connections that stall, and answer in the shape and with the headers of every other reply.
"""

from __future__ import annotations

import copy
import errno
import json
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask
from waitress.utilities import Error, RequestEntityTooLarge

from board import headers, opened, web
from board.access import Access

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

OPENING = "/api/open"  # takes a file as its body
LARGEST_HEAD = 1 << 16
PERIOD = 30.0  # seconds in which what is under way must come on, and a request's headers must be complete
LEAST = 4096  # bytes by which it must
SPARE = 16  # connections that are kept free, by ending those that idle
SENTENCES = {
    400: "This is no request of HTTP that can be understood.",
    413: web.SENTENCES[413],
    431: f"The headers of the request are larger than the {LARGEST_HEAD >> 10} KB that are accepted.",
    500: web.SENTENCES[500],
    501: "The body of the request is encoded in a way that is not accepted.",
}


def limits() -> dict[str, int]:
    """What waitress' create_server is to be told."""
    return {
        "connection_limit": _most_connections(),
        "max_request_header_size": LARGEST_HEAD,
        "max_request_body_size": opened.LARGEST + 1,
        "channel_timeout": 120,  # seconds that a connection may idle
    }


def guard(server: Any, access: Access) -> None:
    """Has a server by waitress' create_server refuse what `access` does not let in, and drop what stalls."""
    parts = server.map.values() if hasattr(server, "map") else [server]  # one a socket where there are several
    for part in parts:
        if isinstance(part, BaseWSGIServer):
            part.channel_class = partial(Channel, access)
            part.accept = partial(_accept, part)


class Forbidden(Error):
    """Refused by its line and headers."""

    code = 403
    reason = "Forbidden"


class Parser(HTTPRequestParser):
    """Reads a request; its body only where it may have one, up to the size that its address takes."""

    def __init__(self, access: Access, adj: Any) -> None:
        super().__init__(adj)
        self._access = access

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.body_rcv is None:
            return
        most = opened.LARGEST if self.path.endswith(OPENING) else web.LARGEST_BODY
        if sentence := self._access.refusal(_environ(self)):
            self._refuse(Forbidden(sentence))
        elif self.content_length > most:
            self._refuse(RequestEntityTooLarge(""))
        else:  # which a body in chunks has to keep as it comes
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = most + 1

    def _refuse(self, error: Error) -> None:
        """Has the request be complete without its body, which nobody is to send."""
        self.error = error
        self.body_rcv = None
        self.content_length = 0
        self.expect_continue = False


class Refusal(ErrorTask):
    """Answers what never came to the application."""

    def execute(self) -> None:
        error = self.request.error
        sentence = error.body if isinstance(error, Forbidden) else SENTENCES.get(error.code, SENTENCES[400])
        body = json.dumps({"error": sentence}).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend({"Content-Type": "application/json", **headers.BY_ITSELF}.items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):
    """A connection, which ends where its client neither sends what it began nor takes what it asked for."""

    error_task_class = Refusal

    def __init__(self, access: Access, *arguments: Any, **named: Any) -> None:
        self.parser_class = partial(Parser, access)
        self._busy, self._since, self._moved = False, time.monotonic(), 0
        super().__init__(*arguments, **named)
        others = [one for one in self._map.values() if isinstance(one, Channel) and one is not self]
        _make_room(others, self.adj.connection_limit)

    def recv(self, buffer_size: int) -> bytes:
        data: bytes = super().recv(buffer_size)
        self._moved += len(data)
        return data

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent: int = super().send(data, do_close)
        self._moved += sent
        return sent

    def readable(self) -> bool:
        """Asked by the loop of all connections, once a second or more often."""
        if self._stalls(time.monotonic()):
            # At once: the loop does not come to write to a client that takes nothing.
            self.handle_close()
            return False
        return bool(super().readable())

    def _stalls(self, now: float) -> bool:
        begun = self.request is not None
        busy = begun or self.total_outbufs_len > 0
        if not (busy and self._busy):  # counted from the first look at which something was under way
            self._busy, self._since, self._moved = busy, now, 0
            return False
        if now - self._since < PERIOD:
            return False
        slow = self._moved < LEAST or (begun and not self.request.headers_finished)
        self._since, self._moved = now, 0
        return slow

    @property
    def idles(self) -> bool:
        """Whether it can be ended without a loss: no request has been received, and no answer is being sent."""
        unread = self.request is None or not self.request.headers_finished
        return unread and not self.requests and not self.total_outbufs_len


def _accept(server: BaseWSGIServer) -> Any:
    """A new connection; None if there is none now, or no descriptor for it: then there is one more the next time."""
    try:
        return BaseWSGIServer.accept(server)
    except OSError as error:
        if error.errno not in (errno.EMFILE, errno.ENFILE):
            raise
        channels = [one for one in server._map.values() if isinstance(one, Channel)]
        _make_room(channels, len(channels))
        time.sleep(0.01)  # else this is all that the server does, where none idles
        return None


def _make_room(channels: list[Channel], most: int) -> None:
    """Ends the connection that has idled longest where so many are open that soon none could be accepted."""
    idle = [one for one in channels if one.idles] if len(channels) > most - min(SPARE, 1 + most // 2) else []
    if idle:
        min(idle, key=lambda one: one.last_activity).handle_close()


def _most_connections() -> int:
    """Half of the descriptors that the process may open; the rest are for files, one by one."""
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0] if resource else 1024
    return min(max(soft // 2, 8), 2000) if soft > 0 else 2000


def _environ(parser: Parser) -> Mapping[str, str]:
    """As board.access knows it from WSGI."""
    fields = {f"HTTP_{name}": value for name, value in parser.headers.items()}
    return {**fields, "REQUEST_METHOD": parser.command, "PATH_INFO": parser.path, "QUERY_STRING": parser.query}
