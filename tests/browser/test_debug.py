"""The sheet on the server and its files: what a person who wonders about a file looks at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.command import Command, serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.logs import write
from tests.browser.looking import attribute, expect_address, names, wait_until

NAME = "events.out.tfevents.1"
WHOLE, SPOILT, CUT = (f"{run}/{NAME}" for run in ("whole", "spoilt", "cut"))


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole file, one with a damaged record, one that is being written, and 150 others."""
    logs = tmp_path_factory.mktemp("logs")
    size = len(write(logs / "whole", {"loss": range(3)}).read_bytes())
    spoilt, cut = (write(logs / run, {"loss": range(3)}) for run in ("spoilt", "cut"))
    data = bytearray(spoilt.read_bytes())
    data[size // 2] ^= 0xFF
    spoilt.write_bytes(data)
    cut.write_bytes(cut.read_bytes()[:-4])
    for number in range(150):
        write(logs / f"many/{number}", {"loss": range(number + 4)})
    return logs


@pytest.fixture(scope="module")
def command(logdir: Path) -> Iterator[Command]:
    with serving(logdir, "--reload_interval", "0.1") as command:
        yield command


def files(page: Page) -> list[str]:
    return names(page, "[data-file]", "file")


def test_what_needs_a_look_stands_first(open_page: OpenPage, command: Command) -> None:
    page = open_page(command.address)
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("button", name="Its state, and that of every file").click()
    sheet = page.get_by_role("dialog", name="The server and its files")
    expect(sheet.locator("[data-file]")).to_have_count(100)
    wait_until(page, lambda: files(page)[:2], lambda first: first == [SPOILT, CUT])
    spoilt, cut = (sheet.locator(attribute("data-file", file)) for file in (SPOILT, CUT))
    expect(spoilt).to_contain_text("the data's checksum does not match")
    expect(spoilt.locator("td").nth(1)).to_have_text("damaged")
    expect(cut.locator("td").nth(1)).to_have_text("waiting")
    expect(cut.locator("td").nth(4)).to_have_text("2")
    expect(sheet.get_by_role("status")).to_contain_text("The first 100 of 153 files")
    sheet.get_by_role("button", name="More").click()
    expect(sheet.locator("[data-file]")).to_have_count(153)
    expect(sheet.locator("[data-fact=Memory]")).to_contain_text("MB of at most")
    sheet.get_by_text("Requests:").click()
    expect(sheet.get_by_role("row", name="/api/runs")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect_address(page, lambda view: "server" not in view)


def test_files_are_searched_sorted_and_left_to_one_state_as_the_address_says(
    open_page: OpenPage, command: Command
) -> None:
    page = open_page(f"{command.address}#server=1")
    sheet = page.get_by_role("dialog", name="The server and its files")
    expect(sheet.locator("[data-file]")).to_have_count(100)
    sheet.get_by_label("Search files").fill("MANY /14")
    expect(sheet.locator("[data-file]")).to_have_count(11)
    sheet.get_by_role("columnheader", name="size").get_by_role("button").click()
    expect(sheet.locator("[data-file]").first).to_have_attribute("data-file", f"many/149/{NAME}")
    address = expect_address(page, lambda view: "filesort=size" in view and "files=MANY+/14" in view)
    again = open_page(address)
    expect(again.locator("[data-file]").first).to_have_attribute("data-file", f"many/149/{NAME}")
    expect(again.locator("[data-file]")).to_have_count(11)
    sheet.get_by_label("Search files").fill("")
    sheet.locator("[data-state=waiting]").click()
    expect(sheet.locator("[data-file]")).to_have_count(1)
    expect(sheet.locator("[data-state=waiting]")).to_have_attribute("aria-pressed", "true")
    assert files(page) == [CUT]


def test_a_file_is_followed_while_the_sheet_is_open(open_page: OpenPage, command: Command, logdir: Path) -> None:
    page = open_page(f"{command.address}#server=1&files=later", viewport={"width": 400, "height": 800})
    sheet = page.get_by_role("dialog", name="The server and its files")
    expect(sheet.get_by_role("status")).to_contain_text("None of 153 files")
    write(logdir / "later", {"loss": range(7)})
    row = sheet.locator("[data-file]")
    expect(row.locator("td").nth(4)).to_have_text("7")
    expect(row.locator("td").nth(3)).to_have_text("end")


def test_a_server_that_is_gone_is_told(open_page: OpenPage, watch: Watch, tmp_path: Path) -> None:
    watch.allow("net::ERR_")
    write(tmp_path / "run", {"loss": [1.0]})
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#server=1")
        expect(page.locator("[data-file]")).to_have_count(1)
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text("The server does not answer.")
    expect(page.locator("[data-file]")).to_have_count(1)
