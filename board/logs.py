"""The library: a logdir as arrays."""

from __future__ import annotations

import os

import numpy as np

from board.loader import Loader
from board.logdir import check_logdir
from board.store import Problem, Scalars, Store


def load(logdir: str | os.PathLike[str]) -> Logs:
    """Reads all the event files below `logdir`. A LogdirError if it is no directory that can be listed."""
    return Logs(logdir)


class Logs:
    """What the event files below a logdir hold, as of the last `refresh`."""

    def __init__(self, logdir: str | os.PathLike[str]) -> None:
        self._store = Store()
        self._loader = Loader(check_logdir(logdir), self._store)
        self.refresh()

    def refresh(self) -> None:
        """Reads what has been appended, and the files that are new."""
        self._loader.refresh()

    @property
    def runs(self) -> tuple[str, ...]:
        """The names of all runs, oldest first: directories relative to the logdir, ``.`` for itself."""
        return self._store.runs()

    def tags(self, run: str) -> dict[str, str]:
        """The run's tags and their kinds. A NotFound if there is no such run."""
        return self._store.tags(run)

    def scalars(self, run: str, tag: str, superseded: bool = False) -> Scalars:
        """A scalar series: step (int64), wall_time (float64, Unix seconds) and value (float32 or float64), in the order written.

        Points that a restart has replaced are left out, or come first with `superseded`. A NotFound if there is no such
        series.
        """
        series = self._store.series(run, tag)
        if not superseded:
            return series.points
        both = zip(series.superseded, series.points, strict=True)
        return Scalars._make(np.concatenate(columns) for columns in both)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The damaged and unreadable places, by run and file."""
        return self._store.problems()
