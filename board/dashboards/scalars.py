"""Scalars: the curves of one tag over many runs, at the detail that a plot of some width can show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, request

from board import asked, curves, paths, replies, web
from board.cache import Cache
from board.columns import ColumnArea
from board.curves import Drawn, View
from board.lod import Column
from board.store import NotFound

bp = Blueprint("scalars", __name__)

AXES = ("step", "relative", "wall", "tag")
PARTS: tuple[str, ...] = ("step", "wall", "value", "smoothed")
EXTREMES = ("min", "max", "nonfinite", "count")
LARGEST_PACKED = 1 << 20  # more takes longer to compress than a usual network takes to carry what that saves
CACHED = 16 << 20  # bytes: the crowds of curves of a few windows, of which viewers that reload want most as they were
HEADER_BYTES = 3000  # what a curve takes beside its columns

_curves: Cache[list[Drawn]] = Cache(CACHED, lambda drawn: sum(map(_weight, drawn)), "curves")


@bp.route("/api/scalars", methods=["GET", "POST"])
def scalars() -> Response:
    """One or several tags' series of the runs asked for, tag by tag, as columns; board.columns tells the format.

    On the axis "tag" x is the tag that the field xtag names. With superseded=1 each run's replaced points follow it.
    With the field columns only those of PARTS are sent that it names; "value" is all that a bucket tells of its values,
    "extremes" is EXTREMES of it, but all where some value is not finite. With packed=1 the reply, unless it is large, has
    planar columns and is in gzip.
    """
    return replies.shared(_answer)


def _answer() -> Response:
    tags, runs = (list(dict.fromkeys(request.values.getlist(name))) for name in ("tag", "run"))
    view = asked.view(asked.form_texts, AXES)
    over = web.required("xtag") if view.axis == "tag" else None
    replaced, packed = (asked.flag(asked.form_texts, name) for name in ("superseded", "packed"))
    known = (*PARTS, "extremes")
    wanted = web.parsed("columns", asked.form_texts("columns"), PARTS, _parts, f"some of {','.join(known)}")
    for name, given in (("tag", tags), ("run", runs)):
        if not given:
            web.refuse(f"The field {name} must be given at least once.")
    asked.few(len(tags) * len(runs))
    area = ColumnArea()
    series: list[dict[str, Any]] = []
    versions = web.site().store.versions(runs)
    for tag in tags:
        for run, version in zip(runs, versions, strict=True):
            with suppress(NotFound):
                for header, columns in _drawn(run, version, tag, over, view, replaced):
                    sent = _sent(header, columns, wanted)
                    places = {name: area.add(column) for name, column in columns.items() if name in sent}
                    series.append({"run": run, "tag": tag, **header, "columns": places})
    found = {one["run"] for one in series}
    missing = [run for run in runs if run not in found]
    if not series:
        web.refuse(f"{_subject(missing)} scalars with the tag{_named(tags, over)}.", 404)
    packed = packed and area.size <= LARGEST_PACKED
    body = area.reply({"x": view.axis, "series": series, "missing": missing}, packed)
    response = Response(body, mimetype="application/octet-stream")
    if packed:
        web.compress(response)
    return response


def _drawn(run: str, version: int, tag: str, over: str | None, view: View, replaced: bool) -> list[Drawn]:
    """What `_draw` draws, or has drawn since the run last changed, which was in this version of the store."""

    def draw() -> list[Drawn]:
        return [(header, _owned(columns)) for header, columns in _draw(run, tag, over, view, replaced)]

    return _curves.get((web.site().epoch, run, version, tag, over, view, replaced), draw)


def _owned(columns: dict[str, Column]) -> dict[str, Column]:
    """Columns that keep nothing else in memory, as a part of what the store holds would."""
    return {name: column if column.base is None else column.copy() for name, column in columns.items()}


def _weight(drawn: Drawn) -> int:
    header, columns = drawn
    return HEADER_BYTES + len(header["description"]) + sum(column.nbytes for column in columns.values())


def _draw(run: str, tag: str, over: str | None, view: View, replaced: bool) -> Iterator[Drawn]:
    """The run's curve, and then, if asked for, that of the points that a restart has replaced."""
    store = web.site().store
    series = store.series(run, tag)
    replaced = replaced and len(series.superseded.step) > 0
    if over is None:
        yield curves.draw(series, view)
        if replaced:
            yield curves.draw_superseded(series, view)
    else:
        other = store.series(run, over)
        yield paths.draw(series, other, view)
        if replaced:
            yield paths.draw_superseded(series, other, view)


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(text.split(","))
    if not set(parts) <= {*PARTS, "extremes"}:
        raise ValueError
    return parts


def _sent(header: dict[str, Any], columns: Iterable[str], wanted: tuple[str, ...]) -> set[str]:
    """Which of the columns go out."""
    values = set(columns) - {"x", "step", "wall", "smoothed"}
    if "value" not in wanted:
        enough = "min" in values and header["nonfinite"] == 0
        values = set() if "extremes" not in wanted else set(EXTREMES) if enough else values
    return {name for name in columns if name == "x" or name in wanted or name in values}


def _subject(runs: list[str]) -> str:
    return f"The run {runs[0]!r} has no" if len(runs) == 1 else f"None of the {len(runs)} runs asked for has"


def _named(tags: list[str], over: str | None) -> str:
    either = " or ".join(map(repr, tags))
    return f" {either}" if over is None else f"s {either} and {over!r}"
