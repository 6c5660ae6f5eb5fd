"""When a page has drawn its first chart, and what had come over the network by then.

Both pages are told from within, by a listener so light that it costs no time, and both in the frame after the drawing:
ours when it strokes curves on a chart's canvas; TensorBoard's when the worker that it has given a chart's series to
reports that it has drawn. Filming the screen instead would slow down a page with spinners far more than one without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_MS = 60_000

# `drawn` is when CURVES curves of a chart were on the screen, in milliseconds since navigation.
OURS = """
const strokes = new Map();
const stroke = CanvasRenderingContext2D.prototype.stroke;
CanvasRenderingContext2D.prototype.stroke = function (...path) {
  stroke.apply(this, path);
  if (window.drawn || !this.canvas.classList.contains("curves")) return;
  strokes.set(this.canvas, (strokes.get(this.canvas) ?? 0) + 1);
  if (strokes.get(this.canvas) === CURVES) requestAnimationFrame(() => { window.drawn ??= performance.now(); });
};
"""

THEIRS = """
const REDRAW_END = 0;
const send = MessagePort.prototype.postMessage;
MessagePort.prototype.postMessage = function (message, ...rest) {
  const series = message?.compactDataSeries?.idsAndLengths.filter(({ length }) => length > 0);
  send.call(this, message, ...rest);
  if (series?.length >= CURVES) {
    this.addEventListener("message", ({ data }) => {
      if (data.type === REDRAW_END) requestAnimationFrame(() => { window.drawn ??= performance.now(); });
    });
  }
};
"""


class Arrival(NamedTuple):
    """A reply that had come in full: when, in Unix seconds, from where, and its bytes with headers, as sent."""

    time: float
    url: str
    size: int


class Drawing(NamedTuple):
    """Seconds from navigation until the first chart was drawn, and what had arrived by then."""

    seconds: float
    arrivals: list[Arrival]


def first_drawing(page: Page, url: str, listener: str, curves: int) -> Drawing:
    """Opens `url` and waits until a chart of so many curves is drawn, which `listener` (OURS or THEIRS) notices."""
    network = Network(page)
    page.add_init_script(f"(() => {{ const CURVES = {curves}; {listener} }})()")
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => window.drawn", timeout=PATIENCE_MS, polling=100)
    drawn, origin = page.evaluate("[window.drawn / 1000, performance.timeOrigin / 1000]")
    return Drawing(drawn, [arrival for arrival in network.arrivals if arrival.time <= origin + drawn])


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
