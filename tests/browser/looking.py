"""The page as a person looks at it: cards, what the tooltip says, where there is ink of which colour."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from playwright.sync_api import FloatRect, Locator, Page, expect

T = TypeVar("T")
Colour = tuple[int, int, int]

PATIENCE = 20_000
"""Milliseconds until something that must happen is given up."""


def wait_until(page: Page, probe: Callable[[], T], holds: Callable[[T], object] = bool) -> T:
    """What `probe` gives once that holds."""
    for _ in range(PATIENCE // 40):
        if holds(seen := probe()):
            return seen
        page.wait_for_timeout(40)
    raise AssertionError(f"never came to hold; last seen: {seen!r}")


def steady(page: Page, probe: Callable[[], T]) -> T:
    """What `probe` gives once it gives the same before and after what the page has under way."""
    seen = probe()
    for _ in range(PATIENCE // 40):
        settle(page)
        before, seen = seen, probe()
        if before == seen:
            return seen
    raise AssertionError(f"never came to rest; last seen: {seen!r}")


def expect_address(page: Page, holds: Callable[[str], bool]) -> str:
    """The address, once what stands in it after "#" is as it must be."""
    return wait_until(page, lambda: page.url, lambda url: holds(url.partition("#")[2]))


def attribute(name: str, value: str) -> str:
    """A selector for an attribute with exactly this value, whatever characters it has."""
    escaped = "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in value)
    return f'[{name}="{escaped}"]'


SETTLED = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"""


def settle(page: Page) -> None:
    """Waits for what the page does after a frame: it hides the tooltip on a scroll, listens to keys for a popover."""
    page.evaluate(SETTLED)


def card(page: Page, tag: str) -> Locator:
    """The card of a tag, scrolled into view, once its chart stands."""
    found = page.locator(attribute("data-card", tag))
    found.scroll_into_view_if_needed()
    expect(found.locator(".u-over")).to_be_visible()
    settle(page)
    return found


def expect_drawn(chart: Locator, points: int, rows: int | None = None) -> None:
    """Waits until a chart holds so many points, in so many rows: one a point if not said."""
    expect(chart).to_have_attribute("data-drawn", f"{points if rows is None else rows} of {points}")


def drawn(chart: Locator) -> tuple[int, int]:
    """Rows on the canvas, and points in the files."""
    rows, points = (chart.get_attribute("data-drawn") or "").split(" of ")
    return int(rows), int(points)


def run_row(page: Page, run: str) -> Locator:
    return page.locator(attribute("data-run", run))


def switch_run(page: Page, run: str, shift: bool = False) -> None:
    """Clicks the check box of a run; with Shift all from the row clicked before."""
    run_row(page, run).locator(".swatch").click(modifiers=["Shift"] if shift else [])


def runs_on(page: Page) -> list[str]:
    """Names of the listed runs that are on, in the list's order."""
    return names(page, "[data-run][aria-selected=true]", "run")


def names(page: Page, selector: str, data: str) -> list[str]:
    """What the elements of a selector have in a data attribute, in the order of the page."""
    script = "([selector, data]) => [...document.querySelectorAll(selector)].map((element) => element.dataset[data])"
    found: list[str] = page.evaluate(script, [selector, data])
    return found


UNMOVED = """(element) => new Promise((done) => {
  const box = () => JSON.stringify(element.getBoundingClientRect());
  const wait = (before, frames) => requestAnimationFrame(() => {
    const now = box();
    const still = now === before && !window.asked ? frames + 1 : 0;
    still === 4 ? setTimeout(() => done(true)) : performance.now() > limit ? done(false) : wait(now, still);
  });
  const limit = performance.now() + 3000;
  wait(box(), 0);
})"""


def box_of(locator: Locator) -> FloatRect:
    """Where an element stands, once no answer is awaited that may move it, nor does it move by itself; or after 3 s."""
    locator.evaluate(UNMOVED)
    box = wait_until(locator.page, locator.bounding_box)
    assert box
    return box


def place(chart: Locator, across: float, down: float) -> tuple[float, float]:
    """Window coordinates of a place in the plot, as shares of its width and height."""
    box = box_of(chart.locator(".u-over"))
    inside = 1.5  # a pointer on the edge itself is no longer in the plot, and its place is cut to whole pixels
    return (
        box["x"] + min(max(across * box["width"], inside), box["width"] - inside),
        box["y"] + min(max(down * box["height"], inside), box["height"] - inside),
    )


def point_at(chart: Locator, across: float, down: float = 0.5) -> None:
    chart.page.mouse.move(*place(chart, across, down))


def drag(chart: Locator, begin: float, end: float) -> None:
    """Drags over the plot from one share of its width to another."""
    mouse = chart.page.mouse
    mouse.move(*place(chart, begin, 0.5))
    mouse.down()
    mouse.move(*place(chart, (begin + end) / 2, 0.5))
    mouse.move(*place(chart, end, 0.5))
    mouse.up()


def tip(page: Page) -> Locator:
    return page.get_by_role("tooltip")


def tip_runs(page: Page) -> list[str]:
    """Runs in the tooltip, from the top."""
    return names(page, "[data-tip-run]", "tipRun")


class Told(NamedTuple):
    """A row of the tooltip; `smoothed` is None where there is no such column."""

    value: float
    step: int
    smoothed: float | None
    time: str


TOLD = """run => {
  const tip = document.querySelector("[role=tooltip]");
  const row = [...tip?.querySelectorAll("[data-tip-run]") ?? []].find((row) => row.dataset.tipRun === run);
  const names = [...tip?.querySelectorAll("th") ?? []].map((cell) => cell.textContent);
  return row && Object.fromEntries(names.map((name, i) => [name, row.cells[i].firstChild?.textContent ?? ""]));
}"""


def told(page: Page, run: str, step: int) -> Told:
    """What the tooltip says of a run, once it speaks of this step and knows the time, which comes after the values."""
    cells: dict[str, str] = wait_until(
        page, lambda: page.evaluate(TOLD, run), lambda row: row and number(row["step"]) == step and row["time"]
    )
    smoothed = number(cells["smoothed"]) if "smoothed" in cells else None
    return Told(number(cells["value"]), int(number(cells["step"])), smoothed, cells["time"])


def number(text: str) -> float:
    """A number as the page writes it, such as −1,234.5 or 3.2e−5."""
    return float(text.strip().replace("−", "-").replace(",", "").replace("∞", "inf"))


def set_smoothing(page: Page, weight: float) -> None:
    field = page.get_by_label("Smoothing, as a number from 0 to 0.999")
    field.fill(str(weight))
    field.press("Enter")
    field.blur()


def colour_of(run: Locator) -> Colour:
    """The colour of a run by the swatch in its row."""
    text = run.locator(".swatch").evaluate("swatch => getComputedStyle(swatch).borderTopColor")
    red, green, blue = map(int, re.findall(r"\d+", text)[:3])
    return red, green, blue


INKED = """(card, [colour, across, reach]) => {
  const canvas = card.querySelector("canvas.curves");
  if (!canvas?.width) return [];
  const over = card.querySelector(".u-over").getBoundingClientRect();
  const box = canvas.getBoundingClientRect();
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data, width } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const middle = over.left - box.left + across * over.width;
  const found = [];
  for (let i = 0; i < data.length; i += 4) {
    const x = (i / 4) % width;
    if (Math.abs(x + 0.5 - middle) > reach || data[i + 3] < 90) continue;
    if (colour.some((part, k) => Math.abs(part - data[i + k]) > 6)) continue;
    found.push((Math.floor(i / 4 / width) + 0.5 + box.top - over.top) / over.height);
  }
  return found;
}"""


def inked(chart: Locator, colour: Colour, across: float, reach: float = 1) -> list[float]:
    """Heights with ink of a colour, as shares from the top, within `reach` pixels of a share of the width."""
    found: list[float] = chart.evaluate(INKED, [list(colour), across, reach])
    return found


def wait_for_ink(chart: Locator, colour: Colour, across: float, reach: float = 1) -> list[float]:
    return wait_until(chart.page, lambda: inked(chart, colour, across, reach))
