"""Event files of other values than scalars, written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from summary.proto.event import Event
from summary.record import frame


def log(logdir: Path, run: str, values: Iterable[Any], number: int = 1, wall_time: float = 1.0, step: int = 0) -> Path:
    """Appends events, each of one Summary.Value, to a run's event file; returns the logdir."""
    (logdir / run).mkdir(parents=True, exist_ok=True)
    with (logdir / run / f"events.out.tfevents.{number}.host").open("ab") as file:
        for value in values:
            event = Event(wall_time=wall_time, step=step)
            event.summary.value.append(value)
            file.write(frame(event.SerializeToString()))
    return logdir
