"""Layouts of custom scalars: which tags' curves are drawn together, as logs carry them and as people make them.

A log has its layout in a string tensor of the tag `custom_scalars__config__`; if it was written again, the last one stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from board.store import NotFound, RunEntry, SpanSeries, Store

KIND = "custom_scalars"
CONFIG = "custom_scalars__config__"

LARGEST = 4 << 20  # bytes of a layout that are read
LARGEST_TOGETHER = 16 << 20  # of all runs' layouts
MOST_PARTS = 50_000  # categories, charts and curves of one layout

Json = dict[str, Any]


class LayoutError(ValueError):
    """What is wrong with a layout: one sentence for the user."""


class Band(NamedTuple):
    """Three tags: a line, and the edges of the band around it."""

    value: str
    lower: str
    upper: str


class Chart(NamedTuple):
    """`multiline`: regular expressions, each of which matches tags from their start. `margin`: bands. One of them is None."""

    title: str
    multiline: tuple[str, ...] | None
    margin: tuple[Band, ...] | None


class Category(NamedTuple):
    """Charts under a heading; `closed`: collapsed at first."""

    title: str
    closed: bool
    charts: tuple[Chart, ...]


class RunLayout(NamedTuple):
    """The layout that a run carries; `problem` tells why it cannot be read, empty if it can."""

    run: str
    categories: tuple[Category, ...]
    problem: str


def of_runs(store: Store, runs: Iterable[RunEntry]) -> list[RunLayout]:
    """The layouts of `runs`, which are as the store lists them."""
    found = []
    left = LARGEST_TOGETHER
    for run in runs:
        if run.tags.get(CONFIG) == KIND:
            with suppress(NotFound):  # it has gone since
                written = store.spans(run.name, CONFIG)
                left -= written[-1].size if len(written) else 0
                found.append(_of_run(run.name, written, left))
    return found


def _of_run(run: str, written: SpanSeries, left: int) -> RunLayout:
    try:
        if left < 0:
            raise LayoutError(f"all layouts together are larger than the {LARGEST_TOGETHER >> 20} MB that are read.")
        return RunLayout(run, parse(_serialized(written)), "")
    except LayoutError as error:
        return RunLayout(run, (), f"The layout of the run {run!r} cannot be shown: {error}")


def _serialized(written: SpanSeries) -> bytes:
    from google.protobuf.message import DecodeError

    from summary.proto.summary import Summary

    data = written[-1].read() if len(written) and written[-1].size <= LARGEST else None
    try:
        value = Summary.Value.FromString(data or b"")
    except DecodeError:
        value = Summary.Value()
    if len(value.tensor.string_val) != 1:
        raise LayoutError("its tensor holds no layout.")
    return bytes(value.tensor.string_val[0])


def parse(data: bytes) -> tuple[Category, ...]:
    """The categories in a serialized Layout; a LayoutError if it is none, or too large."""
    if len(data) > LARGEST:
        raise LayoutError(f"it is larger than the {LARGEST >> 20} MB that are read.")
    from google.protobuf.message import DecodeError

    from summary.proto.plugins import Layout

    try:
        layout = Layout.FromString(data)
    except DecodeError as error:
        raise LayoutError("its bytes are no layout.") from error
    parts = len(layout.category) + sum(len(c.chart) for c in layout.category)
    parts += sum(len(one.multiline.tag) + len(one.margin.series) for c in layout.category for one in c.chart)
    if parts > MOST_PARTS:
        raise LayoutError(f"it has more than {MOST_PARTS:,} categories, charts and curves.")
    return tuple(Category(c.title, c.closed, tuple(map(_chart, c.chart))) for c in layout.category)


def _chart(chart: Any) -> Chart:
    if chart.WhichOneof("content") == "margin":
        return Chart(chart.title, None, tuple(Band(s.value, s.lower, s.upper) for s in chart.margin.series))
    return Chart(chart.title, tuple(chart.multiline.tag), None)


def serialize(categories: Iterable[Category]) -> bytes:
    """A Layout message, as a log carries it."""
    from summary.proto.plugins import Layout

    layout = Layout()
    for category in categories:
        made = layout.category.add(title=category.title, closed=category.closed)
        for chart in category.charts:
            content = made.chart.add(title=chart.title)
            if chart.margin is None:
                content.multiline.SetInParent()
                content.multiline.tag.extend(chart.multiline or ())
            else:
                content.margin.SetInParent()
                for band in chart.margin:
                    content.margin.series.add(**band._asdict())
    return bytes(layout.SerializeToString())


def merge(layouts: Iterable[Sequence[Category]]) -> list[Category]:
    """One layout of several: categories of one title become one, without charts that it has already, as in TensorBoard."""
    merged: list[Category] = []
    for layout in layouts:
        known = {category.title: place for place, category in enumerate(merged)}
        for category in layout:
            place = known.get(category.title)
            if place is None:
                merged.append(category)
            else:
                charts = merged[place].charts
                added = tuple(chart for chart in category.charts if chart not in charts)
                merged[place] = merged[place]._replace(charts=charts + added)
    return merged


# As the page has them.


def as_json(categories: Iterable[Category]) -> list[Json]:
    return [
        {"title": title, "closed": closed, "charts": [_chart_as_json(chart) for chart in charts]}
        for title, closed, charts in categories
    ]


def _chart_as_json(chart: Chart) -> Json:
    if chart.margin is None:
        return {"title": chart.title, "multiline": chart.multiline or ()}
    return {"title": chart.title, "margin": [band._asdict() for band in chart.margin]}


def from_json(found: Any) -> list[Category]:
    """What `as_json` makes, or a page sends, as categories; a LayoutError tells what is wrong."""
    return [
        Category(
            _text(category, "title", "A category"),
            category.get("closed", False) is True,
            tuple(_chart_from_json(chart) for chart in _objects(category.get("charts"), "charts")),
        )
        for category in _objects(found, "categories")
    ]


def _chart_from_json(chart: Json) -> Chart:
    title, multiline, margin = _text(chart, "title", "A chart"), chart.get("multiline"), chart.get("margin")
    if (multiline is None) == (margin is None):
        raise LayoutError(f"The chart {title!r} must have either multiline or margin.")
    if margin is not None:
        bands = (_band(title, band) for band in _objects(margin, "margin"))
        return Chart(title, None, tuple(bands))
    if not isinstance(multiline, list) or not all(isinstance(tag, str) and _sound(tag) for tag in multiline):
        raise LayoutError(f"The chart {title!r} must have a list of texts as its multiline.")
    return Chart(title, tuple(multiline), None)


def _band(title: str, band: Json) -> Band:
    return Band._make(_text(band, name, f"A band of the chart {title!r}") for name in Band._fields)


def _objects(found: Any, name: str) -> list[Json]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise LayoutError(f"The field {name} must be a list of objects.")
    return found


def _text(found: Json, name: str, what: str) -> str:
    text = found.get(name)
    if not isinstance(text, str) or not _sound(text):
        raise LayoutError(f"{what} must have a text as its {name}.")
    return text


def _sound(text: str) -> bool:
    """Whether UTF-8, which messages are written in, has bytes for all of it."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
