"""Curves and bands as Plotly's traces: plain dictionaries, which Plotly checks when a figure is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from board import curves, groups, margins, paths
from board.curves import Drawn, View
from board.palette import Ink
from board.store import Series

Trace = dict[str, Any]

FAINT, RECESSIVE, VEIL = 0.2, 0.28, 0.15  # beneath a smoothed line; replaced points and members; bands
YEARS = (-62_135_596_800, 253_402_300_799)  # seconds from the year 1 to 9999, what a date axis can show


def of_run(name: str, series: Series, over: Series | None, view: View, ink: Ink) -> list[Trace]:
    """The run's line, faint where a smoothed one is drawn over it."""
    drawn = curves.draw(series, view) if over is None else paths.draw(series, over, view)
    columns = drawn[1]
    trace = {
        "x": _x(view.axis, drawn),
        "y": columns["value"],
        "name": name,
        "legendgroup": name,
        "mode": "lines",
        "line": ink.line(1.6),
    }
    if view.smoother is None:
        return [trace]
    raw = {**trace, "opacity": FAINT, "showlegend": False, "hoverinfo": "skip", "line": Ink(ink.colour).line(1)}
    return [raw, {**trace, "y": columns["smoothed"]}]


def of_replaced(name: str, series: Series, over: Series | None, view: View, ink: Ink) -> list[Trace]:
    """The points that a restart has replaced, if there are any, faint."""
    if len(series.superseded.step) == 0:
        return []
    drawn = curves.draw_superseded(series, view) if over is None else paths.draw_superseded(series, over, view)
    return [_behind(name, drawn, view.axis, ink)]


def of_group(name: str, runs: Sequence[Series], view: View, center: str, band: str, ink: Ink) -> list[Trace]:
    """The group's line, over its band where one is asked for."""
    _, columns = groups.draw(runs, view, center, band)
    x = columns["step"] if view.axis == "step" else columns["x"]
    x = dates(x) if view.axis == "wall" else x
    line = {
        "x": x,
        "legendgroup": name,
        "mode": "lines",
        "y": columns["center"],
        "name": name,
        "line": ink.line(1.6),
        "customdata": columns["count"],
        "hovertemplate": "%{y} of %{customdata} runs",
    }
    return [line] if band == "none" else [*_band(name, x, columns["lower"], columns["upper"], ink), line]


def of_margin(
    name: str, value: Series, lower: Series | None, upper: Series | None, view: View, ink: Ink
) -> list[Trace]:
    """The run's line over the band between two other tags; a bound that is not there leaves a gap."""
    drawn = margins.draw(value, lower, upper, view)
    x, columns = _x(view.axis, drawn), drawn[1]
    line = {"x": x, "y": columns["value"], "name": name, "legendgroup": name, "mode": "lines", "line": ink.line(1.6)}
    return [*_band(name, x, columns["lower"], columns["upper"], ink), line]


def _band(name: str, x: Any, lower: Any, upper: Any, ink: Ink) -> list[Trace]:
    common = {"x": x, "legendgroup": name, "mode": "lines"}
    edge = {**common, "line": {"width": 0}, "showlegend": False, "hoverinfo": "skip"}
    fill = {"fill": "tonexty", "fillcolor": ink.veil(VEIL)}
    return [{**edge, "y": lower, "name": f"{name} lower"}, {**edge, **fill, "y": upper, "name": f"{name} upper"}]


def of_member(name: str, series: Series, view: View, ink: Ink) -> Trace:
    """A run behind its group, as it was logged; `name` is the group's."""
    return _behind(name, curves.draw(series, view._replace(smoother=None)), view.axis, ink)


def _behind(name: str, drawn: Drawn, axis: str, ink: Ink) -> Trace:
    line = {"x": _x(axis, drawn), "y": drawn[1]["value"], "mode": "lines", "line": ink.line(1), "opacity": RECESSIVE}
    return {**line, "name": name, "legendgroup": name, "showlegend": False, "hoverinfo": "skip"}


def _x(axis: str, drawn: Drawn) -> Any:
    header, columns = drawn
    if axis == "relative":
        return columns["wall"] - header["start"] if len(columns["wall"]) else columns["wall"]
    return dates(columns["wall"]) if axis == "wall" else columns["x" if axis == "tag" else "step"]


def date(wall_time: float) -> str:
    """A Unix time as Plotly takes one."""
    return str(dates(np.array([wall_time]))[0])


def dates(wall_time: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Unix seconds as Plotly takes times, to the microsecond."""
    dates: np.ndarray[Any, np.dtype[np.datetime64]] = (
        (np.clip(wall_time, *YEARS) * 1e6).round().astype("datetime64[us]")
    )
    return dates
