"""Bands of custom scalars: a line between two other tags of its run, with the tools that every chart has."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.layouts import POINTS, ROUNDING, VALUES, chart, logs, wait_told
from tests.browser.looking import (
    colour_of,
    expect_address,
    expect_drawn,
    point_at,
    run_row,
    wait_for_ink,
    wait_until,
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(logs(tmp_path_factory.mktemp("margin_charts"))) as command:
        yield f"{command.address}#tab=custom_scalars&smooth=0"


VEILED = """(card, [colour, across]) => {
  const canvas = card.querySelector("canvas.curves");
  const over = card.querySelector(".u-over").getBoundingClientRect();
  const box = canvas.getBoundingClientRect();
  const x = Math.round((over.left - box.left + across * over.width) * canvas.width / box.width);
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(x, 0, 1, canvas.height);
  const found = [];
  for (let y = 0; y < canvas.height; y++) {
    const [red, green, blue, alpha] = data.slice(4 * y, 4 * y + 4);
    if (alpha < 25 || alpha > 60) continue;
    if ([red, green, blue].some((part, i) => Math.abs(part - colour[i]) > 12)) continue;
    found.push(((y + 0.5) * box.height / canvas.height + box.top - over.top) / over.height);
  }
  return found;
}"""


def test_a_band_reaches_from_the_lower_to_the_upper_tag(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&on=a&runs=none")
    gap = chart(page, "bands", "gap")
    expect_drawn(gap, POINTS)
    point_at(gap, 0.5)
    row = wait_told(page, 5, 1)["a", "gap/mean"]
    low, high = VALUES["a", "gap/low"][5], VALUES["a", "gap/high"][5]
    assert row.value == pytest.approx(VALUES["a", "gap/mean"][5], rel=ROUNDING)
    assert row.band == pytest.approx((low, high), rel=ROUNDING)
    gap.get_by_role("heading").hover()
    colour = colour_of(run_row(page, "a"))
    veil = wait_until(page, lambda: gap.evaluate(VEILED, [list(colour), 0.5]))
    line = wait_for_ink(gap, colour, 0.5)
    # The axis shows what line and band hold and a twentieth more at each end: 3.0 … 6.0 becomes 2.85 … 6.15.
    heights = [(6.15 - value) / 3.3 for value in (high, VALUES["a", "gap/mean"][5], low)]
    assert [min(veil), sum(line) / len(line), max(veil)] == pytest.approx(heights, abs=0.02)


def test_a_band_is_not_smoothed(open_page: OpenPage, address: str) -> None:
    page = open_page(address.replace("smooth=0", "smooth=0.9"))
    point_at(chart(page, "bands", "gap"), 1)
    wait_told(page, POINTS - 1, 2)
    expect(page.get_by_role("tooltip").get_by_role("columnheader", name="smoothed")).to_have_count(0)


def test_bands_stay_their_runs_own_where_runs_are_grouped(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&group=re:.")
    point_at(chart(page, "losses", "both"), 0.5)
    expect(page.locator("[data-tip-group]")).to_have_count(4)
    point_at(chart(page, "bands", "gap"), 0.5)
    assert {run for run, _ in wait_told(page, 5, 2)} == {"a", "b"}


def test_the_axis_has_no_room_for_a_bound_that_is_not_drawn(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    vanished = chart(page, "bands", "vanished")
    expect_drawn(vanished, 2 * POINTS)
    vanished.hover()
    vanished.get_by_role("button", name="Axes").click()
    # The lines go from 4 to 15, and the lower bounds, which lack upper ones, begin at 3.
    expect(vanished.get_by_label("y from")).to_have_attribute("placeholder", "3.4500")


def menu(page: Page, found: Locator) -> Locator:
    found.hover()
    found.get_by_role("button", name="More", exact=True).click()
    return found.get_by_role("dialog")


def test_a_chart_is_saved_as_a_picture_and_with_every_point(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    gap = chart(page, "bands", "gap")
    expect_drawn(gap, 2 * POINTS)
    more = menu(page, gap)
    with page.expect_download() as picture:
        more.get_by_role("button", name="Save SVG").click()
    assert picture.value.suggested_filename == "gap.svg"
    svg = ET.fromstring(picture.value.path().read_bytes())
    paths = list(svg.iter("{http://www.w3.org/2000/svg}path"))
    assert sum(path.get("opacity") == "0.15" for path in paths) == 2, "a band for each run"
    with page.expect_download() as points:
        more.get_by_role("button", name="All runs as CSV").click()
    rows = list(csv.DictReader(io.StringIO(points.value.path().read_text())))
    assert {row["tag"] for row in rows} == {"gap/mean", "gap/low", "gap/high"}
    assert len(rows) == 2 * 3 * POINTS


def test_zoom_full_screen_and_table_work_as_on_scalars(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    gap = chart(page, "bands", "gap")
    expect_drawn(gap, 2 * POINTS)
    gap.focus()
    for key in "fv":
        page.keyboard.press(key)
    cells = gap.locator("[data-value-run=b][data-value-tag='gap/high'] td")
    expect(cells.nth(3)).to_have_text("16")
    expect_address(page, lambda view: "full=layout:bands/gap" in view and "tables=layout:bands/gap" in view)
    page.goto(f"{page.url}&zoom=layout:bands/gap:2:4")
    page.reload()
    expect_drawn(chart(page, "bands", "gap"), 2 * POINTS, 2 * 5)  # a point beyond each end of the range
