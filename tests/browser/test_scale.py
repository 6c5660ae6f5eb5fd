"""Thousands of runs: the page makes rows for those in view only, and stays quick to use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import START, write
from tests.browser.looking import card, drawn, expect_address, expect_drawn, names, run_row, wait_until

RUNS = 3000
NEWEST = 200
"""So many start switched on."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("scale")
    for i in range(RUNS):
        write(logdir / f"run-{i:04}", {"loss": [i, i + 1.0], "error": [-i]}, start=START + i)
    with serving(logdir) as command:
        yield command.address


def opened(open_page: OpenPage, address: str) -> Page:
    page = open_page(address)
    expect(page.locator("[data-count]")).to_have_text("200 of 3,000")
    return page


def listed(page: Page) -> list[str]:
    return names(page, "[data-run]", "run")


def test_the_list_has_rows_for_what_is_in_view_only(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    assert 10 < len(listed(page)) < 100
    page.get_by_role("listbox", name="Runs").evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(run_row(page, f"run-{RUNS - 1:04}")).to_be_in_viewport()
    assert 10 < len(listed(page)) < 100
    expect(run_row(page, f"run-{RUNS - 1:04}")).to_have_attribute("aria-posinset", str(RUNS))


def test_the_wheel_scrolls_the_list(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    run_row(page, "run-0003").hover()
    page.mouse.wheel(0, 26_000)
    expect(run_row(page, "run-1005")).to_be_in_viewport()
    expect(run_row(page, "run-0003")).to_have_count(0)


def test_the_newest_are_on_and_drawn(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    expect(page.get_by_role("complementary")).to_contain_text("More than 200 runs: the newest 200 start switched on.")
    expect_drawn(card(page, "loss"), 2 * NEWEST)
    expect(run_row(page, "run-0000")).to_have_attribute("aria-selected", "false")


def test_the_filter_finds_runs(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    page.get_by_label("Filter runs", exact=True).fill("run-00[12]7$")
    wait_until(page, lambda: listed(page), lambda runs: runs == ["run-0017", "run-0027"])
    expect(page.locator("[data-count]")).to_have_text("2 of 3,000")
    expect_drawn(card(page, "loss"), 4)


def test_all_can_be_drawn_at_once(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    page.get_by_role("complementary").get_by_role("button", name="All", exact=True).click()
    expect(page.locator("[data-count]")).to_have_text("3,000 of 3,000")
    chart = card(page, "error")
    wait_until(page, lambda: drawn(chart), lambda now: now == (RUNS, RUNS))
    expect_address(page, lambda view: "runs=all" in view)
