"""What a proxy says of a request is believed of those on this machine and of those that are named, of nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from board.forwarded import Forwarded, networks

SAID = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.5, 198.51.100.9",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "logs.example.org",
    "HTTP_X_FORWARDED_PREFIX": "/team",
}


def seen(peer: str, trusted: str = "", **changed: str) -> dict[str, Any]:
    """The environment that the application sees of a request by `peer`."""
    found: dict[str, Any] = {}

    def app(environ: dict[str, Any], _: Any) -> list[bytes]:
        found.update(environ)
        return []

    environ = {
        "REMOTE_ADDR": peer,
        "HTTP_HOST": "localhost:6006",
        "SERVER_PORT": "6006",
        "SCRIPT_NAME": "",
        "wsgi.url_scheme": "http",
        **SAID,
        **changed,
    }
    Forwarded(app, networks(trusted))(environ, lambda *_: lambda _: None)  # type: ignore[arg-type, return-value]
    return found


@pytest.mark.parametrize(
    ("peer", "trusted"),
    [
        ("127.0.0.1", ""),
        ("127.9.9.9", ""),
        ("::1", ""),
        ("localhost", ""),  # as waitress calls the peers of a Unix socket
        ("10.0.0.7", "10.0.0.7"),
        ("172.18.0.3", "10.0.0.7, 172.16.0.0/12"),
        ("fd00::3", "fd00::/64"),
    ],
)
def test_trusted_peers_are_believed(peer: str, trusted: str) -> None:
    found = seen(peer, trusted)
    assert (found["REMOTE_ADDR"], found["wsgi.url_scheme"], found["SCRIPT_NAME"]) == ("198.51.100.9", "https", "/team")
    assert found["HTTP_X_FORWARDED_HOST"] == "logs.example.org"
    assert found["HTTP_HOST"] == "localhost:6006", "what was asked for decides who gets in"


@pytest.mark.parametrize(
    ("peer", "trusted"),
    [("10.0.0.7", ""), ("10.0.0.8", "10.0.0.7"), ("172.32.0.1", "172.16.0.0/12"), ("fd00:1::3", "fd00::/64"), ("", "")],
)
def test_others_are_not(peer: str, trusted: str) -> None:
    found = seen(peer, trusted)
    assert (found["REMOTE_ADDR"], found["wsgi.url_scheme"], found["SCRIPT_NAME"]) == (peer, "http", "")
    assert not [name for name in found if name.startswith("HTTP_X_FORWARDED")]


def test_a_prefix_that_is_no_path_is_not_believed() -> None:
    assert seen("127.0.0.1", HTTP_X_FORWARDED_PREFIX="elsewhere; Domain=x")["SCRIPT_NAME"] == ""


def test_a_socket_has_no_path_for_a_port() -> None:
    assert seen("localhost", SERVER_PORT="/run/board.sock")["SERVER_PORT"] == "80"


def test_what_is_no_network_is_told() -> None:
    assert networks("") == ()
    with pytest.raises(ValueError, match="proxy"):
        networks("10.0.0.1,proxy")
