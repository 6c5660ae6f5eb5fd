"""A chart of the page as a Plotly figure, to keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from board import asked, charts, histogramcharts, prcharts, web
from board.answers import Unreadable
from board.charts import Chart
from board.histogramcharts import Picture
from board.histograms import Stored
from board.layouts import Band
from board.memory import memory
from board.spread import BANDS, CENTERS
from board.store import Series, Store

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

bp = Blueprint("figures", __name__)

POINT_BYTES = 200  # of a point of a figure while it becomes JSON
AXES = ("step", "relative", "wall", "tag")


@bp.post("/api/figure")
def figure() -> Response:
    """What `board.figures.scalars` makes, as Plotly's JSON.

    The request's JSON has the fields of /api/scalars and /api/groups, but runs as a list, and log_x, log_y, dark,
    members and superseded as true or false, and colours as an object by name. Runs without the tag are left out.
    Instead of tag there may be a list, tags, and right, those of them on a second y axis. A title, names and dashes (both
    by run or group), and x_range, y_range and right_range, each a list of two numbers or nulls, are as the page has them. So are
    margins, for a chart of bands: value, lower and upper of each, the values being the tags.
    """
    chart = _chart(asked.json_body())
    return _made(lambda: charts.figure(_Measured(web.site().store), chart))


@bp.post("/api/figure/histograms")
def histograms_figure() -> Response:
    """What `board.figures.histogram` makes, or with the mode "distribution" `board.figures.distribution`, as Plotly's JSON.

    The request's JSON has the fields tag, runs, mode, x, bins, steps, dark, colours, names and title, as of /api/figure.
    """
    picture = _picture(asked.json_body())
    return _made(lambda: histogramcharts.figure(Stored(web.site().store), picture))


@bp.post("/api/figure/pr_curves")
def pr_curves_figure() -> Response:
    """What `board.figures.pr_curve` makes, or with the mode "roc" or "time" its neighbours, as Plotly's JSON.

    The request's JSON has the fields tags, runs, mode, step (null: the newest), iso_f1, dark, colours, names and title, as
    of /api/figure. With the mode "time" it is the first run's.
    """
    body = asked.json_body()
    texts = asked.json_texts(body)
    picture = prcharts.Picture(
        tags=asked.tags(body),
        mode=asked.choice(texts, "mode", prcharts.MODES),
        runs=asked.texts_or_none(body, "runs"),
        step=web.parsed("step", texts("step"), None, int, "a whole number"),
        iso_f1=_yes(body, "iso_f1"),
        **_look(body),
    )
    return _made(lambda: prcharts.figure(prcharts.Stored(web.site().store), picture))


class _Measured:
    """A store for a figure, which has every point. Unreadable where all of them are more than fits."""

    def __init__(self, store: Store) -> None:
        self._points = 0
        self._store = store
        self.runs, self.tags = store.runs, store.tags

    def series(self, run: str, tag: str) -> Series:
        found = self._store.series(run, tag)
        self._points += len(found.points.step) + len(found.superseded.step)
        memory.check(self._points * POINT_BYTES, "This figure")
        return found


def _made(make: Callable[[], Figure]) -> Response:
    try:
        drawn = make()
    except Unreadable:
        raise
    except ValueError as error:
        web.refuse(f"There is no such figure: {error}.")
    reply = Response(drawn.to_json(), mimetype="application/json")
    reply.headers["Content-Disposition"] = 'attachment; filename="figure.json"'
    return reply


def _picture(body: dict[str, Any]) -> Picture:
    texts = asked.json_texts(body)
    return Picture(
        tag=asked.text(body, "tag"),
        mode=asked.choice(texts, "mode", histogramcharts.MODES),
        axis=asked.choice(texts, "x", AXES[:3]),
        runs=asked.texts_or_none(body, "runs"),
        bins=_whole(texts, "bins", 60, histogramcharts.MOST_BINS),
        steps=_whole(texts, "steps", 60, histogramcharts.MOST_STEPS),
        **_look(body),
    )


def _look(body: dict[str, Any]) -> dict[str, Any]:
    """How a figure looks, whatever is in it."""
    return {
        "dark": _yes(body, "dark"),
        "colours": _by_name(body, "colours", _is_text, '{"a run": "#3553d1"}'),
        "names": _by_name(body, "names", _is_text, '{"a run": "its alias"}'),
        "title": asked.text(body, "title") if "title" in body else None,
    }


def _whole(texts: asked.Texts, name: str, default: int, most: int) -> int:
    def parse(text: str) -> int:
        if not 1 <= int(text) <= most:
            raise ValueError
        return int(text)

    return web.parsed(name, texts(name), default, parse, f"a whole number from 1 to {most}")


def _chart(body: dict[str, Any]) -> Chart:
    texts = asked.json_texts(body)
    grouped = body.get("groups") is not None
    view = asked.view(texts, AXES[:3] if grouped else AXES)
    runs, tags = asked.texts_or_none(body, "runs"), asked.tags(body)
    groups = dict(asked.groups(body)) if grouped else None
    members = web.site().store.runs() if runs is None else runs
    asked.few(len(tags) * (len(members) if groups is None else sum(map(len, groups.values()))))
    return Chart(
        tags=tags,
        axis=view.axis,
        over=asked.text(body, "xtag") if view.axis == "tag" else None,
        smoother=view.smoother,
        runs=runs,
        groups=groups,
        center=asked.choice(texts, "center", CENTERS),
        band=asked.choice(texts, "band", BANDS),
        members=_yes(body, "members"),
        superseded=_yes(body, "superseded"),
        log_x=_yes(body, "log_x"),
        log_y=_yes(body, "log_y"),
        right=asked.texts_or_none(body, "right") or (),
        **_look(body),
        dashes=_by_name(body, "dashes", _is_dash, '{"a run": [7, 3]}'),
        x_range=_range(body, "x_range"),
        y_range=_range(body, "y_range"),
        right_range=_range(body, "right_range"),
        margins=_margins(body),
    )


def _margins(body: dict[str, Any]) -> list[Band]:
    """The bands of a margin chart, one for each of its tags; none for other charts."""
    found = body.get("margins")
    if found is None:
        return []
    fields = Band._fields
    if not isinstance(found, list) or not all(isinstance(one, dict) and set(one) == set(fields) for one in found):
        web.refuse('The field margins must be a list such as [{"value": "a", "lower": "b", "upper": "c"}].')
    bands = [Band(*(one[field] for field in fields)) for one in found]
    if not all(asked.are_texts(list(band)) for band in bands) or [band.value for band in bands] != asked.tags(body):
        web.refuse("The field margins must have texts, and their values must be the tags.")
    return bands


def _yes(body: dict[str, Any], name: str) -> bool:
    return asked.choice(asked.json_texts(body), name, ("false", "true")) == "true"


def _by_name(body: dict[str, Any], name: str, fits: Callable[[Any], bool], example: str) -> dict[str, Any]:
    """A field that may be absent, and otherwise is an object of such values by run or group."""
    found = body.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict) or not all(map(fits, found.values())):
        web.refuse(f"The field {name} must be an object such as {example}.")
    return found


def _range(body: dict[str, Any], name: str) -> tuple[float | None, float | None]:
    ends = body.get(name)
    if ends is None:
        return (None, None)
    if not isinstance(ends, list) or len(ends) != 2 or not all(end is None or _is_number(end) for end in ends):
        web.refuse(f"The field {name} must be a list of two numbers, each of which may be null.")
    return (ends[0], ends[1])


def _is_text(thing: Any) -> bool:
    return isinstance(thing, str)


def _is_number(thing: Any) -> bool:
    return isinstance(thing, (int, float)) and not isinstance(thing, bool) and -1e308 <= thing <= 1e308


def _is_dash(thing: Any) -> bool:
    return isinstance(thing, list) and len(thing) <= 8 and all(_is_number(part) and 0 < part <= 100 for part in thing)
