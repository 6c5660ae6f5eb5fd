"""Dark and light: what is written can be read, and the colours of runs can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import (
    Colour,
    card,
    colour_of,
    expect_drawn,
    point_at,
    run_row,
    tip,
    wait_for_ink,
    wait_until,
)

RUNS = [f"run/{i:02}" for i in range(12)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("themes")
    for i, run in enumerate(RUNS):
        write(logdir / run, {"loss": [i, i + 1.0], "layer/norm": [float("nan"), i]})
    with serving(logdir) as command:
        yield command.address


def luminance(colour: Colour) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


# What is painted over what is found by a canvas, which knows every way of writing a colour.
TEXTS = """() => {
  const ctx = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    ctx.clearRect(0, 0, 1, 1);
    for (const colour of colours) { ctx.fillStyle = colour; ctx.fillRect(0, 0, 1, 1); }
    return [...ctx.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const note = (element, text, colour) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.unshift(getComputedStyle(e).backgroundColor);
    seen.push({ text, where: `${element.tagName}.${element.className}`, ink: paint([...layers, colour]), paper: paint(layers) });
  };
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (text && shown && !element.disabled) note(element, text, getComputedStyle(element).color);
  }
  for (const field of document.querySelectorAll("input[placeholder]"))
    note(field, field.placeholder, getComputedStyle(field, "::placeholder").color);
  return seen;
}"""


def hard_to_read(page: Page) -> set[str]:
    """Texts with less contrast than 4.5:1, which is what WCAG AA asks of small letters."""
    found = page.evaluate(TEXTS)
    assert len(found) > 30
    measured = [(contrast(text["ink"], text["paper"]), text) for text in found]
    return {f"{ratio:.1f}:1 {text['where']} {text['text']!r}" for ratio, text in measured if ratio < 4.5}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_can_be_read(open_page: OpenPage, address: str, theme: str) -> None:
    page = open_page(address, color_scheme=theme)
    chart = card(page, "loss")
    expect_drawn(chart, 24)
    point_at(chart, 0.5)
    expect(tip(page)).to_be_visible()
    assert sorted(hard_to_read(page)) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_of_open_panels_can_be_read(open_page: OpenPage, address: str, theme: str) -> None:
    page = open_page(f"{address}#off={RUNS[0]}", color_scheme=theme)
    chart = card(page, "layer/norm")
    chart.hover()
    chart.get_by_role("button", name="More").click()
    page.get_by_label("Filter runs", exact=True).fill("(")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Settings").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard and mouse")).to_be_visible()
    assert sorted(hard_to_read(page)) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_twelve_runs_stand_out_and_differ(open_page: OpenPage, address: str, theme: str) -> None:
    page = open_page(address, color_scheme=theme)
    expect_drawn(card(page, "loss"), 24)  # colours are given by the order of runs, which is known when all are read
    paper = background(page)
    colours = {run: colour_of(run_row(page, run)) for run in RUNS}
    assert {
        run: round(contrast(colour, paper), 2) for run, colour in colours.items() if contrast(colour, paper) < 3
    } == {}
    assert len(set(colours.values())) == len(RUNS)


def background(page: Page) -> Colour:
    text = card(page, "loss").locator(".card").evaluate("card => getComputedStyle(card).backgroundColor")
    red, green, blue = (int(part) for part in text.removeprefix("rgb(").removesuffix(")").split(","))
    return red, green, blue


def test_the_switch_goes_round_and_is_remembered(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    light = background(page)
    chart = card(page, "loss")
    expect_drawn(chart, 24)
    wait_for_ink(chart, colour_of(run_row(page, RUNS[0])), 0.5)
    page.get_by_role("button", name="Theme: system; switch to light").click()
    assert background(page) == light
    page.get_by_role("button", name="Theme: light; switch to dark").click()
    wait_until(page, lambda: background(page), lambda colour: luminance(colour) < 0.02)
    assert wait_for_ink(chart, colour_of(run_row(page, RUNS[0])), 0.5), "the curves take the dark set of colours"
    page.reload()
    wait_until(page, lambda: background(page), lambda colour: luminance(colour) < 0.02)
    page.get_by_role("button", name="Theme: dark; switch to system").click()
    wait_until(page, lambda: background(page), lambda colour: colour == light)


def test_the_theme_follows_the_system(open_page: OpenPage, address: str) -> None:
    page = open_page(address, color_scheme="dark")
    assert luminance(background(page)) < 0.02
    page.emulate_media(color_scheme="light")
    wait_until(page, lambda: background(page), lambda colour: luminance(colour) > 0.9)
