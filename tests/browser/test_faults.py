"""What goes wrong is told in a sentence, and ends when its cause does."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.command import Command, serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.logs import write
from tests.browser.looking import card, expect_drawn, point_at, run_row, told

REFUSED = "net::ERR_"
"""What Chromium itself says on the console of a server that does not answer."""


def expect_offline(page: Page) -> None:
    expect(page.locator(".live")).to_have_attribute("data-link", "offline")
    expect(page.locator(".live")).to_have_text("offline, retrying")
    expect(page.locator(".live")).to_have_attribute("title", "The server does not answer.")


def test_a_page_outlives_its_server(open_page: OpenPage, watch: Watch, tmp_path: Path) -> None:
    watch.allow(REFUSED)
    write(tmp_path / "run", {"loss": [1.0, 2.0, 3.0]})
    first = Command(tmp_path)
    try:
        page = open_page(f"{first.address}#smooth=0")
        chart = card(page, "loss")
        expect_drawn(chart, 3)
    finally:
        first.kill()
    expect_offline(page)
    expect_drawn(chart, 3)
    point_at(chart, 0.5)
    assert told(page, "run", 1).value == 2, "what is there can still be looked at"
    write(tmp_path / "run", {"loss": [1.0, 2.0, 3.0, 4.0]})
    write(tmp_path / "later", {"loss": [5.0]})
    second = Command(tmp_path, port=first.port)
    try:
        expect(page.locator(".live")).to_have_attribute("data-link", "live")
        expect(run_row(page, "later")).to_have_attribute("aria-selected", "true")
        expect_drawn(chart, 5)
    finally:
        second.kill()


def test_a_page_that_never_reached_its_server_says_so(open_page: OpenPage, watch: Watch, tmp_path: Path) -> None:
    watch.allow(REFUSED)
    write(tmp_path / "run", {"loss": [1.0]})
    with serving(tmp_path) as command:
        page = open_page(command.address)
        page.route("**/api/runs*", lambda route: route.abort())
        page.reload()
        expect(page.get_by_role("heading", name="The server does not answer")).to_be_visible()
        page.unroute("**/api/runs*")
        page.get_by_role("button", name="Try now").click()
        expect_drawn(card(page, "loss"), 1)


def test_a_chart_says_what_the_server_refused_and_tries_again(
    open_page: OpenPage, watch: Watch, tmp_path: Path
) -> None:
    watch.allow("the server responded with a status of 500")
    write(tmp_path / "run", {"loss": [1.0]})
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#tags=none")
        page.route("**/api/scalars", lambda route: route.fulfill(status=500, json={"error": "The disk is on fire."}))
        page.get_by_label("Filter tags", exact=True).fill("loss")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("The disk is on fire.")
        page.unroute("**/api/scalars")
        alert.get_by_role("button", name="Retry").click()
        expect_drawn(card(page, "loss"), 1)
        expect(alert).to_have_count(0)


def test_damage_is_counted_and_listed(open_page: OpenPage, tmp_path: Path) -> None:
    before = len(write(tmp_path / "run", {"loss": range(3)}).read_bytes())
    path = write(tmp_path / "run", {"loss": range(9)})
    damaged = bytearray(path.read_bytes())
    damaged[before + 20] ^= 0xFF  # within the fourth record
    path.write_bytes(damaged)
    write(tmp_path / "sound", {"loss": range(9)})
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#smooth=0")
        chart = card(page, "loss")
        expect_drawn(chart, 17)
        page.get_by_role("button", name="1 problem").click()
        sheet = page.get_by_role("dialog", name="1 problem")
        cells = sheet.locator("[data-problem] td")
        expect(cells).to_have_count(4)
        run, file, offset, reason = cells.all_text_contents()
        assert (run, file, offset) == ("run", "run/events.out.tfevents.1", str(before))
        assert "checksum" in reason
        page.keyboard.press("Escape")
        expect(sheet).to_have_count(0)
        point_at(chart, 4 / 8)
        assert told(page, "run", 4).value == 4


def test_sound_logs_show_no_problem(open_page: OpenPage, tmp_path: Path) -> None:
    write(tmp_path / "run", {"loss": [1.0]})
    with serving(tmp_path) as command:
        page = open_page(command.address)
        expect_drawn(card(page, "loss"), 1)
        expect(page.get_by_role("button", name="problem")).to_have_count(0)
        expect(page.locator(".live")).to_have_attribute("data-link", "live")


def test_logs_without_scalars_say_so(open_page: OpenPage, tmp_path: Path) -> None:
    write(tmp_path / "run", {"loss": []})
    with serving(tmp_path) as command:
        page = open_page(command.address)
        expect(page.get_by_role("heading", name="No scalars in these runs")).to_be_visible()
