"""Follow a run: added through `summary.SummaryWriter` → drawn in the page.

A point's time runs from just before `add_scalar` is called until the frame after the one in which the page strokes a
curve that has it, by the clock of the one machine: the waiting of writer, reader and page is all in it. "now and then":
one point at a time, at moments that keep to nobody's rhythm. "one every 100 ms": training that goes on. The peer is not
measured: TensorBoard reads every 5 s, and its page looks again every 30 s, by default never.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import summary
from tests.bench import browser, servers
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target

if TYPE_CHECKING:
    from playwright.sync_api import Page

NOW_AND_THEN = 12
PAUSE = (1.0, 3.0)
STEADY, EVERY = 150, 0.1
TAG = "train/loss"
PEER = "TensorBoard: 5 s + 30 s, by its settings"

# After every drawing: [milliseconds since 1970, points in the chart's curves].
LISTENER = """(() => {
  window.drawings = [];
  const stroke = CanvasRenderingContext2D.prototype.stroke;
  CanvasRenderingContext2D.prototype.stroke = function (...path) {
    stroke.apply(this, path);
    const card = this.canvas.classList.contains("curves") && this.canvas.closest("[data-card]");
    if (card) requestAnimationFrame(() => {
      window.drawings.push([Date.now(), Number(card.dataset.drawn.split(" of ")[1])]);
    });
  };
})()"""
HAS_DRAWN = "points => window.drawings.some(([, drawn]) => drawn >= points)"


def measure(bench: Bench) -> Iterator[Line]:
    if not browser.is_here():
        yield Line("playwright is not installed", "s", None)
        return
    with tempfile.TemporaryDirectory() as directory:
        logdir = Path(directory)
        with servers.board(logdir) as server, browser.launched() as chromium, browser.fresh_page(chromium) as page:
            page.add_init_script(LISTENER)
            server.wait("api/runs")
            page.goto(server.url)
            now_and_then, steady = _followed(logdir, page)
    target = Target(limit=2)
    yield Line(f"{NOW_AND_THEN} points now and then", "s", now_and_then, PEER, target=target)
    yield Line(f"{STEADY} points, one every {1000 * EVERY:g} ms", "s", steady, PEER, target=target)


def _followed(logdir: Path, page: Page) -> tuple[Sample, Sample]:
    """The delays of points that are written while `page` looks on."""
    chance = random.Random(0)
    added: list[float] = []
    with summary.SummaryWriter(logdir / "run") as writer:

        def add() -> None:
            added.append(time.time())
            writer.add_scalar(TAG, chance.random(), len(added))

        _add_and_see(add, added, page)
        for _ in range(NOW_AND_THEN):
            time.sleep(chance.uniform(*PAUSE))
            _add_and_see(add, added, page)
        for _ in range(STEADY - 1):
            time.sleep(EVERY)
            add()
        _add_and_see(add, added, page)
    delays = _delays(added, page)
    return Sample.of(delays[1 : NOW_AND_THEN + 1]), Sample.of(delays[NOW_AND_THEN + 1 :])


def _add_and_see(add: Callable[[], None], added: list[float], page: Page) -> None:
    add()
    page.wait_for_function(HAS_DRAWN, arg=len(added), polling=100)


def _delays(added: list[float], page: Page) -> list[float]:
    """Seconds until each point was drawn for the first time."""
    drawings: list[tuple[float, int]] = page.evaluate("window.drawings")
    return [next(at for at, drawn in drawings if drawn >= number) / 1000 - when for number, when in enumerate(added, 1)]
