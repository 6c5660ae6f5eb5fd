"""Work in the page with very much in it, ours alone: smoothing, 2,000 runs, a thousand cards.

"smoothing" runs from the movement of the slider until the frame after the one in which all curves were drawn with it, the
request, the answer and the drawing included; 100 runs × 100,000 points. "2,000 runs switched on" runs from the click on
All until every curve of the first chart was drawn. "a frame while scrolling" is the time between frames while the wheel
turns through a thousand cards for some seconds, of four runs each: the median, and what 95 of 100 frames stay within.
All of it is drawn by software, without a graphics card, at 60 frames a second at most.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from tests.bench import browser, drawing, servers
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.logdirs import Shape

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONG, MANY, CARDS = Shape(100, 1, 100_000), Shape(2000, 10, 50), Shape(4, 1000, 100)
TURNS, TURN = 250, 240
"""How often the wheel turns, one turn a frame, and by how many pixels."""

# Until the frame after the first drawing of all curves of a chart that follows `begin`.
SMOOTHED = """weight => {
  window.begin();
  const slider = document.querySelector("#smoothing");
  slider.value = weight;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""
LISTENER = """
let since = Infinity;
const strokes = new Map();
window.begin = () => { since = performance.now(); window.took = null; };
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (...kind) {
  strokes.set(this, 0);
  return getContext.apply(this, kind);
};
const stroke = CanvasRenderingContext2D.prototype.stroke;
CanvasRenderingContext2D.prototype.stroke = function (...path) {
  stroke.apply(this, path);
  if (!this.canvas.classList.contains("curves")) return;
  strokes.set(this.canvas, (strokes.get(this.canvas) ?? 0) + 1);
  if (strokes.get(this.canvas) === CURVES) requestAnimationFrame(() => { window.took ??= performance.now() - since; });
};
"""
FRAMES = """() => {
  window.frames_ = [];
  let before = performance.now();
  const frame = (now) => { window.frames_.push(now - before); before = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""


def measure(bench: Bench) -> Iterator[Line]:
    if not browser.is_here():
        yield Line("playwright is not installed", "s", None)
        return
    smoothing = Sample.of(_on(bench, LONG, "", _smoothing))
    yield Line(f"smoothing, {LONG}", "s", smoothing, target=Target(limit=0.3))
    yield Line(
        "2,000 runs switched on", "s", Sample.of(_on(bench, MANY, "#runs=none", _all_on)), target=Target(limit=1.5)
    )
    frames = _on(bench, CARDS, "", _scrolling)
    yield Line(
        "a frame while scrolling 1,000 cards", "s", Sample.of([float(np.median(frames))]), target=Target(limit=1 / 59)
    )
    yield Line("  95 of 100 within", "s", Sample.of([float(np.quantile(frames, 0.95))]))


def _on(bench: Bench, shape: Shape, address: str, work: Callable[[Bench, Page], list[float]]) -> list[float]:
    """What `work` measures on a page that shows a logdir of this shape."""
    logdir = bench.logdir(*shape)
    with browser.launched() as chromium, servers.board(logdir) as server, browser.fresh_page(chromium) as page:
        server.wait("api/runs", servers.board_loaded)
        page.add_init_script(f"(() => {{ const CURVES = {shape.runs}; {LISTENER} }})()")
        page.goto(server.url + address)
        page.wait_for_selector("[data-run]")
        page.wait_for_timeout(1000 * drawing.QUIET)
        return work(bench, page)


def _took(page: Page) -> float:
    page.wait_for_function("() => window.took", timeout=drawing.PATIENCE_MS, polling=100)
    page.wait_for_timeout(500)
    took: float = page.evaluate("window.took / 1000")
    return took


def _smoothing(bench: Bench, page: Page) -> list[float]:
    found = []
    for weight in np.linspace(0.7, 0.95, bench.rounds + 1):
        page.evaluate(SMOOTHED, round(float(weight), 3))
        found.append(_took(page))
    return found[1:]


def _all_on(bench: Bench, page: Page) -> list[float]:
    found = []
    for _ in range(bench.rounds + 1):
        page.evaluate("window.begin()")
        page.get_by_role("complementary").get_by_role("button", name="All", exact=True).click()
        found.append(_took(page))
        page.get_by_role("complementary").get_by_role("button", name="None", exact=True).click()
        page.wait_for_timeout(500)
        page.reload()
        page.wait_for_selector("[data-run]")
        page.wait_for_timeout(1000 * drawing.QUIET)
    return found[1:]


def _scrolling(_: Bench, page: Page) -> list[float]:
    page.mouse.move(browser.WIDTH * 0.6, browser.HEIGHT * 0.6)
    page.evaluate(FRAMES)
    for turn in range(TURNS):
        page.mouse.wheel(0, TURN if turn < TURNS / 2 else -TURN)
        time.sleep(1 / 60)
    frames: list[float] = page.evaluate("window.frames_.map((ms) => ms / 1000)")
    return frames
