"""Embeddings: which there are, and their labels, pictures, bookmarks and rows.

An embedding is addressed by the field id, as the listing has it, or by the field file, a file of vectors below the logdir
or opened from the page. The field labels is a file of labels in place of those that it has.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from board import web
from board.columns import ColumnArea
from board.numbers import json_number
from board.projection import bookmarks as kept
from board.projection import chosen, sources, sprites
from board.projection.entry import Entry
from board.projection.metadata import Column
from board.values.picture import TYPES

bp = Blueprint("projector", __name__)


@bp.get("/api/projector")
def listing() -> Response:
    """{"embeddings": [{id, run, name, group, step, rows, columns, source, labels, sprite, bookmarks, version, error?}, …],
    "problems": [sentence, …]}.

    Embeddings of one name that were logged at several steps share their group. rows and columns are null where only
    reading the numbers tells. With the field file: what is in that file.
    """
    found = chosen.listed()
    return web.json_response({"embeddings": list(map(_described, found.entries)), "problems": found.problems})


def _described(entry: Entry) -> dict[str, Any]:
    sprite = entry.sprite and {"width": entry.sprite.width, "height": entry.sprite.height}
    return {
        "id": entry.id,
        "run": entry.run,
        "name": entry.name,
        "group": entry.group,
        "step": entry.step,
        "rows": entry.rows,
        "columns": entry.columns,
        "source": entry.source,
        "labels": entry.labels is not None,
        "sprite": sprite,
        "bookmarks": entry.bookmarks is not None,
        "version": entry.version,
        **({"error": entry.error} if entry.error else {}),
    }


@bp.get("/api/projector/labels")
def labels() -> Response:
    """Columns: {"columns": [{name, kind, distinct, values, codes, numbers?}, …], "rows", error?}.

    board.projection.metadata.Column tells what they are; error is a sentence where the labels do not fit the rows.
    """
    entry = chosen.entry()
    rows = len(sources.read(entry).vectors)
    area = ColumnArea()
    found = sources.labels(entry, rows)
    header = {"columns": [_column(area, one) for one in found.columns], "rows": rows}
    if found.error:
        header["error"] = found.error
    return Response(area.reply(header), mimetype="application/octet-stream")


def _column(area: ColumnArea, column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind,
        "distinct": len(column.values),
        "values": column.values,
        "codes": area.add(column.codes),
        **({} if column.numbers is None else {"numbers": area.add(column.numbers)}),
    }


@bp.get("/api/projector/sprite")
def sprite() -> Response:
    """The sheet of pictures as it was written."""
    found = chosen.entry().sprite
    if found is None:
        web.refuse("This embedding has no pictures.", 404)
    header = sprites.format_of(found.path)
    size = found.path.stat().st_size
    return web.harmless(web.streamed(found.path.open("rb"), size, TYPES[header.format]))


@bp.get("/api/projector/bookmarks")
def bookmarks() -> Response:
    """The views that were kept beside the embedding: a JSON list in TensorBoard's form, empty if there are none."""
    path = chosen.entry().bookmarks
    return web.json_response([] if path is None else kept.read(path))


@bp.get("/api/projector/vector")
def vector() -> Response:
    """The numbers of the row of that field; those that JSON does not have as texts."""
    vectors = sources.read(chosen.entry()).vectors
    row = web.field("row", 0, int, "a whole number")
    if not 0 <= row < len(vectors):
        web.refuse(f"There is no row {row:,}; there are {len(vectors):,}, counted from 0.", 404)
    return web.json_response([json_number(number) for number in vectors[row].tolist()])
