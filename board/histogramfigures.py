"""Histograms and distributions as Plotly figures, for notebooks and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from board.charts import TITLES
from board.histogramcharts import MODES, MOST_BINS, MOST_STEPS, Picture, figure
from board.histograms import Histograms, picked
from board.named import chosen

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


class Readable(Protocol):
    """What such a figure needs of `board.Logs`."""

    @property
    def runs(self) -> tuple[str, ...]: ...

    def tags(self, run: str) -> dict[str, str]: ...

    def histograms(self, run: str, tag: str, superseded: bool = False) -> Histograms: ...


def histogram(
    logs: Readable,
    tag: str,
    runs: str | Sequence[str] | None = None,
    mode: str = "offset",
    x: str = "step",
    *,
    bins: int = 60,
    steps: int = 60,
    dark: bool = False,
    colours: Mapping[str, str] | None = None,
) -> Figure:
    """One tag's histograms over time, in bins of equal width that all of them have in common, in the page's colours.

    Args:
        logs: from `board.load`.
        tag: the tag.
        runs: one or several; by default all that have the tag.
        mode: "offset", a ridge for each step behind the next; "overlay", all on one line; or "heatmap", a map for each run.
        x: the time axis: "step", "relative" (seconds from a run's first histogram) or "wall".
        bins: how many.
        steps: how many of a run's histograms are shown at most; the first, the last and those with the least and the greatest
            value are among them.
        dark: for a dark background.
        colours: "#rrggbb" for some runs, by name, instead of the page's.

    Raises:
        NotFound: no run has such a tag.
        ValueError: an argument makes no sense.
    """
    if mode not in MODES[:3]:
        raise ValueError(f"mode must be one of {', '.join(MODES[:3])}, not {mode!r}")
    if not 1 <= bins <= MOST_BINS:
        raise ValueError(f"bins must be from 1 to {MOST_BINS}, not {bins}")
    return _figure(logs, tag, mode, x, runs, bins, steps, dark, colours)


def distribution(
    logs: Readable,
    tag: str,
    runs: str | Sequence[str] | None = None,
    x: str = "step",
    *,
    steps: int = 1000,
    dark: bool = False,
    colours: Mapping[str, str] | None = None,
) -> Figure:
    """One tag's medians over time, in bands between the percentiles of TensorBoard's distributions.

    Arguments and errors are as of `histogram`.
    """
    return _figure(logs, tag, "distribution", x, runs, 1, steps, dark, colours)


def _figure(
    logs: Readable,
    tag: str,
    mode: str,
    x: str,
    runs: str | Sequence[str] | None,
    bins: int,
    steps: int,
    dark: bool,
    colours: Mapping[str, str] | None,
) -> Figure:
    if x not in TITLES:
        raise ValueError(f"x must be one of {', '.join(TITLES)}, not {x!r}")
    if not 1 <= steps <= MOST_STEPS:
        raise ValueError(f"steps must be from 1 to {MOST_STEPS}, not {steps}")
    return figure(_Reading(logs), Picture(tag, mode, x, chosen(runs), bins, steps, dark, colours or {}))


class _Reading:
    """Logs as such a figure reads them."""

    def __init__(self, logs: Readable) -> None:
        self.logs = logs

    def runs(self) -> tuple[str, ...]:
        return self.logs.runs

    def tags(self, run: str) -> dict[str, str]:
        return self.logs.tags(run)

    def histograms(self, run: str, tag: str, rows: int) -> Histograms:
        return picked(self.logs.histograms(run, tag), rows)
