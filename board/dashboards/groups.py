"""Groups over seeds: the curve of many runs with its band, for each group of runs."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response

from board import asked, groups, web
from board.columns import ColumnArea
from board.spread import BANDS, CENTERS
from board.store import NotFound, Series

bp = Blueprint("groups", __name__)

AXES = ("step", "relative", "wall")


@bp.post("/api/groups")
def aggregated() -> Response:
    """One or several tags' curves of groups of runs, each group as if it were alone; board.columns tells the format."""
    body = asked.json_body()
    texts = asked.json_texts(body)
    tags = asked.tags(body)
    view = asked.view(texts, AXES)
    center, band = asked.choice(texts, "center", CENTERS), asked.choice(texts, "band", BANDS)
    area = ColumnArea()
    series: list[dict[str, Any]] = []
    groups_of_runs = asked.groups(body)
    asked.few(len(tags) * sum(len(runs) for _, runs in groups_of_runs))
    for tag in tags:
        for name, runs in groups_of_runs:
            found = _series(tag, runs)
            header, columns = groups.draw(list(found.values()), view, center, band)
            missing = [run for run in runs if run not in found]
            places = {name: area.add(column) for name, column in columns.items()}
            series.append({"group": name, "tag": tag, "missing": missing, **header, "columns": places})
    return Response(area.reply({"x": view.axis, "series": series}), mimetype="application/octet-stream")


def _series(tag: str, runs: list[str]) -> dict[str, Series]:
    found = {}
    for run in runs:
        with suppress(NotFound):
            found[run] = web.site().store.series(run, tag)
    return found
