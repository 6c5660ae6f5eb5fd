"""Charts as Plotly figures, for notebooks, reports and the page's export alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, Protocol

from board import traces
from board.curves import View
from board.palette import Ink, ink
from board.smoothers import Exponential, Running, Smoother
from board.spread import BANDS, CENTERS
from board.store import NotFound, Scalars, Series
from board.traces import Trace

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

EVERY = 1 << 40  # pixels: nothing is thinned
MANY = 50_000  # points from which on WebGL draws faster than SVG
AXES = {"step": "step", "relative": "relative time (s)", "wall": "wall time (UTC)"}
THEMES = {  # card, text, axes, grid: frontend/src/ui/theme.css
    False: ("#ffffff", "#1b1c1e", "#66696e", "#efefec"),
    True: ("#181b1e", "#e7e8ea", "#8b9097", "#212428"),
}


class Readable(Protocol):
    """What a figure needs of `board.Logs`."""

    @property
    def runs(self) -> tuple[str, ...]: ...

    def tags(self, run: str) -> dict[str, str]: ...

    def scalars(self, run: str, tag: str, superseded: bool = False) -> Scalars: ...


class Chart(NamedTuple):
    """What is drawn, and the inks of the runs or groups."""

    logs: Readable
    tag: str
    view: View
    over: str | None
    inks: dict[str, Ink]


def scalars(
    logs: Readable,
    tag: str,
    runs: Sequence[str] | None = None,
    x: str = "step",
    smoothing: float = 0.0,
    *,
    smoother: str = "exponential",
    window: float | None = None,
    unit: str = "points",
    groups: Mapping[str, Sequence[str]] | None = None,
    center: str = "mean",
    band: str = "std",
    members: bool = False,
    superseded: bool = False,
    log_x: bool = False,
    log_y: bool = False,
    dark: bool = False,
    colours: Mapping[str, str] | None = None,
) -> Figure:
    """One scalar tag's curves, every point of them, in the page's colours.

    Args:
        logs: from `board.load`.
        tag: the tag.
        runs: by default all that have the tag.
        x: "step", "relative" (seconds from a run's first point), "wall", or another tag of the same runs.
        smoothing: the weight of TensorBoard's debiased exponential average, from 0 (none) to 1.
        smoother: "mean" or "median" of a centred window, instead of "exponential".
        window: how wide that is.
        unit: of what: "points" or "steps".
        groups: instead of `runs`: the names of groups, each with its runs, which make one line with a band.
        center: of a group: "mean" or "median".
        band: of a group: "std", "sem", "ci95", "quartiles", "minmax" or "none".
        members: whether a group's runs are there too, faint.
        superseded: whether the points that a restart has replaced are there too, faint.
        log_x: whether the x axis is logarithmic.
        log_y: whether the y axis is.
        dark: for a dark background.
        colours: "#rrggbb" for some runs or groups, by name, instead of the page's.

    Raises:
        NotFound: no run has such a tag, or one of those named has not.
        ValueError: an argument makes no sense.
    """
    _one_of("center", center, CENTERS)
    _one_of("band", band, BANDS)
    if groups is not None and (runs is not None or x not in AXES):
        raise ValueError("groups go without runs, and with x as step, relative or wall")
    view = View(x if x in AXES else "tag", EVERY, None, None, _smoother(smoothing, smoother, window, unit))
    inks = _inks(logs.runs if groups is None else groups, dark, colours or {})
    chart = Chart(logs, tag, view, None if x in AXES else x, inks)
    if groups is None:
        drawn = list(_of_runs(chart, _having(chart) if runs is None else runs, superseded))
    else:
        drawn = list(_of_groups(chart, groups, center, band, members))
    if not drawn:
        raise NotFound(f"No run has scalars with the tag {tag!r}.")
    return _figure(drawn, tag, AXES.get(x, x), ("log" if log_x else None, "log" if log_y else None), dark)


def _of_runs(chart: Chart, runs: Sequence[str], superseded: bool) -> Iterator[Trace]:
    for run in dict.fromkeys(runs):
        series = _series(chart.logs, run, chart.tag)
        over = None if chart.over is None else _series(chart.logs, run, chart.over)
        if superseded:
            yield from traces.of_replaced(run, series, over, chart.view, chart.inks[run])
        yield from traces.of_run(run, series, over, chart.view, chart.inks[run])


def _of_groups(
    chart: Chart, groups: Mapping[str, Sequence[str]], center: str, band: str, members: bool
) -> Iterator[Trace]:
    for name, runs in groups.items():
        found = []
        for run in dict.fromkeys(runs):
            with suppress(NotFound):
                found.append(_series(chart.logs, run, chart.tag))
        if members:
            yield from (traces.of_member(name, series, chart.view, chart.inks[name]) for series in found)
        if found:
            yield from traces.of_group(name, found, chart.view, center, band, chart.inks[name])


def _having(chart: Chart) -> list[str]:
    """The runs that have what is drawn."""
    wanted = [chart.tag] if chart.over is None else [chart.tag, chart.over]
    tags = ((run, chart.logs.tags(run)) for run in chart.logs.runs)
    return [run for run, kinds in tags if all(kinds.get(tag) == "scalars" for tag in wanted)]


def _series(logs: Readable, run: str, tag: str) -> Series:
    points, every = logs.scalars(run, tag), logs.scalars(run, tag, superseded=True)
    replaced = len(every.step) - len(points.step)
    return Series(points, Scalars._make(column[:replaced] for column in every), "", "")


def _inks(names: Sequence[str] | Mapping[str, object], dark: bool, colours: Mapping[str, str]) -> dict[str, Ink]:
    inks = {name: ink(place, dark) for place, name in enumerate(names)}
    for name, colour in colours.items():
        if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
            raise ValueError(f"the colour of {name!r} must be like #3553d1, not {colour!r}")
        if name in inks:
            inks[name] = inks[name]._replace(colour=colour)
    return inks


def _smoother(smoothing: float, kind: str, window: float | None, unit: str) -> Smoother | None:
    _one_of("smoother", kind, ("exponential", "mean", "median"))
    _one_of("unit", unit, ("points", "steps"))
    if not 0 <= smoothing <= 1:
        raise ValueError(f"smoothing must be from 0 to 1, not {smoothing}")
    if kind == "exponential":
        return Exponential(smoothing) if smoothing > 0 else None
    if window is None or not 0 < window < float("inf"):
        raise ValueError(f"the smoother {kind} needs a window greater than 0, not {window}")
    return Running(kind, window, unit == "steps")


def _one_of(name: str, word: str, words: Sequence[str]) -> None:
    if word not in words:
        raise ValueError(f"{name} must be {', '.join(words[:-1])} or {words[-1]}, not {word!r}")


def _figure(
    drawn: Sequence[Trace], title: str, x_title: str, scales: tuple[str | None, str | None], dark: bool
) -> Figure:
    from plotly import graph_objects

    many = sum(len(trace["x"]) for trace in drawn) > MANY
    lines = [
        (graph_objects.Scattergl if many and "fill" not in trace else graph_objects.Scatter)(trace) for trace in drawn
    ]
    card, text, faint, grid = THEMES[dark]
    axis = {"gridcolor": grid, "linecolor": faint, "tickfont": {"color": faint}, "zeroline": False}
    return graph_objects.Figure(
        lines,
        {
            "template": "none",
            "title": {"text": title},
            "font": {"color": text},
            "paper_bgcolor": card,
            "plot_bgcolor": card,
            "hovermode": "x",
            "xaxis": {**axis, "title": {"text": x_title}, "type": scales[0]},
            "yaxis": {**axis, "type": scales[1]},
        },
    )
