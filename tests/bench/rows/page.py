"""Open the page: navigation → first chart drawn, 100 runs a chart.

Both servers have loaded the logdir and have served a page before; the browser's cache is empty and its window
1,280 × 800. Time runs from the browser's navigation start to the frame after the one in which the first chart's 100 curves
were drawn (drawing.py tells how that is known). Bytes are those of all replies that had come in full by then, headers
included, as sent, compressed or not; "own files" are the page, its scripts, styles, fonts and icons without any data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.bench import browser, drawing, servers
from tests.bench.bench import Bench
from tests.bench.drawing import Drawing
from tests.bench.figures import Line, Sample, Target, Unit
from tests.bench.logdirs import Shape
from tests.bench.servers import Server
from tests.bench.timing import in_turn

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHAPE = Shape(100, 20, 1000)
DATA = ("/api/", "/data/", "/experiment/")


def measure(bench: Bench) -> Iterator[Line]:
    if not browser.is_here():
        yield Line("playwright is not installed", "s", None)
        return
    logdir = bench.logdir(*SHAPE)
    with browser.launched() as chromium, servers.board(logdir) as ours, servers.tensorboard_if_any(logdir) as theirs:
        ours.wait("api/runs", servers.board_loaded)
        if theirs:
            theirs.wait("data/plugin/scalars/tags", lambda tags: len(tags) == SHAPE.runs)
        sides = in_turn(
            bench.rounds,
            lambda: _open(chromium, ours, drawing.OURS),
            (lambda: _open(chromium, theirs, drawing.THEIRS)) if theirs else None,
        )
    yield from _lines(*sides)


def _open(chromium: Browser, server: Server, listener: str) -> Drawing:
    with browser.fresh_page(chromium) as page:
        return drawing.first_drawing(page, server.url, listener, SHAPE.runs)


def _lines(ours: list[Drawing], theirs: list[Drawing]) -> Iterator[Line]:
    peer = "TensorBoard" if theirs else "TensorBoard is not installed"

    def line(what: str, unit: Unit, figure: Callable[[Drawing], float], target: Target) -> Line:
        their_figures = Sample.of(map(figure, theirs)) if theirs else None
        return Line(what, unit, Sample.of(map(figure, ours)), peer, their_figures, target)

    yield line("navigation → first chart", "s", lambda one: one.seconds, Target(divisor=3))
    yield line("transferred until then", "B", _transferred, Target(limit=300e3))
    yield line("  its own files", "B", _own_files, Target())


def _transferred(one: Drawing) -> float:
    return sum(arrival.size for arrival in one.arrivals)


def _own_files(one: Drawing) -> float:
    return sum(arrival.size for arrival in one.arrivals if not urlsplit(arrival.url).path.startswith(DATA))
