"""Look at 1,000,000 points in 3-D: how soon they are drawn, turned and named; without a graphics card unless one is named.

The positions are principal components of a .npy file of 1,000,000 × 3; TensorBoard stops at 100,000 rows. "in memory →
first picture": from when the page has read the reply with the positions until the graphics card has drawn all of them.
"whole picture": from its being asked for until it is drawn. "picture while turning": between two pictures, one after
the other, while the pointer drags without a pause; where that would take longer than 30 ms not all points are in it, and
the line says how many are. "pointer → name": from the pointer's last movement until the name of the point under it stands there.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from summary import SummaryWriter
from tests.bench import browser, servers
from tests.bench.bench import Bench
from tests.bench.drawing import PATIENCE_MS
from tests.bench.figures import Line, Sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

POINTS = 1_000_000
ROUNDS = 3
TURNING = 4.0
"""Seconds of dragging."""
PICTURE = ".scatter-picture"
NAME = ".scatter-tip"

# `pictures`: when each was asked for and was drawn, in milliseconds since navigation, and of how many points.
LISTENER = """
window.pictures = [];
window.arrived = 0;
const { arrayBuffer } = Response.prototype;
Response.prototype.arrayBuffer = async function () {
  const body = await arrayBuffer.call(this);
  if (body.byteLength >= 12 * POINTS) window.arrived ||= performance.now();
  return body;
};
const context = WebGL2RenderingContext.prototype;
const { clear, drawArrays, drawElements } = context;
context.clear = function (bits) {
  const picture = { asked: performance.now(), points: 0, drawn: 0 };
  window.pictures.push(picture);
  clear.call(this, bits);
  queueMicrotask(() => {
    const sync = this.fenceSync(this.SYNC_GPU_COMMANDS_COMPLETE, 0);
    const look = () => {
      if (this.getSyncParameter(sync, this.SYNC_STATUS) === this.SIGNALED) picture.drawn = performance.now();
      else setTimeout(look);
    };
    look();
  });
};
context.drawArrays = function (shape, first, count) {
  if (window.pictures.length) window.pictures.at(-1).points += count;
  drawArrays.call(this, shape, first, count);
};
context.drawElements = function (shape, count, ...rest) {
  if (window.pictures.length) window.pictures.at(-1).points += count;
  drawElements.call(this, shape, count, ...rest);
};
addEventListener("mousemove", ({ timeStamp }) => { window.moved = timeStamp; }, true);
window.named = 0;
new MutationObserver(() => {
  if (!window.named && document.querySelector("NAME")) window.named = performance.now();
}).observe(document, { subtree: true, childList: true });
"""

RENDERER = """() => {
  const gl = document.createElement("canvas").getContext("webgl2");
  return gl.getParameter(gl.getExtension("WEBGL_debug_renderer_info").UNMASKED_RENDERER_WEBGL);
}"""


class Seen(NamedTuple):
    """Seconds; and how many points are in a picture of them turning."""

    first: float
    whole: float
    turning: float
    points: float
    named: float
    renderer: str


def measure(bench: Bench) -> Iterator[Line]:
    if not browser.is_here():
        yield Line("playwright is not installed", "s", None)
        return
    with browser.launched() as chromium, servers.board(_made(bench.cache)) as server:
        server.wait("api/projector", lambda listing: listing["embeddings"])
        rounds = [_seen(chromium, server.url) for _ in range(min(ROUNDS, bench.rounds))]
    soft = "software rendering" if "SwiftShader" in rounds[0].renderer else rounds[0].renderer
    points = statistics.median(one.points for one in rounds)

    def line(what: str, values: Iterator[float]) -> Line:
        return Line(what, "s", Sample.of(values), "TensorBoard stops at 100,000")

    yield line(f"positions in memory → first picture ({soft})", (one.first for one in rounds))
    yield line("whole picture", (one.whole for one in rounds))
    yield line(f"picture while turning ({points:,.0f} points in it)", (one.turning for one in rounds))
    yield line("pointer → name", (one.named for one in rounds))


def _made(cache: Path) -> Path:
    """A logdir with a file of vectors beside a run's events: normal clouds around twelve places."""
    logdir = cache / f"points-{POINTS}"
    file = logdir / "run" / "points.npy"
    if not file.is_file():
        random = np.random.default_rng(0)
        middles = 3 * random.normal(size=(12, 3))
        points = middles[random.integers(0, 12, POINTS)] + 0.6 * random.normal(size=(POINTS, 3))
        with SummaryWriter(file.parent) as writer:
            writer.add_scalar("loss", 0, 0)
        np.save(file, points.astype(np.float32))
    return logdir


def _seen(chromium: Browser, url: str) -> Seen:
    with browser.fresh_page(chromium) as page:
        listener = LISTENER.replace("POINTS", str(POINTS)).replace("NAME", NAME)
        page.add_init_script(f"(() => {{ {listener} }})()")
        page.goto(f"{url}#tab=projector", wait_until="commit")
        whole = f"window.pictures.find(({{ points, drawn }}) => points >= {POINTS} && drawn)"
        page.wait_for_function(f"() => {whole}", timeout=PATIENCE_MS, polling=50)
        first = page.evaluate(f"{whole}.drawn - window.arrived") / 1000
        named = _named(page)
        turning, points = _turning(page)
        last = _last(page)
        return Seen(first, last, turning, points, named, page.evaluate(RENDERER))


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator(PICTURE).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _named(page: Page) -> float:
    page.wait_for_timeout(1000)
    page.mouse.move(*_middle(page), steps=5)
    page.locator(NAME).wait_for()
    return float(page.evaluate("window.named - window.moved")) / 1000


def _turning(page: Page) -> tuple[float, float]:
    """The median time between two pictures while the pointer drags, and the median number of points in them."""
    x, y = _middle(page)
    page.mouse.down()
    page.evaluate("() => { window.pictures.length = 0; }")
    until = time.monotonic() + TURNING
    for step in range(1 << 20):
        page.mouse.move(x + step % 200, y)
        if time.monotonic() > until:
            break
    pictures = page.evaluate("window.pictures.filter(({ drawn }) => drawn)")
    page.mouse.up()
    drawn = [picture["drawn"] for picture in pictures[len(pictures) // 4 :]]
    between = [after - before for before, after in pairwise(drawn)]
    points = statistics.median(picture["points"] for picture in pictures[len(pictures) // 4 :])
    return statistics.median(between) / 1000, points


def _last(page: Page) -> float:
    """How long the picture takes that follows once nothing moves: it has all points."""
    found = page.wait_for_function(
        f"""() => {{
          const {{ points, asked, drawn }} = window.pictures.at(-1);
          return points >= {POINTS} && drawn && drawn - asked;
        }}""",
        timeout=PATIENCE_MS,
        polling=50,
    )
    return float(found.json_value()) / 1000
