"""Chromium, headless, as the page rows drive it."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Nothing of its own may come between: no updates, no sync. It draws without a graphics card, as on any test machine.
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The browser that people have before the one for tests, which is quicker.
NAMES = ("chromium", "chromium-browser", "chromium-headless-shell")
WIDTH, HEIGHT = 1280, 800


def is_here() -> bool:
    return importlib.util.find_spec("playwright") is not None


@contextmanager
def launched() -> Iterator[Browser]:
    """The system's Chromium, or else Playwright's own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        system = next(filter(None, map(shutil.which, NAMES)), None)
        browser = playwright.chromium.launch(executable_path=system, args=list(OPTIONS))
        yield browser
        browser.close()


@contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A page with an empty cache."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    yield context.new_page()
    context.close()
