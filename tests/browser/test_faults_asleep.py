"""A page whose machine, tab or tunnel slept, or that gets half an answer, comes back by itself and is up to date."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.browser.command import Command, serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.logs import write
from tests.browser.looking import PATIENCE, card, expect_drawn, run_row, wait_until

LISTING = "**/api/runs*"
HALF_OF_PATIENCE = PATIENCE / 2  # sooner than a request that hangs is given up by itself

HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => hidden ? "hidden" : "visible" });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
AN_HOUR_LATER = "(() => { const { now } = Date; Date.now = () => now() + 3600e3; })()"


def asked(page: Page) -> list[str]:
    """The listing's requests, as they come."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if "/api/runs" in request.url else None)
    return found


def test_a_hidden_page_comes_back_up_to_date_though_the_server_was_restarted(
    open_page: OpenPage, watch: Watch, tmp_path: Path
) -> None:
    write(tmp_path / "run", {"loss": [1.0, 2.0]})
    first = Command(tmp_path)
    try:
        page = open_page(f"{first.address}#smooth=0")
        chart = card(page, "loss")
        expect_drawn(chart, 2)
        page.evaluate(HIDE, True)
        requests = asked(page)
        page.wait_for_timeout(1500)  # longer than the page waits between two requests
        assert len(requests) <= 1, "what nobody looks at asks for nothing"
    finally:
        first.kill()
    write(tmp_path / "run", {"loss": [1.0, 2.0, 3.0]})
    write(tmp_path / "later", {"loss": [5.0]})
    second = Command(tmp_path, port=first.port)
    try:
        page.evaluate(AN_HOUR_LATER)
        page.evaluate(HIDE, False)
        expect_drawn(chart, 4)
        expect(run_row(page, "later")).to_be_visible()
        expect(page.locator(".live")).to_have_attribute("data-link", "live")
    finally:
        second.kill()


def test_a_request_that_was_under_way_when_the_machine_slept_is_not_waited_for(
    open_page: OpenPage, tmp_path: Path
) -> None:
    path = write(tmp_path / "run", {"loss": [1.0, 2.0]})
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#smooth=0")
        chart = card(page, "loss")
        expect_drawn(chart, 2)
        hung: list[Route] = []
        page.route(LISTING, lambda route: route.continue_() if hung else hung.append(route))
        wait_until(page, lambda: hung)
        write(path.parent, {"loss": [1.0, 2.0, 3.0]})
        page.evaluate(AN_HOUR_LATER)
        page.evaluate(HIDE, False)
        expect(chart).to_have_attribute("data-drawn", "3 of 3", timeout=HALF_OF_PATIENCE)


def test_half_an_answer_is_asked_for_again(open_page: OpenPage, watch: Watch, tmp_path: Path) -> None:
    path = write(tmp_path / "run", {"loss": [1.0, 2.0]})
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#smooth=0")
        chart = card(page, "loss")
        expect_drawn(chart, 2)

        def cut(route: Route) -> None:
            reply = route.fetch()
            if reply.status == 200:
                route.fulfill(status=200, headers={"content-type": "application/json"}, body=reply.body()[:-20])
            else:
                route.fulfill(response=reply)

        page.route(LISTING, cut)
        write(path.parent, {"loss": [1.0, 2.0, 3.0]})
        live = page.locator(".live")
        expect(live).to_have_attribute("data-link", "offline")
        expect(live).to_have_attribute("title", "The server's answer was cut short, or is not that of board.")
        expect_drawn(chart, 2)
        page.unroute(LISTING)
        expect_drawn(chart, 3)
        expect(live).to_have_attribute("data-link", "live")


def test_a_chart_whose_answer_was_cut_short_is_drawn_later_by_itself(
    open_page: OpenPage, watch: Watch, tmp_path: Path
) -> None:
    write(tmp_path / "run", {"loss": [1.0, 2.0]})
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#tags=none")
        page.route("**/api/scalars", lambda route: route.fulfill(body=route.fetch().body()[:50]))
        page.get_by_label("Filter tags", exact=True).fill("loss")
        expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
        page.unroute("**/api/scalars")
        expect_drawn(card(page, "loss"), 2)
        expect(page.get_by_role("alert")).to_have_count(0)


def test_what_failed_while_the_server_was_away_is_asked_for_again(
    open_page: OpenPage, watch: Watch, tmp_path: Path
) -> None:
    watch.allow("net::ERR_")
    write(tmp_path / "run", {"loss": [1.0, 2.0]})
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#smooth=0")
        chart = card(page, "loss")
        expect_drawn(chart, 2)
        charts: list[str] = []
        page.on("request", lambda request: charts.append(request.url) if "/api/scalars" in request.url else None)
        page.route("**/api/**", lambda route: route.abort())
        expect(page.locator(".live")).to_have_attribute("data-link", "offline")
        page.unroute("**/api/**")
        expect(page.locator(".live")).to_have_attribute("data-link", "live")
        wait_until(page, lambda: charts)
        expect_drawn(chart, 2)


def test_a_clock_that_is_set_back_changes_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    path = write(tmp_path / "run", {"loss": [1.0]})
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#smooth=0")
        chart = card(page, "loss")
        expect_drawn(chart, 1)
        write(path.parent, {"loss": [1.0, 2.0]})
        expect_drawn(chart, 2)
        page.evaluate("(() => { const { now } = Date; Date.now = () => now() - 86400e3; })()")
        write(path.parent, {"loss": [1.0, 2.0, 3.0]})
        expect_drawn(chart, 3)
        expect(page.locator(".live")).to_have_text("live · 0 s ago")
