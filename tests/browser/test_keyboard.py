"""Everything by keyboard, and everything with a name that a screen reader can say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import attribute, card, expect_drawn, names, settle, wait_until

TAGS = ["accuracy", "layer/norm", "loss"]
CONTROLS = {"button", "link", "textbox", "slider", "spinbutton", "radio", "tab", "option", "listbox", "dialog"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("keyboard")
    for run in ("a", "b"):
        write(logdir / run, {tag: [1.0, 2.0, 3.0] for tag in TAGS})
    with serving(logdir) as command:
        yield command.address


@pytest.fixture
def page(open_page: OpenPage, address: str) -> Page:
    page = open_page(address)
    expect_drawn(card(page, "loss"), 6)
    return page


@pytest.mark.parametrize(("key", "label"), [("/", "Filter runs"), ("t", "Filter tags")])
def test_a_key_goes_to_each_filter_and_escape_empties_and_leaves_it(page: Page, key: str, label: str) -> None:
    field = page.get_by_label(label, exact=True)
    page.keyboard.press(key)
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("a/t?")
    expect(field).to_have_value("a/t?")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    page.keyboard.press("Escape")
    expect(field).not_to_be_focused()


def test_a_question_mark_opens_the_keys_and_escape_closes_them(page: Page) -> None:
    sheet = page.get_by_role("dialog", name="Keyboard and mouse")
    page.keyboard.press("?")
    expect(sheet).to_be_visible()
    expect(sheet.locator("kbd").filter(has_text="?")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("?")
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)


def test_keys_walk_from_card_to_card(page: Page) -> None:
    order = names(page, "[data-card]", "card")
    for tag in order:
        page.keyboard.press("j")
        expect(card(page, tag)).to_be_focused()
    page.keyboard.press("k")
    expect(card(page, order[-2])).to_be_focused()


def test_keys_act_on_the_card_in_focus(page: Page) -> None:
    chart = card(page, "loss")
    chart.focus()
    page.keyboard.press("l")
    expect(chart.get_by_role("button", name="Log y")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pinned 1 chart")).to_be_visible()
    card(page, "loss").focus()
    page.keyboard.press("f")
    expect(page.locator(".card.full")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".card.full")).to_have_count(0)


def test_the_focus_goes_with_a_card_that_is_pinned(page: Page) -> None:
    chart = card(page, TAGS[-1])
    chart.focus()
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pinned 1 chart")).to_be_visible()
    expect(page.locator(attribute("data-card", TAGS[-1]))).to_be_focused()
    button = page.locator(attribute("data-card", TAGS[-1])).get_by_role("button", name="Unpin")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pinned 1 chart")).to_have_count(0)
    expect(chart.get_by_role("button", name="Pin", exact=True)).to_be_focused()


def test_arrows_choose_the_axis(page: Page) -> None:
    page.get_by_role("radio", name="Step").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Relative")).to_be_checked()
    expect(page.get_by_role("radio", name="Relative")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="Step")).to_be_checked()


def test_settings_open_and_close_with_escape(page: Page) -> None:
    button = page.get_by_role("button", name="Settings")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    settle(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Settings")).to_have_count(0)


def nameless(page: Page) -> list[str]:
    """Controls that Chromium's own accessibility tree has no name for; and there are controls."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    controls = [node for node in nodes if node.get("role", {}).get("value") in CONTROLS]
    assert len(controls) > 12
    return [str(node["role"]) for node in controls if not node.get("name", {}).get("value", "").strip()]


def test_every_control_has_a_name(page: Page) -> None:
    assert nameless(page) == []
    page.get_by_role("button", name="Settings").click()
    settle(page)
    assert nameless(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    chart = card(page, "loss")
    chart.hover()
    chart.get_by_role("button", name="More").click()
    wait_until(page, lambda: page.get_by_role("link", name="CSV").count(), lambda links: links == 2)
    assert nameless(page) == []


def test_every_control_can_be_reached_by_tab(page: Page) -> None:
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent.trim()"))
    wanted = {"Filter runs", "All", "None", "Invert", "Runs", "Filter tags", "Step", "Log y", "Share ↗", "Settings"}
    assert wanted <= reached
    assert {"Pin", "Full screen", "More", *TAGS} <= reached
