"""One metric against another, and points that a restart replaced."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.logs import START, write
from tests.browser.looking import card, expect_address, expect_drawn, number, place, point_at, steady, told, wait_until

TURN = [2 * math.pi * i / 40 for i in range(41)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("metrics")
    write(logdir / "circle", {"cos": [math.cos(t) for t in TURN], "sin": [math.sin(t) for t in TURN], "other": [1.0]})
    write(logdir / "circle", {"short": [float(i) for i in range(10)]}, file="events.out.tfevents.2")
    write(logdir / "restarted", {"kept": [1.0] * 10}, file="events.out.tfevents.1")
    write(logdir / "restarted", {"kept": [9.0] * 10}, first_step=5, start=START + 60, file="events.out.tfevents.2")
    with serving(logdir) as command:
        yield command.address


def put_below(chart: Locator, tag: str) -> None:
    chart.hover()
    chart.get_by_role("button", name="Axes").click()
    chart.get_by_label("Along the bottom").select_option(tag)
    chart.page.keyboard.press("Escape")


def cells(page: Page) -> list[float]:
    """Value, x and step of the run in the tooltip."""
    texts = page.locator("[data-tip-run] td").all_inner_texts()
    return [number(text) for text in texts[1:4]] if len(texts) > 4 else []


def test_a_metric_stands_against_another(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "sin")
    expect_drawn(chart, 41)
    put_below(chart, "cos")
    expect_address(page, lambda view: "against=sin:cos" in view)
    room = 1.1  # y has a twentieth of its range above and below
    for i in (3, 10, 20, 35):
        across, down = (math.cos(TURN[i]) + 1) / 2, (1 - math.sin(TURN[i]) / room) / 2
        page.mouse.move(*place(chart, across, down))
        near = pytest.approx([math.sin(TURN[i]), math.cos(TURN[i]), i], abs=1e-4)
        wait_until(page, lambda: cells(page), lambda seen, near=near: seen == near)
    page.reload()
    expect(card(page, "sin").locator(".u-over")).to_be_visible()
    point_at(card(page, "cos"), 0.5)
    assert told(page, "circle", 20).value == -1


def test_points_without_a_partner_are_counted(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&against=sin:short")
    expect(card(page, "sin").locator("[data-sign=unmatched]")).to_have_text("31 points without an x")


def test_no_run_with_both_is_told(open_page: OpenPage, watch: Watch, address: str) -> None:
    watch.allow("404 (NOT FOUND)")
    page = open_page(
        f"{address}#smooth=0&against=kept:sin",
    )
    chart = page.locator("[data-card=kept]")
    expect(chart.get_by_role("alert")).to_contain_text("the tags 'kept' and 'sin'")


def test_what_a_restart_replaced_is_shown_on_demand(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "kept")
    expect_drawn(chart, 15)
    sign = chart.locator("[data-sign=superseded]")
    expect(sign).to_have_text("5 superseded points · show")
    before = steady(page, lambda: chart.evaluate(INK))
    sign.click()
    wait_until(page, lambda: chart.evaluate(INK), lambda ink: ink > before + 20)
    expect(sign).to_have_text("5 superseded points · hide")
    expect_address(page, lambda view: "old=kept" in view)
    point_at(chart, 7 / 14)
    assert told(page, "restarted", 7).value == 9
    sign.click()
    wait_until(page, lambda: chart.evaluate(INK), lambda ink: ink == before)


INK = """card => {
  const canvas = card.querySelector("canvas.curves");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  let inked = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 30) inked++;
  return inked;
}"""
