"""The page in a frame of another site's page: only of one that was named at the start, and there with a token too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect
from waitress import create_server

from board import gate
from board.access import Access
from board.app import create_app
from tests.browser.conftest import OpenPage, Watch
from tests.browser.logs import write

TOKEN = "a-token-for-this-test"
Listen = Callable[..., int]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """listen(app, access=None): the port of a server on loopback, behind the gate where there is an access."""
    with ExitStack() as stack:

        def listen(app: Flask, access: Access | None = None) -> int:
            server = create_server(app, host="127.0.0.1", port=0, ident=None)
            if access:
                gate.guard(server, access)
            threading.Thread(target=server.run, daemon=True).start()
            stack.callback(server.close)
            port: int = server.effective_port
            return port

        yield listen


@pytest.mark.parametrize("token", [TOKEN, None])
@pytest.mark.parametrize(("frames", "shown"), [(("http://127.0.0.1:*",), True), ((), False)])
def test_it_stands_only_in_frames_of_those_that_were_named(
    tmp_path: Path,
    listen: Listen,
    open_page: OpenPage,
    watch: Watch,
    frames: tuple[str, ...],
    shown: bool,
    token: str | None,
) -> None:
    """Browsers take 127.0.0.1 for another site than localhost."""
    watch.allow("request to another origin")
    watch.allow("404")  # the other page has no icon
    write(tmp_path / "a", {"loss": [1.0, 2.0]})
    access = Access(token, None, frames=frames)
    inner = listen(create_app(tmp_path, access=access), access)
    around = Flask(__name__)
    query = f"?token={token}" if token else ""
    around.add_url_rule("/", "page", lambda: f'<iframe src="http://localhost:{inner}/{query}"></iframe>')
    if not shown:
        watch.allow("403")
        watch.allow("ERR_BLOCKED_BY_RESPONSE")
        watch.allow("frame-ancestors")
    page = open_page(f"http://127.0.0.1:{listen(around)}/")
    if shown:
        expect(page.frame_locator("iframe").locator("[data-run=a]")).to_be_attached()
        assert page.frames[1].url == f"http://localhost:{inner}/"
    else:
        assert page.request.get(f"http://localhost:{inner}/{query}").ok, "it is the frame, not the token"
        expect(page.frame_locator("iframe").locator("body")).not_to_contain_text("loss")
        assert page.frames[1].locator("[data-run], [data-card]").count() == 0
    page.close()
