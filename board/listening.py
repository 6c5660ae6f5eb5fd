"""Listening sockets, and plain sentences on why there are none."""

from __future__ import annotations

import errno
import ipaddress
import re
import socket

LOOPBACK = ("127.0.0.1", "::1")
FIRST_PORT = 6006
PORTS_TRIED = 100
BACKLOG = 1024
# https://www.rfc-editor.org/rfc/rfc9110#name-host-and-authority
HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\s\[\]:/@?#]+))(?::\d*)?")


class ServingError(Exception):
    """One plain sentence on why there is no server at the address asked for."""


def listen(host: str | None, port: int | None, reuse: bool = False) -> list[socket.socket]:
    """Listening sockets on `host` (None: IPv4 and IPv6 loopback, "": every address) and `port`.

    Without a port it is 6006 or the next free one of a hundred; port 0 is any free one. With `reuse` a port is free that others
    listen on who let it be shared (SO_REUSEPORT, where the system has that).
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


def _listen_if_free(host: str | None, port: int, reuse: bool) -> list[socket.socket]:
    """The sockets; none where the port is taken."""
    try:
        return _listen_all(host, port, reuse)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return []
        raise ServingError(_reason(error, host, port)) from None


def _listen_all(host: str | None, port: int, reuse: bool) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        for address in _addresses(host):
            sockets.append(_listen_on(address, sockets[0].getsockname()[1] if sockets else port, reuse))
    except OSError:
        for each in sockets:
            each.close()
        raise
    return sockets


def _addresses(host: str | None) -> list[str]:
    """The addresses behind a host; those of loopback and of everywhere where this machine has them."""
    if host:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(address[0]) for *_, address in found))
    both = LOOPBACK if host is None else ("0.0.0.0", "::")
    return [address for address in both if ":" not in address or _has_ipv6(address)]


def _has_ipv6(address: str) -> bool:
    try:
        _listen_on(address, 0).close()
    except OSError:
        return False
    return True


def _listen_on(address: str, port: int, reuse: bool = False) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if reuse and hasattr(socket, "SO_REUSEPORT"):
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((address, port))
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


def _reason(error: OSError, host: str | None, port: int) -> str:
    if error.errno == errno.EACCES:
        return f"Port {port} needs rights this user does not have; choose one from 1024 up with --port."
    if isinstance(error, socket.gaierror):
        return f"The host {host!r} has no address here; give --host a name or an address of this machine."
    if error.errno == errno.EADDRNOTAVAIL:
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
