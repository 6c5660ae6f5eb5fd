"""A viewer of the load asks what the real page asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Request, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import wait_until
from tests.load.viewers import curves

RUNS = 70  # curves that are a crowd


def all_is_read(listing: dict[str, Any]) -> bool:
    return bool(listing["progress"]["done"] and listing["points"] == 5 * RUNS)


def test_a_viewer_asks_what_the_page_asks(open_page: OpenPage, tmp_path: Path) -> None:
    for number in range(RUNS):
        write(tmp_path / f"run{number:02d}", {"loss": range(5)})
    asked: list[tuple[str, list[tuple[str, str]]]] = []

    def note(request: Request) -> None:
        url = urlsplit(request.url)
        if "/api/" in url.path:
            asked.append((url.path, parse_qsl(request.post_data or url.query)))

    with serving(tmp_path, "--reload_interval", "0.1") as command:
        page = open_page(f"{command.address}healthz")
        wait_until(page, lambda: page.request.get(f"{command.address}api/runs").json(), all_is_read)
        page.on("request", note)
        page.goto(command.address)
        drawn = page.locator("[data-card=loss] [data-drawn], [data-card=loss][data-drawn]")
        expect(drawn).to_have_attribute("data-drawn", f"{5 * RUNS} of {5 * RUNS}")
        before = len(asked)
        write(tmp_path / "run07", {"loss": range(6)})
        expect(drawn).to_have_attribute("data-drawn", f"{5 * RUNS + 1} of {5 * RUNS + 1}")
    assert {path for path, _ in asked} == {"/api/runs", "/api/house", "/api/scalars"}
    first, later = (next(fields for path, fields in part if path == "/api/scalars") for part in (asked, asked[before:]))
    width = int(dict(first)["width"])
    assert sorted(first) == sorted(curves(["loss"], [f"run{number:02d}" for number in range(RUNS)], width))
    assert sorted(later) == sorted(curves(["loss"], ["run07"], width)), "afterwards what has changed"
    polls = [dict(fields) for path, fields in asked if path == "/api/runs"]
    assert polls[0] == {} and set(polls[-1]) == {"since", "epoch"}
