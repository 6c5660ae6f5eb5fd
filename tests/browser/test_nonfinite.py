"""Values with no place on an axis are marked, points that no line reaches are seen, replaced points are counted."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import START, write
from tests.browser.looking import (
    card,
    colour_of,
    expect_drawn,
    inked,
    point_at,
    run_row,
    told,
    wait_for_ink,
)

ODD = {10: math.nan, 20: math.inf, 30: -math.inf}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("nonfinite")
    write(logdir / "odd", {"loss": [ODD.get(step, 1.0 + step % 2) for step in range(41)]})
    write(logdir / "lone", {"point": [math.nan, 5.0, math.nan]})
    write(logdir / "restarted", {"kept": range(10)}, file="events.out.tfevents.1")
    write(logdir / "restarted", {"kept": range(100, 110)}, first_step=5, start=START + 60, file="events.out.tfevents.2")
    with serving(logdir) as command:
        yield command.address


def test_each_is_marked_where_it_is_and_counted(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "loss")
    expect_drawn(chart, 41)
    colour = colour_of(run_row(page, "odd"))
    assert wait_for_ink(chart, colour, 10 / 40)
    assert max(inked(chart, colour, 20 / 40)) < 0.12, "+∞ at the top, and no line through its step"
    assert min(inked(chart, colour, 30 / 40)) > 0.88, "−∞ at the foot, and no line through its step"
    expect(chart.get_by_role("heading")).to_contain_text("3 not finite")
    expect(card(page, "point").get_by_role("heading")).to_contain_text("2 NaN")


def test_hovering_names_each(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "loss")
    for step, odd in ODD.items():
        point_at(chart, step / 40)
        assert told(page, "odd", step).value == pytest.approx(odd, nan_ok=True)


@pytest.mark.parametrize("smoothing", [0, 0.9])
def test_a_point_between_nans_is_seen(open_page: OpenPage, address: str, smoothing: float) -> None:
    page = open_page(f"{address}#smooth={smoothing}")
    chart = card(page, "point")
    expect_drawn(chart, 3)
    ink = wait_for_ink(chart, colour_of(run_row(page, "lone")), 1 / 2, reach=3)
    assert len(ink) >= 4
    assert all(0.4 < height < 0.6 for height in ink)


def test_points_that_a_restart_replaced_are_counted_and_gone(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "kept")
    expect_drawn(chart, 15)
    point_at(chart, 5 / 14)
    assert told(page, "restarted", 5).value == 100
    point_at(chart, 4 / 14)
    assert told(page, "restarted", 4).value == 4
    chart.get_by_role("button", name="More").click()
    facts = page.get_by_role("dialog", name="More about kept")
    expect(facts.locator("dt:has-text('Superseded by a restart') + dd")).to_have_text("5")
    expect(facts.locator("[data-points]")).to_have_text("15 of 15")
