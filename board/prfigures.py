"""Precision-recall and ROC curves as Plotly figures, for notebooks and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from board.named import chosen, several
from board.prcharts import Picture, Readable, figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def pr_curve(
    logs: Readable,
    tag: str | Sequence[str],
    runs: str | Sequence[str] | None = None,
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
        runs: one or several; by default all that have the tag.
        step: a run's curve is the last that was written at or before it, else its first; by default its newest.
        iso_f1: whether there are lines of equal F1.
        dark: for a dark background.
        colours: "#rrggbb" for some runs, by name, instead of the page's.

    Raises:
        NotFound: no run has such a tag.
        ValueError: an argument makes no sense, or a curve cannot be read.
    """
    return figure(logs, Picture(several(tag), "pr", chosen(runs), step, iso_f1, dark, colours or {}))


def roc_curve(
    logs: Readable,
    tag: str | Sequence[str],
    runs: str | Sequence[str] | None = None,
    step: int | None = None,
    *,
    dark: bool = False,
    colours: Mapping[str, str] | None = None,
) -> Figure:
    """True over false positive rate from the counts of PR curves, with the areas below in the legend.

    Arguments and errors are as of `pr_curve`.
    """
    return figure(logs, Picture(several(tag), "roc", chosen(runs), step, False, dark, colours or {}))


def pr_curve_over_time(logs: Readable, tag: str, run: str, *, dark: bool = False) -> Figure:
    """One run's precision over recall and step as a heat map, at no more than 400 of its steps.

    At each of 101 recalls it is the best precision at that recall or beyond. Arguments and errors are as of `pr_curve`;
    curves that cannot be read are left out.
    """
    return figure(logs, Picture([tag], "time", [run], None, False, dark, {}))
