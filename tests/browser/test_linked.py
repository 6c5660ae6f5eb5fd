"""What charts do together: one cursor over all of them, one zoom if asked, and a click that finds the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import (
    box_of,
    card,
    drag,
    expect_address,
    expect_drawn,
    names,
    place,
    point_at,
    run_row,
    tip_runs,
    told,
    wait_until,
)

POINTS = 101
LEVELS = {f"run{i:02}": float(i) for i in range(20)}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("linked")
    for run, level in LEVELS.items():
        write(logdir / run, {"a": [level] * POINTS, "b": [-level] * POINTS, "late": [level] * 51}, first_step=0)
    with serving(logdir) as command:
        yield command.address


def rule_at(chart: Locator) -> float:
    """Where the linked cursor of a chart stands, as a share of its width."""
    rule = chart.locator(".rule.linked")
    expect(rule).to_be_visible()
    plot = box_of(chart.locator(".u-over"))
    return (box_of(rule)["x"] - plot["x"]) / plot["width"]


def test_the_cursor_stands_at_the_same_step_everywhere(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    late = card(page, "late")
    expect_drawn(late, 51 * len(LEVELS))
    chart = card(page, "a")
    point_at(chart, 0.25)
    expect(chart.locator(".rule.linked")).to_be_hidden()
    assert rule_at(card(page, "b")) == pytest.approx(0.25, abs=0.01)
    assert rule_at(late) == pytest.approx(0.5, abs=0.01)
    page.mouse.move(5, 5)
    expect(late.locator(".rule.linked")).to_be_hidden()


def link_zoom(page: Page) -> None:
    page.get_by_role("button", name="Display").click()
    page.get_by_label("Zoom all together").check()
    page.keyboard.press("Escape")


def test_a_linked_zoom_is_everybodys_and_remembered(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    expect_drawn(card(page, "b"), POINTS * len(LEVELS))
    link_zoom(page)
    drag(card(page, "a"), 0.2, 0.4)
    expect_address(page, lambda view: "zoom=*:" in view)
    point_at(card(page, "b"), 0, 0.02)
    told(page, "run00", 20)
    page.reload()
    point_at(card(page, "b"), 1, 0.02)
    wait_until(page, lambda: tip_runs(page))
    assert page.locator("[data-tip-run=run00] td").nth(2).inner_text() in ("39", "40")
    page.mouse.dblclick(*place(card(page, "b"), 0.5, 0.5))
    point_at(card(page, "a"), 1, 0.98)
    told(page, "run00", 100)
    page.get_by_role("button", name="Display").click()
    expect(page.get_by_label("Zoom all together")).to_be_checked()


def test_unlinking_ends_the_common_zoom(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#zoom=*:20:40&smooth=0")
    point_at(card(page, "a"), 1, 0.98)
    told(page, "run00", 40)
    link_zoom(page)
    page.get_by_role("button", name="Display").click()
    page.get_by_label("Zoom all together").uncheck()
    page.keyboard.press("Escape")
    point_at(card(page, "a"), 1, 0.98)
    told(page, "run00", 100)


ORDERS = {
    "Value": sorted(LEVELS, key=lambda run: -LEVELS[run]),
    "Name": sorted(LEVELS),
}


@pytest.mark.parametrize("order", ORDERS)
def test_the_tooltip_is_sorted_as_chosen(open_page: OpenPage, address: str, order: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "a")
    expect_drawn(chart, POINTS * len(LEVELS))
    page.get_by_role("button", name="Display").click()
    page.get_by_role("radiogroup", name="Tooltip in order of").get_by_role("radio", name=order).click()
    page.keyboard.press("Escape")
    down = 0.02 if ORDERS[order][0] == "run19" else 0.98
    point_at(chart, 0.5, down)
    wait_until(page, lambda: tip_runs(page), lambda runs: runs == ORDERS[order][:12])
    expect(page.get_by_role("tooltip")).to_contain_text("+ 8 more")


def test_the_hovered_run_is_among_the_rows_in_any_order(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    page.evaluate("localStorage.setItem('board.tipOrder', JSON.stringify('name'))")
    page.reload()
    chart = card(page, "a")
    expect_drawn(chart, POINTS * len(LEVELS))
    point_at(chart, 0.5, 0.03)
    expect(page.locator("[data-tip-run].hot")).to_have_attribute("data-tip-run", "run19")


def test_a_click_on_a_curve_shows_its_run_in_the_list(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0", viewport={"width": 1280, "height": 420})
    chart = card(page, "a")
    expect_drawn(chart, POINTS * len(LEVELS))
    expect(run_row(page, "run19")).not_to_be_in_viewport()
    page.mouse.click(*place(chart, 0.5, 0.03))
    expect(run_row(page, "run19")).to_be_in_viewport()
    assert "run19" in names(page, "[data-run]", "run")
