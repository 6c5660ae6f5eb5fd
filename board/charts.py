"""One chart of the page, whole: what is on it, and how Plotly draws that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, Protocol

from board import traces
from board.curves import View
from board.palette import Ink, ink
from board.smoothers import Smoother
from board.store import NotFound, Series
from board.traces import Trace

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

EVERY = 1 << 40  # pixels: nothing is thinned
MANY = 50_000  # points from which on WebGL draws faster than SVG
TITLES = {"step": "step", "relative": "relative time (s)", "wall": "wall time (UTC)"}
THEMES = {  # card, text, axes, grid: frontend/src/ui/theme.css
    False: ("#ffffff", "#1b1c1e", "#66696e", "#efefec"),
    True: ("#181b1e", "#e7e8ea", "#8b9097", "#212428"),
}


class Reading(Protocol):
    """What a chart needs of a store."""

    def runs(self) -> tuple[str, ...]: ...

    def tags(self, run: str) -> dict[str, str]: ...

    def series(self, run: str, tag: str) -> Series: ...


class Chart(NamedTuple):
    """What `board.figures.scalars` is asked for: `axis` is step, relative, wall or tag, `over` that tag's name."""

    tag: str
    axis: str
    over: str | None
    smoother: Smoother | None
    runs: Sequence[str] | None
    groups: Mapping[str, Sequence[str]] | None
    center: str
    band: str
    members: bool
    superseded: bool
    log_x: bool
    log_y: bool
    dark: bool
    colours: Mapping[str, str]


def figure(store: Reading, chart: Chart) -> Figure:
    """The chart as a figure. NotFound where nothing is on it, ValueError where a colour is none."""
    view = View(chart.axis, EVERY, None, None, chart.smoother)
    inks = _inks(store.runs() if chart.groups is None else chart.groups, chart.dark, chart.colours)
    make = _of_runs if chart.groups is None else _of_groups
    drawn = list(make(store, chart, view, inks))
    if not drawn:
        raise NotFound(f"No run asked for has scalars with the tag {chart.tag!r}.")
    return _figure(drawn, chart)


def having(store: Reading, tags: Sequence[str]) -> list[str]:
    """The runs that have scalars with all of these tags."""
    kinds = ((run, store.tags(run)) for run in store.runs())
    return [run for run, kind in kinds if all(kind.get(tag) == "scalars" for tag in tags)]


def _inks(names: Sequence[str] | Mapping[str, object], dark: bool, colours: Mapping[str, str]) -> dict[str, Ink]:
    inks = {name: ink(place, dark) for place, name in enumerate(names)}
    for name, colour in colours.items():
        if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
            raise ValueError(f"the colour of {name!r} must be like #3553d1, not {colour!r}")
        if name in inks:
            inks[name] = inks[name]._replace(colour=colour)
    return inks


def _of_runs(store: Reading, chart: Chart, view: View, inks: dict[str, Ink]) -> Iterator[Trace]:
    runs = chart.runs
    if runs is None:
        runs = having(store, [chart.tag] if chart.over is None else [chart.tag, chart.over])
    for run in dict.fromkeys(runs):
        series = store.series(run, chart.tag)
        over = None if chart.over is None else store.series(run, chart.over)
        if chart.superseded:
            yield from traces.of_replaced(run, series, over, view, inks[run])
        yield from traces.of_run(run, series, over, view, inks[run])


def _of_groups(store: Reading, chart: Chart, view: View, inks: dict[str, Ink]) -> Iterator[Trace]:
    for name, runs in (chart.groups or {}).items():
        found = []
        for run in dict.fromkeys(runs):
            with suppress(NotFound):
                found.append(store.series(run, chart.tag))
        if chart.members:
            yield from (traces.of_member(name, series, view, inks[name]) for series in found)
        if found:
            yield from traces.of_group(name, found, view, chart.center, chart.band, inks[name])


def _figure(drawn: Sequence[Trace], chart: Chart) -> Figure:
    from plotly import graph_objects as go

    many = sum(len(trace["x"]) for trace in drawn) > MANY
    lines = [go.Scattergl(trace) if many and "fill" not in trace else go.Scatter(trace) for trace in drawn]
    card, text, faint, grid = THEMES[chart.dark]
    axis = {"gridcolor": grid, "linecolor": faint, "tickfont": {"color": faint}, "zeroline": False}
    x_title = {"text": chart.over or TITLES[chart.axis], "standoff": 8}
    layout = {
        "template": "none",
        "title": {"text": chart.tag},
        "font": {"color": text},
        "paper_bgcolor": card,
        "plot_bgcolor": card,
        "hovermode": "x",
        "margin": {"l": 64, "r": 16, "t": 48, "b": 56},
        "showlegend": True,
        "xaxis": {**axis, "title": x_title, "type": "log" if chart.log_x else None},
        "yaxis": {**axis, "type": "log" if chart.log_y else None},
    }
    return go.Figure(lines, layout)
