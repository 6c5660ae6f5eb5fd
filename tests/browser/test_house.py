"""Order in the house: names, notes, colours, hidden runs and the trash, where the server allows them; and where not."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.logs import START, write
from tests.browser.looking import card, colour_of, expect_drawn, names, run_row, wait_until

RUNS = ["a", "b", "c"]
POINTS = 3


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    for i, run in enumerate(RUNS):
        file = write(tmp_path / run, {"loss": [i, i + 1.0, i + 2.0]}, start=START + i)
        os.utime(file, (START, START))
    return tmp_path


@pytest.fixture
def address(logdir: Path) -> Iterator[str]:
    with serving(logdir, "--allow-edit") as command:
        yield command.address


def kept(logdir: Path) -> dict[str, Any]:
    """What the file says of runs."""
    file = logdir / ".board.json"
    found: dict[str, Any] = json.loads(file.read_text())["runs"] if file.exists() else {}
    return found


def expect_kept(page: Page, logdir: Path, runs: dict[str, Any]) -> None:
    wait_until(page, lambda: kept(logdir), lambda found: found == runs)


def open_menu(page: Page, run: str) -> Locator:
    run_row(page, run).click(button="right")
    menu = page.get_by_role("dialog", name=f"More about {run}")
    expect(menu).to_be_visible()
    return menu


def listed(page: Page) -> list[str]:
    return names(page, "[data-run]", "run")


def expect_listed(page: Page, *runs: str) -> None:
    wait_until(page, lambda: listed(page), lambda found: found == list(runs))


def test_an_alias_is_shown_kept_and_found(address: str, open_page: OpenPage, logdir: Path) -> None:
    page = open_page(address)
    field = open_menu(page, "b").get_by_label("Name shown")
    field.fill("the baseline")
    field.press("Enter")
    expect(run_row(page, "b").locator(".name")).to_have_text("the baseline")
    expect_kept(page, logdir, {"b": {"alias": "the baseline"}})
    page.reload()
    expect(run_row(page, "b").locator(".name")).to_have_text("the baseline")
    page.get_by_label("Filter runs", exact=True).fill("baseline")
    expect_listed(page, "b")
    field = open_menu(page, "b").get_by_label("Name shown")
    expect(field).to_have_value("the baseline")
    field.fill("")
    field.press("Enter")
    expect_kept(page, logdir, {})


def test_a_note_is_kept_when_the_menu_is_left(address: str, open_page: OpenPage, logdir: Path) -> None:
    page = open_page(address)
    open_menu(page, "a").get_by_label("Note").fill("warm-up was off\nsee b")
    page.keyboard.press("Escape")
    expect_kept(page, logdir, {"a": {"note": "warm-up was off\nsee b"}})
    expect(run_row(page, "a")).to_have_attribute(
        "title", "a\n3 points\nstarted 14 Nov 22:13:20\nwarm-up was off\nsee b"
    )


def test_a_colour_is_everybodys(address: str, open_page: OpenPage, logdir: Path) -> None:
    page = open_page(address)
    open_menu(page, "c").get_by_role("button", name="Colour 11").click()
    expect_kept(page, logdir, {"c": {"colour": "#5f9c0e"}})
    other = open_page(address)
    wait_until(other, lambda: colour_of(run_row(other, "c")), lambda colour: colour == (0x5F, 0x9C, 0x0E))
    open_menu(other, "c").get_by_role("button", name="Usual colour").click()
    expect_kept(other, logdir, {})


def test_a_hidden_run_is_off_and_can_be_listed_again(address: str, open_page: OpenPage, logdir: Path) -> None:
    page = open_page(address)
    expect_drawn(card(page, "loss"), 3 * POINTS)
    open_menu(page, "b").get_by_role("button", name="Hide", exact=True).click()
    page.keyboard.press("Escape")
    expect_listed(page, "a", "c")
    expect_drawn(card(page, "loss"), 2 * POINTS)
    expect_kept(page, logdir, {"b": {"hidden": True}})
    page.get_by_role("button", name="1 hidden").click()
    expect_listed(page, "a", "b", "c")
    open_menu(page, "b").get_by_role("button", name="Hide no longer").click()
    expect_kept(page, logdir, {})


def test_the_runs_table_has_notes_and_aliases(address: str, open_page: OpenPage, logdir: Path) -> None:
    said = {"a": {"alias": "the first", "note": "a good one"}, "c": {"note": "diverged"}}
    (logdir / ".board.json").write_text(json.dumps({"runs": said}))
    page = open_page(f"{address}#table=1")
    cells = page.locator("[data-table-run] [role=gridcell]:last-child")
    expect(cells).to_have_text(["a good one", "", "diverged"])
    page.get_by_role("button", name="Columns of the runs table").click()
    page.get_by_role("button", name="Column Alias").click()
    expect(cells).to_have_text(["the first", "", ""])
    page.get_by_label("Filter note").fill("div")
    wait_until(page, lambda: names(page, "[data-table-run]", "tableRun"), lambda runs: runs == ["c"])


def test_the_trash_asks_first_and_takes_the_files(address: str, open_page: OpenPage, logdir: Path) -> None:
    page = open_page(address)
    menu = open_menu(page, "b")
    menu.get_by_role("button", name="Move to trash…").click()
    question = menu.get_by_role("alertdialog")
    expect(question).to_contain_text("Nothing is deleted.")
    question.get_by_role("button", name="Keep").click()
    assert (logdir / "b").exists()
    menu.get_by_role("button", name="Move to trash…").click()
    question.get_by_role("button", name="Move to trash").click()
    expect_listed(page, "a", "c")
    assert not (logdir / "b").exists()
    assert [path.name for path in (logdir / ".trash").glob("*/b/*")] == ["events.out.tfevents.1"]


def test_the_trash_asks_twice_for_a_run_that_may_be_running(
    address: str, open_page: OpenPage, logdir: Path, watch: Watch
) -> None:
    watch.allow("409 (CONFLICT)")
    os.utime(logdir / "a" / "events.out.tfevents.1")
    page = open_page(address)
    menu = open_menu(page, "a")
    menu.get_by_role("button", name="Move to trash…").click()
    menu.get_by_role("button", name="Move to trash", exact=True).click()
    expect(menu.get_by_role("alert")).to_contain_text("may still be running")
    assert (logdir / "a").exists()
    menu.get_by_role("button", name="Move it nevertheless").click()
    expect_listed(page, "b", "c")


def test_without_leave_what_is_said_is_shown_and_nothing_can_be_changed(open_page: OpenPage, logdir: Path) -> None:
    said = {"a": {"alias": "the first", "note": "a good one", "colour": "#5f9c0e"}, "c": {"hidden": True}}
    (logdir / ".board.json").write_text(json.dumps({"runs": said}))
    before = (logdir / ".board.json").read_bytes()
    with serving(logdir) as command:
        page = open_page(command.address)
        expect_listed(page, "a", "b")
        expect(run_row(page, "a").locator(".name")).to_have_text("the first")
        assert colour_of(run_row(page, "a")) == (0x5F, 0x9C, 0x0E)
        menu = open_menu(page, "a")
        expect(menu).to_contain_text("a good one")
        expect(menu.get_by_label("Name shown").or_(menu.get_by_label("Note"))).to_have_count(0)
        expect(menu.get_by_role("button", name="trash")).to_have_count(0)
        menu.get_by_role("button", name="Colour 1", exact=True).click()
        wait_until(page, lambda: colour_of(run_row(page, "a")), lambda colour: colour == (0x35, 0x53, 0xD1))
        page.close()
    assert (logdir / ".board.json").read_bytes() == before


def test_a_broken_file_is_told_and_left_alone(open_page: OpenPage, logdir: Path) -> None:
    (logdir / ".board.json").write_text('{"runs": {"a"')
    with serving(logdir, "--allow-edit") as command:
        page = open_page(command.address)
        expect(page.locator(".foot .warn")).to_contain_text("is not JSON")
        expect_listed(page, *RUNS)
        page.close()
    assert (logdir / ".board.json").read_text() == '{"runs": {"a"'
