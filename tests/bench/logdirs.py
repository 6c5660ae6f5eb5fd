"""Logdirs to read: as many runs, tags and steps as a row asks for, made once and kept."""

from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from summary.record import frame
from summary.scalar_records import frame_scalars

FIRST_START = 1_700_000_000
BETWEEN_RUNS = 10_000
STEPS_AT_ONCE = 10_000
# Event{wall_time: 1 (double), file_version: 3}, as every writer begins a file.
FILE_VERSION = b"\x1a\x0dbrain.Event:2"

Values = np.ndarray[tuple[int, int], np.dtype[np.float32]]


class Shape(NamedTuple):
    """A run is one event file, in which every step writes every tag once."""

    runs: int
    tags: int
    steps: int

    @property
    def points(self) -> int:
        return self.runs * self.tags * self.steps

    def __str__(self) -> str:
        runs = "1 run" if self.runs == 1 else f"{self.runs:,} runs"
        return f"{runs} × {self.tags} tags × {self.steps:,} steps"


def tag_name(tag: int) -> str:
    return f"train/metric_{tag:02d}"


def values(shape: Shape, run: int) -> Values:
    """What a run logs, step by tag: decay and noise, different in every run."""
    step = np.arange(shape.steps)[:, None]
    noise = np.random.default_rng(run).random((shape.steps, shape.tags))
    return np.asarray(1 / (1 + 0.01 * step) + 0.2 * noise, np.float32)


def made(shape: Shape, cache: Path) -> Path:
    """The logdir of this shape, in the page cache: made if `cache` has none."""
    logdir = cache / "x".join(map(str, shape))
    if not logdir.is_dir():
        unfinished = cache / f"{logdir.name}.{os.getpid()}"
        for run in range(shape.runs):
            _write_run(unfinished / f"run{run:05d}", shape, run)
        finished(unfinished, logdir)
    for path in logdir.rglob("*tfevents*"):
        path.read_bytes()
    return logdir


def size(logdir: Path) -> int:
    """Bytes in event files."""
    return sum(path.stat().st_size for path in logdir.rglob("*tfevents*"))


def _write_run(directory: Path, shape: Shape, run: int) -> None:
    directory.mkdir(parents=True)
    start = FIRST_START + run * BETWEEN_RUNS
    tags = [tag_name(tag) for tag in range(shape.tags)]
    of_step = values(shape, run).tolist()
    with open(directory / f"events.out.tfevents.{start}.host.{run}.0", "wb") as file:
        file.write(frame(b"\x09" + struct.pack("<d", start) + FILE_VERSION))
        for first in range(0, shape.steps, STEPS_AT_ONCE):
            events: list[Any] = [
                (tag, value, step, start + step / 2)
                for step in range(first, min(first + STEPS_AT_ONCE, shape.steps))
                for tag, value in zip(tags, of_step[step], strict=True)
            ]
            file.write(frame_scalars(events))


def finished(unfinished: Path, logdir: Path) -> None:
    """Gives a logdir that is complete its name."""
    try:
        unfinished.rename(logdir)
    except OSError:  # another benchmark was quicker
        shutil.rmtree(unfinished)
