"""Who gets in: which names are answered, the token, and other sites' pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from board import page
from board.access import Access, cookie_name, cookie_value, without_token

from .conftest import Write

Serve = Callable[..., FlaskClient]
POINT = [("loss", 1.0, 0, 1.0)]
REFUSALS = ["/", "/api/runs", "/data/runs", "/nothing", "/assets/main.js", "/perfetto.html", "/metrics"]


@pytest.fixture
def client(write: Write, serve: Serve) -> FlaskClient:
    return serve(write(POINT))


@pytest.fixture
def guarded(write: Write, serve: Serve) -> FlaskClient:
    return serve(write(POINT), access=Access("right", None))


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page as the build leaves it."""
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    for name in ("index.html", "perfetto.html", "assets/main.js"):
        (static / name).write_text("<!doctype html>")
    monkeypatch.setattr(page, "STATIC", static)
    return static


# Names.


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:6006", "127.0.0.1:6006", "[::1]:6006", "LOCALHOST", "a.localhost:1"]
)
def test_loopback_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/api/runs", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "10.0.0.1",
        "127.0.0.1.evil.example",
        "[::1",
        "gpu1",
        "[::1]evil",
        "a@localhost",
        "localhost:x",
        "",
    ],
)
def test_names_that_may_lead_here_by_a_trick_are_not(client: FlaskClient, host: str) -> None:
    response = client.get("/api/runs", headers={"Host": host})
    assert response.status_code in (400, 403)
    assert response.json["error"].endswith(".")


def test_the_host_that_it_was_started_with_is_answered(write: Write, serve: Serve) -> None:
    client = serve(write(POINT), access=without_token("GPU1.lab"))
    assert client.get("/api/runs", headers={"Host": "gpu1.lab:6006"}).status_code == 200
    assert client.get("/api/runs", headers={"Host": "gpu2.lab:6006"}).status_code == 403


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::"])
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("localhost:6006", 200),
        ("10.1.2.3:6006", 200),
        ("[fd00::1]:6006", 200),
        ("gpu1:6006", 200),
        ("gpu1.lab", 200),
        ("gpu1.local", 200),
        ("evil.example", 403),
        ("10.1.2.3.evil.example", 403),
        ("evil.", 200),
        ("evil.example.", 403),
    ],
)
def test_without_a_token_everywhere_no_name_is_answered_that_others_can_have_lead_here(
    write: Write, serve: Serve, monkeypatch: pytest.MonkeyPatch, host: str, name: str, status: int
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "GPU1")
    monkeypatch.setattr("socket.getfqdn", lambda: "gpu1.lab")
    client = serve(write(POINT), access=without_token(host))
    assert client.get("/api/runs", headers={"Host": name}).status_code == status


# The token.


@pytest.mark.parametrize("path", REFUSALS)
@pytest.mark.parametrize("token", [None, "", "wrong", "ünd", "right ", "Right", "%00", "\ud800"])
def test_without_the_token_nobody_gets_in(guarded: FlaskClient, built: Path, path: str, token: str | None) -> None:
    query = b"" if token is None else b"token=" + token.encode(errors="surrogatepass")
    response = guarded.get(path, environ_overrides={"QUERY_STRING": query.decode("latin-1")})
    assert response.status_code == 403
    assert "Set-Cookie" not in response.headers
    assert list(response.json) == ["error"]


@pytest.mark.parametrize("value", ["right", "", "0" * 64, cookie_value("wrong")])
def test_no_other_cookie_lets_in_the_token_itself_neither(guarded: FlaskClient, value: str) -> None:
    for name in (cookie_name("right"), "token", "board"):
        guarded.set_cookie(name, value)
        assert guarded.get("/api/runs").status_code == 403
    guarded.set_cookie(cookie_name("right"), cookie_value("right"))
    assert guarded.get("/api/runs").status_code == 200


def test_the_token_in_the_address_becomes_a_cookie(guarded: FlaskClient, built: Path) -> None:
    first = guarded.get("/?x=a+b&token=right&y=%26", headers={"Host": "gpu1.lab"})
    assert (first.status_code, first.headers["Location"]) == (303, "./?x=a+b&y=%26")
    assert first.headers["Cache-Control"] == "no-store"
    cookie = first.headers["Set-Cookie"]
    assert "right" not in cookie
    assert set(cookie.split("; ")[1:]) == {"Path=/", "HttpOnly", "SameSite=Lax"}
    assert guarded.get("/api/runs").status_code == 403, "the cookie is the other host's"
    assert guarded.get("/?token=right").headers["Location"] == "./"
    assert guarded.get("/").status_code == 200
    assert guarded.get("/api/runs").status_code == 200
    assert guarded.get("/?token=stale").status_code == 303, "nobody needs it in the address"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/perfetto.html?id=a&token=right", "./perfetto.html?id=a"),
        ("/https:evil.html?token=right", "./https%3Aevil.html"),
    ],
)
def test_it_leads_to_where_it_stands_and_nowhere_else(guarded: FlaskClient, built: Path, path: str, place: str) -> None:
    assert guarded.get(path).headers["Location"] == place


def test_the_cookie_holds_below_a_prefix_and_over_safe_connections(guarded: FlaskClient, built: Path) -> None:
    reply = guarded.get("/?token=right", base_url="https://lab.example/team/board/")
    assert set(reply.headers["Set-Cookie"].split("; ")[1:]) == {
        "Path=/team/board",
        "HttpOnly",
        "SameSite=Lax",
        "Secure",
    }


def test_a_prefix_adds_nothing_to_the_cookie_but_its_path(guarded: FlaskClient, built: Path) -> None:
    reply = guarded.get("/?token=right", environ_overrides={"SCRIPT_NAME": "/a; Domain=evil.example"})
    attributes = reply.headers["Set-Cookie"].split("; ")[1:]
    assert set(attributes) == {"Path=/a%3B%20Domain%3Devil.example", "HttpOnly", "SameSite=Lax"}


def test_two_servers_on_one_host_do_not_take_each_others_cookies() -> None:
    names = {cookie_name(token) for token in ("one", "two")}
    assert len(names) == 2
    assert not names & {cookie_value(token) for token in ("one", "two")}


def test_a_script_may_send_the_token_as_a_header_or_in_the_address(guarded: FlaskClient) -> None:
    assert guarded.get("/api/runs", headers={"Authorization": "Bearer right"}).status_code == 200
    assert guarded.get("/api/runs", headers={"Authorization": "Bearer wrong"}).status_code == 403
    assert guarded.get("/api/runs", headers={"Authorization": "Basic right"}).status_code == 403
    reply = guarded.get("/api/runs?token=right")
    assert reply.status_code == 200 and "Set-Cookie" not in reply.headers
    assert guarded.get("/api/runs?token=wrong&token=right").status_code == 403


def test_anyone_may_ask_whether_it_lives(guarded: FlaskClient) -> None:
    assert guarded.get("/healthz", headers={"Host": "10.0.0.1"}).status_code != 403
    for path in ("/healthz/", "/healthz/x", "//healthz", "/x/../healthz"):
        assert guarded.get("/", environ_overrides={"PATH_INFO": path}).status_code == 403
    assert guarded.post("/healthz").status_code == 403


# Other sites' pages.

CROSS = [
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "object"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "anything"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://localhost:8000"},
    {"Origin": "null"},
    {"Origin": ""},
]
OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    {"Origin": "http://localhost"},
    {"Origin": "http://127.0.0.1:6006", "Host": "127.0.0.1:6006"},
    {"Origin": "https://gpu.lab", "Host": "localhost:6006", "X-Forwarded-Host": "gpu.lab"},
]


@pytest.mark.parametrize("headers", CROSS)
@pytest.mark.parametrize(("method", "path"), [("GET", "/api/runs"), ("GET", "/"), ("POST", "/api/open?name=x")])
def test_another_sites_page_asks_in_vain(
    client: FlaskClient, built: Path, method: str, path: str, headers: dict[str, str]
) -> None:
    reply = client.open(path, method=method, data=b"x" if method == "POST" else None, headers=headers)
    assert reply.status_code == 403
    assert "Access-Control-Allow-Origin" not in reply.headers


@pytest.mark.parametrize("headers", OWN)
def test_the_own_page_and_scripts_are_answered(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.get("/api/runs", headers=headers).status_code == 200
    assert client.post("/api/steps", headers=headers, data={"tag": "loss", "run": "a"}).status_code == 200


def test_a_link_leads_in_and_never_changes_a_thing(client: FlaskClient, built: Path) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    typed = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    for headers in (link, typed):
        assert client.get("/", headers=headers).status_code == 200
        assert client.post("/api/open?name=x", data=b"x", headers=headers).status_code == 403


def test_those_who_may_show_it_in_a_frame_are_told_to_the_browser(write: Write, serve: Serve, built: Path) -> None:
    frame = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    client = serve(write(POINT), access=Access("right", None, frames=("vscode-webview:", "http://localhost:*")))
    reply = client.get("/?token=right", headers=frame)
    assert reply.status_code == 303
    assert {"SameSite=None", "Secure", "Partitioned"} <= set(reply.headers["Set-Cookie"].split("; "))
    reply = client.get("/", headers={**frame, "Authorization": "Bearer right"})
    policy = reply.headers["Content-Security-Policy"]
    assert policy.endswith("; frame-ancestors 'self' vscode-webview: http://localhost:*")
    data = client.get("/api/runs", headers={"Authorization": "Bearer right"})
    assert data.headers["Content-Security-Policy"].endswith("; frame-ancestors 'none'")


# Methods.


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize(("path", "allowed"), [("/", "GET, HEAD"), ("/api/open", "POST"), ("/nothing", "GET, HEAD")])
def test_no_other_method_is_taken(client: FlaskClient, path: str, method: str, allowed: str) -> None:
    reply = client.open(path, method=method)
    assert reply.status_code == 405
    assert set(allowed.split(", ")) <= set(reply.headers["Allow"].split(", ")) <= {"GET", "HEAD", "POST"}
    assert reply.json["error"] == f"This address does not take {method} requests."
