"""Precision-recall and ROC curves as Plotly figures, for notebooks and reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from board import prtraces as traces
from board.charts import THEMES, axis_style, inks_of, paper
from board.palette import dashed
from board.prtraces import Shown
from board.store import NotFound
from board.traces import Trace
from board.values.pr_curves import KIND, PRCurve

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


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


def pr_curve(
    logs: Readable,
    tag: str | Sequence[str],
    runs: Sequence[str] | None = None,
    step: int | None = None,
    *,
    iso_f1: bool = True,
    dark: bool = False,
    colours: Mapping[str, str] | None = None,
) -> Figure:
    """Precision over recall at one step, with the average precisions in the legend, in the page's colours.

    Args:
        logs: from `board.load`.
        tag: the tag, or several, such as those of classes; a run's curves then have one colour and a dash a tag.
        runs: by default all that have the tag.
        step: a run's curve is the last that was written at or before it, else its first; by default its newest.
        iso_f1: whether there are lines of equal F1.
        dark: for a dark background.
        colours: "#rrggbb" for some runs, by name, instead of the page's.

    Raises:
        NotFound: no run has such a tag.
        ValueError: an argument makes no sense, or a curve cannot be read.
    """
    tags, faint = _tags(tag), THEMES[dark][2]
    drawn = _drawn(logs, tags, runs, step, dark, colours, traces.of_precision)
    guides = [traces.of_equal_f1(score, faint) for score in traces.ISO_F1] if iso_f1 else []
    figure = _figure([*guides, *drawn], tags, dark, "recall", "precision")
    for score in traces.ISO_F1 if iso_f1 else ():
        place = {"x": 1, "y": score / (2 - score), "xanchor": "right", "yanchor": "bottom", "showarrow": False}
        figure.add_annotation(text=f"F1 {score}", font={"size": 10, "color": faint}, **place)
    return figure


def roc_curve(
    logs: Readable,
    tag: str | Sequence[str],
    runs: Sequence[str] | None = None,
    step: int | None = None,
    *,
    dark: bool = False,
    colours: Mapping[str, str] | None = None,
) -> Figure:
    """True over false positive rate from the counts of PR curves, with the areas below in the legend.

    Arguments and errors are as of `pr_curve`.
    """
    tags = _tags(tag)
    drawn = _drawn(logs, tags, runs, step, dark, colours, traces.of_rates)
    return _figure([traces.of_chance(THEMES[dark][2]), *drawn], tags, dark, "false positive rate", "true positive rate")


def _tags(tag: str | Sequence[str]) -> list[str]:
    return [tag] if isinstance(tag, str) else list(dict.fromkeys(tag))


def _drawn(
    logs: Readable,
    tags: Sequence[str],
    runs: Sequence[str] | None,
    step: int | None,
    dark: bool,
    colours: Mapping[str, str] | None,
    draw: Callable[[Shown], Iterator[Trace]],
) -> list[Trace]:
    """Of the runs asked for those that have a tag."""
    inks = inks_of(logs.runs, dark, colours or {}, {})
    asked = logs.runs if runs is None else [run for run in dict.fromkeys(runs) if run in inks]
    having = [(run, place) for place, tag in enumerate(tags) for run in asked if logs.tags(run).get(tag) == KIND]
    if not having:
        raise NotFound(f"No run asked for has PR curves with the tag {' or '.join(map(repr, tags))}.")
    drawn: list[Trace] = []
    for run, place in having:
        series = logs.pr_curves(run, tags[place])
        if len(series.step):
            at = _place(series.step, step)
            name, ink = (run, inks[run]) if len(tags) == 1 else (f"{run} · {tags[place]}", dashed(inks[run], place))
            drawn += draw(Shown(name, ink, THEMES[dark][0], int(series.step[at]), series.value[at]))
    return drawn


def _place(steps: NDArray[np.int64], step: int | None) -> int:
    """The last that was written at or before a step, else the first."""
    if step is None:
        return len(steps) - 1
    before = np.flatnonzero(steps <= step)
    return int(before[-1]) if len(before) else 0


def _figure(drawn: Sequence[Trace], tags: Sequence[str], dark: bool, across: str, up: str) -> Figure:
    from plotly import graph_objects as go

    axis: dict[str, Any] = {**axis_style(dark), "range": [-0.01, 1.01], "constrain": "domain", "dtick": 0.2}
    layout = {
        **paper(" · ".join(tags), dark),
        "hovermode": "closest",
        "showlegend": True,
        "xaxis": {**axis, "title": {"text": across, "standoff": 8}},
        "yaxis": {**axis, "title": {"text": up, "standoff": 8}, "scaleanchor": "x"},
    }
    return go.Figure(list(map(go.Scatter, drawn)), layout)
