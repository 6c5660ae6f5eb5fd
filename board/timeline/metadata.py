"""What a trace says of its processes and threads: their names and their order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from board.timeline.raw import RawEvents
from board.timeline.trace import Text, TimelineError

METADATA = ord("M")
MOST = 1_000_000  # metadata events that are looked at; each is a small JSON text
LARGEST = 1 << 16


@dataclass
class Naming:
    """Names and places by process, and by (process, thread); what is not there goes by its own name."""

    processes: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    threads: dict[tuple[str, str], str] = field(default_factory=dict)
    process_places: dict[str, float] = field(default_factory=dict)
    thread_places: dict[tuple[str, str], float] = field(default_factory=dict)

    def process_name(self, process: str) -> str:
        name = self.processes.get(process, process)
        label = self.labels.get(process)
        return f"{name} ({label})" if label else name

    def thread_name(self, process: str, thread: str) -> str:
        return self.threads.get((process, thread), thread)

    def order(self, process: str, thread: str) -> tuple[Any, ...]:
        """What tracks are sorted by: the places that the trace gives, then names, numbers in them as such."""
        pair = (process, thread)
        return (
            self.process_places.get(process, 0),
            natural(process),
            self.thread_places.get(pair, 0),
            natural(thread),
        )


def naming(raw: RawEvents, text: Text) -> Naming:
    """From the trace's metadata events; what makes no sense among them is passed over."""
    found = Naming()
    takers = {
        "process_name": lambda pair, args: found.processes.__setitem__(pair[0], str(args["name"])),
        "process_labels": lambda pair, args: found.labels.__setitem__(pair[0], str(args["labels"])),
        "process_sort_index": lambda pair, args: found.process_places.__setitem__(pair[0], float(args["sort_index"])),
        "thread_name": lambda pair, args: found.threads.__setitem__(pair, str(args["name"])),
        "thread_sort_index": lambda pair, args: found.thread_places.__setitem__(pair, float(args["sort_index"])),
    }
    for row in _rows(raw, takers):
        try:
            args = json.loads(text.read(int(raw.args_at[row]), int(raw.args_size[row])), strict=False)
            takers[raw.names[raw.name[row]]](raw.threads[raw.thread[row]], args)
        except (TimelineError, ValueError, TypeError, LookupError, OverflowError, RecursionError):
            continue
    return found


def _rows(raw: RawEvents, names: Iterable[str]) -> list[int]:
    wanted = [number for number, name in enumerate(raw.names) if name in set(names)]
    rows = np.flatnonzero((raw.phase == METADATA) & np.isin(raw.name, wanted) & (raw.thread >= 0))
    small = rows[(raw.args_size[rows] > 0) & (raw.args_size[rows] < LARGEST)]
    return [int(row) for row in small[:MOST]]


def natural(name: str) -> tuple[int, float, str]:
    """A key that sorts numbers by size, before other names."""
    try:
        return (0, float(int(name)), name)
    except (ValueError, OverflowError):
        return (1, 0.0, name)
