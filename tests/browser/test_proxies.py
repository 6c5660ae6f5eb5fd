"""The page behind a real nginx: with a prefix and without, by a port and by a socket, encrypted, compressed, changed."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from summary import SummaryWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import card, expect_drawn, run_row
from tests.browser.proxies import KEPT, LOCALHOST, NAMED, NGINX, OPENSSL, SOCKET, STRIPPED, free_ports, nginx

pytestmark = pytest.mark.skipif(not (NGINX and OPENSSL), reason="there is no nginx, or no openssl for its certificate")

TOKEN = "a-token-that-nobody-guesses"


class Behind(NamedTuple):
    """Addresses by nginx of servers that show `logdir`."""

    logdir: Path
    kept: str
    stripped: str
    named: str
    encrypted: str


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    home = tmp_path_factory.mktemp("proxies")
    logdir, path, ports = home / "logs", home / "board.sock", free_ports()
    write(logdir / "run", {"loss": [float(value) for value in range(500)]})
    with SummaryWriter(logdir / "run") as writer:
        writer.add_image("picture", [[[1.0, 0.0], [0.0, 1.0]]], 0)
    root = f"http://127.0.0.1:{ports.plain}"
    with ExitStack() as stack:
        kept = stack.enter_context(serving(logdir, "--path_prefix", "/team/board", "--allow_edit"))
        stripped = stack.enter_context(serving(logdir, "--token", TOKEN, "--allow_edit"))
        flags = ("--socket", str(path), "--public_url", f"{root}/named", "--allow_edit")
        named = stack.enter_context(serving(logdir, *flags, port=None))
        locations = [
            KEPT.replace(LOCALHOST, f"127.0.0.1:{kept.port}"),
            STRIPPED.replace(LOCALHOST, f"127.0.0.1:{stripped.port}"),
            NAMED.replace(SOCKET, str(path)),
        ]
        stack.enter_context(nginx(home / "nginx", ports, "\n".join(locations)))
        yield Behind(
            logdir,
            f"{root}/team/board/",
            f"{root}/stripped/?token={TOKEN}",
            named.address,
            f"https://127.0.0.1:{ports.encrypted}/stripped/?token={TOKEN}",
        )


def expect_whole(page: Page, behind: Behind, note: str) -> None:
    """A chart, a picture, what comes later, and a change that the server keeps."""
    expect_drawn(card(page, "loss"), 500)
    page.get_by_role("tab", name="Images").click()
    picture = page.locator("[data-card=picture] canvas, [data-card=picture] img").first
    expect(picture).to_be_visible()
    write(behind.logdir / f"later-{note}", {"late": [1.0]})
    expect(run_row(page, f"later-{note}")).to_be_visible()
    asked = "(note) => fetch('api/house', {method: 'POST', headers: {'Content-Type': 'application/json'}, "
    asked += "body: JSON.stringify({views: {[note]: '#x'}})}).then((reply) => reply.status)"
    assert page.evaluate(asked, note) == 200
    assert note in (behind.logdir / ".board.json").read_text()


@pytest.mark.parametrize("way", ["kept", "stripped", "named"])
def test_the_page_works(open_page: OpenPage, behind: Behind, way: str) -> None:
    page = open_page(getattr(behind, way))
    expect_whole(page, behind, way)
    assert "token" not in page.url
    assert page.url.startswith(getattr(behind, way).partition("?")[0])


def test_the_token_stays_below_the_prefix(open_page: OpenPage, behind: Behind) -> None:
    page = open_page(behind.stripped)
    expect_drawn(card(page, "loss"), 500)
    (cookie,) = page.context.cookies()
    assert (cookie.get("path"), cookie.get("secure"), cookie.get("httpOnly")) == ("/stripped", False, True)
    assert TOKEN not in str(cookie)


def test_an_encrypted_address_keeps_its_cookie_encrypted(open_page: OpenPage, behind: Behind) -> None:
    page = open_page(behind.encrypted, ignore_https_errors=True)
    expect_whole(page, behind, "encrypted")
    (cookie,) = page.context.cookies()
    assert (cookie.get("path"), cookie.get("secure")) == ("/stripped", True)


@pytest.mark.parametrize(("own", "status"), [(True, 200), (False, 403)])
def test_a_browser_that_tells_nothing_but_its_origin(behind: Behind, own: bool, status: int) -> None:
    """As on plain connections to other machines; the page's own is known by X-Forwarded-Host."""
    parts = urlsplit(behind.stripped)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    headers = {
        "Authorization": f"Bearer {TOKEN}",
        "Content-Type": "application/json",
        "Origin": f"http://{parts.netloc}" if own else "http://evil.example.org",
    }
    connection.request("POST", f"{parts.path}api/house", '{"views": {}}', headers)
    assert connection.getresponse().status == status
    connection.close()


def test_an_address_without_its_last_slash_leads_to_the_page(open_page: OpenPage, behind: Behind) -> None:
    page = open_page(behind.kept.rstrip("/"))
    expect_drawn(card(page, "loss"), 500)
    assert page.url.startswith(behind.kept)


def test_what_is_sent_is_compressed(open_page: OpenPage, behind: Behind) -> None:
    sent: dict[str, str | None] = {}
    page = open_page(behind.kept)
    expect_drawn(card(page, "loss"), 500)
    page.on("response", lambda reply: sent.__setitem__(reply.url, reply.headers.get("content-encoding")))
    page.evaluate("() => Promise.all([...document.scripts].map((one) => fetch(one.src, {cache: 'reload'})))")
    page.reload()
    expect_drawn(card(page, "loss"), 500)
    scripts = [encoding for url, encoding in sent.items() if url.endswith(".js")]
    assert scripts and set(scripts) == {"gzip"}
    assert [encoding for url, encoding in sent.items() if "/api/scalars" in url] == ["gzip"]
