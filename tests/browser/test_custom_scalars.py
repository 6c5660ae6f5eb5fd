"""The layouts that logs carry: lines and bands in categories, merged or of one run, and what is wrong with them."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from summary import SummaryWriter
from summary.values import custom_scalars
from tests.board.logged import log
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.looking import (
    PATIENCE,
    attribute,
    card,
    colour_of,
    expect_address,
    expect_drawn,
    number,
    point_at,
    run_row,
    switch_run,
    wait_for_ink,
    wait_until,
)

GOLDEN = Path(__file__).parents[1] / "golden"
POINTS = 11
ROUNDING = 6e-4
LAYOUT: dict[str, dict[str, Any]] = {
    "losses": {
        "both": ["Multiline", ["loss/(train|test)$"]],
        "nothing": ["Multiline", ["nope.*"]],
        "broken": ["Multiline", ["loss(", "loss/train"]],
    },
    "bands": {
        "gap": ["Margin", ["gap/mean", "gap/low", "gap/high"]],
        "vanished": ["Margin", ["gap/mean", "gap/low", "gap/gone"]],
    },
}
TAGS = ("loss/train", "loss/test", "loss/train_old", "gap/low", "gap/mean", "gap/high")
VALUES = {
    (run, tag): np.float32([10 * r + t + step / 10 for step in range(POINTS)])
    for r, run in enumerate("ab")
    for t, tag in enumerate(TAGS)
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("custom_scalars")
    for run in "ab":
        with SummaryWriter(logdir / run) as writer:
            layout = custom_scalars.layout({**LAYOUT, "folded": {"old": ["Multiline", ["loss/train_old"]]}})
            layout.category[2].closed = True
            if run == "b":
                layout.category.add(title="of b").chart.add(title="alone").multiline.tag.append("gap")
            writer.add_custom_scalars(layout)
            for tag in TAGS:
                for step, value in enumerate(VALUES[run, tag].tolist()):
                    writer.add_scalar(tag, value, step)
    with serving(logdir) as command:
        yield f"{command.address}#tab=custom_scalars&smooth=0"


def chart(page: Page, category: str, title: str) -> Locator:
    return card(page, f"layout:{category}/{title}")


class Told(NamedTuple):
    value: float
    step: int
    band: tuple[float, ...]


TOLD = """() => [...document.querySelectorAll("[role=tooltip] tbody tr")].map((row) => {
  const names = [...document.querySelectorAll("[role=tooltip] th")].map((cell) => cell.textContent);
  const cell = (name) => row.cells[names.indexOf(name)];
  return [row.dataset.tipRun, row.dataset.tipTag, cell("value").firstChild.textContent, cell("step").textContent,
    row.querySelector(".spread")?.textContent ?? ""];
})"""


def told(page: Page) -> dict[tuple[str, str], Told]:
    """What the tooltip says, by run and tag; a band has the ends, or how far it reaches to both sides."""
    rows = {}
    for run, tag, value, step, band in page.evaluate(TOLD):
        ends = tuple(number(end) for end in re.findall(r"[−\d.e,]+", band.replace("…", " ").replace("±", "")))
        rows[run, tag] = Told(number(value), int(number(step)), ends)
    return rows


def wait_told(page: Page, step: int, series: int) -> dict[tuple[str, str], Told]:
    return wait_until(
        page, lambda: told(page), lambda rows: len(rows) == series and {row.step for row in rows.values()} == {step}
    )


def test_lines_are_the_tags_of_every_run_that_an_expression_finds(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    both = chart(page, "losses", "both")
    expect_drawn(both, 4 * POINTS)
    expect(both.get_by_role("list", name="Tags").get_by_role("listitem")).to_have_text(["loss/test", "loss/train"])
    point_at(both, 0.5)
    rows = wait_told(page, 5, 4)
    expected = {(run, tag): VALUES[run, tag][5] for run in "ab" for tag in ("loss/train", "loss/test")}
    assert {series: row.value for series, row in rows.items()} == pytest.approx(expected, rel=ROUNDING)


def test_a_run_that_is_off_leaves_the_chart(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    switch_run(page, "a")
    both = chart(page, "losses", "both")
    expect_drawn(both, 2 * POINTS)
    point_at(both, 0.5)
    assert {run for run, _ in wait_told(page, 5, 2)} == {"b"}


def test_the_legend_lights_a_tag(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    both = chart(page, "losses", "both")
    expect_drawn(both, 4 * POINTS)
    both.get_by_role("button", name="loss/test").hover()
    expect(both.locator("canvas.curves")).to_have_class(re.compile("dimmed"))
    expect(both.locator("canvas.lit")).to_be_visible()
    both.get_by_role("heading").hover()
    expect(both.locator("canvas.lit")).to_be_hidden()


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


def test_a_category_that_is_closed_starts_folded_and_stays_as_it_was_left(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    folded = page.get_by_role("button", name="folded 1 chart")
    expect(folded).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("button", name="bands 2 charts")).to_have_attribute("aria-expanded", "true")
    expect(page.locator(attribute("data-card", "layout:folded/old"))).to_have_count(0)
    folded.click()
    expect_drawn(chart(page, "folded", "old"), 2 * POINTS)
    expect_address(page, lambda view: "closed=layout:folded" in view)
    page.reload()
    expect_drawn(chart(page, "folded", "old"), 2 * POINTS)


def test_all_layouts_are_one_or_one_runs_is_shown(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    headings = page.locator("main [data-group] h2")
    merged = ["losses 3 charts", "bands 2 charts", "folded 1 chart", "of b 1 chart"]
    expect(headings).to_have_text(merged)
    page.get_by_label("Layout", exact=True).select_option("run:a")
    expect(headings).to_have_text(merged[:3])
    expect_address(page, lambda view: "layout=run:a" in view)
    page.reload()
    expect(headings).to_have_text(merged[:3])
    page.get_by_label("Layout", exact=True).select_option("run:b")
    expect(headings).to_have_text(merged)


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (("losses", "nothing"), "No tag begins with a match of “nope.*”."),
        (
            ("losses", "broken"),
            "'loss(' is not a regular expression: missing ), unterminated subpattern at position 4.",
        ),
        (("bands", "vanished"), "No run has the tag “gap/gone”."),
        (("bands", "vanished"), "22 points without a band"),
    ],
)
def test_what_a_chart_lacks_is_said_in_it(
    open_page: OpenPage, address: str, place: tuple[str, str], sentence: str
) -> None:
    page = open_page(address)
    expect(page.locator(attribute("data-card", f"layout:{'/'.join(place)}"))).to_contain_text(sentence)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_is_sound_beside_a_mistake_is_drawn(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_drawn(chart(page, "losses", "broken"), 4 * POINTS)  # loss/train begins loss/train_old as well
    expect_drawn(chart(page, "bands", "vanished"), 2 * POINTS)


def test_an_address_of_a_run_without_a_layout_says_so(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&layout=run:c")
    expect(page.get_by_role("status").filter(has_text="No layout to show")).to_contain_text(
        "The run “c” carries no layout."
    )


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


# Logs of others, and damaged ones.


TAB = "#tab=custom_scalars&smooth=0"


def golden(run: str, tag: str) -> Mapping[int, float]:
    expected = json.loads((GOLDEN / "tf1" / "expected.json").read_text())
    return {step: value for step, _, value in expected[run]["tags"][tag]["points"]}


def test_the_layout_of_tensorflow_1_is_drawn(open_page: OpenPage) -> None:
    with serving(GOLDEN / "tf1") as command:
        page = open_page(command.address + TAB)
        quality = chart(page, "overview", "quality")
        tags = ("accuracy_1", "cross_entropy_1")
        expect_drawn(quality, sum(len(golden(run, tag)) for run in ("train", "test") for tag in tags))
        point_at(quality, 0)
        rows = wait_until(page, lambda: told(page), lambda rows: len(rows) == 4)
        for (run, tag), row in rows.items():
            assert row.value == pytest.approx(golden(run, tag)[row.step], rel=ROUNDING)
        spread = page.locator(attribute("data-card", "layout:overview/weight spread"))
        expect(spread).to_contain_text("No run has the tag “layer1/weights/summaries/mean”.")


def test_a_damaged_layout_is_one_sentence_beside_the_others(open_page: OpenPage, tmp_path: Path) -> None:
    damaged = custom_scalars.value({})
    damaged.tensor.string_val[:] = [b"\xff\xff\xff"]
    log(tmp_path, "bad", [damaged])
    log(tmp_path, "good", [custom_scalars.value({"c": {"t": ["Multiline", ["x"]]}})])
    with serving(tmp_path) as command:
        page = open_page(command.address + TAB)
        expect(page.get_by_role("alert")).to_have_text(
            "The layout of the run 'bad' cannot be shown: its bytes are no layout."
        )
        expect(page.locator(attribute("data-card", "layout:c/t"))).to_contain_text("No tag begins with a match of “x”.")


def test_a_layout_that_is_written_later_comes_up(open_page: OpenPage, tmp_path: Path) -> None:
    log(tmp_path, "a", [custom_scalars.value({"first": {"t": ["Multiline", ["x"]]}})])
    with serving(tmp_path) as command:
        page = open_page(command.address + TAB)
        groups = page.locator("main [data-group]")
        expect(groups).to_have_count(1)
        log(tmp_path, "b", [custom_scalars.value({"second": {"t": ["Multiline", ["x"]]}})])
        expect(groups).to_have_count(2, timeout=PATIENCE)
        with SummaryWriter(tmp_path / "b") as writer:
            writer.add_scalar("x", 1.0, 0)
        expect_drawn(card(page, "layout:second/t"), 1)
