"""The tooltip: the nearest run first and bold, and never beyond the window."""

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
    colour_of,
    expect_drawn,
    point_at,
    run_row,
    tip,
    tip_runs,
    told,
    wait_until,
)

LEVELS = {"low": 0.0, "middle": 1.0, "high": 2.0}
CORNERS = [(0, 0), (1, 0), (0, 1), (1, 1)]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("few")
    for run, level in LEVELS.items():
        write(logdir / run, {"loss": [level] * 11})
    with serving(logdir) as command:
        yield command.address


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Sixteen runs with long names and eight tags: more rows than a tooltip shows, cards all over the window."""
    logdir: Path = tmp_path_factory.mktemp("many")
    for i in range(16):
        values = [i + step / 7 for step in range(11)]
        write(logdir / f"a-rather-long-name-of-a-sweep/width={64 * i}/seed={i}", {f"tag_{n}": values for n in range(8)})
    with serving(logdir) as command:
        yield command.address


NEAREST_FIRST = {
    0.02: ["high", "middle", "low"],
    0.45: ["middle", "high", "low"],
    0.6: ["middle", "low", "high"],
    0.98: ["low", "middle", "high"],
}
"""By how far down the plot the pointer is."""


def test_runs_come_in_order_of_nearness(open_page: OpenPage, few: str) -> None:
    page = open_page(few)
    chart = card(page, "loss")
    expect_drawn(chart, 33)
    for down, order in NEAREST_FIRST.items():
        point_at(chart, 0.53, down)
        expect(page.locator("[data-tip-run] .name")).to_have_text(order)
        expect(page.locator("[data-tip-run].hot")).to_have_attribute("data-tip-run", order[0])


def test_the_nearest_run_lights_up_in_the_list_and_on_the_chart(open_page: OpenPage, few: str) -> None:
    page = open_page(few)
    chart = card(page, "loss")
    expect_drawn(chart, 33)
    point_at(chart, 0.5, 0.98)
    expect(page.locator("[data-run].hot")).to_have_attribute("data-run", "low")
    expect(chart.locator("canvas.lit")).to_be_visible()
    page.mouse.move(5, 5)
    expect(tip(page)).to_be_hidden()
    expect(page.locator("[data-run].hot")).to_have_count(0)
    expect(chart.locator("canvas.lit")).to_be_hidden()


def test_rows_have_their_runs_colours(open_page: OpenPage, few: str) -> None:
    page = open_page(few)
    point_at(card(page, "loss"), 0.5)
    told(page, "low", 5)
    for run in LEVELS:
        assert colour_of(page.locator(f"[data-tip-run={run}]")) == colour_of(run_row(page, run))


def test_more_runs_than_rows_are_counted(open_page: OpenPage, many: str) -> None:
    page = open_page(many)
    point_at(card(page, "tag_0"), 0.5)
    expect(tip(page)).to_contain_text("+ 4 more")
    assert len(tip_runs(page)) == 12


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (760, 480), (400, 700)])
def test_it_never_leaves_the_window(open_page: OpenPage, many: str, width: int, height: int) -> None:
    page = open_page(many, viewport={"width": width, "height": height})
    expect(page.locator("[data-card]")).to_have_count(8)
    for tag in ("tag_0", "tag_2", "tag_7"):
        chart = card(page, tag)
        expect(chart).to_have_attribute("data-drawn", "176 of 176")
        for across, down in CORNERS:
            point_at(chart, across, down)
            told(page, tip_run(page), 10 if across else 0)
            assert_inside(page, tip(page))


def tip_run(page: Page) -> str:
    """The first run of the tooltip, once there is one."""
    return wait_until(page, lambda: tip_runs(page))[0]


def assert_inside(page: Page, element: Locator) -> None:
    box, window = box_of(element), page.viewport_size
    assert window
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= window["width"]
    assert box["y"] + box["height"] <= window["height"]


def test_its_rows_never_wrap(open_page: OpenPage, many: str) -> None:
    page = open_page(many)
    point_at(card(page, "tag_0"), 0.5)
    tip_run(page)
    heights = page.evaluate("[...document.querySelectorAll('[data-tip-run]')].map((row) => row.offsetHeight)")
    assert len(set(heights)) == 1
    assert heights[0] < 30
