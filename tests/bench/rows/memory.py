"""Memory of a server.

Resident memory (VmRSS) of the process that `board --logdir` is, when it has read everything and has been asked for the
listing, less that of the same server with an empty logdir. The peer is RustBoard told to keep every point, when it has
loaded, less itself with an empty logdir; its front end in Python comes on top of that. "at most" is the highest that it
ever was (VmHWM). The server with 20,000 runs has also answered what a page asks that shows 200 of them, and nothing
is taken off.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from tests.bench import children, data_server, servers
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.logdirs import Shape, tag_name
from tests.bench.timing import in_turn

ONE_RUN = Shape(1, 20, 100_000)
MANY_RUNS = Shape(20_000, 5, 10)
ROUNDS = 3
SHOWN = 200

Memory = tuple[float, float]


def measure(bench: Bench) -> Iterator[Line]:
    if not children.STATUS.exists():
        yield Line("memory is known only where there is a /proc", "B", None)
        return
    yield from _one_run(bench)
    yield from _many_runs(bench)


def _one_run(bench: Bench) -> Iterator[Line]:
    logdir = bench.logdir(*ONE_RUN)
    found = data_server.binary() is not None
    with tempfile.TemporaryDirectory() as empty:
        ours, idle, theirs, their_idle = in_turn(
            min(bench.rounds, ROUNDS),
            lambda: _of_board(logdir),
            lambda: _of_board(Path(empty)),
            (lambda: _of_data_server(logdir)) if found else None,
            (lambda: _of_data_server(Path(empty))) if found else None,
        )
    peer = f"{data_server.NAME}, every point" if found else f"{data_server.NAME} is not installed"
    for number, (what, limit) in enumerate((("over the idle process", 60e6), ("over the idle process, at most", None))):
        target = Target(limit=limit)
        yield Line(
            f"{ONE_RUN}, {what}", "B", _above(ours, idle, number), peer, _above(theirs, their_idle, number), target
        )
    yield Line("  the idle process", "B", Sample.of(one for one, _ in idle), peer, _figures(their_idle))
    if bench.slow:
        _, memory = data_server.load_in_python(logdir)
        yield Line("  peer in Python, whole", "B", None, "TensorBoard's Python loader", Sample.of([memory]))


def _many_runs(bench: Bench) -> Iterator[Line]:
    logdir = bench.logdir(*MANY_RUNS)
    figures = [_of_board(logdir, MANY_RUNS) for _ in range(min(bench.rounds, ROUNDS))]
    yield Line(f"{MANY_RUNS}, the whole server", "B", _figures(figures), target=Target(limit=400e6))
    yield Line("  at most", "B", Sample.of(peak for _, peak in figures), target=Target(limit=400e6))


def _of_board(logdir: Path, shape: Shape | None = None) -> Memory:
    with servers.board(logdir) as server:
        server.wait("api/runs", servers.board_loaded)
        for tag in range(shape.tags if shape else 0):
            _show(server, tag_name(tag))
        return children.resident(server.process), children.resident(server.process, "VmHWM")


def _show(server: servers.Server, tag: str) -> None:
    """Asks for a chart of the newest runs, as the page does."""
    names = [run[0] for run in server.get("api/runs")["runs"][-SHOWN:]]
    connection = server.connect()
    body = urlencode([("tag", tag), *(("run", name) for name in names)])
    connection.request("POST", "/api/scalars", body, {"Content-Type": "application/x-www-form-urlencoded"})
    reply = connection.getresponse()
    if reply.status != 200:
        raise RuntimeError(reply.read().decode())
    reply.read()
    connection.close()


def _of_data_server(logdir: Path) -> Memory:
    return data_server.memory(logdir, "--samples-per-plugin=scalars=all")


def _figures(side: list[Memory]) -> Sample | None:
    return Sample.of(resident for resident, _ in side) if side else None


def _above(side: list[Memory], idle: list[Memory], number: int) -> Sample | None:
    return Sample.of(a[number] - b[number] for a, b in zip(side, idle, strict=True)) if side else None
