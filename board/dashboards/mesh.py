"""Meshes and point clouds: the tags that belong together, and one mesh's vertices, faces and colours."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from numpy.typing import NDArray

from board import asked, web
from board.answers import NotFound, Span, SpanSeries
from board.columns import ColumnArea
from board.values import meshes

bp = Blueprint("mesh", __name__)


@bp.get("/api/mesh")
def mesh() -> Response:
    """One item (field item, the first by default) of what the tag of vertices has at the address, as columns.

    x, y, z of vertex i are numbers 3i to 3i+2 of `vertices` (f4); the corners of face j numbers 3j to 3j+2 of `faces` (u4); red,
    green and blue of vertex i such of `colours` (u1). Faces and colours are those of the same step, nearest in wall time. What
    is not there or does not fit is left out; `notes` say what did not fit.
    """
    run, tag = web.required("run"), web.required("tag")
    place = web.field("item", 0, int, "a whole number")
    span = asked.span()
    parts = _parts(run, tag)
    batch = meshes.batch(span)
    vertices = meshes.item(batch, place).astype("f4")
    columns, notes = {"vertices": vertices}, []
    if (written := _beside(parts.get("FACE"), span, place)) is not None:
        columns["faces"] = meshes.faces(written, len(vertices))
        if lost := len(written) - len(columns["faces"]):
            notes.append(f"{lost:,} faces name vertices that are not there; they are left out.")
    if (written := _beside(parts.get("COLOR"), span, place)) is not None:
        if len(written) == len(vertices):
            columns["colours"] = meshes.colours(written)
        else:
            notes.append(f"There are {len(written):,} colours for {len(vertices):,} vertices; they are left out.")
    area = ColumnArea()
    header = {
        "items": len(batch),
        "counts": {name: len(column) for name, column in columns.items()},
        "settings": meshes.content(tag, web.site().store.spans(run, tag).content).settings,
        "notes": notes,
        "columns": {name: area.add(column.ravel()) for name, column in columns.items()},
    }
    return Response(area.reply(header), mimetype="application/octet-stream")


def _parts(run: str, tag: str) -> dict[str, SpanSeries]:
    """The series of the mesh that has these vertices, by part."""
    store = web.site().store
    name = meshes.content(tag, store.spans(run, tag).content).name
    found = {}
    for other, kind in store.tags(run).items():
        if kind == meshes.KIND:
            try:
                series = store.spans(run, other)
            except NotFound:
                continue
            said = meshes.content(other, series.content)
            if said.name == name:
                found[said.part] = series
    return found


def _beside(series: SpanSeries | None, span: Span, place: int) -> NDArray[Any] | None:
    """The item of what a series has for a value of another; None if it has nothing at that step."""
    if series is None:
        return None
    there = (series[at] for at, step in enumerate(series.points.step.tolist()) if step == span.step)
    nearest = min(there, key=lambda one: abs(one.wall_time - span.wall_time), default=None)
    return None if nearest is None else meshes.item(meshes.batch(nearest), place)
