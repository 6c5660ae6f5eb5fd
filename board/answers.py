"""What the store answers with, and its errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class NotFound(LookupError):
    """What was asked for is not in the logs; the text is one sentence for the user."""

    def __str__(self) -> str:
        return str(self.args[0])


class NoSuchRun(NotFound):
    def __init__(self, run: str) -> None:
        super().__init__(f"There is no run {run!r}.")


class NoSuchTag(NotFound):
    def __init__(self, run: str, tag: str, kind: str) -> None:
        super().__init__(f"Run {run!r} has no {kind} tag {tag!r}.")


class Scalars(NamedTuple):
    """The points of a scalar series: columns of one length.

    Attributes:
        step: int64, exact.
        wall_time: float64, Unix seconds.
        value: float32, or float64 where a double or an integer was logged.
    """

    step: npt.NDArray[np.int64]
    wall_time: npt.NDArray[np.float64]
    value: npt.NDArray[np.float32] | npt.NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """One run's one tag: the points that stand, in the order written, and those that a restart has replaced."""

    points: Scalars
    superseded: Scalars
    display_name: str
    description: str


class Problem(NamedTuple):
    """A damaged or unreadable place: the file (relative to the logdir), a byte offset in it, and what is wrong."""

    file: str
    offset: int
    reason: str
    run: str


class Progress(NamedTuple):
    """How far the loader is with what it has found, in files and bytes."""

    files: int
    files_total: int
    bytes: int
    bytes_total: int
    done: bool


class RunEntry(NamedTuple):
    """A run as the listing shows it. Runs with equal tags share one `tags` object."""

    name: str
    start: float | None
    version: int
    points: int
    tags: dict[str, str]


@dataclass(frozen=True)
class Listing:
    """The runs that are new or changed since a version, oldest first; `full` if that is all of them."""

    version: int
    progress: Progress
    points: int
    problems: int
    runs: tuple[RunEntry, ...]
    removed: tuple[str, ...]
    full: bool
