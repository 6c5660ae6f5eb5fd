"""Open the page: navigation → first chart drawn, all in view drawn, bytes, pointer; 100 runs a chart and 2,000.

Both servers have loaded the logdir and have served a page before; the browser's cache is empty and its window
1,280 × 800. Time runs from the browser's navigation start to the frame after the one in which all curves of a chart
were drawn (drawing.py tells how that is known). Bytes are those of all replies that had come in full by then, headers
included, as sent, compressed or not; "own files" are the page, its scripts, styles, fonts and icons without any data.
"pointer → next frame" is the median of 40 movements over the first chart, with its tooltip; infinite where none came
within 20 s. Of 2,000 runs ours shows the
newest 200 until told otherwise: its address is one that shows all, as the peer does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from tests.bench import browser, drawing, servers
from tests.bench.bench import Bench
from tests.bench.drawing import Arrival, Drawing
from tests.bench.figures import Line, Sample, Target, Unit
from tests.bench.logdirs import Shape
from tests.bench.servers import Server
from tests.bench.timing import in_turn

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DATA = ("/api/", "/data/", "/experiment/")


NO_TARGET = Target()


class Side(NamedTuple):
    """How one page is looked at: what tells of drawings; what it is opened with; selectors of a chart and its tooltip."""

    listener: str
    hash: str
    chart: str
    answer: str


OURS = Side(drawing.OURS, "#runs=all", "[data-card] .u-over", "[role=tooltip]")
THEIRS = Side(drawing.THEIRS, "", "line-chart", "table.tooltip")


class Seen(NamedTuple):
    """How the page was drawn, and how many seconds it is behind the pointer."""

    drawn: Drawing
    behind: float


def measure(bench: Bench) -> Iterator[Line]:
    if not browser.is_here():
        yield Line("playwright is not installed", "s", None)
        return
    yield from _compared(bench, Shape(100, 20, 1000), Target(divisor=3), Target(limit=300e3))
    yield from _compared(bench, Shape(2000, 10, 50), Target(limit=1.5), NO_TARGET)


def _compared(bench: Bench, shape: Shape, time: Target, size: Target) -> Iterator[Line]:
    logdir = bench.logdir(*shape)
    with browser.launched() as chromium, servers.board(logdir) as ours, servers.tensorboard_if_any(logdir) as theirs:
        ours.wait("api/runs", servers.board_loaded)
        if theirs:
            theirs.wait("data/plugin/scalars/tags", lambda tags: len(tags) == shape.runs)
        sides = in_turn(
            bench.rounds,
            lambda: _open(chromium, ours, OURS, shape.runs),
            (lambda: _open(chromium, theirs, THEIRS, shape.runs)) if theirs else None,
        )
    yield from _lines(shape, time, size, *sides)


def _open(chromium: Browser, server: Server, side: Side, runs: int) -> Seen:
    with browser.fresh_page(chromium) as page:
        drawn = drawing.drawn(page, server.url + side.hash, side.listener, runs)
        return Seen(drawn, drawing.behind(page, side.chart, side.answer))


def _lines(shape: Shape, time: Target, size: Target, ours: list[Seen], theirs: list[Seen]) -> Iterator[Line]:
    peer = "TensorBoard" if theirs else "TensorBoard is not installed"

    def line(what: str, unit: Unit, figure: Callable[[Seen], float], target: Target = NO_TARGET) -> Line:
        their_figures = Sample.of(map(figure, theirs)) if theirs else None
        return Line(what, unit, Sample.of(map(figure, ours)), peer, their_figures, target)

    yield line(f"{shape.runs:,} runs: navigation → first chart", "s", lambda one: one.drawn.first, time)
    yield line("  all charts in view", "s", lambda one: one.drawn.every)
    yield line("  transferred until the first", "B", lambda one: _size(one.drawn.by_first), size)
    yield line("    own files", "B", lambda one: _size(filter(_is_own, one.drawn.by_first)))
    yield line("  until all in view", "B", lambda one: _size(one.drawn.by_every))
    yield line("  pointer → next frame", "s", lambda one: one.behind)


def _size(arrivals: Iterable[Arrival]) -> float:
    return sum(arrival.size for arrival in arrivals)


def _is_own(arrival: Arrival) -> bool:
    return not urlsplit(arrival.url).path.startswith(DATA)
