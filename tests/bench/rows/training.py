"""Log like an hour of training: 3.6 million scalars, a thousand a second in an hour, as fast as they are taken.

Each round is a fresh process. "memory" is what the process has more at the end than after the first tenth, each time
after a `flush`: it must not grow with what was logged. "longest of 1,000 calls" is the 99.9th percentile of one call of
`add_scalar` at that thousand a second, for ten seconds, the writer's thread writing beside it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial

import board
from tests.bench import children
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.timing import in_turn

CALLS = 3_600_000

VOLUME = """
import json, sys
import summary

def resident():
    return int(open("/proc/self/status").read().split("VmRSS:")[1].split()[0]) * 1024

calls = int(sys.argv[2])
writer = summary.SummaryWriter(sys.argv[1])
for step in range(calls):
    writer.add_scalar("train/loss", 0.5, step)
    if step == calls // 10:
        writer.flush()
        early = resident()
writer.flush()
late = resident()
writer.close()
print(json.dumps([late - early, writer.dropped]))
"""

CALL = """
import json, sys, time
import summary

writer = summary.SummaryWriter(sys.argv[1])
took = []
for second in range(1000):
    for call in range(10):
        begin = time.perf_counter()
        writer.add_scalar("train/loss", 0.5, call)
        took.append(time.perf_counter() - begin)
    time.sleep(0.01)
writer.close()
print(json.dumps(sorted(took)[-len(took) // 1000]))
"""


def measure(bench: Bench) -> Iterator[Line]:
    grown, longest = in_turn(bench.rounds, _grown, partial(_child, CALL))
    yield Line(f"memory over {CALLS:,} scalars", "B", Sample.of(grown), target=Target(limit=10e6))
    yield Line("longest of 1,000 calls", "s", Sample.of(longest), target=Target(limit=100e-6))


def _grown() -> float:
    with tempfile.TemporaryDirectory() as directory:
        grown, dropped = children.python(VOLUME, directory, CALLS)
        points = len(board.load(directory).scalars(".", "train/loss").step)
    if points != CALLS or dropped:
        raise RuntimeError(f"{points} points of {CALLS} were written, {dropped} were dropped")
    return float(grown)


def _child(source: str) -> float:
    with tempfile.TemporaryDirectory() as directory:
        return float(children.python(source, directory))
