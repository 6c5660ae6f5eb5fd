"""What is printed at the start: the address to open here, and how a browser elsewhere gets to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from board.listening import FIRST_FREE, FIRST_PORT, is_everywhere, is_link_local, is_loopback
from board.surroundings import DOCKER, KUBERNETES, Surroundings, own_address, own_name, user


class Listening(NamedTuple):
    """Where a server listens, and what comes after host and port in its address.

    `host` None: loopback. `path`: of a Unix socket, in place of host and port. `public`: the address by which a proxy
    gives it to people, as they said.
    """

    host: str | None = None
    port: int = FIRST_PORT
    prefix: str = ""
    token: str | None = None
    path: Path | None = None
    public: str = ""


def welcome(shown: str, at: Listening, place: Surroundings, view: str = "") -> Iterator[str]:
    """The lines that say what is shown and where; `view` is what follows in the address to show a part of it.

    Those after the first may take long to come, where this machine's name has to be asked for over the network.
    """
    where = f"the socket {at.path}" if at.path and not at.public else address(at, place) + view
    yield f"board shows {shown} at {where} (Ctrl-C ends it)"
    yield from _ways(at, place, view)


def told(at: Listening, place: Surroundings) -> dict[str, str | int]:
    """What board.served is told: the address to open, the port, the path with the token on any host by which a browser gets
    to that port, and the whole address where it only gets there through a hub or an editor."""
    proxied = _proxied(at, place) if place.behind or place.hub else ""
    path = f"{at.prefix}/{_query(at.token)}"
    return {"url": address(at, place), "port": at.port, "path": path, "proxied": proxied}


def address(at: Listening, place: Surroundings) -> str:
    """The address to open in a browser."""
    if at.public:
        return at.public + _query(at.token)
    return _proxied(at, place) if place.behind and _is_here(at) else url(_name(at, place), at.port, at.prefix, at.token)


def url(name: str, port: int, prefix: str, token: str | None) -> str:
    """The address of a name or an IP address; an interface in it is written as RFC 6874 has it."""
    name = f"[{name.replace('%', '%25')}]" if ":" in name else name
    return f"http://{name}:{port}{prefix}/" + _query(token)


def hosts(at: Listening, place: Surroundings) -> frozenset[str]:
    """The names under which browsers ask for this server, besides those of loopback."""
    proxied = place.proxied(at.port) if at.path is None else ""
    named = [urlsplit(text).hostname for text in (at.public, proxied)]
    return frozenset(name.lower() for name in (at.host, *named) if name)


def _name(at: Listening, place: Surroundings) -> str:
    if at.host is None:
        return "localhost"
    if not is_everywhere(at.host):
        return at.host
    if place.container:
        return "localhost"  # a container's own name and address mean nothing outside of it
    return place.login.rpartition("@")[2] if place.login and " -J " not in f" {place.login}" else own_address()


def _query(token: str | None) -> str:
    return f"?token={quote(token, safe='')}" if token else ""


def _proxied(at: Listening, place: Surroundings) -> str:
    return place.proxied(at.port) + (f"{at.prefix[1:]}/" if at.prefix else "") + _query(at.token)


def _ways(at: Listening, place: Surroundings, view: str) -> list[str]:
    """Lines on how to get there from elsewhere."""
    if at.public:
        return []
    if at.path:
        return [_tunnel(f"{at.path}", FIRST_PORT, at, place, view)]
    if _is_here(at):
        return _ways_to_here(at, place, view)
    if at.host and is_link_local(at.host):
        return [
            "Browsers take no address with an interface.",
            _tunnel(f"[{at.host}]:{at.port}", at.port, at, place, view),
        ]
    if place.container:
        return [_docker(at) if place.container == DOCKER else _kubernetes(at, place, view)]
    return []


def _ways_to_here(at: Listening, place: Surroundings, view: str) -> list[str]:
    """Those to loopback."""
    if place.proxy:
        if place.behind:
            needs = "This takes jupyter-server-proxy in the notebook server. " if place.jupyter else ""
            return [f"{needs}On this machine itself: {url('localhost', at.port, at.prefix, at.token)}{view}"]
        which = "the hub's address, then " if place.proxy.startswith("/") else ""
        return [f"From another machine, by jupyter-server-proxy: {which}{_proxied(at, place)}{view}"]
    if place.forwards:
        return ["VS Code forwards the port: open this address, or look into its list of ports."]
    if place.container == KUBERNETES:
        return [_kubernetes(at, place, view)]
    if place.container == DOCKER and not place.login:
        return [_docker(at)]
    if place.windows:
        return ["The browser of Windows opens the same address."]
    return [_tunnel(f"localhost:{at.port}", at.port, at, place, view)]


def _docker(at: Listening) -> str:
    flag = f"-p {at.port}:{at.port}"
    if _is_here(at):
        return (
            "This is a container, and nothing outside of it reaches its localhost: "
            f"start board with --host 0.0.0.0 and the container with {flag}."
        )
    return (
        f"This is a container: where it was started with {flag}, the address holds on the machine that runs it, "
        "and elsewhere with the name of that machine."
    )


def _kubernetes(at: Listening, place: Surroundings, view: str) -> str:
    local = _local(at.port)
    return (
        f"From your machine: kubectl port-forward {place.pod} {local}:{at.port} and then open {_there(local, at, view)}"
    )


def _tunnel(target: str, port: int, at: Listening, place: Surroundings, view: str) -> str:
    """A line with the command that brings `target`, as this machine knows it, to a laptop."""
    local = _local(port)
    login = place.login or f"{user()}@{own_name()}"
    return f"From another machine: ssh -L {local}:{target} {login} and then open {_there(local, at, view)} there"


def _there(local: int, at: Listening, view: str) -> str:
    return url("localhost", local, at.prefix, at.token) + view


def _local(port: int) -> int:
    """A port that every user may take."""
    return port if port >= FIRST_FREE else FIRST_PORT


def _is_here(at: Listening) -> bool:
    return at.host is None or is_loopback(at.host)
