"""Listening sockets, and plain sentences on why there are none."""

from __future__ import annotations

import errno
import ipaddress
import os
import re
import socket
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from board import ending

LOOPBACK = ("127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")
FIRST_PORT = 6006
PORTS_TRIED = 100
FIRST_FREE = 1024  # ports below are root's
BACKLOG = 1024
# https://www.rfc-editor.org/rfc/rfc9110#name-host-and-authority
HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\s\[\]:/@?#]+))(?::\d*)?")
OWN = 0o600
PATIENCE = 1.0  # seconds
MISSING = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


class ServingError(Exception):
    """One plain sentence on why there is no server at the address asked for."""


class Address(NamedTuple):
    """What a socket is bound to, but for the port: an IP address and, where that is link-local, its interface's number."""

    text: str
    scope: int = 0


def listen(host: str | None, port: int | None, reuse: bool = False) -> list[socket.socket]:
    """Listening sockets on `host` (None: IPv4 and IPv6 loopback, "" or an unspecified address: every address) and `port`.

    Without a port it is 6006 or the next free one of a hundred; port 0 is any free one. With `reuse` a port is
    free that others listen on who let it be shared (SO_REUSEPORT, where the system has that).
    """
    if port is not None:
        sockets = _listen_if_free(host, port, reuse)
        if not sockets:
            raise ServingError(
                f"Port {port} is in use by another program; choose another with --port, or leave it out."
            )
        return sockets
    ports = range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    for port in ports:
        if sockets := _listen_if_free(host, port, reuse):
            return sockets
    raise ServingError(f"All ports from {ports[0]} to {ports[-1]} are in use; choose another with --port.")


def listen_at(path: Path) -> socket.socket:
    """A listening Unix socket that only its user may connect to; its file goes when a signal ends the process."""
    _clear(path)
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o777 & ~OWN)
    try:
        opened.bind(str(path))
        opened.listen(BACKLOG)
    except OSError as error:
        opened.close()
        reason = "its path is longer than the system takes" if error.errno is None else error.strerror
        raise ServingError(f"There cannot be a socket at {path}: {reason}.") from None
    finally:
        os.umask(before)
    own = path.lstat()
    ending.at_end(lambda: _remove(path, own))
    return opened


def _clear(path: Path) -> None:
    """Makes room for a socket: only one that nobody listens at any more is in nobody's way."""
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise ServingError(f"There is {path} already, which is no socket; choose another path with --socket.")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(PATIENCE)
            probe.connect(str(path))
    except ConnectionRefusedError:
        with suppress(OSError):
            path.unlink()
    except OSError:
        return
    else:
        raise ServingError(f"Another program listens at {path}; choose another path with --socket.")


def _remove(path: Path, own: os.stat_result) -> None:
    """Removes a socket, unless something else has come in its place."""
    if os.path.samestat(path.lstat(), own):
        path.unlink()


def _listen_if_free(host: str | None, port: int, reuse: bool) -> list[socket.socket]:
    """The sockets; none where the port is taken."""
    try:
        return _listen_all(host, port, reuse)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return []
        raise ServingError(_reason(error, host, port)) from None


def _listen_all(host: str | None, port: int, reuse: bool) -> list[socket.socket]:
    """Sockets of one port. A name may have addresses that this machine has not, as localhost has without IPv6."""
    sockets: list[socket.socket] = []
    absent: OSError | None = None
    try:
        for address in _addresses(host):
            try:
                sockets.append(_listen_on(address, sockets[0].getsockname()[1] if sockets else port, reuse))
            except OSError as error:
                if error.errno not in MISSING:
                    raise
                absent = error
        if absent and not sockets:
            raise absent
    except OSError:
        for each in sockets:
            each.close()
        raise
    return sockets


def _addresses(host: str | None) -> list[Address]:
    """The addresses behind a host; IPv4 and IPv6 of loopback and of everywhere."""
    if host is None or is_everywhere(host):
        return [Address(text) for text in (LOOPBACK if host is None else EVERYWHERE)]
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(Address(str(place[0]), *_scope(place)) for *_, place in found))


def _scope(place: tuple[Any, ...]) -> list[int]:
    return [place[3]] if len(place) == 4 else []


def _listen_on(address: Address, port: int, reuse: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.text else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if reuse and hasattr(socket, "SO_REUSEPORT"):
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((address.text, port, 0, address.scope) if family == socket.AF_INET6 else (address.text, port))
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


def _reason(error: OSError, host: str | None, port: int) -> str:
    if error.errno == errno.EACCES:
        return f"Port {port} needs rights this user does not have; choose one from {FIRST_FREE} up with --port."
    if host and is_link_local(host):
        names = ", ".join(name for _, name in socket.if_nameindex())
        return (
            f"The link-local address {host!r} is none of this machine without its interface, as in fe80::1%eth0; "
            f"there are {names}."
        )
    if isinstance(error, socket.gaierror):
        return f"The host {host!r} has no address here; give --host a name or an address of this machine."
    if error.errno in MISSING:
        return f"The host {host!r} is not an address of this machine; give --host one that is, or --bind_all."
    return f"The server cannot listen on {host or 'localhost'} port {port}: {error.strerror}."


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def hostname(host: str) -> str:
    """The name in a Host header, lower case, without port and brackets; empty where it is malformed."""
    found = HOST.fullmatch(host.lower())
    return (found[1] or found[2]) if found else ""


def is_everywhere(host: str) -> bool:
    """Whether it is every address of this machine."""
    try:
        return host == "" or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def is_link_local(host: str) -> bool:
    """Whether an address is one of IPv6 that means something on one interface only."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.version == 6 and address.is_link_local
