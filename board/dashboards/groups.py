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
    """One tag's curves of groups of runs, each group as if it were alone; board.columns tells the format."""
    body = asked.json_body()
    texts = asked.json_texts(body)
    tag = body.get("tag")
    if not isinstance(tag, str):
        web.refuse("The field tag must be a text.")
    view = asked.view(texts, AXES)
    center, band = asked.choice(texts, "center", CENTERS), asked.choice(texts, "band", BANDS)
    area = ColumnArea()
    series: list[dict[str, Any]] = []
    for name, runs in _groups(body.get("groups")):
        found = _series(tag, runs)
        header, columns = groups.draw(list(found.values()), view, center, band)
        missing = [run for run in runs if run not in found]
        places = {name: area.add(column) for name, column in columns.items()}
        series.append({"group": name, "missing": missing, **header, "columns": places})
    return Response(area.reply({"x": view.axis, "series": series}), mimetype="application/octet-stream")


def _groups(asked_for: Any) -> list[tuple[str, list[str]]]:
    """Each group's name and runs, no run twice."""
    if not isinstance(asked_for, list) or not asked_for or not all(map(_is_group, asked_for)):
        web.refuse('The field groups must be a list such as [{"name": "a group", "runs": ["a run"]}].')
    return [(group["name"], list(dict.fromkeys(group["runs"]))) for group in asked_for]


def _is_group(thing: Any) -> bool:
    if not isinstance(thing, dict) or not isinstance(thing.get("runs"), list):
        return False
    return all(isinstance(text, str) for text in (thing.get("name"), *thing["runs"]))


def _series(tag: str, runs: list[str]) -> dict[str, Series]:
    found = {}
    for run in runs:
        with suppress(NotFound):
            found[run] = web.site().store.series(run, tag)
    return found
