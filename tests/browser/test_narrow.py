"""A window of 400 pixels: nothing is cut, and the runs are in a drawer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import box_of, card, expect_drawn, switch_run

SAMPLES = Path(__file__).parents[2] / "sample_logs" / "digits"
NARROW = {"width": 400, "height": 800}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("narrow")
    for run in ("some-quite-long-name-of-a-sweep/lr=0.1", "some-quite-long-name-of-a-sweep/lr=0.3"):
        write(logdir / run, {"loss": [1.0, 2.0], "a-long-prefix/with-a-long-name-that-does-not-end-soon": [1.0]})
    with serving(logdir) as command:
        yield command.address


def assert_nothing_is_cut(page: Page) -> None:
    sizes = "['html', 'main'].map((name) => document.querySelector(name)).map((e) => e.scrollWidth - e.clientWidth)"
    assert page.evaluate(sizes) == [0, 0]
    beyond = (
        "[...document.querySelectorAll('header button, .bar *, .card')].map((e) => e.getBoundingClientRect().right)"
    )
    assert max(page.evaluate(beyond)) <= NARROW["width"]


def test_nothing_is_cut(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport=NARROW)
    chart = card(page, "loss")
    expect_drawn(chart, 4)
    assert_nothing_is_cut(page)
    assert box_of(chart)["width"] > 350


def test_the_drawer_opens_and_closes(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport=NARROW)
    expect_drawn(card(page, "loss"), 4)
    panel = page.get_by_role("complementary", name="Runs")
    expect(panel).to_be_hidden()
    page.get_by_role("button", name="Runs", exact=True).click()
    expect(panel).to_be_visible()
    switch_run(page, "some-quite-long-name-of-a-sweep/lr=0.1")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect_drawn(card(page, "loss"), 2)
    assert_nothing_is_cut(page)


def test_a_tap_beside_the_drawer_closes_it(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport=NARROW)
    page.get_by_role("button", name="Runs", exact=True).click()
    panel = page.get_by_role("complementary", name="Runs")
    expect(panel).to_be_visible()
    page.mouse.click(390, 400)
    expect(panel).to_be_hidden()


def test_the_key_of_the_filter_opens_the_drawer(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport=NARROW)
    expect_drawn(card(page, "loss"), 4)
    page.keyboard.press("/")
    expect(page.get_by_label("Filter runs", exact=True)).to_be_focused()
    expect(page.get_by_role("complementary", name="Runs")).to_be_in_viewport(ratio=0.99)


def test_tabs_that_have_no_room_are_brought_into_view(open_page: OpenPage) -> None:
    with serving(SAMPLES) as command:
        page = open_page(command.address, viewport={"width": 1000, "height": 700})
        further = page.get_by_role("button", name="Tabs to the right")
        last = page.get_by_role("tab").last
        expect(further).to_be_enabled()
        expect(page.get_by_role("button", name="Tabs to the left")).to_be_disabled()
        expect(last).not_to_be_in_viewport()
        while further.is_enabled():
            further.click()
            box_of(last)
        expect(last).to_be_in_viewport(ratio=1)
        last.click()
        expect(last).to_have_attribute("aria-selected", "true")
        page.set_viewport_size({"width": 1900, "height": 700})
        expect(further).to_have_count(0)
        expect(page.get_by_role("tab").first).to_be_in_viewport(ratio=1)
