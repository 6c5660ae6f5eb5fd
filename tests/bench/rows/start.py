"""Start the command.

From just before the process is made until an answer over HTTP has been read, in full: of the first listing (ours:
api/runs; the peer's: data/runs), and of the first listing that has every tag of every run. Both commands are started as
installed, with no options but the logdir and a port, and asked every few milliseconds, each time over a new connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench import servers
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.logdirs import Shape
from tests.bench.timing import in_turn

SHAPE = Shape(100, 20, 1000)

Times = tuple[float, float]


def measure(bench: Bench) -> Iterator[Line]:
    logdir = bench.logdir(*SHAPE)
    found = servers.has_tensorboard()
    ours, theirs = in_turn(bench.rounds, lambda: _board(logdir), (lambda: _tensorboard(logdir)) if found else None)
    peer = "TensorBoard" if found else "TensorBoard is not installed"
    for number, what in enumerate(("start → listing answers", "start → every tag is listed")):
        figures = Sample.of(times[number] for times in ours)
        their_figures = Sample.of(times[number] for times in theirs) if found else None
        yield Line(what, "s", figures, peer, their_figures, Target(divisor=4))


def _board(logdir: Path) -> Times:
    with servers.board(logdir) as server:
        return server.wait("api/runs"), server.wait("api/runs", servers.board_loaded)


def _tensorboard(logdir: Path) -> Times:
    with servers.tensorboard(logdir) as server:
        return server.wait("data/runs", lambda _: True), server.wait("data/plugin/scalars/tags", _complete)


def _complete(tags: dict[str, dict[str, object]]) -> bool:
    return len(tags) == SHAPE.runs and all(len(of_run) == SHAPE.tags for of_run in tags.values())
