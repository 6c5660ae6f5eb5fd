"""The library: logdirs as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from board import frames, histograms, layouts
from board.answers import Spans
from board.graph import sources, stats
from board.graph.graph import Graph, NodeStats
from board.graph.sources import GraphEntry
from board.histograms import Histograms
from board.hparams import HParams, Value
from board.layouts import Category
from board.lazy import Lazy
from board.loader import Loader
from board.parts import joined
from board.projection import logged
from board.projection.logged import Embeddings
from board.roots import Logdirs, check, roots_of
from board.runtable import everything
from board.store import SCALARS, NoSuchTag, Problem, Scalars, SpanSeries, Store
from board.values import audio, images, pr_curves, tensors, texts
from board.values.audio import Sound
from board.values.images import Image
from board.values.pr_curves import PRCurve
from board.values.texts import Texts

if TYPE_CHECKING:
    from pandas import DataFrame


class Audio(NamedTuple):
    """A series of sounds: columns of one length, the values read when they are asked for."""

    step: npt.NDArray[np.int64]
    wall_time: npt.NDArray[np.float64]
    value: Lazy[tuple[Sound, ...]]


class Images(NamedTuple):
    """A series of images: columns of one length, the values read when they are asked for."""

    step: npt.NDArray[np.int64]
    wall_time: npt.NDArray[np.float64]
    value: Lazy[tuple[Image, ...]]


class PRCurves(NamedTuple):
    """A series of PR curves: columns of one length, the values read when they are asked for."""

    step: npt.NDArray[np.int64]
    wall_time: npt.NDArray[np.float64]
    value: Lazy[PRCurve]


class Tensors(NamedTuple):
    """A series of tensors: columns of one length, the values read when they are asked for."""

    step: npt.NDArray[np.int64]
    wall_time: npt.NDArray[np.float64]
    value: Lazy[npt.NDArray[Any]]


def load(logdirs: Logdirs) -> Logs:
    """Reads all the event files below a logdir, or below several: ``load([a, b])``, or by names ``load({"name": a})``.

    Of several, and of those with names, the names of runs begin with that of their logdir; without a name of its own it is the
    shortest ending of its path that no other has. A LogdirError if one is no directory that can be listed.
    """
    return Logs(logdirs)


class Logs:
    """What the event files below the logdirs hold, as of the last `refresh`."""

    def __init__(self, logdirs: Logdirs) -> None:
        self._store = Store()
        self._hparams = HParams(self._store)
        self._roots = check(roots_of(logdirs))
        self._loader = Loader(self._roots, self._store)
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
        series, spans = self._spans(run, tag, "text", superseded)
        return Texts(spans.step, spans.wall_time, texts.column(series.all(spans)))

    def images(self, run: str, tag: str, superseded: bool = False) -> Images:
        """A series of images: step (int64), wall_time (float64, Unix seconds) and value, in the order written.

        A value is a tuple of `board.Image`, mostly one, several where a batch was logged; nothing of them is read before they
        are asked for. Those that a restart has replaced are left out, or come first with `superseded`. A NotFound if there is
        no such series.
        """
        series, spans = self._spans(run, tag, images.KIND, superseded)
        return Images(spans.step, spans.wall_time, Lazy(series, spans, images.images))

    def histograms(self, run: str, tag: str, superseded: bool = False) -> Histograms:
        """A series of histograms: step, wall_time and value, in the order written; board.histograms.Histograms tells the columns.

        Those that a restart has replaced are left out, or come first with `superseded`. A NotFound if there is no such series.
        """
        return histograms.logged(*self._spans(run, tag, histograms.KIND, superseded))

    def audio(self, run: str, tag: str, superseded: bool = False) -> Audio:
        """A series of sounds: step (int64), wall_time (float64, Unix seconds) and value, in the order written.

        A value is a tuple of `board.Sound`, mostly one, several where a batch was logged; nothing of them is read before they
        are asked for. Those that a restart has replaced are left out, or come first with `superseded`. A NotFound if there is
        no such series.
        """
        series, spans = self._spans(run, tag, audio.KIND, superseded)
        return Audio(spans.step, spans.wall_time, Lazy(series, spans, audio.sounds))

    def pr_curves(self, run: str, tag: str, superseded: bool = False) -> PRCurves:
        """A series of PR curves: step (int64), wall_time (float64, Unix seconds) and value, in the order written.

        A value has columns with a row a threshold, which board.values.pr_curves.PRCurve tells; none is read before it is asked
        for. Those that a restart has replaced are left out, or come first with `superseded`. A NotFound if there is no such
        series.
        """
        series, spans = self._spans(run, tag, pr_curves.KIND, superseded)
        return PRCurves(spans.step, spans.wall_time, Lazy(series, spans, pr_curves.curve))

    def tensors(self, run: str, tag: str, superseded: bool = False) -> Tensors:
        """A series of any kind that was written as tensors: step (int64), wall_time (float64, Unix seconds) and value.

        A value is an array of the type and shape that were logged, bfloat16 as float32, strings as bytes objects; none is read
        before it is asked for. Those that a restart has replaced are left out, or come first with `superseded`. A NotFound if
        there is no such series.
        """
        series, spans = self._spans(run, tag, "", superseded)
        return Tensors(spans.step, spans.wall_time, Lazy(series, spans, lambda span: tensors.logged(span)[1]))

    def _spans(self, run: str, tag: str, kind: str, superseded: bool) -> tuple[SpanSeries, Spans]:
        """A series of a kind ("": any), and where its values stand, with those that a restart has replaced or without."""
        series = self._store.spans(run, tag)
        if kind and series.kind != kind:
            raise NoSuchTag(run, tag, kind)
        return series, joined([series.superseded, series.points]) if superseded else series.points

    @property
    def graphs(self) -> tuple[GraphEntry, ...]:
        """The graphs of runs and of files beside them, of which none is read yet; board.graph.sources.GraphEntry tells more."""
        return tuple(sources.listed(self._store, self._roots))

    def graph(self, run: str, tag: str | None = None) -> Graph:
        """A graph: nodes, edges and outputs as columns, which board.graph.graph.Graph tells; ``.networkx()`` where installed.

        Of a run's graphs it is the first in `graphs`, or the newest of that `tag`; a graph's id may be given as the tag, a
        file's path as well. A NotFound if there is none, a ValueError if it cannot be read.
        """
        return sources.graph(self._store, self._roots, run, tag)

    def graph_costs(self, run: str, session: str | None = None, tag: str | None = None) -> NodeStats:
        """What a session run of the run cost, a row a node of ``graph(run, tag)``; board.graph.graph.NodeStats tells the columns.

        `session` is the tag of the run metadata; without it the first is taken. A NotFound if there is none.
        """
        return stats.on(sources.cost(self._store, run, session), self.graph(run, tag))

    def embeddings(self, run: str) -> dict[str, tuple[int, ...]]:
        """A run's embeddings and the steps of each: those that its projector configuration names, matrices of its checkpoints,
        NumPy's files beside its events. A run may be any directory of the logdir here.
        """
        return logged.steps(self._store, self._roots, run)

    def embedding(self, run: str, name: str) -> Embeddings:
        """A series of embeddings: step (int64), wall_time (float64, when its file changed last) and value, by step.

        A value has vectors, float32 [rows, columns], and labels, an array a column by name; board.projection.logged.Embedded
        tells more. None is read before it is asked for, which is a ValueError if it cannot be. A NotFound if there is none.
        """
        return logged.series(self._store, self._roots, run, name)

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
