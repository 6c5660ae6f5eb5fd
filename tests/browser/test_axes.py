"""The axes: x by step, by relative and by wall time; y linear or logarithmic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from summary.scalar_records import frame_scalars
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import START, write
from tests.browser.looking import (
    Colour,
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

STEPS = 11
SLOWING = [step**2 for step in range(STEPS)]
"""Seconds since the start: each step takes longer than the one before, so every axis has them elsewhere."""
DECADES = [10.0 ** (step / 5) for step in range(STEPS)]
MIXED = [10.0, 20.0, 40.0, 30.0, 20.0, -7.0, 20.0, 0.0, 30.0, 20.0, 10.0]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("axes")
    events = [("loss", 100.0 + step, step, START + SLOWING[step]) for step in range(STEPS)]
    (logdir / "run").mkdir()
    (logdir / "run" / "events.out.tfevents.1").write_bytes(frame_scalars(events))
    write(logdir / "run", {"decades": DECADES, "mixed": MIXED}, file="events.out.tfevents.2", start=START + 1)
    with serving(logdir) as command:
        yield command.address


def choose(page: Page, axis: str) -> None:
    page.get_by_role("radiogroup", name="Horizontal axis").get_by_role("radio", name=axis).click()


def test_points_stand_at_their_step(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    point_at(card(page, "loss"), 0.49)
    assert told(page, "run", 5) == (105, 5, None, "25s")


def test_points_stand_at_their_time_since_the_start(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "loss")
    before = chart.locator(".u-over").element_handle()
    choose(page, "Relative")
    wait_until(page, lambda: not before.evaluate("plot => plot.isConnected"))
    for step in (3, 7):
        point_at(chart, SLOWING[step] / SLOWING[-1])
        assert told(page, "run", step) == (100 + step, step, None, f"{SLOWING[step]}s")


def test_points_stand_at_their_date(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#x=wall&smooth=0")
    chart = card(page, "loss")
    expect_drawn(chart, STEPS)
    point_at(chart, SLOWING[7] / SLOWING[-1])
    date = datetime.fromtimestamp(START + SLOWING[7], timezone.utc)
    assert told(page, "run", 7) == (107, 7, None, f"{date.day} {date:%b %H:%M:%S}")


def test_another_axis_starts_unzoomed(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#zoom=loss:2:4&smooth=0")
    chart = card(page, "loss")
    expect_drawn(chart, STEPS, 5)
    choose(page, "Relative")
    expect_drawn(chart, STEPS)
    expect_address(page, lambda view: view == "x=relative&smooth=0")


def heights(chart: Locator) -> list[float]:
    """Where the line stands at the first, the middle and the last step, as shares from the top."""
    colour = colour_of(run_row(chart.page, "run"))
    inks = [wait_for_ink(chart, colour, across, reach=1.5) for across in (0, 0.5, 1)]
    return [(min(ink) + max(ink)) / 2 for ink in inks]


def test_a_logarithmic_axis_spaces_decades_evenly(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "decades")
    expect_drawn(chart, STEPS)
    first, middle, last = heights(chart)
    assert middle - last > 3 * (first - middle), "linear: 1, 10 and 100"
    page.get_by_role("button", name="Log y").first.click()
    wait_until(page, lambda: heights(chart), lambda now: now[0] - now[1] == pytest.approx(now[1] - now[2], abs=0.03))


def test_what_a_logarithmic_axis_cannot_show_is_told_and_not_moved(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "mixed")
    expect_drawn(chart, STEPS)
    colour = colour_of(run_row(page, "run"))
    wait_for_ink(chart, colour, 5 / 10)
    chart.hover()
    chart.get_by_role("button", name="Log y").click()
    expect(chart.get_by_role("heading")).to_contain_text("2 values ≤ 0 left out")
    for step in (5, 7):
        expect_only_a_tick(chart, colour, step / 10)
        point_at(chart, step / 10)
        assert told(page, "run", step).value == MIXED[step]
    expect(card(page, "decades").get_by_role("heading")).not_to_contain_text("left out")


def expect_only_a_tick(chart: Locator, colour: Colour, across: float) -> None:
    """Waits until there is a mark at the foot of the plot, and no line above it."""
    wait_until(chart.page, lambda: inked(chart, colour, across), lambda ink: ink and min(ink) > 0.9)
