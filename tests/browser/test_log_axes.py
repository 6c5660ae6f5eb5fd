"""Logarithms on both axes: what has no place there is left out, told and counted, never moved."""

from __future__ import annotations

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
    expect_address,
    expect_drawn,
    inked,
    point_at,
    run_row,
    told,
    wait_for_ink,
    wait_until,
)

DECADES = 3
STEPS = 10**DECADES


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("logarithms")
    write(logdir / "run", {"from_one": range(1, STEPS + 1)}, first_step=1)
    write(logdir / "run", {"from_zero": range(STEPS + 1)}, file="events.out.tfevents.2")
    write(logdir / "run", {"negative": [-1.0, -2.0, -3.0]}, file="events.out.tfevents.3")
    with serving(logdir) as command:
        yield command.address


@pytest.mark.parametrize("power", range(DECADES + 1))
def test_decades_of_steps_are_evenly_spaced(open_page: OpenPage, address: str, power: int) -> None:
    page = open_page(f"{address}#logx=1&smooth=0")
    point_at(card(page, "from_one"), power / DECADES)
    wait_until(page, lambda: told_step(page), lambda step: step == pytest.approx(10**power, rel=0.04))


def told_step(page: Page) -> int:
    return int(page.locator("[data-tip-run] td").nth(2).inner_text().replace(",", ""))


def test_step_zero_has_no_place_and_is_told(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#logx=1&smooth=0")
    expect(card(page, "from_zero").get_by_role("heading")).to_contain_text("1 at x ≤ 0 left out")
    expect(card(page, "from_one").get_by_role("heading")).not_to_contain_text("left out")


def test_both_axes_make_a_proportion_a_straight_line(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#logx=1&log=1&smooth=0")
    chart = card(page, "from_one")
    expect_drawn(chart, STEPS)
    colour = colour_of(run_row(page, "run"))
    inks = [wait_for_ink(chart, colour, across, reach=1.5) for across in (0.1, 0.5, 0.9)]
    low, middle, high = [(min(ink) + max(ink)) / 2 for ink in inks]
    assert low - middle == pytest.approx(middle - high, abs=0.02)


def test_values_below_zero_only_leave_an_empty_chart_that_says_so(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#log=1&smooth=0")
    chart = card(page, "negative")
    expect(chart.get_by_role("heading")).to_contain_text("3 values ≤ 0 left out")
    colour = colour_of(run_row(page, "run"))
    assert min(wait_for_ink(chart, colour, 0.5)) > 0.9, "a tick at the foot"


def test_the_switches_work_for_one_card_and_for_all(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "from_one")
    chart.hover()
    chart.get_by_role("button", name="Axes").click()
    chart.get_by_label("Log x").check()
    page.keyboard.press("Escape")
    point_at(chart, 0.5)
    wait_until(page, lambda: told_step(page), lambda step: step < STEPS / 20)
    point_at(card(page, "from_zero"), 0.5)
    assert told(page, "run", STEPS // 2).value == STEPS // 2
    page.get_by_role("button", name="Display").click()
    page.get_by_role("dialog", name="Display").get_by_label("Log x").check()
    page.keyboard.press("Escape")
    point_at(card(page, "from_zero"), 0.5)
    wait_until(page, lambda: told_step(page), lambda step: step < STEPS / 20)
    expect_address(page, lambda view: "logx=1" in view)


def test_dates_stay_linear(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#logx=1&x=wall&smooth=0")
    chart = card(page, "from_zero")
    point_at(chart, 0.5)
    assert told(page, "run", STEPS // 2).step == STEPS // 2
    assert inked(chart, colour_of(run_row(page, "run")), 0.5)
