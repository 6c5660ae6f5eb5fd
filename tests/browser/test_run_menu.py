"""The menu of a run: its colour, chosen and remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import Colour, card, colour_of, run_row, wait_for_ink, wait_until

RUNS = ["adam/1", "sgd/1", "sgd/2"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("menu")
    for i, run in enumerate(RUNS):
        write(logdir / run, {"loss": [float(i + step) for step in range(6)]})
    with serving(logdir) as command:
        yield command.address


def open_menu(page: Page, run: str) -> Locator:
    run_row(page, run).click(button="right")
    menu = page.get_by_role("dialog", name=f"More about {run}")
    expect(menu).to_be_visible()
    return menu


def test_a_colour_is_chosen_drawn_and_remembered(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    usual = colour_of(run_row(page, "sgd/2"))
    menu = open_menu(page, "sgd/2")
    menu.get_by_role("button", name="Colour 11").click()
    chosen = (0x5F, 0x9C, 0x0E)
    assert colour_of(run_row(page, "sgd/2")) == chosen != usual
    wait_for_ink(card(page, "loss"), chosen, 0.5)
    page.reload()
    expect(run_row(page, RUNS[-1])).to_be_visible()
    assert colour_of(run_row(page, "sgd/2")) == chosen
    open_menu(page, "sgd/2").get_by_role("button", name="Usual colour").click()
    assert colour_of(run_row(page, "sgd/2")) == usual


def test_keys_open_the_menu_and_come_back_to_the_list(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    runs = page.get_by_role("listbox", name="Runs")
    runs.focus()
    page.keyboard.press("End")
    page.keyboard.press("m")
    menu = page.get_by_role("dialog", name=f"More about {RUNS[-1]}")
    expect(menu.get_by_role("button", name="Colour 1", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_until(page, lambda: colour_of(run_row(page, RUNS[-1])), lambda colour: colour == (0xD9, 0x48, 0x0F))
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(runs).to_be_focused()


def test_any_colour_stands_out_from_either_theme(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    open_menu(page, "adam/1").get_by_label("Another colour").fill("#ffff00")
    assert 3 <= contrast(colour_of(run_row(page, "adam/1")), (255, 255, 255)) < 3.5
    page.emulate_media(color_scheme="dark")
    wait_until(page, lambda: colour_of(run_row(page, "adam/1")), lambda colour: colour == (255, 255, 0))


def contrast(one: Colour, other: Colour) -> float:
    """As WCAG 2 has it."""
    low, high = sorted(luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
