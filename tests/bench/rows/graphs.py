"""Open a graph: navigation → first picture, a scope opened, the series of its layers opened; 1,000 to 100,000 nodes.

The graph is a training step of a deep transformer with scopes as TensorFlow 1 names them, in one event file that both
servers have loaded; each round is a fresh page with an empty cache, and asks for a graph that its server has served
before. A figure is infinite where nothing came within two minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tests.bench import browser, graphlogs, picturing, servers
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.picturing import Picture
from tests.bench.servers import Server
from tests.bench.timing import in_turn

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCOPES = ("transformer", "transformer/layer_")
LARGEST = max(graphlogs.SIZES)


def measure(bench: Bench) -> Iterator[Line]:
    if not browser.is_here():
        yield Line("playwright is not installed", "s", None)
        return
    for nodes in graphlogs.SIZES:
        # A page that freezes for minutes is looked at once, after a round that does not count.
        yield from _compared(bench, nodes, bench.rounds if nodes < LARGEST else 1)


def _compared(bench: Bench, nodes: int, rounds: int) -> Iterator[Line]:
    logdir = graphlogs.made(nodes, bench.cache).logdir
    with browser.launched() as chromium, servers.board(logdir) as ours, servers.tensorboard_if_any(logdir) as theirs:
        ours.wait("api/runs", servers.board_loaded)
        if theirs:
            theirs.wait("data/plugin/graphs/info")
        sides = in_turn(
            rounds,
            lambda: _opened(chromium, ours, "#tab=graphs", picturing.OURS),
            (lambda: _opened(chromium, theirs, "#graphs", picturing.THEIRS)) if theirs else None,
        )
    yield from _lines(nodes, *sides)


def _opened(chromium: Browser, server: Server, address: str, script: str) -> Picture:
    with browser.fresh_page(chromium) as page:
        return picturing.picture(page, server.url + address, script, SCOPES)


def _lines(nodes: int, ours: list[Picture], theirs: list[Picture]) -> Iterator[Line]:
    peer = "TensorBoard" if theirs else "TensorBoard is not installed"

    def line(what: str, limit: float, figure: Callable[[Picture], float]) -> Line:
        their_figures = Sample.of(map(figure, theirs)) if theirs else None
        return Line(what, "s", Sample.of(map(figure, ours)), peer, their_figures, Target(limit=limit))

    yield line(f"{nodes:,} nodes: navigation → first picture", 2.0, lambda one: one.first)
    yield line("  a scope opened", 0.2, lambda one: one.opened[0])
    yield line("  the series of its layers opened", 0.2, lambda one: one.opened[1])
