"""Charts as Plotly figures, for notebooks and reports; the page exports the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from board import charts
from board.charts import Chart
from board.histogramfigures import distribution, histogram
from board.named import chosen, several
from board.prfigures import pr_curve, pr_curve_over_time, roc_curve
from board.smoothers import Exponential, Running, Smoother
from board.spread import BANDS, CENTERS
from board.store import Scalars, Series

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["distribution", "histogram", "pr_curve", "pr_curve_over_time", "roc_curve", "scalars"]


class Readable(Protocol):
    """What a figure needs of `board.Logs`."""

    @property
    def runs(self) -> tuple[str, ...]: ...

    def tags(self, run: str) -> dict[str, str]: ...

    def scalars(self, run: str, tag: str, superseded: bool = False) -> Scalars: ...


def scalars(
    logs: Readable,
    tag: str | Sequence[str],
    runs: str | Sequence[str] | None = None,
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
    right: str | Sequence[str] = (),
) -> Figure:
    """One or several scalar tags' curves, every point of them, in the page's colours.

    Args:
        logs: from `board.load`.
        tag: the tag, or several; a run's curves then have one colour and a dash a tag.
        runs: one or several; by default all that have the tag.
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
        right: those of the tags that belong to a second y axis.

    Raises:
        NotFound: no run has such a tag, or one of those named has none of them.
        ValueError: an argument makes no sense.
    """
    _one_of("center", center, CENTERS)
    _one_of("band", band, BANDS)
    over = None if x in charts.TITLES else x
    if groups is not None and (runs is not None or over is not None):
        raise ValueError("groups go without runs, and with x as step, relative or wall")
    reading, tags = _Reading(logs), several(tag)
    for run in chosen(runs) or ():
        _found(reading, run, tags, over)
    chart = Chart(
        tags=tags,
        axis=x if over is None else "tag",
        over=over,
        smoother=_smoother(smoothing, smoother, window, unit),
        runs=chosen(runs),
        groups=groups,
        center=center,
        band=band,
        members=members,
        superseded=superseded,
        log_x=log_x,
        log_y=log_y,
        dark=dark,
        colours=colours or {},
        right=frozenset(several(right)),
    )
    return charts.figure(reading, chart)


def _found(reading: _Reading, run: str, tags: Sequence[str], over: str | None) -> None:
    """Raises NotFound where the run has none of the tags, or not the one that runs along the bottom."""
    kinds = reading.tags(run)
    if not any(kinds.get(tag) == "scalars" for tag in tags):
        reading.series(run, tags[0])
    if over is not None:
        reading.series(run, over)


class _Reading:
    """Logs as a chart reads them."""

    def __init__(self, logs: Readable) -> None:
        self.logs = logs

    def runs(self) -> tuple[str, ...]:
        return self.logs.runs

    def tags(self, run: str) -> dict[str, str]:
        return self.logs.tags(run)

    def series(self, run: str, tag: str) -> Series:
        points, every = self.logs.scalars(run, tag), self.logs.scalars(run, tag, superseded=True)
        replaced = len(every.step) - len(points.step)
        return Series(points, Scalars._make(column[:replaced] for column in every), "", "")


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
