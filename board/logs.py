"""The library: a logdir as arrays."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from board import frames, layouts
from board.hparams import HParams, Value
from board.layouts import Category
from board.loader import Loader
from board.logdir import check_logdir
from board.runtable import everything
from board.store import SCALARS, NoSuchTag, Problem, Scalars, Store
from board.values import texts
from board.values.texts import Texts

if TYPE_CHECKING:
    from pandas import DataFrame


def load(logdir: str | os.PathLike[str]) -> Logs:
    """Reads all the event files below `logdir`. A LogdirError if it is no directory that can be listed."""
    return Logs(logdir)


class Logs:
    """What the event files below a logdir hold, as of the last `refresh`."""

    def __init__(self, logdir: str | os.PathLike[str]) -> None:
        self._store = Store()
        self._hparams = HParams(self._store)
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

    def texts(self, run: str, tag: str, superseded: bool = False) -> Texts:
        """A series of texts: step, wall_time and value, in the order written; board.values.texts.Texts tells the columns.

        A text that was logged alone is a str, a tensor of them an array in its shape: PyTorch's have the shape (1,). Texts
        that a restart has replaced are left out, or come first with `superseded`. A NotFound if there is no such series.
        """
        series = self._store.spans(run, tag)
        if series.kind != "text":
            raise NoSuchTag(run, tag, "text")
        parts = (series.superseded, series.points) if superseded else (series.points,)
        step, wall_time = (np.concatenate([getattr(part, name) for part in parts]) for name in ("step", "wall_time"))
        return Texts(step, wall_time, texts.column(span for part in parts for span in series.all(part)))

    def hparams(self, run: str) -> dict[str, Value]:
        """The run's hyper-parameters by name: bools, floats, texts. A NotFound if there is no such run.

        They are those of the nearest session at or above the run's directory, a session being a run that was written with
        hyper-parameters; a run with none of that has none.
        """
        self._store.tags(run)
        return dict(self._hparams.of_runs(everything(self._store).runs).get(run, {}))

    def layouts(self) -> dict[str, tuple[Category, ...]]:
        """Run → the layout of custom scalars that it carries: categories of charts. A layout that is damaged is empty."""
        found = layouts.of_runs(self._store, everything(self._store).runs)
        return {layout.run: layout.categories for layout in found}

    def frame(self, kind: str = SCALARS, superseded: bool = False) -> DataFrame:
        """Every scalar point as a pandas DataFrame: run, tag, step, wall_time, value, in the order of `runs` and `tags`.

        With `superseded` the points that a restart has replaced are there too, before those of their series that stand, and
        a column of that name tells them apart. An ImportError without pandas.
        """
        if kind != SCALARS:
            raise ValueError(f"kind: expected {SCALARS!r}, got {kind!r}")
        return frames.points(self._store, superseded)

    def table(self, tags: Sequence[str] | None = None, of: str = "last") -> DataFrame:
        """A pandas DataFrame with one row a run: its hyper-parameters, and one number for each of the scalar `tags` (all).

        `of`: ``"last"``, ``"first"``, ``"min"``, ``"max"``, ``"mean"``, ``"points"``, or the step of one of them:
        ``"last_step"``, ``"first_step"``, ``"min_step"``, ``"max_step"``. First and last are by step; least, greatest and mean
        are of the finite values. An ImportError without pandas.
        """
        return frames.runs(self._store, self._hparams, tags, of)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The damaged and unreadable places, by run and file."""
        return self._store.problems()
