"""From the command's flags and its surroundings to where it listens and who gets in."""

from __future__ import annotations

from pathlib import Path

import pytest

from board.listening import ServingError
from board.serving import Flags, _access, _at, _trusted
from board.surroundings import Surroundings

PLAIN = Surroundings()
HUB = Surroundings(proxy="/user/me/proxy/{{port}}/", jupyter=True, hub=True)
EDITOR = Surroundings(proxy="https://code.example.org/proxy/{{port}}/")


@pytest.fixture(autouse=True)
def _no_token_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOARD_TOKEN", raising=False)


def answers_to(flags: Flags, place: Surroundings, host: str) -> bool:
    access = _access(_at(flags, place), place, ())
    return access.refusal({"HTTP_HOST": host, "REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": ""}) is None


@pytest.mark.parametrize(
    ("flags", "place", "asked"),
    [
        (Flags(), PLAIN, False),
        (Flags(host="127.0.0.2"), PLAIN, False),
        (Flags(host="[::1]"), PLAIN, False),
        (Flags(socket="s"), PLAIN, False),
        (Flags(socket="s"), HUB, False),
        (Flags(bind_all=True), PLAIN, True),
        (Flags(host="0:0::0"), PLAIN, True),
        (Flags(host="fe80::1%eth0"), PLAIN, True),
        (Flags(), EDITOR, False),
        (Flags(), HUB, True),  # whose loopback others share
        (Flags(no_token=True), HUB, False),
        (Flags(bind_all=True, no_token=True), PLAIN, False),
    ],
)
def test_a_token_is_asked_for_where_others_are(flags: Flags, place: Surroundings, asked: bool) -> None:
    token = _at(flags, place).token
    assert (token is not None and len(token) >= 20) == asked


def test_names_that_a_proxy_passes_on_are_answered_to() -> None:
    assert not answers_to(Flags(), PLAIN, "logs.example.org")
    assert answers_to(Flags(public_url="https://Logs.example.org/b"), PLAIN, "logs.example.org:8443")
    assert answers_to(Flags(public_url="https://logs.example.org"), PLAIN, "localhost:6006")
    assert not answers_to(Flags(public_url="https://logs.example.org"), PLAIN, "evil.example.org")
    assert answers_to(Flags(), EDITOR, "code.example.org")
    assert not answers_to(Flags(socket="s"), EDITOR, "code.example.org"), "no editor passes a socket on"


def test_where_it_listens() -> None:
    at = _at(Flags(socket="~/s", public_url="https://example.org/b", path_prefix="/p/"), PLAIN)
    assert (at.path, at.public, at.prefix) == (Path.home() / "s", "https://example.org/b/", "/p")
    assert _at(Flags(host="::"), PLAIN).host == _at(Flags(bind_all=True), PLAIN).host == ""


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (Flags(socket="s", port=1), "either --socket or"),
        (Flags(socket="s", host="::1"), "either --socket or"),
        (Flags(socket="s", bind_all=True), "either --socket or"),
        (Flags(public_url="example.org/b"), "'example.org/b'"),
        (Flags(public_url="ftp://example.org"), "takes an address"),
        (Flags(public_url="https://"), "takes an address"),
        (Flags(public_url="https://[::1"), "takes an address"),
        (Flags(public_url="https://example.org/?a=1"), "takes an address"),
    ],
)
def test_mistakes_get_one_sentence(flags: Flags, words: str) -> None:
    with pytest.raises(ServingError, match=words) as told:
        _at(flags, PLAIN)
    assert str(told.value).count(". ") == 0


def test_trusted_proxies_are_addresses() -> None:
    assert [str(network) for network in _trusted("10.0.0.7, fd00::/64")] == ["10.0.0.7/32", "fd00::/64"]
    with pytest.raises(ServingError, match=r"10\.0\.0\.7,172\.16\.0\.0/12.*'proxy'"):
        _trusted("proxy")
