"""Tags: the filter, sections that fold, pins, one chart in full."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import box_of, card, expect_address, expect_drawn, names, wait_until

TAGS = ["accuracy", "loss", "layer/2/norm", "layer/10/norm", "optimizer/rate"]
"""As they must be shown: those without a prefix first, then by prefix, numbers as numbers."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("tags")
    write(logdir / "full", {tag: [1.0, 2.0] for tag in sorted(TAGS)})
    write(logdir / "plain", {"loss": [2.0, 3.0]})
    with serving(logdir) as command:
        yield command.address


def expect_cards(page: Page, tags: list[str]) -> None:
    wait_until(page, lambda: names(page, "[data-card]", "card"), lambda found: found == tags)


def test_tags_are_grouped_and_ordered(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_cards(page, TAGS)
    assert names(page, "[data-group]", "group") == ["", "layer", "optimizer"]
    expect(page.locator("[data-tab=scalars]")).to_have_text("Scalars 5")


def test_a_filter_leaves_what_matches(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    field = page.get_by_label("Filter tags", exact=True)
    field.fill("norm$")
    expect_cards(page, TAGS[2:4])
    field.fill("LOSS|rate")
    expect_cards(page, [TAGS[1], TAGS[4]])


def test_a_bad_filter_says_so_and_keeps_the_cards(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    field = page.get_by_label("Filter tags", exact=True)
    field.fill("norm")
    expect_cards(page, TAGS[2:4])
    field.fill("norm[")
    expect(page.get_by_role("alert")).to_contain_text("Not a regular expression: ")
    expect_cards(page, TAGS[2:4])


def test_a_filter_without_a_match_says_so_and_can_be_cleared(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.get_by_label("Filter tags", exact=True).fill("nothing")
    expect(page.get_by_role("heading", name="No tag matches the filter")).to_be_visible()
    page.get_by_role("button", name="Clear the filter").click()
    expect_cards(page, TAGS)


def test_only_tags_of_runs_that_are_on_have_cards(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#off=full")
    expect_cards(page, ["loss"])


def test_a_section_folds_and_stays_folded(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_cards(page, TAGS)
    heading = page.get_by_role("button", name="layer 2 charts")
    heading.click()
    expect(heading).to_have_attribute("aria-expanded", "false")
    expect_cards(page, [*TAGS[:2], TAGS[4]])
    expect_address(page, lambda view: "closed=layer" in view)
    page.reload()
    expect_cards(page, [*TAGS[:2], TAGS[4]])
    page.get_by_role("button", name="layer 2 charts").click()
    expect_cards(page, TAGS)


def test_a_pinned_card_comes_first(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    chart = card(page, "optimizer/rate")
    chart.hover()
    chart.get_by_role("button", name="Pin", exact=True).click()
    expect_cards(page, [TAGS[4], *TAGS[:4]])
    expect(page.get_by_role("button", name="Pinned 1 chart")).to_be_visible()


def test_a_chart_in_full_fills_the_window_until_escape(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    chart = card(page, "loss")
    expect_drawn(chart, 4)
    small = box_of(chart.locator(".u-over"))
    chart.hover()
    chart.get_by_role("button", name="Full screen").click()
    wait_until(page, lambda: box_of(chart.locator(".u-over"))["width"], lambda width: width > 1000)
    page.keyboard.press("Escape")
    wait_until(page, lambda: box_of(chart.locator(".u-over")), lambda box: box == small)
