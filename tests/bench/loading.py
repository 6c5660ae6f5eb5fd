"""Loading a logdir: `board.load` in a fresh process, beside RustBoard."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import children, data_server
from tests.bench.bench import Bench
from tests.bench.data_server import Loaded
from tests.bench.figures import Line, Sample, Target
from tests.bench.logdirs import Shape, size
from tests.bench.timing import in_turn

OURS = """
import sys, time
from board import load
begin = time.perf_counter()
logs = load(sys.argv[1])
print(time.perf_counter() - begin, flush=True)
sys.stdin.read()
print(sum(len(logs.scalars(run, tag).step) for run in logs.runs for tag in logs.tags(run)), len(logs.problems))
"""


def compared(bench: Bench, shape: Shape, target: Target) -> Iterator[Line]:
    """Ours beside RustBoard as it is, and beside RustBoard checking and keeping as much as we do."""
    logdir = bench.logdir(*shape)
    found = data_server.binary() is not None
    ours, usual, thorough = in_turn(
        bench.rounds,
        lambda: _ours(logdir, shape),
        (lambda: data_server.load(logdir)) if found else None,
        (lambda: data_server.load(logdir, *data_server.THOROUGH)) if found else None,
    )
    peer = data_server.NAME if found else f"{data_server.NAME} is not installed"
    load = Sample.of(one.load for one in ours)
    yield Line(f"{shape}, {size(logdir) / 1e6:.0f} MB", "s", load, peer, _loads(usual), target)
    if not found:
        return
    yield Line("  peer with CRC, every point", "s", load, f"{peer}, thorough", _loads(thorough))
    whole, their_whole = (Sample.of(one.process for one in side) for side in (ours, usual))
    yield Line("  from the start of the process", "s", whole, peer, their_whole)
    if bench.slow:
        seconds, _ = data_server.load_in_python(logdir)
        yield Line("  peer in Python, once", "s", load, "TensorBoard's Python loader", Sample.of([seconds]))


def _ours(logdir: Path, shape: Shape) -> Loaded:
    """Loads in a fresh interpreter; afterwards, out of the figures, every point is asked for and counted."""
    command = [sys.executable, "-c", OURS, str(logdir)]
    begin = time.perf_counter()
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=children.environment(), stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin and process.stdout
        load = float(process.stdout.readline())
        whole = time.perf_counter() - begin
        process.stdin.close()
        points, problems = process.stdout.read().split()
    if (int(points), int(problems)) != (shape.points, 0):
        raise RuntimeError(f"{logdir}: expected {shape.points} points and no problem, got {points} and {problems}")
    return Loaded(load, whole)


def _loads(side: list[Loaded]) -> Sample | None:
    return Sample.of(one.load for one in side) if side else None
