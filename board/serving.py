"""A server from start to end: where it listens, who gets in, how it ends."""

from __future__ import annotations

import json
import logging
import os
import re
import select
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from board import ending, loglines, tokens
from board.listening import ServingError, is_everywhere, is_loopback, listen, listen_at
from board.memory import memory
from board.opened import Opened
from board.roots import Roots
from board.surroundings import Surroundings, surroundings
from board.welcome import Listening, hosts, told, welcome

if TYPE_CHECKING:
    from flask import Flask

    from board.access import Access
    from board.forwarded import Network

THREADS = 8
SOURCE = re.compile(r"[a-z][a-z0-9+.-]*:(//(\*\.)?[\w.\[\]:-]+?(:(\d+|\*))?)?")
IN_MEMORY = 1 << 28  # replies are bytes already; waitress would put large ones into a file on the way


class Flags(NamedTuple):
    """The command's, by their names there. `host` None: loopback. `max_memory`: bytes, None for half of what there is."""

    host: str | None = None
    bind_all: bool = False
    port: int | None = None
    reuse_port: bool = False
    socket: str | None = None
    public_url: str = ""
    trusted_proxies: str = ""
    token: str | None = None
    token_file: str | None = None
    no_token: bool = False
    path_prefix: str = ""
    reload_interval: float = 1.0
    window_title: str = ""
    allow_edit: bool = False
    max_memory: int | None = None
    verbose: bool = False
    frame_ancestors: str = ""
    child: bool = False


def run(shown: Roots, flags: Flags, tab: str = "") -> None:
    """Serves logdirs, or with `tab` one file in that tab, until the process is told to end; ServingError where it cannot."""
    ending.install(terminated=0)
    loglines.say(flags.verbose)
    place, trusted, frames = surroundings(), _trusted(flags.trusted_proxies), _frames(flags.frame_ancestors)
    at = _at(flags, place)
    sockets = _sockets(at, flags)
    if at.path is None:
        at = at._replace(port=sockets[0].getsockname()[1])
    opened = Opened()
    ending.at_end(opened.close)
    memory.most = flags.max_memory or memory.most
    memory.watch()
    view = f"#tab={tab}&file={quote(opened.add(shown.first))}" if tab else ""
    if flags.child:
        ending.at_end_of_input()
        print(json.dumps(told(at, place)), flush=True)
    else:
        lines = welcome(str(shown), at, place, view)
        _say([next(lines)])
        threading.Thread(target=_say, args=[lines], name="board-welcome", daemon=True).start()
    for remark in tokens.remarks(at.token, flags.token is not None):
        print(remark, file=sys.stderr)
    if flags.no_token and at.host is not None and not is_loopback(at.host):
        deed = "read and hide, rename and trash" if flags.allow_edit else "read"
        print(f"Whoever can reach this address can {deed} these logs: --no_token asks for nothing.", file=sys.stderr)
    access = _access(at, place, frames)
    _serve(lambda: _app(shown, flags, access, opened, only=bool(tab)), access, sockets, at.prefix, trusted)


def _say(lines: Iterable[str]) -> None:
    """Prints the lines; of a path whose bytes are no text, those bytes are written as numbers."""
    for line in lines:
        print(line.encode(errors="backslashreplace").decode(), flush=True)


def _serve(
    app: Callable[[], Flask],
    access: Access,
    sockets: list[socket.socket],
    prefix: str,
    trusted: tuple[Network, ...] = (),
) -> None:
    # Imported now that the sockets listen: a browser that is quicker than these imports waits and is answered.
    from waitress import create_server

    from board import gate, staff
    from board.forwarded import Forwarded

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    server = create_server(
        Forwarded(app(), trusted),
        sockets=sockets,
        threads=THREADS,
        ident=None,
        url_prefix=prefix,
        outbuf_overflow=IN_MEMORY,
        clear_untrusted_proxy_headers=False,  # as Forwarded does, which also knows prefixes
        asyncore_use_poll=hasattr(select, "poll"),  # select() fails beyond 1,024 descriptors
        **gate.limits(),
    )
    gate.guard(server, access)
    staff.keep_answering(server.task_dispatcher, THREADS)
    server.run()


def _app(shown: Roots, flags: Flags, access: Access, opened: Opened, only: bool) -> Flask:
    """What shows logdirs, or `only` what is opened."""
    from board.app import create_app
    from board.listing import COMPILED
    from board.store import Store

    if not COMPILED:
        print("The compiled reader is missing, so reading is some hundred times slower.", file=sys.stderr)
    return create_app(
        shown,
        Store(complete=True) if only else None,
        title=flags.window_title,
        reload_interval=flags.reload_interval,
        access=access,
        allow_edit=flags.allow_edit,
        opened=opened,
    )


def _at(flags: Flags, place: Surroundings) -> Listening:
    """Where to listen, but for a port that is chosen when it is free."""
    if flags.socket is not None and (flags.host is not None or flags.bind_all or flags.port is not None):
        raise ServingError("Give either --socket or an address with --host, --bind_all and --port, not both.")
    path = Path(flags.socket).expanduser().absolute() if flags.socket is not None else None
    host = _host(flags)
    token, public = _token(flags, host, place), _public(flags.public_url)
    return Listening(host, flags.port or 0, _prefix(flags.path_prefix), token, path, public)


def _public(address: str) -> str:
    """The address that people are given, with a slash at its end; empty where it was not said."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ServingError(f"--public_url takes an address such as https://example.org/board/, not {address!r}.")
    return address.rstrip("/") + "/"


def _sockets(at: Listening, flags: Flags) -> list[socket.socket]:
    return [listen_at(at.path)] if at.path else listen(at.host, flags.port, flags.reuse_port)


def _trusted(text: str) -> tuple[Network, ...]:
    if not text:
        return ()
    from board.forwarded import networks

    try:
        return networks(text)
    except ValueError as error:
        raise ServingError(
            f"--trusted_proxies takes addresses and networks, as 10.0.0.7,172.16.0.0/12: {error}."
        ) from None


def _host(flags: Flags) -> str | None:
    if flags.bind_all and flags.host is not None:
        raise ServingError("Give either --host or --bind_all, not both.")
    if flags.bind_all or flags.host is None:
        return "" if flags.bind_all else None
    return "" if is_everywhere(flags.host) else flags.host.strip("[]")


def _token(flags: Flags, host: str | None, place: Surroundings) -> str | None:
    """The token to ask for; None: none, as over loopback, unless that is shared as in a JupyterHub."""
    if flags.no_token:
        if flags.token is not None or flags.token_file is not None:
            raise ServingError(
                f"Give either --token{'' if flags.token_file is None else '_file'} or --no_token, not both."
            )
        return None
    own = (host is None or is_loopback(host)) and (not place.hub or flags.socket is not None)
    return tokens.given(flags.token, flags.token_file, os.environ) or (None if own else tokens.made_up())


def _frames(text: str) -> tuple[str, ...]:
    """Sources of a content security policy, https://www.w3.org/TR/CSP3/#framework-directive-source-list."""
    sources = tuple(part.strip() for part in text.split(",") if part.strip())
    for source in sources:
        if not SOURCE.fullmatch(source):
            raise ServingError(f"--frame_ancestors takes origins, as http://localhost:8888, not {source[:80]!r}.")
    return sources


def _access(at: Listening, place: Surroundings, frames: tuple[str, ...]) -> Access:
    from board.access import Access, without_token

    if at.token is not None:
        return Access(at.token, None, frames=frames)
    access = without_token(at.host, frames=frames)
    return replace(access, hosts=(access.hosts or frozenset()) | hosts(at, place))


def _prefix(prefix: str) -> str:
    if prefix and not prefix.startswith("/"):
        raise ServingError(f"The path prefix must begin with /, as /{prefix} does.")
    return prefix.rstrip("/")
