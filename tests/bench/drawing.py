"""When a page has drawn its charts, what had come over the network by then, and how soon it follows the pointer.

Both pages are told from within, by a listener so light that it costs no time, and both in the frame after the drawing:
ours when it strokes curves on a chart's canvas; TensorBoard's when the worker that it has given a chart's series to
reports that it has drawn. Filming the screen instead would slow down a page with spinners far more than one without.
"""

from __future__ import annotations

import math
import statistics
import time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_MS, ANSWER_MS = 60_000, 20_000
QUIET = 2.0
"""Seconds without a further chart after which all that are in view are drawn."""

# `drawings` are the times when CURVES curves of a further chart in view were on the screen, in milliseconds since navigation.
OURS = """
window.drawings = [];
const strokes = new Map(), done = new Set();
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (...kind) {
  strokes.set(this, 0);  // a chart asks for it before each drawing
  return getContext.apply(this, kind);
};
const stroke = CanvasRenderingContext2D.prototype.stroke;
CanvasRenderingContext2D.prototype.stroke = function (...path) {
  stroke.apply(this, path);
  const { canvas } = this;
  if (done.has(canvas) || !canvas.classList.contains("curves")) return;
  strokes.set(canvas, (strokes.get(canvas) ?? 0) + 1);
  if (strokes.get(canvas) < CURVES) return;
  done.add(canvas);
  if (canvas.getBoundingClientRect().top >= innerHeight) return;
  requestAnimationFrame(() => { window.drawings.push(performance.now()); });
};
"""

THEIRS = """
window.drawings = [];
const REDRAW_END = 0, done = new Set();
const send = MessagePort.prototype.postMessage;
MessagePort.prototype.postMessage = function (message, ...rest) {
  const series = message?.compactDataSeries?.idsAndLengths.filter(({ length }) => length > 0);
  send.call(this, message, ...rest);
  if (series?.length < CURVES || !series || done.has(this)) return;
  done.add(this);
  let drawn = false;
  this.addEventListener("message", ({ data }) => {
    if (drawn || data.type !== REDRAW_END) return;
    drawn = true;
    requestAnimationFrame(() => { window.drawings.push(performance.now()); });
  });
};
"""

# From a movement of the pointer until the frame after the one that it was answered in.
POINTER = """() => {
  window.answers = [];
  addEventListener("mousemove", ({ timeStamp }) => requestAnimationFrame(() => requestAnimationFrame(() => {
    window.answers.push(performance.now() - timeStamp);
  })), true);
}"""


class Arrival(NamedTuple):
    """A reply that had come in full: when, in Unix seconds, from where, and its bytes with headers, as sent."""

    time: float
    url: str
    size: int


class Drawing(NamedTuple):
    """Seconds from navigation until the first chart was drawn and until all in view were, and what had arrived by then."""

    first: float
    every: float
    by_first: list[Arrival]
    by_every: list[Arrival]


def drawn(page: Page, url: str, listener: str, curves: int) -> Drawing:
    """Opens `url` and waits until charts of so many curves are drawn, which `listener` (OURS or THEIRS) notices."""
    network = Network(page)
    listen(page, listener, curves)
    page.goto(url, wait_until="commit")
    times = settled(page)
    origin = page.evaluate("performance.timeOrigin / 1000")
    by = [[arrival for arrival in network.arrivals if arrival.time <= origin + end] for end in (times[0], times[-1])]
    return Drawing(times[0], times[-1], *by)


def listen(page: Page, listener: str, curves: int) -> None:
    """Has every document of the page tell of drawings of so many curves."""
    page.add_init_script(f"(() => {{ const CURVES = {curves}; {listener} }})()")


def settled(page: Page) -> list[float]:
    """When each chart was drawn, in seconds since navigation, once no further one follows."""
    page.wait_for_function("() => window.drawings.length", timeout=PATIENCE_MS, polling=100)
    count, since = 0, time.monotonic()
    while time.monotonic() < since + QUIET:
        page.wait_for_timeout(100)
        now = page.evaluate("window.drawings.length")
        if now != count:
            count, since = now, time.monotonic()
    return [ms / 1000 for ms in page.evaluate("window.drawings")]


def behind(page: Page, chart: str, answer: str, movements: int = 40) -> float:
    """Moves the pointer over a chart, which makes an `answer` appear (both are selectors); the median delay in seconds.

    Infinite where no answer has come within ANSWER_MS.
    """
    from playwright.sync_api import TimeoutError as NoAnswer

    page.evaluate(POINTER)
    box = page.locator(chart).first.bounding_box()
    assert box
    for i in range(movements):
        page.mouse.move(box["x"] + box["width"] * (0.2 + 0.6 * i / movements), box["y"] + box["height"] * 0.5)
        page.wait_for_timeout(50)
    try:
        page.locator(answer).first.wait_for(timeout=ANSWER_MS)
    except NoAnswer:
        return math.inf
    return statistics.median(page.evaluate("window.answers")) / 1000


class Network:
    """Overhears a page's replies from now on."""

    def __init__(self, page: Page) -> None:
        self.arrivals: list[Arrival] = []
        self._urls: dict[str, str] = {}
        self._clock = 0.0
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        self._urls[event["requestId"]] = event["request"]["url"]
        self._clock = event["wallTime"] - event["timestamp"]

    def _finished(self, event: dict[str, Any]) -> None:
        url = self._urls.get(event["requestId"], "")
        self.arrivals.append(Arrival(event["timestamp"] + self._clock, url, int(event["encodedDataLength"])))
