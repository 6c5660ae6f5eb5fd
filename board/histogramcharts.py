"""Histograms of one tag as a Plotly figure: ridges, curves or heat over steps, or bands of percentiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from board import histogramtraces as traces
from board.charts import THEMES, TITLES, axis_style, inks_of, paper
from board.histograms import KIND, Histograms
from board.histogramtraces import Binned, Shown
from board.rebinning import edges, rebinned, support
from board.store import NotFound
from board.traces import Trace

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Layout = dict[str, Any]
Drawing = tuple[list[Trace], Layout]

VALUE: Layout = {"title": {"text": "value", "standoff": 8}}
MODES = ("offset", "overlay", "heatmap", "distribution")
MOST_BINS = 500
MOST_STEPS = 1000
GAP = 0.08  # between the heat maps of two runs, as a share of the figure


class Reading(Protocol):
    """What such a figure needs: the runs, their tags, and at most about `rows` of a run's histograms, of finite buckets."""

    def runs(self) -> tuple[str, ...]: ...

    def tags(self, run: str) -> dict[str, str]: ...

    def histograms(self, run: str, tag: str, rows: int) -> Histograms: ...


class Picture(NamedTuple):
    """What `board.figures.histogram` and `distribution` are asked for; `names` stand in for those of runs."""

    tag: str
    mode: str
    axis: str
    runs: Sequence[str] | None
    bins: int
    steps: int
    dark: bool
    colours: Mapping[str, str]
    names: Mapping[str, str] = {}
    title: str | None = None


def figure(reading: Reading, picture: Picture) -> Figure:
    """The figure. NotFound where no run has the tag, ValueError where a colour is none."""
    from plotly import graph_objects as go

    shown = _shown(reading, picture)
    if picture.mode == "distribution":
        drawn = [trace for one in shown for trace in traces.of_percentiles(one, picture.axis)]
        layout: Layout = {"hovermode": "x", **_axes(picture, _time(picture), VALUE)}
    else:
        drawn, layout = DRAWN[picture.mode](_binned(shown, picture.bins), picture)
    title = picture.tag if picture.title is None else picture.title
    return go.Figure(drawn, {**paper(title, picture.dark), **layout})


def _shown(reading: Reading, picture: Picture) -> list[Shown]:
    """Of the runs asked for those that have the tag."""
    runs = reading.runs()
    inks = inks_of(runs, picture.dark, picture.colours, {})
    found = runs if picture.runs is None else [run for run in dict.fromkeys(picture.runs) if run in inks]
    having = [run for run in found if reading.tags(run).get(picture.tag) == KIND]
    if not having:
        raise NotFound(f"No run asked for has histograms with the tag {picture.tag!r}.")
    return [
        Shown(
            picture.names.get(run, run),
            inks[run],
            THEMES[picture.dark][0],
            reading.histograms(run, picture.tag, picture.steps),
        )
        for run in having
    ]


def _binned(shown: Sequence[Shown], bins: int) -> list[Binned]:
    """The histograms in bins that all have in common."""
    common = edges(*support(table for one in shown for table in one.histograms.value), bins)
    return [
        Binned(one, common, np.array([rebinned(table, common) for table in one.histograms.value]).reshape(-1, bins))
        for one in shown
    ]


def _ridges(binned: Sequence[Binned], picture: Picture) -> Drawing:
    scale = traces.Scale.of(binned, picture.axis)
    placed = [pair for one in binned for pair in traces.of_ridges(one, picture.axis, scale)]
    # From back to front: those further down hide what is behind them, whatever run they are of.
    drawn = [trace for _, trace in sorted(placed, key=lambda pair: pair[0])]
    return drawn, _axes(picture, VALUE, {**_time(picture), "range": scale.range(picture.axis)})


def _curves(binned: Sequence[Binned], picture: Picture) -> Drawing:
    return [trace for one in binned for trace in traces.of_curves(one)], _axes(
        picture, VALUE, {"title": {"text": "count"}}
    )


def _heat(binned: Sequence[Binned], picture: Picture) -> Drawing:
    """One map above the other."""
    drawn: list[Trace] = []
    labels: list[Layout] = []
    layout = _axes(picture, {**_time(picture), "anchor": f"y{len(binned)}"}, VALUE)
    height = (1 - GAP * (len(binned) - 1)) / len(binned)
    for number, one in enumerate(binned, 1):
        top = 1 - (number - 1) * (height + GAP)
        drawn.append({**traces.of_heat(one, picture.axis), "yaxis": f"y{number}", "showscale": len(binned) == 1})
        layout[f"yaxis{number}"] = {**layout["yaxis"], "domain": [max(top - height, 0), min(top, 1)]}
        label = {"text": one.shown.name, "showarrow": False, "xref": "paper", "yref": "paper"}
        labels.append({**label, "x": 0, "y": top, "xanchor": "left", "yanchor": "bottom"})
    del layout["yaxis"]
    return drawn, {**layout, "annotations": labels}


def _axes(picture: Picture, across: Layout, up: Layout) -> Layout:
    style = axis_style(picture.dark)
    return {"xaxis": {**style, **across, "automargin": True}, "yaxis": {**style, **up, "automargin": True}}


def _time(picture: Picture) -> Layout:
    return {"title": {"text": TITLES[picture.axis], "standoff": 8}}


DRAWN = {"offset": _ridges, "overlay": _curves, "heatmap": _heat}
