"""Record a span: ``with summary.timeline.span("forward"):`` in a loop, while something is recorded and while nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.bench import children
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.timing import in_turn

LOOP = """
import json, sys, time
from summary import timeline
recorder = timeline.start() if sys.argv[1] == "on" else None
begin = time.perf_counter()
for _ in range(300_000):
    with timeline.span("forward"):
        pass
print(json.dumps((time.perf_counter() - begin) / 300_000))
"""


def measure(bench: Bench) -> Iterator[Line]:
    on, off = in_turn(bench.rounds, *(partial(children.python, LOOP, state) for state in ("on", "off")))
    yield Line("a span that is recorded", "s", Sample.of(on), target=Target(limit=1.5e-6))
    yield Line("a span while nothing is recorded", "s", Sample.of(off))
