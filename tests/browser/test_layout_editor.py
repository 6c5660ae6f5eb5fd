"""Layouts made in the page: put together, changed, kept in the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from summary import SummaryWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.layouts import MADE, menu, of_tensorboard, saved, with_made
from tests.browser.logs import write
from tests.browser.looking import card, expect_address, expect_drawn

POINTS = 11
TAGS = ("loss/train", "loss/test", "gap/mean", "gap/low", "gap/high")
LOGGED = {"of the log": {"lines": ["Multiline", ["loss/.*"]], "bands": ["Margin", ["gap/mean", "gap/low", "gap/high"]]}}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server whose runs carry no layout."""
    logdir: Path = tmp_path_factory.mktemp("editor")
    write(logdir / "a", {tag: [t + step / 10 for step in range(POINTS)] for t, tag in enumerate(TAGS)})
    with serving(logdir) as command:
        yield command.address


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server with a run that carries LOGGED."""
    logdir: Path = tmp_path_factory.mktemp("logged")
    with SummaryWriter(logdir / "a") as writer:
        writer.add_custom_scalars(LOGGED)
        writer.add_scalar("loss/train", 1.0, 0)
    with serving(logdir) as command:
        yield f"{command.address}#tab=custom_scalars&smooth=0"


def begin(page: Page) -> None:
    """Makes a layout of the chart of loss/train, and opens the form."""
    chart = card(page, "loss/train")
    chart.hover()
    chart.get_by_role("button", name="More", exact=True).click()
    chart.get_by_label("Add to a layout").select_option("a new one")
    chart.get_by_role("button", name="Show it").click()
    page.get_by_role("button", name="Edit", exact=True).click()


def category(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=f"Category {title}", exact=True)


def make(page: Page) -> None:
    begin(page)
    charts = category(page, "charts")
    charts.get_by_role("button", name="Add a chart of lines").click()
    second = charts.locator(".chart-form").nth(1)
    expect(second.locator("[data-card]")).to_contain_text("This chart names no tags yet.")
    second.get_by_label("Title of the chart").fill('a "quoted" loss')
    second.get_by_label("Regular expression 1").fill("loss/(train|test)$")
    second.get_by_role("button", name="Add an expression").click()
    second.get_by_label("Regular expression 2").fill("nope")
    page.get_by_role("button", name="Add a category").click()
    bands = category(page, "category 2")
    bands.get_by_role("button", name="Add a chart of bands").click()
    for part, tag in {"value": "gap/mean", "lower": "gap/low", "upper": "gap/high"}.items():
        bands.get_by_label(part, exact=True).fill(tag)
    bands.get_by_label("Title of the chart").fill("gap")
    bands.get_by_label("Starts folded").check()
    bands.get_by_label("Title of the category").fill("bands")
    category(page, "bands").get_by_role("button", name="Move up: category bands").click()
    expect(page.locator(".category-form > .item-head .title").first).to_have_value("bands")


def test_what_is_made_is_the_message_that_tensorboard_reads(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    make(page)
    name, message = saved(page, "Save as the message of a log")
    assert name == "My_layout.pb"
    assert of_tensorboard(message) == MADE


def test_what_is_made_outlives_the_page(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    expect(page.locator("[data-tab]")).to_have_text(["Scalars 5"])
    make(page)
    expect_address(page, lambda view: "layout=own:" in view)
    page.reload()
    headings = page.locator("main [data-group] h2")
    expect(headings).to_have_text(["bands 1 chart", "charts 2 charts"])
    expect(page.locator("[data-tab]")).to_have_text(["Scalars 5", "Custom scalars 1"])
    expect_drawn(card(page, 'layout:charts/a "quoted" loss'), 2 * POINTS)
    headings.first.get_by_role("button").click()
    expect_drawn(card(page, "layout:bands/gap"), POINTS)
    page.goto(f"{address}#tab=custom_scalars")
    page.reload()  # the browser has it without the address too
    expect(headings).to_have_text(["bands 1 chart", "charts 2 charts"])


def test_tags_found_are_counted_as_an_expression_is_typed(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    begin(page)
    chart = page.locator(".chart-form")
    field, found = chart.get_by_label("Regular expression 1"), chart.locator(".found")
    expect(found).to_contain_text("1 tag found")
    for text, told in {"loss/t": "2 tags found", "gap/.*": "3 tags found", "nope": "no tag found"}.items():
        field.fill(text)
        expect(found.locator("summary")).to_have_text(told)
    field.fill("loss(")
    expect(found).to_have_text("'loss(' is not a regular expression: missing ), unterminated subpattern at position 4.")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("gap/(low|high)")
    found.get_by_text("2 tags found").click()
    expect(found.get_by_role("listitem")).to_have_text(["gap/high", "gap/low"])
    expect_drawn(page.locator("[data-card]"), 2 * POINTS)


def test_a_chart_is_moved_turned_and_removed_and_brought_back(open_page: OpenPage, address: str) -> None:
    page = with_made(open_page, address)
    page.get_by_role("button", name="Edit", exact=True).click()
    charts = category(page, "charts")
    titles = charts.get_by_label("Title of the chart")
    down = charts.get_by_role("button", name="Move down: chart loss/train")
    down.focus()
    page.keyboard.press("Enter")
    expect(titles.last).to_have_value("loss/train")
    expect(charts.get_by_role("button", name="Move up: chart loss/train")).to_be_focused()
    expect(charts.locator(".found").last).to_contain_text("1 tag found")
    charts.get_by_role("radio", name="Bands").last.click()
    expect(charts.get_by_label("value", exact=True)).to_have_value("loss/train")
    charts.get_by_role("button", name="Remove chart loss/train").click()
    expect(titles).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(titles).to_have_count(2)
    page.get_by_role("button", name="Remove category bands").click()
    expect(page.locator(".category-form")).to_have_count(1)


def test_a_layout_of_a_log_is_changed_as_a_copy(open_page: OpenPage, logged: str) -> None:
    page = open_page(logged)
    page.get_by_role("button", name="Edit a copy").click()
    page.get_by_label("Title of the category").fill("mine")
    _, message = saved(page, "Save as the message of a log")
    (found,) = of_tensorboard(message)
    assert found["title"] == "mine"
    assert [chart["title"] for chart in found["charts"]] == ["lines", "bands"]
    page.get_by_label("Layout", exact=True).select_option("all")
    expect(page.locator("main [data-group] h2")).to_have_text(["of the log 2 charts"])


def test_layouts_are_named_doubled_and_deleted(open_page: OpenPage, logged: str) -> None:
    page = open_page(logged)
    page.get_by_role("button", name="Edit a copy").click()
    choice = page.get_by_label("Layout", exact=True)
    name = menu(page).get_by_label("Name")
    name.fill("of mine")
    name.press("Enter")
    name.blur()
    expect(choice.locator("option:checked")).to_have_text("of mine")
    menu(page).get_by_role("button", name="Duplicate").click()
    expect(choice.locator("option:checked")).to_have_text("of mine 2")
    menu(page).get_by_role("button", name="Delete").click()
    expect(choice.locator("option")).to_have_text(["The run's layout", "of mine"])
    page.get_by_role("button", name="Undo").click()
    expect(choice.locator("option")).to_have_text(["The run's layout", "of mine", "of mine 2"])


@pytest.mark.parametrize("kept", ["{", json.dumps([{"id": "x", "name": "sound", "categories": []}, {"id": 1}])])
def test_layouts_that_were_kept_and_are_damaged_are_told(open_page: OpenPage, logged: str, kept: str) -> None:
    page = open_page(logged)
    page.evaluate("kept => localStorage.setItem('board.layouts', kept)", kept)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("that this browser kept")
    expect(page.get_by_label("Layout", exact=True).locator("option")).to_have_text(
        ["The run's layout", *(["sound"] if "sound" in kept else [])]
    )


def test_the_form_fits_a_narrow_window(open_page: OpenPage, logged: str) -> None:
    page = open_page(logged, viewport={"width": 400, "height": 800})
    page.get_by_role("button", name="Edit a copy").click()
    for part in (page.locator(".chart-form").first, page.get_by_label("Regular expression 1"), menu(page)):
        part.scroll_into_view_if_needed()
        box = part.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 400
