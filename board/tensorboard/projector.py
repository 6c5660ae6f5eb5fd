"""Embeddings: those that configurations name, and the matrices of each run's newest checkpoint. Mistakes have status 400."""

from __future__ import annotations

from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from flask import Blueprint, Response

from board import web
from board.answers import Unreadable
from board.projection import sources, sprites
from board.projection.config import VALUE
from board.projection.entry import Entry
from board.projection.limits import opened
from board.projection.variables import SLOT
from board.values.picture import TYPES

bp = Blueprint("tensorboard_projector", __name__, url_prefix="/data/plugin/projector")

T = TypeVar("T")

LONGEST = 1 << 20  # bytes of a line of labels


@bp.get("/runs")
def runs() -> Response:
    """The runs that have embeddings."""
    return web.json_response(list(_by_run()))


@bp.get("/info")
def info() -> Response:
    """A run's embeddings as protos/projector.proto has them, each with its shape: {"embeddings": [{tensorName, …}, …]}."""
    entries = _run()
    checkpoint = next((one.checkpoint for one in entries.values() if one.checkpoint), "")
    found: dict[str, Any] = {"modelCheckpointPath": checkpoint} if checkpoint else {}
    return web.json_response({**found, "embeddings": [_described(name, one) for name, one in entries.items()]})


@bp.get("/tensor")
def tensor() -> Response:
    """The numbers as little-endian float32, row by row: of the first `num_rows`, or of all."""
    rows, entry = _rows(), _entry()
    try:
        vectors = sources.read(entry).vectors
    except Unreadable as error:
        web.refuse(str(error))
    return Response(vectors[:rows].astype("<f4", copy=False).tobytes(), mimetype="application/octet-stream")


@bp.get("/metadata")
def metadata() -> Response:
    """The file of labels: the lines of the first `num_rows`, or all; a first line with a tab is a header."""
    rows, path = _rows(), _there(_entry().labels, "metadata")
    if rows is None:
        return _sent(path, "text/plain")
    with opened(path) as file:
        first = file.readline(LONGEST)
        lines = [first, *islice(iter(partial(file.readline, LONGEST), b""), rows - (b"\t" not in first))]
    return web.harmless(Response(b"".join(lines), mimetype="text/plain"))


@bp.get("/bookmarks")
def bookmarks() -> Response:
    """The file of bookmarks."""
    return _sent(_there(_entry().bookmarks, "bookmarks"), "application/json")


@bp.get("/sprite_image")
def sprite_image() -> Response:
    """The sheet of pictures."""
    sprite = _there(_entry().sprite, "sprite image")
    return _sent(sprite.path, TYPES[sprites.format_of(sprite.path).format])


def _described(name: str, entry: Entry) -> dict[str, Any]:
    named = entry.named
    fields: dict[str, Any] = {"tensorName": name}
    if named:
        fields |= {
            "metadataPath": named.metadata_path,
            "bookmarksPath": named.bookmarks_path,
            "tensorPath": named.tensor_path,
            "tensorShape": list(named.shape),
        }
    if named and named.image_path:
        fields["sprite"] = {"imagePath": named.image_path, "singleImageDim": list(named.sprite_size)}
    return {key: value for key, value in fields.items() if value} | _shape(entry)


def _shape(entry: Entry) -> dict[str, list[int]]:
    """Its shape, which may take reading it; none of what cannot be read."""
    if entry.rows and entry.columns:
        return {"tensorShape": [entry.rows, entry.columns]}
    try:
        return {"tensorShape": list(sources.read(entry).vectors.shape)}
    except Unreadable:
        return {}


def _by_run() -> dict[str, dict[str, Entry]]:
    """Each run's embeddings by name, of those in checkpoints the newest, without what optimizers keep."""
    site = web.site()
    found: dict[str, dict[str, Entry]] = {}
    for entry in sources.listed(site.store, site.roots).entries:
        if entry.source not in ("config", "checkpoint") or entry.error or SLOT in entry.id:
            continue
        entries = found.setdefault(entry.run, {})
        name = entry.id.rpartition("|")[2] if entry.checkpoint and entry.id.endswith(VALUE) else entry.name
        if name not in entries or (entry.step or 0) >= (entries[name].step or 0):
            entries[name] = entry
    return found


def _run() -> dict[str, Entry]:
    run = web.required("run")
    entries = _by_run().get(run)
    if entries is None:
        web.refuse(f"Run {run!r} has no embeddings.")
    return entries


def _entry() -> Entry:
    entries, name = _run(), web.required("name")
    entry = entries.get(name) or entries.get(name.removesuffix(":0"))
    if entry is None:
        web.refuse(f"Run {web.required('run')!r} has no embedding {name!r}.")
    return entry


def _rows() -> int | None:
    def parse(text: str) -> int:
        rows = int(text)
        if rows <= 0:
            raise ValueError
        return rows

    return web.field("num_rows", None, parse, "a whole number above 0")


def _there(thing: T | None, what: str) -> T:
    if thing is None:
        web.refuse(f"The embedding {web.required('name')!r} has no {what} file.")
    return thing


def _sent(path: Path, mimetype: str) -> Response:
    return web.harmless(web.streamed(path.open("rb"), path.stat().st_size, mimetype))
