"""PR curves of some tags as a Plotly figure: precision over recall, ROC, or one run's precision over recall and time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from board import prtraces as traces
from board.charts import THEMES, axis_style, inks_of, paper
from board.lazy import Lazy
from board.palette import Ink, dashed
from board.prmaps import over_time
from board.prtraces import Shown
from board.store import NotFound, Store
from board.traces import Trace
from board.values import pr_curves
from board.values.pr_curves import KIND, PRCurve

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MODES = ("pr", "roc", "time")


class Series(Protocol):
    """Columns of one length."""

    @property
    def step(self) -> NDArray[np.int64]: ...

    @property
    def value(self) -> Sequence[PRCurve]: ...


class Readable(Protocol):
    """What such a figure needs of `board.Logs`."""

    @property
    def runs(self) -> tuple[str, ...]: ...

    def tags(self, run: str) -> dict[str, str]: ...

    def pr_curves(self, run: str, tag: str, superseded: bool = False) -> Series: ...


class Curves(NamedTuple):
    """A `Series`, whose curves are read when they are asked for."""

    step: NDArray[np.int64]
    value: Lazy[PRCurve]


class Stored:
    """A store as such figures read it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @property
    def runs(self) -> tuple[str, ...]:
        return self.store.runs()

    def tags(self, run: str) -> dict[str, str]:
        return self.store.tags(run)

    def pr_curves(self, run: str, tag: str, superseded: bool = False) -> Curves:
        """The curves that stand; a figure shows no others."""
        found = self.store.spans(run, tag)
        return Curves(found.points.step, Lazy(found, found.points, pr_curves.curve))


class Picture(NamedTuple):
    """What `board.figures.pr_curve` and its neighbours are asked for; `names` stand in for those of runs."""

    tags: Sequence[str]
    mode: str
    runs: Sequence[str] | None
    step: int | None
    iso_f1: bool
    dark: bool
    colours: Mapping[str, str]
    names: Mapping[str, str] = {}
    title: str | None = None


class Source(NamedTuple):
    """A run's curves of a tag, and how they are drawn."""

    name: str
    ink: Ink
    series: Series


def figure(logs: Readable, picture: Picture) -> Figure:
    """The figure. NotFound where no run has the tag, ValueError where a colour is none or a curve cannot be read."""
    from plotly import graph_objects as go

    sources = [source for source in _sources(logs, picture) if len(source.series.step)]
    drawn, layout = DRAWN[picture.mode](sources, picture)
    title = " · ".join(picture.tags) if picture.title is None else picture.title
    return go.Figure(drawn, {**paper(title, picture.dark), "hovermode": "closest", **layout})


def _sources(logs: Readable, picture: Picture) -> list[Source]:
    """Of the runs asked for those that have a tag."""
    inks = inks_of(logs.runs, picture.dark, picture.colours, {})
    asked = logs.runs if picture.runs is None else [run for run in dict.fromkeys(picture.runs) if run in inks]
    tags = picture.tags
    having = [(run, place) for place, tag in enumerate(tags) for run in asked if logs.tags(run).get(tag) == KIND]
    if not having:
        raise NotFound(f"No run asked for has PR curves with the tag {' or '.join(map(repr, tags))}.")
    return [
        Source(_name(picture, run, place), dashed(inks[run], place), logs.pr_curves(run, tags[place]))
        for run, place in having
    ]


def _name(picture: Picture, run: str, place: int) -> str:
    name = picture.names.get(run, run)
    return name if len(picture.tags) == 1 else f"{name} · {picture.tags[place]}"


def _curves(sources: list[Source], picture: Picture, draw: Callable[[Shown], Iterator[Trace]]) -> list[Trace]:
    """Each source's curve at the step asked for."""
    drawn: list[Trace] = []
    for name, ink, series in sources:
        at = _place(series.step, picture.step)
        drawn += draw(Shown(name, ink, THEMES[picture.dark][0], int(series.step[at]), series.value[at]))
    return drawn


def _place(steps: NDArray[np.int64], step: int | None) -> int:
    """The nearest at or before a step, of several the one written last; else the first, as frontend/src/stepping.ts has it."""
    if step is None:
        return len(steps) - 1
    if not (before := steps <= step).any():
        return 0
    return int(np.flatnonzero(steps == steps[before].max())[-1])


Drawing = tuple[list[Trace], dict[str, Any]]


def _precision(sources: list[Source], picture: Picture) -> Drawing:
    faint, scores = THEMES[picture.dark][2], traces.ISO_F1 if picture.iso_f1 else ()
    guides = [traces.of_equal_f1(score, faint) for score in scores]
    layout = _square(picture, "recall", "precision")
    layout["annotations"] = [
        {
            "text": f"F1 {score}",
            "font": {"size": 10, "color": faint},
            "x": 1,
            "y": score / (2 - score),
            "xanchor": "right",
            "yanchor": "bottom",
            "showarrow": False,
        }
        for score in scores
    ]
    return guides + _curves(sources, picture, traces.of_precision), layout


def _rates(sources: list[Source], picture: Picture) -> Drawing:
    chance = traces.of_chance(THEMES[picture.dark][2])
    layout = _square(picture, "false positive rate", "true positive rate")
    return [chance, *_curves(sources, picture, traces.of_rates)], layout


def _map(sources: list[Source], picture: Picture) -> Drawing:
    """The first source's."""
    source = sources[0]
    found = over_time(source.series.value)
    steps = source.series.step[found.places]
    style = axis_style(picture.dark)
    layout = {
        "xaxis": {**style, "title": {"text": f"step of {source.name}", "standoff": 8}},
        "yaxis": {**style, "title": {"text": "recall", "standoff": 8}, "range": [0, 1]},
    }
    return [traces.of_precision_map(steps, found)], layout


def _square(picture: Picture, across: str, up: str) -> dict[str, Any]:
    axis: dict[str, Any] = {**axis_style(picture.dark), "range": [-0.01, 1.01], "constrain": "domain", "dtick": 0.2}
    return {
        "showlegend": True,
        "xaxis": {**axis, "title": {"text": across, "standoff": 8}},
        "yaxis": {**axis, "title": {"text": up, "standoff": 8}, "scaleanchor": "x"},
    }


DRAWN: dict[str, Callable[[list[Source], Picture], Drawing]] = {"pr": _precision, "roc": _rates, "time": _map}
