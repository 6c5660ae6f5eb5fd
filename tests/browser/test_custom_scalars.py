"""The layouts that logs carry: lines and bands in categories, merged or of one run, and what is wrong with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import expect

from summary import SummaryWriter
from summary.values import custom_scalars
from tests.board.logged import log
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.layouts import POINTS, ROUNDING, VALUES, chart, logs, told, wait_told
from tests.browser.looking import (
    PATIENCE,
    attribute,
    card,
    expect_address,
    expect_drawn,
    point_at,
    switch_run,
    wait_until,
)

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(logs(tmp_path_factory.mktemp("custom_scalars"))) as command:
        yield f"{command.address}#tab=custom_scalars&smooth=0"


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
