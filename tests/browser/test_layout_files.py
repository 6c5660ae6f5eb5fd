"""Layouts taken along: as the message of a log, as Python, as JSON, in a link; and back, in another browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import board
from board import layouts
from summary import SummaryWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.layouts import MADE, menu, of_tensorboard, saved, with_made
from tests.browser.looking import card, expect_address, expect_drawn

POINTS = 11
TAB = "#tab=custom_scalars&smooth=0"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server whose run carries a layout."""
    logdir: Path = tmp_path_factory.mktemp("layout_files")
    with SummaryWriter(logdir / "a") as writer:
        writer.add_custom_scalars({"of the log": {"lines": ["Multiline", ["loss/.*"]]}})
        for step in range(POINTS):
            writer.add_scalar("loss/train", 1 / (1 + step), step)
            writer.add_scalar("loss/test", 2 / (1 + step), step)
    with serving(logdir) as command:
        yield command.address


def copied(page: Page, button: str, said: str) -> str:
    menu(page).get_by_role("button", name=button).click()
    expect(menu(page).get_by_role("status")).to_have_text(said)
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def close(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_python_that_is_copied_logs_what_was_made(open_page: OpenPage, address: str, tmp_path: Path) -> None:
    page = with_made(open_page, address, permissions=["clipboard-read", "clipboard-write"])
    snippets = [copied(page, "Copy the Python that logs it", "The call is in the clipboard.")]
    assert "closed=True" in snippets[0]
    close(page)
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_label("Starts folded").first.uncheck()
    snippets.append(copied(page, "Copy the Python that logs it", "The call is in the clipboard."))
    assert "Layout" not in snippets[1], "what fits into PyTorch's dictionary is one"
    for number, (snippet, closed) in enumerate(zip(snippets, (True, False), strict=True)):
        logdir = tmp_path / str(number)
        with SummaryWriter(logdir) as writer:
            exec(snippet, {"writer": writer})
        (carried,) = board.load(logdir).layouts().values()
        assert of_tensorboard(layouts.serialize(carried)) == [{**MADE[0], "closed": closed}, MADE[1]]


@pytest.mark.parametrize("button", ["Save as JSON", "Save as the message of a log"])
def test_a_saved_layout_opens_in_another_browser(
    open_page: OpenPage, address: str, tmp_path: Path, button: str
) -> None:
    page = with_made(open_page, address)
    name, body = saved(page, button)
    file = tmp_path / name
    file.write_bytes(body)
    other = open_page(address + TAB)
    menu(other).get_by_label("Open a file").set_input_files(file)
    expect(other.locator("main [data-group] h2")).to_have_text(["bands 1 chart", "charts 2 charts"])
    _, again = saved(other, "Save as the message of a log")
    assert of_tensorboard(again) == MADE


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{"categories": 1}', "This file's JSON is not that of a layout."),
        (b"\xff\xff\xff", "This file holds no layout: its bytes are no layout."),
    ],
)
def test_a_file_of_something_else_is_told(
    open_page: OpenPage, address: str, watch: Any, tmp_path: Path, body: bytes, sentence: str
) -> None:
    watch.allow("400 (BAD REQUEST)")
    page = open_page(address + TAB)
    (tmp_path / "file").write_bytes(body)
    menu(page).get_by_label("Open a file").set_input_files(tmp_path / "file")
    expect(menu(page).get_by_role("status")).to_have_text(sentence)
    expect(page.get_by_label("Layout", exact=True).locator("option")).to_have_text(["The run's layout"])


def test_a_link_takes_the_layout_to_another_browser(open_page: OpenPage, address: str) -> None:
    page = with_made(open_page, address)
    expect(page.locator("main [data-group] h2")).to_have_count(2)
    link = expect_address(page, lambda view: "layoutis=" in view)
    other = open_page(link)
    expect(other.locator("main [data-group] h2")).to_have_text(["bands 1 chart", "charts 2 charts"])
    expect_drawn(card(other, 'layout:charts/a "quoted" loss'), 2 * POINTS)
    expect(other.get_by_label("Layout", exact=True)).to_contain_text("My layout, from the link")
    other.get_by_role("button", name="Keep").click()
    expect(other.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    _, message = saved(other, "Save as the message of a log")
    assert of_tensorboard(message) == MADE


def test_an_address_that_names_a_layout_of_another_browser_says_so(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}{TAB}&layout=own:elsewhere&layoutis=%7Bdamaged")
    said = page.get_by_role("status").filter(has_text="No layout to show")
    expect(said).to_contain_text("The layout that this address names is not in this browser")
    said.get_by_role("button", name="Make a layout").click()
    expect(page.get_by_role("region", name="Category charts")).to_be_visible()
