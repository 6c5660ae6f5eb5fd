"""A chart of the page as a Plotly figure, to keep."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from board import asked, charts, web
from board.charts import Chart
from board.spread import BANDS, CENTERS

bp = Blueprint("figures", __name__)

AXES = ("step", "relative", "wall", "tag")


@bp.post("/api/figure")
def figure() -> Response:
    """What `board.figures.scalars` makes, as Plotly's JSON.

    The request's JSON has the fields of /api/scalars and /api/groups, but runs as a list, and log_x, log_y, dark,
    members and superseded as true or false, and colours as an object by name. Runs without the tag are left out.
    """
    body = asked.json_body()
    try:
        drawn = charts.figure(web.site().store, _chart(body))
    except ValueError as error:
        web.refuse(f"There is no such figure: {error}.")
    reply = Response(drawn.to_json(), mimetype="application/json")
    reply.headers["Content-Disposition"] = 'attachment; filename="figure.json"'
    return reply


def _chart(body: dict[str, Any]) -> Chart:
    texts = asked.json_texts(body)
    grouped = body.get("groups") is not None
    view = asked.view(texts, AXES[:3] if grouped else AXES)
    tag, over = asked.text(body, "tag"), asked.text(body, "xtag") if view.axis == "tag" else None
    return Chart(
        tag=tag,
        axis=view.axis,
        over=over,
        smoother=view.smoother,
        runs=_runs(body.get("runs"), [tag] if over is None else [tag, over]),
        groups=dict(asked.groups(body)) if grouped else None,
        center=asked.choice(texts, "center", CENTERS),
        band=asked.choice(texts, "band", BANDS),
        members=_yes(body, "members"),
        superseded=_yes(body, "superseded"),
        log_x=_yes(body, "log_x"),
        log_y=_yes(body, "log_y"),
        dark=_yes(body, "dark"),
        colours=_colours(body.get("colours")),
    )


def _runs(runs: Any, tags: list[str]) -> list[str] | None:
    """Those that have the tags; None, which is all, where none are named."""
    if runs is None:
        return None
    if not asked.are_texts(runs):
        web.refuse("The field runs must be a list of texts.")
    known = set(charts.having(web.site().store, tags))
    return [run for run in runs if run in known]


def _yes(body: dict[str, Any], name: str) -> bool:
    return asked.choice(asked.json_texts(body), name, ("false", "true")) == "true"


def _colours(colours: Any) -> dict[str, str]:
    if colours is None:
        return {}
    if not isinstance(colours, dict) or not asked.are_texts(list(colours.values())):
        web.refuse('The field colours must be an object such as {"a run": "#3553d1"}.')
    return colours
