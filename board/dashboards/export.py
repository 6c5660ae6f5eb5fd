"""Every point of chosen series, as a file to keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from flask import Blueprint, Response, request

from board import asked, export, web
from board.filenames import attachment
from board.store import NotFound, Store

bp = Blueprint("export", __name__)

Pair = tuple[str, str]

FORMATS = {"csv": ("text/csv", export.csv_pieces), "json": ("application/json", export.json_pieces)}


@bp.route("/api/export", methods=["GET", "POST"])
def points() -> Response:
    """The series of the tags (field tag, repeated) in the runs (field run, repeated; none: all), as they are read.

    The files are those of ``board export``. With superseded=1 replaced points are there too, in a column told apart.
    """
    tags, runs = (list(dict.fromkeys(request.values.getlist(name))) for name in ("tag", "run"))
    form = asked.choice(asked.form_texts, "format", list(FORMATS))
    replaced = asked.flag(asked.form_texts, "superseded")
    if not tags:
        web.refuse("The field tag must be given at least once.")
    store = web.site().store
    asked.few(len(tags) * len(runs or store.runs()))
    pairs = list(_existing(store, runs or store.runs(), tags))
    if not pairs:
        web.refuse("None of the runs asked for has scalars with a tag asked for.", 404)
    mimetype, pieces = FORMATS[form]
    body = pieces(_read(store, pairs, replaced), replaced)
    response = Response(body, mimetype=mimetype, direct_passthrough=True)
    response.headers["Content-Disposition"] = attachment(tags[0] if len(tags) == 1 else "", "scalars", form)
    return response


def _existing(store: Store, runs: Iterable[str], tags: list[str]) -> Iterator[Pair]:
    for run in runs:
        with suppress(NotFound):
            kinds = store.tags(run)
            yield from ((run, tag) for tag in tags if kinds.get(tag) == "scalars")


def _read(store: Store, pairs: list[Pair], replaced: bool) -> Iterator[export.Columns]:
    """One series at a time; what has vanished meanwhile is left out."""
    for run, tag in pairs:
        with suppress(NotFound):
            yield export.columns_of(store, run, tag, replaced)
