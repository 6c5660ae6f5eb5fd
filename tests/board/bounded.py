"""How much memory a piece of work takes, and how it ends where that is bounded."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MB = 1 << 20
PATIENCE = 60  # seconds until work that never ends is taken for such


@dataclass
class Peak:
    """The most bytes that were taken at once, beyond what was taken before."""

    bytes: int = 0


@contextmanager
def measured() -> Iterator[Peak]:
    """What Python and NumPy take within it."""
    peak = Peak()
    tracemalloc.start(1)
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        yield peak
        peak.bytes = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def alone(script: str, *arguments: object, megabytes: int = 512) -> str:
    """What `script` prints, run with `arguments` in a process that has no more than so many megabytes of data."""
    bound = f"import resource; resource.setrlimit(resource.RLIMIT_DATA, ({megabytes * MB},) * 2)\n"
    done = subprocess.run(
        [sys.executable, "-c", bound + script, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
