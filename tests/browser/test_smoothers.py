"""Smoothing by a running mean or median over points or steps, beside the exponential one."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from summary.scalar_records import frame_scalars
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import START, debiased_ema
from tests.browser.looking import card, expect_address, expect_drawn, point_at, told, wait_until

STEPS = [step for step in range(101) if step < 40 or step % 5 == 0]
"""From step 40 on only every fifth is there, so a window of points is wider than one of steps."""
VALUES = [math.nan if step == 20 else math.sin(step) + step / 10 for step in STEPS]
ROUNDING = 6e-4
AVERAGES = {"mean": statistics.fmean, "median": statistics.median}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("smoothers")
    (logdir / "run").mkdir()
    events = [("loss", value, step, START + step) for step, value in zip(STEPS, VALUES, strict=True)]
    (logdir / "run" / "events.out.tfevents.1").write_bytes(frame_scalars(events))
    with serving(logdir) as command:
        yield command.address


def over_points(kind: str, step: int, window: int) -> float:
    """Over the finite points, which alone count."""
    finite = [(s, value) for s, value in zip(STEPS, VALUES, strict=True) if not math.isnan(value)]
    at = [s for s, _ in finite].index(step)
    return AVERAGES[kind]([value for _, value in finite[max(0, at - window // 2) : at + window // 2 + 1]])


def over_steps(kind: str, step: int, window: float) -> float:
    near = [value for s, value in zip(STEPS, VALUES, strict=True) if abs(s - step) <= window / 2]
    return AVERAGES[kind]([value for value in near if not math.isnan(value)])


def choose(page: Page, kind: str, window: int, unit: str) -> None:
    page.get_by_label("Kind of smoothing").select_option(kind)
    field = page.get_by_label("Width of the window")
    field.fill(str(window))
    field.press("Enter")
    page.get_by_label("Unit of the window").select_option(unit)


@pytest.mark.parametrize("kind", AVERAGES)
@pytest.mark.parametrize("unit", ["points", "steps"])
def test_the_tooltip_tells_the_running_average(open_page: OpenPage, address: str, kind: str, unit: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "loss")
    expect_drawn(chart, len(STEPS))
    choose(page, kind, 9, unit)
    average = over_points if unit == "points" else over_steps
    for step in (0, 19, 30, 70, 100):
        point_at(chart, step / 100)
        expected = pytest.approx(average(kind, step, 9), rel=ROUNDING)
        wait_until(page, lambda at=step: told(page, "run", at).smoothed, lambda seen, near=expected: seen == near)
    expect_address(page, lambda view: f"smoother={kind}:9:{unit}" in view)


def test_the_address_brings_the_smoother_back_and_exponential_takes_over(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smoother=median:5:points&smooth=0.5")
    chart = card(page, "loss")
    expect(page.get_by_label("Kind of smoothing")).to_have_value("median")
    point_at(chart, 0.3)
    assert told(page, "run", 30).smoothed == pytest.approx(over_points("median", 30, 5), rel=ROUNDING)
    page.get_by_label("Kind of smoothing").select_option("exponential")
    expected = pytest.approx(debiased_ema(VALUES, 0.5)[30], rel=ROUNDING)
    point_at(chart, 0.3, 0.4)
    wait_until(page, lambda: told(page, "run", 30).smoothed, lambda seen: seen == expected)


def test_a_window_of_nothing_is_not_taken(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smoother=mean:7:points&smooth=0")
    field = page.get_by_label("Width of the window")
    field.fill("0")
    field.press("Enter")
    point_at(card(page, "loss"), 0.3)
    assert told(page, "run", 30).smoothed == pytest.approx(over_points("mean", 30, 7), rel=ROUNDING)
    expect_address(page, lambda view: "smoother=mean:7:points" in view)
