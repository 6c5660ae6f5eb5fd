"""Fixed ends of the axes, and outliers that are hidden only where a sign says so."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

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
    steady,
    told,
    wait_for_ink,
    wait_until,
)

POINTS = 101
SPIKES = {30: 1000.0, 60: -500.0}
WAVE = [math.sin(i / 5) for i in range(POINTS)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("limits")
    spiky = [SPIKES.get(i, v) for i, v in enumerate(WAVE)]
    write(logdir / "run", {"ramp": [i / 100 for i in range(POINTS)], "spiky": spiky, "wave": WAVE})
    with serving(logdir) as command:
        yield command.address


def axes_of(chart: Locator) -> Locator:
    chart.hover()
    chart.get_by_role("button", name="Axes").click()
    return chart.get_by_role("dialog")


def fill(form: Locator, label: str, text: str) -> None:
    field = form.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")


def height_at(chart: Locator, across: float) -> float:
    ink = wait_for_ink(chart, colour_of(run_row(chart.page, "run")), across, reach=1.5)
    return (min(ink) + max(ink)) / 2


def test_a_fixed_upper_end_moves_the_curve_down(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "ramp")
    expect_drawn(chart, POINTS)
    assert height_at(chart, 0.5) == pytest.approx(0.5, abs=0.06)
    form = axes_of(chart)
    fill(form, "y from", "0")
    fill(form, "y to", "2")
    wait_until(page, lambda: height_at(chart, 0.5), lambda height: height == pytest.approx(0.75, abs=0.02))
    expect_address(page, lambda view: "limits=ramp:0:2::" in view)


def test_the_address_brings_limits_back_and_emptying_ends_them(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&limits=ramp:0:2::")
    chart = card(page, "ramp")
    assert height_at(chart, 0.5) == pytest.approx(0.75, abs=0.02)
    form = axes_of(chart)
    fill(form, "y from", "")
    fill(form, "y to", "")
    wait_until(page, lambda: height_at(chart, 0.5), lambda height: height < 0.6)
    expect_address(page, lambda view: "limits" not in view)


@pytest.mark.parametrize(
    ("low", "high", "sentence"),
    [
        ("2", "1", "The lower end must be below the upper one."),
        ("1", "1", "The lower end must be below the upper one."),
        ("x", "1", "“x” is not a number."),
    ],
)
def test_impossible_ends_are_told_and_change_nothing(
    open_page: OpenPage, address: str, low: str, high: str, sentence: str
) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "ramp")
    expect_drawn(chart, POINTS)
    form = axes_of(chart)
    fill(form, "y to", high)
    before = steady(page, lambda: height_at(chart, 0.5))
    fill(form, "y from", low)
    expect(form.get_by_role("alert")).to_have_text(sentence)
    assert steady(page, lambda: height_at(chart, 0.5)) == before
    fill(form, "y from", "-1")
    expect(form.get_by_role("alert")).to_have_count(0)


def test_a_logarithmic_axis_takes_no_end_of_zero(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&log=1&limits=ramp:-1:1::")
    chart = card(page, "ramp")
    expect_drawn(chart, POINTS)
    form = axes_of(chart)
    fill(form, "y from", "0")
    expect(form.get_by_role("alert")).to_have_text("A logarithmic axis has no place for zero and below.")


def test_ends_of_x_zoom(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "ramp")
    expect_drawn(chart, POINTS)
    fill(axes_of(chart), "x to", "50")
    page.keyboard.press("Escape")
    point_at(chart, 0.5)
    told(page, "run", 25)
    expect_address(page, lambda view: "zoom=ramp:0:50" in view)


def test_hidden_outliers_are_counted_and_come_back_on_demand(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&trim=1")
    chart = card(page, "spiky")
    expect_drawn(chart, POINTS)
    sign = chart.locator("[data-sign=outliers]")
    expect(sign).to_have_text("2 outliers hidden · show")
    colour = colour_of(run_row(page, "run"))
    spread = wait_until(page, lambda: inked(chart, colour, 0.1, reach=30))
    assert max(spread) - min(spread) > 0.5, "the wave fills the chart"
    sign.click()
    expect(sign).to_have_count(0)
    wait_until(page, lambda: inked(chart, colour, 0.1, reach=30), lambda ink: ink and max(ink) - min(ink) < 0.1)
    expect_address(page, lambda view: "trimother=spiky" in view)


def test_where_nothing_is_hidden_nothing_is_said(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&trim=1")
    expect(card(page, "wave").locator("[data-sign]")).to_have_count(0)
    expect(card(page, "spiky").locator("[data-sign]")).to_have_count(1)
