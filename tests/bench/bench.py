"""What every row is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.bench import logdirs


@dataclass(frozen=True)
class Bench:
    """How often each side is measured, where logdirs are kept, and whether what takes minutes is measured too."""

    rounds: int
    cache: Path
    slow: bool

    def logdir(self, runs: int, tags: int, steps: int) -> Path:
        return logdirs.made(logdirs.Shape(runs, tags, steps), self.cache)
