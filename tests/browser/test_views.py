"""Named views: kept in this browser, or for everyone in the logdir's file, and opened again as they were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.logs import write
from tests.browser.looking import card, expect_address, expect_drawn, names, runs_on, switch_run, wait_until

RUNS = ["a", "b", "c"]
POINTS = 101


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    for run in RUNS:
        write(tmp_path / run, {"loss": range(POINTS), "other": range(POINTS)})
    return tmp_path


@pytest.fixture
def address(logdir: Path) -> Iterator[str]:
    with serving(logdir, "--allow-edit") as command:
        yield command.address


def menu_of(page: Page) -> Locator:
    menu = page.get_by_role("dialog", name="Views")
    if not menu.is_visible():
        page.get_by_role("button", name="Views", exact=True).click()
    expect(menu).to_be_visible()
    return menu


def save(page: Page, name: str, for_everyone: bool = False, button: str = "Save") -> None:
    menu = menu_of(page)
    menu.get_by_label("Name of this view").fill(name)
    if for_everyone:
        menu.get_by_label("For everyone").check()
    menu.get_by_role("button", name=button, exact=True).click()
    expect(menu.get_by_label("Name of this view")).to_have_value("")


def listed(page: Page) -> list[str]:
    menu_of(page)
    return names(page, "[data-view]", "view")


def expect_listed(page: Page, *views: str) -> None:
    wait_until(page, lambda: listed(page), lambda now: now == list(views))


def kept(logdir: Path) -> Any:
    try:
        return json.loads((logdir / ".board.json").read_text())["views"]
    except FileNotFoundError:
        return {}


def arrange(page: Page) -> str:
    """Leaves one run on and zooms a chart; what the address says of that."""
    expect_drawn(card(page, "loss"), len(RUNS) * POINTS)
    switch_run(page, "a")
    switch_run(page, "c")
    page.get_by_role("radio", name="Relative").click()
    return expect_address(page, lambda view: "off=a,c" in view and "x=relative" in view)


def test_a_view_is_kept_in_this_browser_and_opens_as_it_was(address: str, open_page: OpenPage, logdir: Path) -> None:
    page = open_page(address)
    url = arrange(page)
    save(page, "  only   b ")
    page.goto(address)
    page.reload()
    wait_until(page, lambda: runs_on(page), lambda on: on == RUNS)
    expect_listed(page, "only b")
    page.get_by_role("link", name="only b").click()
    wait_until(page, lambda: runs_on(page), lambda on: on == ["b"])
    assert page.url.startswith(url)
    expect(page.get_by_role("radio", name="Relative")).to_be_checked()
    expect_drawn(card(page, "loss"), POINTS)
    page.go_back()
    wait_until(page, lambda: runs_on(page), lambda on: on == RUNS)
    assert kept(logdir) == {}, "nothing is written for others unasked"


def test_for_everyone_it_is_in_the_file_and_in_other_browsers(address: str, open_page: OpenPage, logdir: Path) -> None:
    page = open_page(address)
    url = arrange(page)
    save(page, "only b", for_everyone=True)
    wait_until(page, lambda: kept(logdir), lambda views: set(views) == {"only b"})
    assert f"{address}#{kept(logdir)['only b']}".startswith(url)
    other = open_page(address)
    expect_listed(other, "only b")
    other.get_by_role("link", name="only b").click()
    wait_until(other, lambda: runs_on(other), lambda on: on == ["b"])


@pytest.mark.parametrize("for_everyone", [False, True])
def test_it_is_renamed_replaced_deleted_and_brought_back(
    for_everyone: bool, address: str, open_page: OpenPage, logdir: Path
) -> None:
    page = open_page(f"{address}#off=b")
    save(page, "first", for_everyone)
    save(page, "second", for_everyone)
    expect_listed(page, "first", "second")
    menu = menu_of(page)
    menu.get_by_role("button", name="Rename first").click()
    field = menu.get_by_label("New name of first")
    field.fill("second")
    expect(menu.get_by_role("alert")).to_contain_text("There is a view of this name")
    field.fill("third")
    field.press("Enter")
    expect_listed(page, "second", "third")
    page.keyboard.press("Escape")
    switch_run(page, "c")
    expect_address(page, lambda view: "off=b,c" in view)
    save(page, "third", for_everyone, button="Replace")
    menu.get_by_role("button", name="Delete second").click()
    expect_listed(page, "third")
    menu.get_by_role("button", name="Undo").click()
    expect_listed(page, "second", "third")
    menu.get_by_role("button", name="Delete second").click()
    if for_everyone:
        wait_until(page, lambda: kept(logdir), lambda views: list(views) == ["third"])
    page.goto(address)
    page.reload()
    expect_listed(page, "third")
    page.get_by_role("link", name="third").click()
    wait_until(page, lambda: runs_on(page), lambda on: on == ["a"])


def test_its_link_is_copied(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#off=b&smooth=0.3", permissions=["clipboard-read", "clipboard-write"])
    save(page, "without b")
    menu = menu_of(page)
    menu.get_by_role("button", name="Copy the link to without b").click()
    link = f"{address}#off=b&smooth=0.3"
    wait_until(page, lambda: page.evaluate("navigator.clipboard.readText()"), lambda copied: copied == link)


def test_the_plain_view_has_a_name_too(address: str, open_page: OpenPage, logdir: Path) -> None:
    page = open_page(address)
    save(page, "all", for_everyone=True)
    wait_until(page, lambda: kept(logdir), lambda views: views == {"all": "smooth=0.6"})


def test_a_name_must_be_readable(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    menu = menu_of(page)
    field, button = menu.get_by_label("Name of this view"), menu.get_by_role("button", name="Save")
    expect(field).to_be_focused()
    for name, complaint in (("x" * 101, "up to 100 characters"), ("a\u202eb", "cannot be seen")):
        field.fill(name)
        expect(menu.get_by_role("alert")).to_contain_text(complaint)
        expect(button).to_be_disabled()
    field.fill("   ")
    expect(button).to_be_disabled()
    field.fill("__proto__")
    field.press("Enter")
    expect_listed(page, "__proto__")
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(page.get_by_role("button", name="Views", exact=True)).to_be_focused()


GONE = "#on=gone&runs=none&pins=gone/tag&full=gone/tag&zoom=gone/tag:1:2&table=1&columns=last:gone/tag&tab=gone"


def test_one_whose_runs_and_tags_have_vanished_opens_calmly(open_page: OpenPage, logdir: Path) -> None:
    views = {"gone": GONE, "odd": "javascript:alert(1)", "wrong": 7}
    (logdir / ".board.json").write_text(json.dumps({"views": views}))
    with serving(logdir) as command:
        page = open_page(command.address)
        expect_listed(page, "gone", "odd")
        expect(menu_of(page).get_by_role("button", name="Delete")).to_have_count(0)
        expect(menu_of(page).get_by_label("For everyone")).to_have_count(0)
        page.get_by_role("link", name="odd").click()
        expect_drawn(card(page, "loss"), len(RUNS) * POINTS)
        menu_of(page).get_by_role("link", name="gone").click()
        expect(page.get_by_text("All runs are off", exact=True)).to_be_visible()
        page.get_by_role("button", name="Switch on 3 runs").click()
        expect_drawn(card(page, "loss"), len(RUNS) * POINTS)
        page.close()


def test_what_the_server_refuses_is_told(address: str, open_page: OpenPage, logdir: Path, watch: Watch) -> None:
    watch.allow("409 (CONFLICT)")
    page = open_page(address)
    expect_drawn(card(page, "loss"), len(RUNS) * POINTS)
    (logdir / ".board.json").write_text("{")
    save(page, "never kept", for_everyone=True)
    expect(menu_of(page).get_by_role("alert")).to_contain_text("is not JSON")
    expect_listed(page)
    assert (logdir / ".board.json").read_text() == "{"
