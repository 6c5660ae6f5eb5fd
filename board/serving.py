"""A server from start to end: where it listens, who gets in, what it tells the person who started it."""

from __future__ import annotations

import getpass
import logging
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from board import tokens
from board.listening import ServingError, is_loopback, listen
from board.memory import memory
from board.opened import Opened
from board.roots import Roots

if TYPE_CHECKING:
    from flask import Flask

    from board.access import Access

THREADS = 8
IN_MEMORY = 1 << 28  # replies are bytes already; waitress would put large ones into a file on the way
EVERYWHERE = ("", "0.0.0.0", "::")


class Flags(NamedTuple):
    """The command's, by their names there. `host` None: loopback. `max_memory`: bytes, None for half of what there is."""

    host: str | None = None
    bind_all: bool = False
    port: int | None = None
    reuse_port: bool = False
    token: str | None = None
    token_file: str | None = None
    no_token: bool = False
    path_prefix: str = ""
    reload_interval: float = 1.0
    window_title: str = ""
    allow_edit: bool = False
    max_memory: int | None = None


def run(shown: Roots, flags: Flags, tab: str = "") -> None:
    """Serves logdirs, or with `tab` one file in that tab, until the process is told to end; ServingError where it cannot."""
    host, token, prefix = _host(flags), _token(flags), _prefix(flags.path_prefix)
    sockets = listen(host, flags.port, flags.reuse_port)
    port = sockets[0].getsockname()[1]
    opened = Opened()
    memory.most = flags.max_memory or memory.most
    memory.watch()
    signal.signal(signal.SIGINT, lambda *_: _end(130, opened))
    signal.signal(signal.SIGTERM, lambda *_: _end(0, opened))
    view = f"#tab={tab}&file={quote(opened.add(shown.first))}" if tab else ""
    print(_welcome(shown, host, lambda name: url(name, port, prefix, token) + view, port), flush=True)
    for remark in tokens.remarks(token, flags.token is not None):
        print(remark, file=sys.stderr)
    if flags.no_token and host is not None and not is_loopback(host):
        deed = "read and hide, rename and trash" if flags.allow_edit else "read"
        print(f"Whoever can reach this address can {deed} these logs: --no_token asks for nothing.", file=sys.stderr)
    _serve(lambda: _app(shown, flags, _access(host, token), opened, only=bool(tab)), sockets, prefix)


def _serve(app: Callable[[], Flask], sockets: list[socket.socket], prefix: str) -> None:
    # Imported now that the sockets listen: a browser that is quicker than these imports waits and is answered.
    from waitress import create_server

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    create_server(
        app(),
        sockets=sockets,
        threads=THREADS,
        ident=None,
        url_prefix=prefix,
        outbuf_overflow=IN_MEMORY,
        asyncore_use_poll=hasattr(select, "poll"),  # select() fails beyond 1,024 descriptors
    ).run()


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


def _end(status: int, opened: Opened) -> None:
    """Ends at once: reading leaves nothing half done, and whatever is edited is replaced as a whole."""
    opened.close()
    os._exit(status)


def _host(flags: Flags) -> str | None:
    if flags.bind_all and flags.host is not None:
        raise ServingError("Give either --host or --bind_all, not both.")
    return "" if flags.bind_all else flags.host


def _token(flags: Flags) -> str | None:
    """The token to ask for; None: none, as over loopback."""
    if flags.no_token:
        if flags.token is not None or flags.token_file is not None:
            raise ServingError(
                f"Give either --token{'' if flags.token_file is None else '_file'} or --no_token, not both."
            )
        return None
    token, host = tokens.given(flags.token, flags.token_file, os.environ), _host(flags)
    return token if token or host is None or is_loopback(host) else tokens.made_up()


def _access(host: str | None, token: str | None) -> Access:
    from board.access import Access, without_token

    return without_token(host) if token is None else Access(token, None)


def _prefix(prefix: str) -> str:
    if prefix and not prefix.startswith("/"):
        raise ServingError(f"The path prefix must begin with /, as /{prefix} does.")
    return prefix.rstrip("/")


def _welcome(shown: Roots, host: str | None, address: Callable[[str | None], str], port: int) -> str:
    lines = [f"board shows {shown} at {address(host)} (Ctrl-C ends it)"]
    if host is None or host in EVERYWHERE or is_loopback(host):
        lines.append(f"From another machine: {tunnel(port, os.environ)} and then open {address(None)} there")
    return "\n".join(lines)


def url(host: str | None, port: int, prefix: str, token: str | None) -> str:
    """The address to open in a browser."""
    name = "localhost" if host is None else socket.gethostname() if host in EVERYWHERE else host
    name = f"[{name}]" if ":" in name else name
    return f"http://{name}:{port}{prefix}/" + (f"?token={quote(token, safe='')}" if token else "")


def tunnel(port: int, environ: Mapping[str, str]) -> str:
    """The command that brings `port` of this machine to a laptop. SSH_CONNECTION ends with the server's address."""
    connection = environ.get("SSH_CONNECTION", "").split()
    host = connection[2] if len(connection) == 4 else _own_name()
    gate = f" -p {connection[3]}" if len(connection) == 4 and connection[3] != "22" else ""
    return f"ssh -L {port}:localhost:{port}{gate} {_user()}@{host}"


def _own_name() -> str:
    """The full name, unless this machine calls itself localhost as many containers do."""
    name = socket.getfqdn()
    return socket.gethostname() if name.startswith("localhost") else name


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user often has no name
        return str(os.getuid()) if hasattr(os, "getuid") else "user"
