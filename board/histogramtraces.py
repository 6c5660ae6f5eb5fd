"""Histograms and their percentiles as Plotly's traces: plain dictionaries, which Plotly checks when a figure is made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.curves import started
from board.histograms import Histograms
from board.palette import Ink
from board.percentiles import BASIS_POINTS, of_each
from board.traces import Trace, date, dates

Column = NDArray[np.float64]

TALLEST = 0.15  # of a ridge, as a share of the axis that the ridges stand on, or
SPACINGS = 1.5  # of the mean distance between two
OLDEST, NEWEST = 0.3, 0.9  # how much of the run's colour the first and the last have, and how little of the card's
STOPS = 17  # of a heat map's colours
VEIL = 0.15  # of each band; the inner ones lie on the outer


class Shown(NamedTuple):
    """A run's histograms as they are drawn: `card` is the colour behind them."""

    name: str
    ink: Ink
    card: str
    histograms: Histograms


class Binned(NamedTuple):
    """The same in bins between `edges`; `counts` is [histograms, bins]."""

    shown: Shown
    edges: Column
    counts: Column


class Scale(NamedTuple):
    """Where ridges stand, from `first` to `last`, and how high a count of one is."""

    first: float
    last: float
    tallest: float
    unit: float

    @classmethod
    def of(cls, binned: Sequence[Binned], axis: str) -> Scale:
        places = np.concatenate([positions(one.shown.histograms, axis) for one in binned])
        places = places[np.isfinite(places)]
        first, last = (float(places.min()), float(places.max())) if len(places) else (0.0, 0.0)
        most = max((one.counts.max() for one in binned if one.counts.size), default=0.0) or 1.0
        tallest = max(TALLEST, SPACINGS / max(len(places), 1)) * ((last - first) or 1.0)
        return cls(first, last, tallest, tallest / most)

    def range(self, axis: str) -> list[Any]:
        """Of the axis: time goes down."""
        ends = [self.last + self.tallest / 10, self.first - self.tallest * 1.1]
        return list(map(date, ends)) if axis == "wall" else ends


def positions(histograms: Histograms, axis: str) -> Column:
    """Steps, or seconds since the first or since 1970."""
    if axis == "step":
        return histograms.step.astype(np.float64)
    return histograms.wall_time - ((started(histograms.wall_time) or 0.0) if axis == "relative" else 0.0)


def of_ridges(binned: Binned, axis: str, scale: Scale) -> Iterator[tuple[float, Trace]]:
    """A filled curve for each histogram on a line of its own, with where that is."""
    shown, low, high = binned.shown, binned.edges[:-1], binned.edges[1:]
    x = np.concatenate([binned.edges[:1], low / 2 + high / 2, binned.edges[-1:]])
    for place, (position, counts) in enumerate(zip(positions(shown.histograms, axis), binned.counts, strict=True)):
        y = position - np.concatenate([[0.0], counts, [0.0]]) * scale.unit
        yield (
            float(position),
            {
                **_named(shown, place),
                "x": x,
                "y": dates(y) if axis == "wall" else y,
                "mode": "lines",
                "fill": "toself",
                "fillcolor": _shade(shown, place),
                "line": {"color": shown.card, "width": 0.8},
                "customdata": _told(binned, counts),
                "hovertemplate": f"{_when(shown, place)}<br>%{{customdata}}",
                "hoveron": "points",
            },
        )


def of_curves(binned: Binned) -> Iterator[Trace]:
    """A curve for each histogram, the last in the run's colour, earlier ones paler."""
    shown = binned.shown
    for place, counts in enumerate(binned.counts):
        yield {
            **_named(shown, place),
            "x": binned.edges[:-1] / 2 + binned.edges[1:] / 2,
            "y": counts,
            "mode": "lines",
            "line": Ink(_shade(shown, place), shown.ink.dashes).line(1.2),
            "customdata": _told(binned, counts)[1:-1],
            "hovertemplate": f"{_when(shown, place)}<br>%{{customdata}}",
        }


def of_heat(binned: Binned, axis: str) -> Trace:
    """Counts over time and value: from the card's colour to the run's, which grows with a count's root, so that few are seen."""
    shown = binned.shown
    places = positions(shown.histograms, axis)
    order = np.argsort(places, kind="stable")
    return {
        "type": "heatmap",
        "name": shown.name,
        "x": dates(places[order]) if axis == "wall" else places[order],
        "y": binned.edges,
        "z": binned.counts[order].T,
        "zmin": 0,
        "colorscale": [[share**2, _mixed(shown, share)] for share in np.linspace(0, 1, STOPS).tolist()],
        "colorbar": {"title": {"text": "count"}},
        "hovertemplate": "%{x}<br>about %{y}: %{z}",
    }


def of_percentiles(shown: Shown, axis: str) -> Iterator[Trace]:
    """A line through the medians, over a band for each pair of percentiles that are equally far from it."""
    found = _percentiles(shown.histograms)
    places = positions(shown.histograms, axis)
    order = np.argsort(places, kind="stable")
    order = order[~np.isnan(found[order]).any(axis=1)]
    found, places = found[order], places[order]
    common = {"x": dates(places) if axis == "wall" else places, "legendgroup": shown.name, "mode": "lines"}
    edge = {**common, "line": {"width": 0}, "showlegend": False, "hoverinfo": "skip"}
    middle = len(BASIS_POINTS) // 2
    for place in range(middle):
        low, high = place, len(BASIS_POINTS) - 1 - place
        yield {**edge, "y": found[:, low], "name": f"{shown.name} {_percent(low)}"}
        fill = {"fill": "tonexty", "fillcolor": shown.ink.veil(VEIL)}
        yield {**edge, **fill, "y": found[:, high], "name": f"{shown.name} {_percent(high)}"}
    rows = "".join(
        f"<br>{_percent(place)}: %{{customdata[{place}]:.6g}}" for place in reversed(range(len(BASIS_POINTS)))
    )
    yield {
        **common,
        "y": found[:, middle],
        "name": shown.name,
        "line": shown.ink.line(1.6),
        "customdata": found,
        "hovertemplate": f"%{{x}}{rows}",
    }


def _percentiles(histograms: Histograms) -> Column:
    tables = [np.empty((0, 3)), *histograms.value]
    return of_each(np.concatenate(tables), np.cumsum([len(table) for table in tables], dtype=np.uint32))


def _named(shown: Shown, place: int) -> Trace:
    """All curves of a run are one entry of the legend, which looks like the last."""
    is_last = place == len(shown.histograms.step) - 1
    return {"name": shown.name, "legendgroup": shown.name, "showlegend": is_last}


def _shade(shown: Shown, place: int) -> str:
    """The colour of one of the histograms, the paler the older."""
    age = place / max(len(shown.histograms.step) - 1, 1)
    return _mixed(shown, OLDEST + (NEWEST - OLDEST) * age)


def _mixed(shown: Shown, share: float) -> str:
    """The run's colour as far as `share`, the card's for the rest."""
    ends = zip(bytes.fromhex(shown.card[1:]), bytes.fromhex(shown.ink.colour[1:]), strict=True)
    return "#" + bytes(round(card + (ink - card) * share) for card, ink in ends).hex()


def _told(binned: Binned, counts: Column) -> list[str]:
    """What a ridge says at each of its points: nothing at the ends, which are on its line."""
    sides = zip(binned.edges[:-1].tolist(), binned.edges[1:].tolist(), counts.tolist(), strict=True)
    return ["", *(f"{low:.6g} to {high:.6g}: {count:.6g}" for low, high, count in sides), ""]


def _when(shown: Shown, place: int) -> str:
    return f"step {shown.histograms.step[place]}"


def _percent(place: int) -> str:
    return f"{BASIS_POINTS[place] / 100:g}%"
