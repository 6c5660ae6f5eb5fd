"""Cards of histograms and distributions as a person looks at them: what the tooltip says, what the axes are labelled with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import attribute, box_of, number, settle, wait_until


def picture(page: Page, tag: str) -> Locator:
    """The picture on a tag's card, scrolled into view, once something is drawn."""
    found = page.locator(attribute("data-card", tag)).locator("[data-drawn]")
    page.locator(attribute("data-card", tag)).scroll_into_view_if_needed()
    expect(found).to_be_visible()
    settle(page)
    return found


class Bucket(NamedTuple):
    """A row of a histogram's tooltip."""

    step: int
    low: float
    high: float
    count: float


ROWS = """() => [...document.querySelectorAll("[role=tooltip] tbody tr")].map(
  (row) => [row.dataset.tipRun, ...[...row.cells].slice(1).map((cell) => cell.textContent)])"""


def told(page: Page) -> dict[str, Bucket]:
    """What the tooltip of a histogram says by run, the hovered run first, once it says something."""
    rows = wait_until(page, lambda: page.evaluate(ROWS))
    return {
        run: Bucket(int(number(step)), *map(number, (low, high, count))) for run, step, low, high, count, *_ in rows
    }


LABELS = """(card, anchor) => [...card.querySelectorAll(`.axes text[text-anchor=${anchor}]`)].map((text) => {
  const box = text.getBoundingClientRect();
  return [text.textContent, box.left + box.width / 2, box.top + box.height / 2];
})"""


def along_bottom(drawn: Locator) -> list[tuple[float, float]]:
    """Values that the bottom axis of the only plot is labelled with, and where in the window."""
    return [(number(text), x) for text, x, _ in drawn.evaluate(LABELS, "middle")]


def at_left(drawn: Locator) -> list[tuple[float, float]]:
    """Values that the left axis is labelled with, and where in the window."""
    return [(number(text), y) for text, _, y in drawn.evaluate(LABELS, "end")]


def value_at(labels: list[tuple[float, float]], pixel: float) -> float:
    """What lies at a place of an axis, by the first and the last of its labels."""
    (v0, p0), (v1, p1) = labels[0], labels[-1]
    return v0 + (pixel - p0) * (v1 - v0) / (p1 - p0)


def pixel_of(labels: list[tuple[float, float]], value: float) -> float:
    (v0, p0), (v1, p1) = labels[0], labels[-1]
    return p0 + (value - v0) * (p1 - p0) / (v1 - v0)


def expect_logged(told: Bucket, values: np.ndarray, bins: int) -> None:
    """The tooltip's bucket is one of those that NumPy makes of the values, with its count."""
    counts, edges = np.histogram(values, bins)
    place = int(np.argmin(np.abs(edges[:-1] - told.low)))
    np.testing.assert_allclose([told.low, told.high], edges[place : place + 2], rtol=1e-6, atol=1e-9)
    assert told.count == counts[place]


def shares(drawn: Locator, across: float, down: float) -> tuple[float, float]:
    """Window coordinates of shares of a picture."""
    box = box_of(drawn)
    return box["x"] + across * box["width"], box["y"] + down * box["height"]
