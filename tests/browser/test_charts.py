"""A chart tells what was written: each value at its step, smoothed as TensorBoard smooths."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import debiased_ema, write
from tests.browser.looking import (
    card,
    colour_of,
    expect_drawn,
    inked,
    point_at,
    run_row,
    set_smoothing,
    told,
    wait_until,
)

VALUES = {
    "a": [math.sin(i / 3) * 2 + 3 for i in range(41)],
    "b": [1e-5 * i**3 + 0.25 for i in range(41)],
}
ROUNDING = 6e-4
"""The page writes at least four significant digits."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("charts")
    for run, values in VALUES.items():
        write(logdir / run, {"loss": values})
    with serving(logdir) as command:
        yield command.address


def test_hovering_tells_value_step_and_time(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "loss")
    expect_drawn(chart, 82)
    for step in (0, 7, 23, 40):
        point_at(chart, step / 40)
        for run, values in VALUES.items():
            row = told(page, run, step)
            assert row.value == pytest.approx(values[step], rel=ROUNDING)
            assert row.smoothed is None
            assert row.time == f"{step}s"


@pytest.mark.parametrize("weight", [0.5, 0.9])
def test_hovering_tells_the_smoothed_value_too(open_page: OpenPage, address: str, weight: float) -> None:
    page = open_page(address)
    chart = card(page, "loss")
    set_smoothing(page, weight)
    for step in (0, 3, 30):
        point_at(chart, step / 40)
        for run, values in VALUES.items():
            expect_smoothed(page, run, step, debiased_ema(values, weight)[step])
            assert told(page, run, step).value == pytest.approx(values[step], rel=ROUNDING)


def expect_smoothed(page: Page, run: str, step: int, expected: float) -> None:
    near = pytest.approx(expected, rel=ROUNDING)
    wait_until(page, lambda: told(page, run, step).smoothed, lambda smoothed: smoothed == near)


def test_smoothing_moves_the_line_and_none_takes_it_back(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&off=b")
    chart = card(page, "loss")
    expect_drawn(chart, 41)
    colour = colour_of(run_row(page, "a"))
    peak = 24 / 40  # a crest of the sine, which smoothing lowers
    raw = wait_until(page, lambda: inked(chart, colour, peak))
    set_smoothing(page, 0.9)
    smooth = wait_until(page, lambda: inked(chart, colour, peak), lambda ink: ink and min(ink) > min(raw) + 0.1)
    assert min(smooth) > min(raw)
    set_smoothing(page, 0)
    wait_until(page, lambda: inked(chart, colour, peak), lambda ink: ink == raw)


def test_the_slider_smooths_as_the_field_does(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "loss")
    page.locator("#smoothing").fill("0.75")
    point_at(chart, 0.5)
    expect_smoothed(page, "a", 20, debiased_ema(VALUES["a"], 0.75)[20])
