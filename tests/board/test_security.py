"""What a scanner looks for in every reply of every route, by the numbers of ZAP's passive rules
(https://www.zaproxy.org/docs/alerts/), with a logdir whose names and texts attack.

Rules that are about other software (Viewstate, ASP, WSDL, JSF, Java, Heartbleed) or other protocols (HSTS 10035 and mixed
content 10040 to 10042: a proxy that speaks TLS) have no test.
"""

from __future__ import annotations

import json
import logging
import re
import socket
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from board import page, web
from board.access import Access, cookie_name
from board.app import create_app
from tests.board.conftest import loaded
from tests.board.everyroute import Asked, paths, rules, well
from tests.hostile import EVIL, HOST, write

TOKEN = "the-token-of-this-server"
EDITS = {"house.change", "house.move_to_trash"}  # refused with 403 where nothing may be changed
PAGES = re.compile(r"/|/perfetto\.html|/icon\.svg|/perfetto/.*")
KNOWN_TYPES = {
    "application/json", "application/octet-stream", "application/zip", "audio/wav", "image/gif", "image/png", "image/svg+xml",
    "text/csv", "text/html", "text/javascript", "text/plain", "text/x-protobuf",
}  # fmt: skip


class Answer(NamedTuple):
    asked: Asked
    endpoint: str
    reply: TestResponse


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir: Path = tmp_path_factory.mktemp("hostile")
    return write(logdir)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module", autouse=True)
def _page_is_built() -> None:
    if not (page.STATIC / "perfetto.html").is_file():
        pytest.fail("The page is not built: there is no board/static/perfetto.html. `make test` builds it.")


@pytest.fixture(scope="module")
def app(logdir: Path) -> Flask:
    return create_app(logdir, loaded(logdir))


@pytest.fixture(scope="module")
def answers(app: Flask) -> list[Answer]:
    """Of every route: what it says when asked well, and when asked for nothing; and of addresses that are no route's."""
    client = app.test_client()
    asked = [(endpoint, one) for endpoint, several in well(client).items() for one in several]
    asked += [("", Asked(method, path, {}, json={} if method == "POST" else None)) for method, path in paths(app)]
    asked += [("", Asked(method, f"/{EVIL}/none", {EVIL: EVIL})) for method in ("GET", "POST", "OPTIONS", "PUT")]
    asked += [
        ("", Asked("GET", path, {})) for path in ("/assets/", "/assets", "/perfetto/", "/perfetto", "/api/", "/..")
    ]
    return [Answer(one, endpoint, one.send(client)) for endpoint, one in asked]


def of_page(one: Answer) -> bool:
    """Whether it is a file of the page, or of Perfetto's."""
    return one.reply.status_code == 200 and bool(PAGES.fullmatch(one.asked.path))


def test_no_route_is_forgotten(app: Flask, answers: list[Answer]) -> None:
    """A route that is not in everyroute.well is to be put there, with a request that it answers well."""
    well_answered = {one.endpoint for one in answers if one.endpoint and one.reply.status_code == 200}
    wrong = [(one.asked, one.reply.status_code, one.reply.text[:300]) for one in answers
             if one.endpoint and one.reply.status_code != 200]  # fmt: skip
    assert wrong == []
    assert {rule.endpoint for rule in rules(app)} - well_answered == EDITS


# Headers: 10019, 10020, 10021, 10036 to 10039, 10038, 10052, 10055, 10056, 10061, 10063, 10098, 90004.


def test_every_reply_has_the_headers_that_keep_browsers_in_bounds(answers: list[Answer]) -> None:
    for one in answers:
        headers = one.reply.headers
        assert headers["X-Content-Type-Options"] == "nosniff", one.asked
        assert headers["Referrer-Policy"] == "same-origin", one.asked
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", one.asked
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", one.asked
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp", one.asked
        assert "camera=()" in headers["Permissions-Policy"], one.asked
        assert one.reply.mimetype in KNOWN_TYPES, one.asked
        assert len(headers.getlist("Content-Security-Policy")) == 1


def directives(one: Answer) -> dict[str, list[str]]:
    parts = [part.split() for part in one.reply.headers["Content-Security-Policy"].split(";")]
    found = {name: sources for name, *sources in parts}
    assert len(found) == len(parts), "a directive that comes twice counts once"
    return found


def test_policies_let_nothing_run_and_nothing_be_fetched_from_elsewhere(answers: list[Answer]) -> None:
    for one in answers:
        found = directives(one)
        assert found["default-src"] == ["'none'"]
        assert found["base-uri"] == ["'none'"]
        assert found["form-action"] == ["'self'" if of_page(one) and "perfetto/" not in one.asked.path else "'none'"]
        assert found["frame-ancestors"] == (["'self'"] if of_page(one) else ["'none'"]), one.asked
        sources = {source for several in found.values() for source in several}
        assert not any("*" in source or "//" in source or source in ("http:", "https:") for source in sources)
        assert not {"'unsafe-inline'", "'unsafe-eval'"} & set(found.get("script-src", []))
        if not of_page(one):
            assert set(found) <= {"default-src", "base-uri", "form-action", "frame-ancestors", "sandbox"}, one.asked
        if one.asked.path in ("/", "/perfetto.html"):
            assert found["script-src"] == found["style-src"] == found["connect-src"] == ["'self'"]


def test_no_reply_tells_what_it_is_made_with_nor_lets_other_sites_read_it(answers: list[Answer]) -> None:
    told = ("Server", "X-Powered-By", "Via", "X-Backend-Server", "X-ChromeLogger-Data", "X-Debug-Token", "Location")
    for one in answers:
        assert not any(name in one.reply.headers for name in told), one.asked
        assert not any(name.lower().startswith("access-control-") for name, _ in one.reply.headers), one.asked
        assert not re.search(r"[Ww]erkzeug|[Ww]aitress|Flask|Traceback|site-packages", errors_of(one)), one.asked


def errors_of(one: Answer) -> str:
    return one.reply.text if one.reply.status_code >= 400 else ""


# Caches: 10015, 10049, 10050.


def test_what_is_of_the_logs_is_kept_by_nobody_but_the_browser(answers: list[Answer]) -> None:
    for one in answers:
        kept = one.reply.headers["Cache-Control"]
        if of_page(one):
            assert kept == "no-cache", one.asked
        else:
            assert kept == "no-store" or (kept.startswith("private, ") and one.reply.status_code == 200), one.asked


# Types and text: 10023, 10030, 10031, 10033, 10043, 10099, 90011, 90022; 2, 10062.


def test_nothing_of_a_log_comes_as_a_page_or_a_script(answers: list[Answer]) -> None:
    for one in answers:
        if not of_page(one):
            assert one.reply.mimetype not in ("text/html", "text/javascript", "text/xml", "image/svg+xml"), one.asked
        if one.reply.mimetype.startswith("text/"):
            assert one.reply.mimetype_params["charset"].lower() == "utf-8"


def test_every_error_is_a_sentence_that_gives_nothing_away(answers: list[Answer], logdir: Path) -> None:
    for one in answers:
        if one.reply.status_code >= 400:
            assert one.reply.status_code < 500 or one.asked.path == "/perfetto.html", one.asked
            assert list(one.reply.json) == ["error"], one.asked
            assert str(logdir) not in one.reply.text, one.asked


def test_no_directory_is_listed(app: Flask) -> None:
    client = app.test_client()
    for path in (
        "assets",
        "assets/",
        "perfetto",
        "perfetto/",
        "api",
        "api/",
        "data/",
        ".",
        "..",
        "../",
        "%2e%2e/",
        "//",
        ".",
    ):
        for of in ("", "/perfetto"):
            reply = client.get("/", environ_overrides={"PATH_INFO": f"{of}/{path}"})
            assert reply.status_code in (200, 404), path
            if reply.status_code == 200:
                assert b"Index of" not in reply.data
                assert (of, path) == ("", ".") or reply.mimetype == "text/html"


@pytest.mark.parametrize(
    "path", ["//https:evil.example", "//evil.example/x", "/\\evil.example", "/a//b", "//", "/x/.."]
)
def test_no_address_leads_to_another_host(app: Flask, path: str) -> None:
    reply = app.test_client().get("/", environ_overrides={"PATH_INFO": path})
    assert reply.status_code in (200, 404) or re.fullmatch(r"\./[^/\\]*/?", reply.headers["Location"])


# Pages: 10003, 10017, 10027, 10108, 10110, 10115, 10202, 90003.


class Links(HTMLParser):
    """What a page fetches, runs and sends."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.comments: list[str] = []
        self.inline = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.add(tag)
        self.fetched += [str(named[name]) for name in ("src", "href") if name in named]
        self.handlers += [name for name in named if name.startswith("on") or name == "style"]
        self.inline += tag == "style" or (tag == "script" and "src" not in named)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def test_the_pages_fetch_only_from_here_and_hold_no_script_style_form_or_comment(app: Flask) -> None:
    for path in ("/", "/perfetto.html"):
        found = Links(app.test_client().get(path).text)
        assert found.fetched
        assert all(source.startswith("./") for source in found.fetched)
        assert not found.tags & {"form", "base", "iframe", "object", "embed"}
        assert not found.handlers and not found.comments and not found.inline


# The token: 3, 10010, 10011, 10024, 10025, 10028, 10029, 10054, 10105, 10111, 10112, 90033.


@pytest.fixture(scope="module")
def guarded(logdir: Path) -> Flask:
    return create_app(logdir, loaded(logdir), access=Access(TOKEN, None))


def test_without_the_token_every_route_is_refused_but_the_one_that_tells_nothing(guarded: Flask) -> None:
    refused = 0
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp4"}):
        client = guarded.test_client()
        client.set_cookie(cookie_name(TOKEN), TOKEN)
        for method, path in [*paths(guarded), ("GET", "/none"), ("GET", "/assets/main.js")]:
            reply = client.open(path, method=method, headers=headers)
            if path == "/healthz":
                assert (reply.status_code, reply.text) == (200, "ok\n")
                continue
            refused += 1
            assert reply.status_code == 403, path
            assert list(reply.json) == ["error"] and "Set-Cookie" not in reply.headers
            assert TOKEN not in reply.text and reply.headers["Cache-Control"] == "no-store"
    assert refused > 250


def test_with_the_token_nothing_tells_it(guarded: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = guarded.test_client()
    with caplog.at_level(logging.DEBUG):
        first = client.get(f"/?token={TOKEN}")
        assert first.status_code == 303
        for one in (asked for several in well(client).values() for asked in several):
            reply = one.send(client)
            assert reply.status_code == 200, one
            assert TOKEN not in str(reply.headers) and TOKEN.encode() not in reply.data
            assert "Set-Cookie" not in reply.headers
    assert TOKEN not in caplog.text
    (cookie,) = first.headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie and TOKEN not in cookie


# Changes: 10202, 90005.


def stands(directory: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in directory.rglob("*")}


def test_no_route_changes_the_logdir_unless_that_is_allowed(app: Flask, logdir: Path) -> None:
    client, before = app.test_client(), stands(logdir)
    for several in well(client).values():
        for one in several:
            one.send(client)
    changes = [("/api/house", {"views": {"x": "#"}}), ("/api/trash", {"run": EVIL, "even_if_fresh": True})]
    for path, change in changes:
        assert client.post(path, json=change).status_code == 403
    assert stands(logdir) == before


def test_another_site_is_refused_by_every_route(app: Flask) -> None:
    client = app.test_client()
    attacks: list[dict[str, str]] = [
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Origin": "http://localhost:9"},
        {"Origin": f"http://{HOST}"},
        {"Host": HOST},
        {"Host": HOST, "Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"},
    ]
    asked = [one for several in well(client).values() for one in several if one.path != "/healthz"]
    for one in [*asked, *(Asked(method, path, {}) for method, path in paths(app) if path != "/healthz")]:
        for headers in attacks:
            assert client.open(one.path, method=one.method, json=one.json, headers=headers).status_code == 403, one


def test_a_route_that_changes_something_takes_only_json(logdir: Path) -> None:
    client = create_app(logdir, loaded(logdir), allow_edit=True).test_client()
    body = json.dumps({"views": {"x": "#tab=text"}})
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        assert client.post("/api/house", data=body, content_type=kind).status_code == 415
    assert client.get("/api/house?views=x").json["editable"] is True


def test_a_field_that_comes_twice_or_is_huge_is_refused(app: Flask) -> None:  # 10026
    client = app.test_client()
    for path in ("/api/description?run=a&run=b&tag=x", "/api/tensors/value?run=a&tag=b&tag=c&at=0-0"):
        assert client.get(path).status_code == 400
    assert client.post("/api/steps", data={"tag": "x" * (web.LARGEST_BODY + 1)}).status_code == 413


def test_the_server_listens_on_loopback_where_nothing_else_is_said() -> None:
    from board.listening import listen

    sockets = listen(None, 0)
    try:
        assert {one.getsockname()[0] for one in sockets} <= {"127.0.0.1", "::1"}
        assert all(one.family in (socket.AF_INET, socket.AF_INET6) for one in sockets)
    finally:
        for one in sockets:
            one.close()
