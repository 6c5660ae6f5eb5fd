"""What charts make of runs that do not fit together: tags that vanish, tags that only some runs have, nothing finite."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import (
    card,
    colour_of,
    expect_drawn,
    inked,
    names,
    point_at,
    run_row,
    switch_run,
    tip,
    tip_runs,
    wait_until,
)

POINTS = 21
TAGS = {
    "both": {"loss": range(POINTS), "lost": [math.nan] * POINTS},
    "one": {"loss": range(POINTS), "only": range(POINTS)},
    "other": {"accuracy": range(POINTS), "lost": [math.inf, -math.inf, math.nan] * (POINTS // 3)},
}


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir: Path = tmp_path_factory.mktemp("odd")
    for run, tags in TAGS.items():
        write(logdir / run, tags)
    return logdir


@pytest.fixture(scope="module")
def address(logdir: Path) -> Iterator[str]:
    with serving(logdir) as command:
        yield command.address


def cards(page: Page) -> list[str]:
    return names(page, "[data-card]", "card")


def test_runs_of_different_tags_are_drawn_where_they_have_something(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#smooth=0")
    expect_drawn(card(page, "loss"), 2 * POINTS)
    expect_drawn(card(page, "only"), POINTS)
    assert cards(page) == ["accuracy", "loss", "lost", "only"]
    chart = card(page, "accuracy")
    expect_drawn(chart, POINTS)
    point_at(chart, 0.5)
    wait_until(page, lambda: tip_runs(page), lambda runs: runs == ["other"])
    switch_run(page, "other")
    wait_until(page, lambda: cards(page), lambda found: found == ["loss", "lost", "only"])


def test_a_chart_of_tags_that_no_run_has_together_has_them_all(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#smooth=0&charts=chart:1:accuracy|only::")
    chart = card(page, "chart:1")
    expect_drawn(chart, 2 * POINTS)
    point_at(chart, 0.5)
    wait_until(page, lambda: sorted(tip_runs(page)), lambda runs: runs == ["one", "other"])


@pytest.mark.parametrize("fields", ["smooth=0", "smooth=0.6", "smooth=0&log=1&trim=1", "smooth=0&group=dir:1"])
def test_a_tag_without_a_finite_value_has_a_chart_that_says_so(address: str, open_page: OpenPage, fields: str) -> None:
    page = open_page(f"{address}#{fields}&tables=lost")
    chart = card(page, "lost")
    if "group" not in fields:
        expect(chart.get_by_role("heading")).to_contain_text(f"{2 * POINTS} not finite")
        expect(chart.locator("[data-value-run=both]")).to_contain_text("NaN")
        switch_run(page, "other")
        expect(chart.get_by_role("heading")).to_contain_text(f"{POINTS} NaN")
        point_at(chart, 0.5)
        expect(tip(page)).to_contain_text("NaN")
        assert inked(chart, colour_of(run_row(page, "both")), 0.5, reach=400)
    expect(chart.get_by_role("alert")).to_have_count(0)


def test_a_grouping_by_no_expression_says_so_and_keeps_the_charts(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#smooth=0&group=re:(")
    expect_drawn(card(page, "loss"), 2 * POINTS)


def test_a_tag_that_vanishes_takes_its_card_along(logdir: Path, open_page: OpenPage, tmp_path: Path) -> None:
    shutil.copytree(logdir, tmp_path / "logs")
    with serving(tmp_path / "logs") as command:
        page = open_page(f"{command.address}#smooth=0&pins=only&tables=only&zoom=only:2:9&full=only")
        chart = page.locator("[data-card=only]")
        expect(chart.locator(".card.full")).to_be_visible()
        shutil.rmtree(tmp_path / "logs" / "one")
        wait_until(page, lambda: cards(page), lambda found: found == ["accuracy", "loss", "lost"])
        expect_drawn(card(page, "loss"), POINTS)
        write(tmp_path / "logs" / "one", {"only": range(POINTS)})
        expect(chart).to_be_visible()
        page.close()
