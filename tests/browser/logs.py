"""What the tests write, and what must be seen of it: the oracle has no code in common with the page or the server."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from summary.scalar_records import frame_scalars

START = 1_700_000_000.0
"""Wall time of the first point: 14 November 2023, 22:13:20 UTC."""


def write(
    run: Path,
    tags: Mapping[str, Sequence[float]],
    *,
    first_step: int = 0,
    start: float = START,
    file: str = "events.out.tfevents.1",
) -> Path:
    """Makes a run of one point a step and second for each tag; its event file."""
    run.mkdir(parents=True, exist_ok=True)
    events = [(tag, value, first_step + i, start + i) for tag, values in tags.items() for i, value in enumerate(values)]
    path = run / file
    path.write_bytes(frame_scalars(events))
    return path


def debiased_ema(values: Sequence[float], weight: float) -> list[float]:
    """TensorBoard's smoothing, literally: a zero start, corrected; what is not finite passes by."""
    average, taken, smoothed = 0.0, 0, []
    for value in values:
        if math.isfinite(value):
            average = weight * average + (1 - weight) * value
            taken += 1
            smoothed.append(average / (1 - weight**taken))
        else:
            smoothed.append(value)
    return smoothed
