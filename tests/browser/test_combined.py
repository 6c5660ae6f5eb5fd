"""Several tags in one chart: by a filter, by dragging, by the menu; a second y axis; sizes; one tag against another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import box_of, card, expect_address, expect_drawn, number, point_at, wait_until

POINTS = 11
TAGS = {
    "loss": [1.0 - step / 20 for step in range(POINTS)],
    "accuracy": [step / 20 for step in range(POINTS)],
    "lr": [1000.0 + step for step in range(POINTS)],
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("combined")
    write(logdir / "one", TAGS)
    write(logdir / "two", {tag: [2 * v for v in values] for tag, values in TAGS.items()})
    with serving(logdir) as command:
        yield command.address


def combined(page: Page) -> Locator:
    """The first card of several tags."""
    return card(page, "chart:1")


def expect_values(page: Page, step: int, *tags: str) -> None:
    """Waits for the tooltip to have one row for each run and tag, with the value written at the step."""
    expected = {(run, tag): TAGS[tag][step] * by for run, by in (("one", 1), ("two", 2)) for tag in tags}
    found = wait_until(page, lambda: values(page), lambda rows: rows.keys() == expected.keys())
    assert found == pytest.approx(expected, rel=6e-4)


def values(page: Page) -> dict[tuple[str, str], float]:
    rows = page.locator("[data-tip-tag]").all()
    told = [(row.get_attribute("data-tip-run"), row.get_attribute("data-tip-tag"), row) for row in rows]
    return {(run or "", tag or ""): number(row.locator("td").nth(2).inner_text()) for run, tag, row in told}


def test_a_filter_makes_one_chart(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    page.get_by_label("Filter tags", exact=True).fill("loss|acc")
    page.get_by_role("button", name="In one chart").click()
    expect_drawn(combined(page), 4 * POINTS)
    point_at(combined(page), 0.5)
    expect_values(page, 5, "loss", "accuracy")
    expect_address(page, lambda view: "charts=chart:1::loss" in view)
    page.reload()
    expect_drawn(combined(page), 4 * POINTS)
    expect(page.locator("[data-card]")).to_have_count(4)


def test_a_filter_that_finds_one_tag_makes_none(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    page.get_by_label("Filter tags", exact=True).fill("loss")
    expect(page.get_by_role("button", name="In one chart")).to_be_disabled()


def test_dragging_one_chart_onto_another_joins_them(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    card(page, "loss").get_by_role("heading").drag_to(card(page, "accuracy"))
    expect_drawn(combined(page), 4 * POINTS)
    card(page, "lr").get_by_role("heading").drag_to(combined(page))
    expect_drawn(combined(page), 6 * POINTS)
    point_at(combined(page), 0.5)
    expect_values(page, 5, "loss", "accuracy", "lr")


def menu(chart: Locator, name: str) -> Locator:
    chart.hover()
    chart.get_by_role("button", name=name, exact=True).click()
    return chart.get_by_role("dialog")


def test_the_menu_joins_and_removes(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    menu(card(page, "loss"), "More").get_by_label("Show together with").select_option("lr")
    page.keyboard.press("Escape")
    expect_drawn(combined(page), 4 * POINTS)
    menu(combined(page), "More").get_by_role("button", name="Remove this chart").click()
    expect(page.locator("[data-card]")).to_have_count(3)


def ticks_right(chart: Locator) -> int:
    return chart.locator(".u-axis").count()


def test_a_tag_moves_to_an_axis_of_its_own(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&charts=chart:1:loss|lr::")
    chart = combined(page)
    expect_drawn(chart, 4 * POINTS)
    assert ticks_right(chart) == 2
    chart.get_by_role("button", name="lr", exact=False).last.click()
    expect(chart.locator(".u-axis")).to_have_count(3)
    expect(chart.get_by_role("list", name="Tags")).to_contain_text("right axis")
    point_at(chart, 0.5)
    expect_values(page, 5, "loss", "lr")
    expect_address(page, lambda view: "charts=chart:1:loss|lr::lr" in view)
    form = menu(chart, "Axes")
    expect(form.get_by_label("y, left to", exact=True)).to_have_attribute("placeholder", "2.0750")
    expect(form.get_by_label("y, right to", exact=True)).to_have_attribute("placeholder", "2071")


def test_a_pattern_of_the_address_that_is_none_makes_an_empty_chart(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&charts=chart:1::(loss:")
    expect(page.locator("[data-card='chart:1']")).to_contain_text("None of the runs that are on has such a tag.")
    expect_drawn(card(page, "loss"), 2 * POINTS)


def test_the_corner_resizes(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "loss")
    before = box_of(chart)
    corner = chart.get_by_role("button", name="Size: 1 by 1")
    chart.hover()
    box = box_of(corner)
    page.mouse.move(box["x"] + 7, box["y"] + 7)
    page.mouse.down()
    page.mouse.move(box["x"] + before["width"], box["y"] + before["height"], steps=4)
    page.mouse.up()
    wait_until(page, lambda: box_of(chart)["width"], lambda width: width > 1.9 * before["width"])
    wait_until(page, lambda: box_of(chart)["height"], lambda height: height == 2 * before["height"] + 12)
    expect_address(page, lambda view: "size=loss:2:2" in view)
    chart.get_by_role("button", name="Size: 2 by 2").press("ArrowUp")
    wait_until(page, lambda: box_of(chart)["height"], lambda height: height == before["height"])


def test_a_card_is_never_wider_than_the_window(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&size=loss:4:1", viewport={"width": 400, "height": 700})
    box = box_of(card(page, "loss"))
    assert box["x"] + box["width"] <= 400


def test_one_card_takes_less_than_all_when_pinned(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&charts=chart:1:loss|lr::&pins=chart:1")
    expect(page.locator("[data-group='pinned:'] [data-card]")).to_have_attribute("data-card", "chart:1")
    expect(page.locator("[data-card='chart:1']")).to_have_count(1)
