"""The table below a chart: what every run has at a pinned step, or over a pinned range."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import debiased_ema, write
from tests.browser.looking import card, expect_address, expect_drawn, number, place, wait_until

POINTS = 20_001
VALUES = {
    "a": [math.sin(step / 700) + step / POINTS for step in range(POINTS)],
    "b": [math.cos(step / 500) for step in range(POINTS // 2)],
}
ROUNDING = 6e-4


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("table")
    for run, values in VALUES.items():
        write(logdir / run, {"loss": values, "short": values[:11]})
    with serving(logdir) as command:
        yield command.address


def opened(page: Page) -> Locator:
    chart = card(page, "loss")
    expect_drawn_all(chart)
    chart.hover()
    chart.get_by_role("button", name="Table of values").click()
    return chart


def expect_drawn_all(chart: Locator) -> None:
    points = sum(map(len, VALUES.values()))
    wait_until(
        chart.page,
        lambda: chart.get_attribute("data-drawn") or "",
        lambda text: text.endswith(f"of {points}"),
    )


def row(chart: Locator, run: str) -> dict[str, float]:
    names = chart.locator(".values th").all_inner_texts()
    cells = chart.locator(f"[data-value-run={run}] td").all_inner_texts()
    return {name: number(cell) for name, cell in zip(names[1:], cells[1:], strict=True)}


def expect_row(chart: Locator, run: str, **expected: float) -> None:
    near = {name: pytest.approx(value, rel=ROUNDING, abs=1e-6) for name, value in expected.items()}
    page = chart.page
    wait_until(page, lambda: chart.locator(f"[data-value-run={run}]").count())
    wait_until(page, lambda: row(chart, run), lambda found: found == near)


def test_a_step_typed_in_is_told_exactly(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = opened(page)
    field = chart.get_by_label("at step")
    field.fill("7321")
    field.press("Enter")
    for run, values in VALUES.items():
        expect_row(chart, run, step=7321, value=values[7321])
    expect_address(page, lambda view: "tables=loss" in view and "pin=step:7321:7321" in view)


def test_the_smoothed_value_is_over_every_point(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0.9&tables=loss&pin=step:9000:9000")
    chart = card(page, "loss")
    for run, values in VALUES.items():
        expect_row(chart, run, step=9000, value=values[9000], smoothed=debiased_ema(values, 0.9)[9000])


def test_a_run_that_has_ended_is_not_in_the_table(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&tables=loss&pin=step:15000:15000")
    chart = card(page, "loss")
    expect_row(chart, "a", step=15000, value=VALUES["a"][15000])
    expect(chart.locator("[data-value-run]")).to_have_count(1)


def test_a_range_has_extremes_and_a_change(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&tables=loss&pin=step:1001:19003")
    chart = card(page, "loss")
    for run, values in VALUES.items():
        part = values[1001:19004]
        expect_row(
            chart, run, step=1000 + len(part), value=part[-1], min=min(part), max=max(part), change=part[-1] - part[0]
        )


def test_without_a_pin_it_tells_the_last_values(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&tables=short")
    chart = card(page, "short")
    for run, values in VALUES.items():
        part = values[:11]
        expect_row(chart, run, step=10, value=part[10], min=min(part), max=max(part), change=part[10] - part[0])


def test_shift_click_pins_a_step_on_every_chart(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&tables=short")
    chart = card(page, "short")
    expect_drawn(chart, 22)
    page.keyboard.down("Shift")
    page.mouse.click(*place(chart, 0.5, 0.5))
    page.keyboard.up("Shift")
    expect(chart.locator(".rule.pinned")).to_be_visible()
    expect(card(page, "loss").locator(".rule.pinned")).to_be_visible()
    wait_until(page, lambda: row(chart, "a")["step"], lambda step: step in (4, 5))
    chart.get_by_role("button", name="Clear").click()
    expect(chart.locator(".rule.pinned")).to_be_hidden()


def test_shift_drag_pins_a_range_and_does_not_zoom(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&tables=short")
    chart = card(page, "short")
    expect_drawn(chart, 22)
    page.keyboard.down("Shift")
    page.mouse.move(*place(chart, 0.25, 0.5))
    page.mouse.down()
    page.mouse.move(*place(chart, 0.5, 0.5))
    page.mouse.move(*place(chart, 0.75, 0.5))
    page.mouse.up()
    page.keyboard.up("Shift")
    part = VALUES["a"][3:8]
    expect_row(chart, "a", step=7, value=part[-1], min=min(part), max=max(part), change=part[-1] - part[0])
    expect_address(page, lambda view: "pin=step:" in view and "zoom" not in view)


@pytest.mark.parametrize(
    ("begin", "end", "sentence"),
    [("9", "3", "The range must begin before it ends."), ("x", "", "numbers are needed here")],
)
def test_an_impossible_range_is_told(open_page: OpenPage, address: str, begin: str, end: str, sentence: str) -> None:
    page = open_page(f"{address}#smooth=0&tables=short&pin=step:2:{end or 2}")
    chart = card(page, "short")
    field = chart.get_by_label("at step")
    field.fill(begin)
    field.press("Enter")
    expect(chart.get_by_role("alert")).to_contain_text(sentence)


def test_another_axis_has_no_use_for_a_step(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&tables=short&pin=step:3:5&x=relative")
    chart = card(page, "short")
    expect_drawn(chart, 22)
    expect(chart.locator(".rule.pinned")).to_be_hidden()
    expect(chart.get_by_label("at second")).to_have_value("")


def test_a_key_opens_and_closes_it(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "short")
    chart.focus()
    page.keyboard.press("v")
    expect(chart.locator(".values")).to_be_visible()
    chart.get_by_label("at step").fill("3v")
    expect(chart.locator(".values")).to_be_visible()
    chart.focus()
    page.keyboard.press("v")
    expect(chart.locator(".values")).to_have_count(0)
