"""Open a logdir.

Ours: `board.load` in a fresh process that has imported board, every checksum checked and every point kept. The peer's
figure is RustBoard's own, of its "load cycle": it checks no record's data and keeps 1,000 points a tag (here that is all
of them). Neither includes starting the process; "from the start of the process" does, and ends when all is loaded.
Files are in the page cache. With --slow, TensorBoard's Python loader once.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.bench import Bench
from tests.bench.figures import Line, Target
from tests.bench.loading import compared
from tests.bench.logdirs import Shape


def measure(bench: Bench) -> Iterator[Line]:
    yield from compared(bench, Shape(100, 20, 1000), Target(divisor=10))
