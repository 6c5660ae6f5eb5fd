"""A log whose every name and text would run a script or fetch something, in every tab: nothing runs, nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from board.listening import is_loopback
from board.surroundings import own_address
from tests.browser import logs, looking
from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.looking import settle, wait_until
from tests.hostile import EVIL, HOST, write

TOKEN = "a-token-for-this-test"
# Called by whatever of the log runs; a dialog would be one too.
TRAP = "window.hits = []; window.ran = () => window.hits.push(new Error().stack);"
# What stands in the page only if text of the log became elements, or attributes that do something.
GROWN = f"""() => [...document.querySelectorAll(
  "script:not([src]), [src='x'], [src*='{HOST}'], [srcdoc], iframe, object, embed, base, form[action]:not([action^='api/'])," +
  "meta[http-equiv], video[src]," +
  "[href^='javascript' i], [href^='data:text' i], link[href*='{HOST}'], [style*='{HOST}'], style"
)].concat([...document.querySelectorAll("*")].filter((element) =>
  [...element.attributes].some(({{ name }}) => name.startsWith("on")))).map((element) => element.outerHTML.slice(0, 200))"""
# How each tab is told to have drawn what it has of the log.
CARDS = ("scalars", "images", "audio", "text", "histograms", "distributions", "pr_curves", "mesh", "tensor")
TABS = {
    **dict.fromkeys(CARDS, "[data-card]"),
    "custom_scalars": "[data-card], [role=alert]",
    "graphs": "canvas",
    "projector": ".pj-stage[data-points]:not([data-points=''])",
    "timeline": ".tl-frame canvas[data-settled=true]",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with serving(write(logdir), "--token", TOKEN) as command:
            yield command.address


@pytest.fixture
def page(address: str, open_page: OpenPage) -> Page:
    page = open_page(f"{address}?token={TOKEN}")
    expect(page).to_have_url(re.compile(f"{re.escape(address)}(#|$)"))  # the token is gone from it
    page.add_init_script(TRAP)
    page.reload()
    return page


def unharmed(page: Page) -> None:
    settle(page)
    assert page.evaluate("window.hits") == []
    assert page.evaluate(GROWN) == []


def shown(page: Page, tab: str) -> None:
    page.evaluate("tab => { location.hash = `tab=${tab}`; }", tab)
    page.locator(TABS[tab]).first.wait_for()
    wait_until(page, lambda: page.evaluate("window.asked"), lambda asked: asked == 0)


def press_each(page: Page, name: str) -> None:
    """Opens what each button of this name opens, and closes it again."""
    buttons = page.get_by_role("button", name=name, exact=True)
    for place in range(min(buttons.count(), 2)):
        buttons.nth(place).press("Enter")
        unharmed(page)
        page.keyboard.press("Escape")


def test_every_tab_shows_names_and_texts_as_text(page: Page, watch: Watch) -> None:
    watch.allow("GPU stall due to ReadPixels")
    for tab in TABS:
        shown(page, tab)
        unharmed(page)
        for name in ("Description", "More", "Save", "Settings"):
            press_each(page, name)


def test_names_stand_there_as_they_are(page: Page) -> None:
    shown(page, "scalars")
    wait_until(page, lambda: page.locator("[data-run]").first.get_attribute("data-run"), lambda run: run == EVIL)
    assert page.locator("body").inner_text().count("onerror=ran()") > 1


def test_a_page_of_a_log_by_itself_runs_nothing(page: Page, address: str, watch: Watch) -> None:
    watch.allow("404")
    for path in ("api/runs", "api/problems", "api/layouts", "data/runs", f"none/{EVIL}"):
        page.goto(address + path)
        assert page.evaluate("window.hits") == []
        assert page.evaluate("document.contentType") == "application/json"


def test_another_site_gets_nothing(page: Page, address: str, watch: Watch) -> None:
    """From 127.0.0.1, which browsers take for another site than localhost, with the cookie there; and the other way round."""
    watch.allow("")
    other = address.replace("localhost", "127.0.0.1")
    page.goto(other + "icon.svg")  # refused there: that host has no cookie
    found = page.evaluate(
        """async (own) => {
          const tries = {};
          const attempt = (name, promise) => promise.then((value) => { tries[name] = value; }, () => { tries[name] = "no"; });
          await attempt("read", fetch(own + "api/runs", { credentials: "include" }).then((reply) => reply.text()));
          await attempt("post", fetch(own + "api/open?name=x", { method: "POST", body: "x", credentials: "include" }).then(
            (reply) => reply.text()));
          const reply = await fetch(own + "api/runs", { mode: "no-cors", credentials: "include" }).catch(() => null);
          tries.opaque = reply ? reply.type : "no";
          const load = (tag, part) => new Promise((done) => {
            const element = document.createElementNS("http://www.w3.org/1999/xhtml", tag);
            element.onload = () => done("yes");
            element.onerror = () => done("no");
            element.src = own + part;
            document.documentElement.append(element);
          });
          await attempt("image", load("img", "icon.svg"));
          await attempt("script", load("script", "api/runs"));
          return tries;
        }""",
        address,
    )
    assert found == {"read": "no", "post": "no", "opaque": "no", "image": "no", "script": "no"}


def test_the_page_works_over_plain_http_by_an_address_that_browsers_do_not_trust(
    tmp_path: Path, open_page: OpenPage
) -> None:
    """They tell less of where a request comes from there, and complain about headers that they do not heed."""
    host = own_address()
    if is_loopback(host):
        pytest.skip("this machine has no address but loopback")
    logs.write(tmp_path / "a", {"loss": [1.0, 2.0]})
    with serving(tmp_path, "--host", host, "--token", TOKEN) as command:
        page = open_page(f"{command.address}?token={TOKEN}#smooth=0")
        assert not page.evaluate("isSecureContext")
        chart = looking.card(page, "loss")
        chart.hover()
        chart.get_by_role("button", name="More", exact=True).click()
        with page.expect_download() as saved:
            page.get_by_role("button", name="All runs as CSV").click()
        assert len(saved.value.path().read_text().splitlines()) == 3
        page.close()
