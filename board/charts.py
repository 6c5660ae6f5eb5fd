"""One chart of the page, whole: what is on it, and how Plotly draws that."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from board import traces
from board.curves import View
from board.layouts import Band
from board.palette import Ink, dashed, ink
from board.smoothers import Smoother
from board.store import NotFound, Series
from board.traces import Trace

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Range = tuple[float | None, float | None]

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
    """What `board.figures.scalars` is asked for: `axis` is step, relative, wall or tag, `over` that tag's name.

    The rest is as a card of the page may have it: `right` are tags of a second y axis; `title`, `names` (of runs or
    groups) and `dashes` (pixels of line and gap) stand in for the usual ones; ranges are in steps, seconds or values.
    `margins` are bands to be drawn around their values, which are the tags then, each in its place.
    """

    tags: Sequence[str]
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
    right: Collection[str] = ()
    title: str | None = None
    names: Mapping[str, str] = {}
    dashes: Mapping[str, Sequence[float]] = {}
    x_range: Range = (None, None)
    y_range: Range = (None, None)
    right_range: Range = (None, None)
    margins: Sequence[Band] = ()


def figure(store: Reading, chart: Chart) -> Figure:
    """The chart as a figure. NotFound where nothing is on it, ValueError where a colour is none."""
    inks = inks_of(store.runs() if chart.groups is None else chart.groups, chart.dark, chart.colours, chart.dashes)
    make = _of_runs if chart.groups is None else _of_groups
    drawn: list[Trace] = []
    for place, tag in enumerate(chart.tags):
        # In a chart of several tags the dash tells which one; colours stay the runs'.
        own = inks if len(chart.tags) == 1 else {name: dashed(ink, place) for name, ink in inks.items()}
        axis = {"yaxis": "y2"} if tag in chart.right else {}
        made = _of_margin(store, chart, chart.margins[place], own) if chart.margins else make(store, chart, tag, own)
        drawn += [{**trace, **axis} for trace in made]
    if not drawn:
        raise NotFound(f"No run asked for has scalars with the tag {' or '.join(map(repr, chart.tags))}.")
    return _figure(drawn, chart)


def having(store: Reading, tags: Sequence[str]) -> list[str]:
    """The runs that have scalars with all of these tags."""
    kinds = ((run, store.tags(run)) for run in store.runs())
    return [run for run, kind in kinds if all(kind.get(tag) == "scalars" for tag in tags)]


def inks_of(
    names: Sequence[str] | Mapping[str, object],
    dark: bool,
    colours: Mapping[str, str],
    dashes: Mapping[str, Sequence[float]],
) -> dict[str, Ink]:
    """The inks of all runs, or groups: the page's, but for those whose colours or dashes are given."""
    inks = {name: ink(place, dark) for place, name in enumerate(names)}
    for name, colour in colours.items():
        if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
            raise ValueError(f"the colour of {name!r} must be like #3553d1, not {colour!r}")
        if name in inks:
            inks[name] = inks[name]._replace(colour=colour)
    for name in dashes.keys() & inks.keys():
        inks[name] = inks[name]._replace(dashes=tuple(dashes[name]))
    return inks


def _view(chart: Chart) -> View:
    return View(chart.axis, EVERY, None, None, chart.smoother)


def _label(chart: Chart, name: str, tag: str) -> str:
    shown = chart.names.get(name, name)
    return shown if len(chart.tags) == 1 else f"{shown} · {tag}"


def _asked(store: Reading, chart: Chart, tags: Sequence[str]) -> list[str]:
    """Of the runs asked for those that have the tags."""
    found = having(store, tags)
    return found if chart.runs is None else [run for run in dict.fromkeys(chart.runs) if run in set(found)]


def _of_margin(store: Reading, chart: Chart, margin: Band, inks: dict[str, Ink]) -> Iterator[Trace]:
    for run in _asked(store, chart, [margin.value]):
        kinds = store.tags(run)
        value, lower, upper = (store.series(run, tag) if kinds.get(tag) == "scalars" else None for tag in margin)
        if value is not None:
            yield from traces.of_margin(_label(chart, run, margin.value), value, lower, upper, _view(chart), inks[run])


def _of_runs(store: Reading, chart: Chart, tag: str, inks: dict[str, Ink]) -> Iterator[Trace]:
    view = _view(chart)
    for run in _asked(store, chart, [tag] if chart.over is None else [tag, chart.over]):
        label, series = _label(chart, run, tag), store.series(run, tag)
        over = None if chart.over is None else store.series(run, chart.over)
        if chart.superseded:
            yield from traces.of_replaced(label, series, over, view, inks[run])
        yield from traces.of_run(label, series, over, view, inks[run])


def _of_groups(store: Reading, chart: Chart, tag: str, inks: dict[str, Ink]) -> Iterator[Trace]:
    view = _view(chart)
    for name, runs in (chart.groups or {}).items():
        label, found = _label(chart, name, tag), []
        for run in dict.fromkeys(runs):
            with suppress(NotFound):
                found.append(store.series(run, tag))
        if chart.members:
            yield from (traces.of_member(label, series, view, inks[name]) for series in found)
        if found:
            yield from traces.of_group(label, found, view, chart.center, chart.band, inks[name])


def _figure(drawn: Sequence[Trace], chart: Chart) -> Figure:
    from plotly import graph_objects as go

    many = sum(len(trace["x"]) for trace in drawn) > MANY
    lines = [go.Scattergl(trace) if many and "fill" not in trace else go.Scatter(trace) for trace in drawn]
    title = " · ".join(chart.tags) if chart.title is None else chart.title
    layout = {**paper(title, chart.dark), "hovermode": "x", "showlegend": True, **_axes(chart)}
    return go.Figure(lines, layout)


def paper(title: str, dark: bool) -> dict[str, Any]:
    """The part of a layout that every figure has."""
    card, text, _, _ = THEMES[dark]
    return {
        "template": "none",
        "title": {"text": title},
        "font": {"color": text},
        "paper_bgcolor": card,
        "plot_bgcolor": card,
        "margin": {"l": 64, "r": 16, "t": 48, "b": 56},
    }


def axis_style(dark: bool) -> dict[str, Any]:
    """The look of an axis."""
    _, _, faint, grid = THEMES[dark]
    return {"gridcolor": grid, "linecolor": faint, "tickfont": {"color": faint}, "zeroline": False}


def _axes(chart: Chart) -> dict[str, Any]:
    axis = axis_style(chart.dark)
    x_type, y_type = ("log" if log else None for log in (chart.log_x, chart.log_y))
    title = {"text": chart.over or TITLES[chart.axis], "standoff": 8}
    dates = chart.axis == "wall"
    axes = {
        "xaxis": {**axis, "title": title, "type": x_type, "range": _ends(chart.x_range, chart.log_x, dates)},
        "yaxis": {**axis, "type": y_type, "range": _ends(chart.y_range, chart.log_y)},
    }
    if chart.right:
        second = {**axis, "overlaying": "y", "side": "right", "showgrid": False}
        axes["yaxis2"] = {**second, "type": y_type, "range": _ends(chart.right_range, chart.log_y)}
        axes["legend"] = {"x": 1.08}
    return axes


def _ends(limits: Range, log: bool, dates: bool = False) -> list[Any] | None:
    """A range as Plotly takes it: exponents on a logarithmic axis; None where an end, or both, is as the data has it."""
    if dates:
        return [None if end is None else traces.date(end) for end in limits] if limits != (None, None) else None
    ends = [None if end is None or (log and end <= 0) else math.log10(end) if log else end for end in limits]
    return None if ends == [None, None] else ends
