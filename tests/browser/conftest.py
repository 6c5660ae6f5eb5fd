"""A browser for the session, a context a test, and eyes that miss no error and no request to elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

import board
from tests.browser.chromium import launched
from tests.browser.command import ENDED
from tests.browser.looking import PATIENCE

OpenPage = Callable[..., Page]
WIDTH, HEIGHT = 1280, 800

# Counts the answers that a page awaits, for those who measure it.
COUNTING = """(() => {
  const { fetch } = window;
  window.asked = 0;
  window.fetch = (...request) => {
    window.asked++;
    return fetch(...request).finally(() => window.asked--);
  };
})()"""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session", autouse=True)
def _page_is_built() -> None:
    if not (Path(board.__file__).parent / "static" / "index.html").is_file():
        pytest.fail("The page is not built: there is no board/static/index.html. `make run` and `make test` build it.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


class Watch:
    """Collects what must not happen on any page: errors, warnings, requests to another origin than the page's."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._origin = ""
        self._allowed: list[str] = []

    def allow(self, text: str) -> None:
        """Messages that have this in them are what the test is about."""
        self._allowed.append(text)

    def follow(self, context: BrowserContext, address: str) -> None:
        self._origin = urlsplit(address).netloc
        context.on("console", self._console)
        context.on("weberror", lambda error: self._add(f"page error: {error.error}"))
        context.on("request", self._request)

    def _add(self, fault: str) -> None:
        if not any(text in fault for text in self._allowed):
            self.faults.append(fault)

    def _console(self, message: ConsoleMessage) -> None:
        asked_in_vain = "net::ERR_" in message.text and urlsplit(message.location["url"]).netloc in ENDED
        if message.type in ("error", "warning") and not asked_in_vain:
            self._add(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.netloc != self._origin:
            self._add(f"request to another origin: {request.url}")


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[OpenPage]:
    """Opens an address in a context of its own, with no memory of an earlier one. Times are those of UTC."""
    contexts = []

    def open_address(address: str, **options: Any) -> Page:
        settings = {"viewport": {"width": WIDTH, "height": HEIGHT}, "timezone_id": "UTC", "color_scheme": "light"}
        context = browser.new_context(**{**settings, **options})
        context.set_default_timeout(PATIENCE)
        context.add_init_script(COUNTING)
        contexts.append(context)
        watch.follow(context, address)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_address
    for context in contexts:
        context.close()
    assert watch.faults == []
