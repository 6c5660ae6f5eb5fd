"""Open a logdir of many small runs.

As `open`, which tells what is in the figures: finding, opening and listing thousands of files is most of the work here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from tests.bench.bench import Bench
from tests.bench.figures import Line, Target
from tests.bench.loading import compared
from tests.bench.logdirs import Shape


def measure(bench: Bench) -> Iterator[Line]:
    fast = dataclasses.replace(bench, slow=False)
    for shape in (Shape(2000, 10, 50), Shape(20_000, 5, 20)):
        yield from compared(fast, shape, Target(divisor=4))
