"""The address is the whole view: whoever opens it sees the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import (
    card,
    drag,
    drawn,
    expect_address,
    expect_drawn,
    runs_on,
    set_smoothing,
    switch_run,
    wait_until,
)

RUNS = ["lr=0.1/test", "lr=0.1/train", "lr=0.3/test", "lr=0.3/train", "other"]
POINTS = 101


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("address")
    for run in RUNS:
        write(logdir / run, {"loss": range(POINTS), "layer/1 (norm)": range(POINTS), "layer/2": range(POINTS)})
    with serving(logdir) as command:
        yield command.address


VIEW = """() => ({
  filter: document.querySelector("#run-filter").value,
  tags: document.querySelector("#tag-filter").value,
  axis: document.querySelector("[aria-label='Horizontal axis'] [aria-checked=true]").textContent,
  smoothing: document.querySelector("#smoothing").value,
  on: [...document.querySelectorAll("[data-run][aria-selected=true]")].map((row) => row.dataset.run),
  off: [...document.querySelectorAll("[data-run][aria-selected=false]")].map((row) => row.dataset.run),
  folded: [...document.querySelectorAll("[data-group]:has(h2 [aria-expanded=false])")].map((g) => g.dataset.group),
  log: [...document.querySelectorAll("[data-card] [aria-label='Log y']")].map((button) => button.ariaPressed),
  zoomed: [...document.querySelectorAll("[data-card] [aria-label='Reset the zoom']")].map((b) => !b.disabled),
  drawn: [...document.querySelectorAll("[data-card]")].map((card) => card.dataset.drawn),
})"""


def seen(page: Page) -> dict[str, Any]:
    card(page, "loss")
    view: dict[str, Any] = page.evaluate(VIEW)
    return view


def arrange(page: Page) -> None:
    """Sets all that the address holds by hand."""
    page.get_by_role("radio", name="Relative").click()
    page.get_by_label("Filter runs", exact=True).fill(r"lr=.*/t(est|rain)$")
    page.get_by_label("Filter tags", exact=True).fill("loss|layer")
    wait_until(page, lambda: runs_on(page), lambda runs: runs == RUNS[:4])
    switch_run(page, "lr=0.3/test")
    set_smoothing(page, 0.87)
    page.get_by_role("button", name="layer 2 charts").click()
    chart = card(page, "loss")
    expect_drawn(chart, 3 * POINTS)
    drag(chart, 0.25, 0.5)
    wait_until(page, lambda: drawn(chart)[0], lambda rows: rows < 3 * 40)
    chart.hover()
    chart.get_by_role("button", name="Log y").click()


def test_it_opens_the_same_view_elsewhere(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    arrange(page)
    names = ("filter", "off", "tags", "x", "logother", "zoom", "closed", "smooth")
    url = expect_address(page, lambda view: all(f"{name}=" in f"&{view}" for name in names))
    there = seen(page)
    assert there["off"] == ["lr=0.3/test"]
    assert there["zoomed"] == [True]
    assert there["folded"] == ["layer"]
    other = open_page(url)
    wait_until(other, lambda: seen(other), lambda here: here == there)
    assert other.url == url


def test_a_plain_view_has_a_plain_address(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_drawn(card(page, "loss"), len(RUNS) * POINTS)
    field = page.get_by_label("Filter runs", exact=True)
    field.fill("lr")
    expect_address(page, lambda view: "filter=lr" in view)
    field.fill("")
    expect_address(page, lambda view: view == "")
    assert page.url == address


def test_the_share_button_copies_it(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#filter=other&smooth=0.3")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{address}#filter=other&smooth=0.3"


NONSENSE = ("zoom=loss:9:1,x:a:b&smooth=7&x=sideways", "%", "&&==&on=~", "tab=nothing&full=gone")


def test_nonsense_in_it_is_passed_over(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    for nonsense in NONSENSE:
        page.goto(f"{address}#{nonsense}")
        page.reload()
        expect_drawn(card(page, "loss"), len(RUNS) * POINTS)
        expect(page.get_by_role("radio", name="Step")).to_be_checked()


def test_settings_are_remembered_but_the_address_decides(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    set_smoothing(page, 0.25)
    expect_address(page, lambda view: "smooth=0.25" in view)
    second = page.context.new_page()
    second.goto(address)
    expect(second.locator("#smoothing")).to_have_value("0.25")
    second.goto(f"{address}#smooth=0.5")
    second.reload()
    expect(second.locator("#smoothing")).to_have_value("0.5")
