"""The pieces of golden files that inputs are made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from board.answers import Span
from board.loader import Loader
from board.store import Store
from tests.fuzz.scratch import GOLDEN

LARGEST = 1 << 15  # bytes of a piece
EACH = 3  # values of one tag
LOGS = ("tf1", "tf2", "torch", "tensorboardX")


@cache
def store(log: str) -> Store:
    """What a golden logdir holds."""
    made = Store()
    Loader(GOLDEN / log, made).refresh()
    return made


@cache
def spans(*kinds: str) -> Sequence[Span]:
    """The first values of every tag of these kinds that are not large."""
    found = []
    for log in LOGS:
        held = store(log)
        for run in held.runs():
            for tag, kind in held.tags(run).items():
                if kind in kinds:
                    series = held.spans(run, tag)
                    found += [
                        span for span in map(series.__getitem__, range(len(series))[:EACH]) if span.size <= LARGEST
                    ]
    return found


def values(*kinds: str) -> list[bytes]:
    """Those values' bytes, each once, the smallest first."""
    return sorted({span.read() or b"" for span in spans(*kinds)}, key=lambda data: (len(data), data))


def contents(*kinds: str) -> list[bytes]:
    """What their tags' metadata say for their plugins."""
    found = {
        store(log).description(run, tag).content
        for log in LOGS
        for run in store(log).runs()
        for tag, kind in store(log).tags(run).items()
        if kind in kinds
    }
    return sorted(found)


def event_files(most: int) -> list[Path]:
    """Event files of golden logs that are no longer than that."""
    return [path for path in sorted(GOLDEN.glob("**/*tfevents*")) if path.is_file() and path.stat().st_size <= most]
