"""Whatever a run or a tag is called is shown as it is written, works, and does nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import START, write
from tests.browser.looking import (
    attribute,
    card,
    expect_address,
    expect_drawn,
    names,
    point_at,
    run_row,
    runs_on,
    switch_run,
    tip_runs,
    wait_until,
)

RUNS = [
    "<img src=x onerror=document.title='owned'>",
    "\"double\" 'single' `back`",
    "line\nbreak\tand tab",
    "实验 naïve 🦊",
    "a&amp;b=c+d%20e#f?g",
    "comma, ~tilde, ~1x",
    "~1x",
    "{{7*7}} ${7*7} \\n",
    "-rf --help",
    "  spaces  ",
    "__proto__",
]
TAGS = ["<b>bold</b>", '"quoted" & <i>so</i>/损失,~', "constructor", "a:b:c/1:2"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("names")
    for i, run in enumerate(RUNS):
        write(logdir / run, {tag: [i, i + 1.0, i + 2.0] for tag in TAGS}, start=START + i)
    with serving(logdir) as command:
        yield command.address


def expect_harmless(page: Page) -> None:
    expect(page.locator("img, main b b, main i i, .name img")).to_have_count(0)
    assert "owned" not in page.title()


def expect_on(page: Page, runs: list[str]) -> None:
    wait_until(page, lambda: set(runs_on(page)), lambda found: found == set(runs))


def test_runs_are_listed_as_they_are_written(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    wait_until(page, lambda: sorted(names(page, "[data-run]", "run")), lambda found: found == sorted(RUNS))
    for run in RUNS:
        assert run_row(page, run).locator(".name").text_content() == run
    expect_harmless(page)


def test_tags_are_titled_as_they_are_written_and_drawn(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    for tag in TAGS:
        chart = card(page, tag)
        expect_drawn(chart, 3 * len(RUNS))
        assert chart.get_by_role("heading").locator(".name").text_content() == tag
    expect_harmless(page)


def test_the_tooltip_shows_them_as_they_are_written(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    point_at(card(page, TAGS[0]), 0.5)
    wait_until(page, lambda: sorted(tip_runs(page)), lambda found: found == sorted(RUNS))
    for run in RUNS:
        assert page.locator(attribute("data-tip-run", run)).locator(".name").text_content() == run
    expect_harmless(page)


def test_each_is_switched_by_itself(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    chart = card(page, TAGS[0])
    for n, run in enumerate(RUNS, 1):
        switch_run(page, run)
        expect_on(page, RUNS[n:])
        if n < len(RUNS):
            expect_drawn(chart, 3 * (len(RUNS) - n))


def test_all_of_them_are_kept_in_one_address(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.get_by_role("complementary").get_by_role("button", name="None", exact=True).click()
    for run in RUNS[::2]:
        switch_run(page, run)
    for tag in TAGS:
        card(page, tag).focus()
        page.keyboard.press("p")
    url = expect_address(page, lambda view: view.count(",") >= len(RUNS[::2]) + len(TAGS) - 2)
    other = open_page(url)
    expect_on(other, RUNS[::2])
    expect(other.locator("[data-group='pinned:'] [data-card]")).to_have_count(len(TAGS))
    assert names(other, "[data-card]", "card") == TAGS


def test_saved_files_come_from_the_right_series(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    chart = card(page, TAGS[1])
    chart.hover()
    chart.get_by_role("button", name="More").click()
    for i, run in enumerate(RUNS[:7]):  # Chromium lets a page save ten files, then asks
        row = chart.get_by_role("listitem").filter(has=page.locator(".name")).nth(i)
        assert row.locator(".name").text_content() == run
        with page.expect_download() as download:
            row.get_by_role("link", name="CSV").click()
        lines = download.value.path().read_text().splitlines()
        assert [float(line.split(",")[-1]) for line in lines[1:]] == [i, i + 1, i + 2]
