"""What there is: runs, their tags and kinds, how far loading has come, and what is damaged."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from board import web
from board.beside import Beside
from board.crowd import MOST_RUNS, Room
from board.smoothing import COMPILED as SMOOTHING_COMPILED
from board.store import Listing, RunEntry
from summary.record import COMPILED as RECORD_COMPILED

bp = Blueprint("listing", __name__)

NOTHING = -1  # a version that no store has; 0 is that of one that has found nothing yet
COMPARED = 50_000  # tags of a set that is held against others
COMPILED = RECORD_COMPILED and SMOOTHING_COMPILED


@bp.get("/api/runs")
def runs() -> Response:
    """The runs that are new or changed since the version a page knows; 304 when there are none."""
    site = web.site()
    since = web.field("since", 0, int, "a version, a whole number")
    known = since if request.args.get("epoch") == site.epoch else NOTHING
    listing = site.store.listing(known)
    if listing is None:
        return Response(status=304)
    return web.json_response(_describe(listing, site))


@bp.get("/api/problems")
def problems() -> Response:
    """Every damaged place."""
    found = web.site().store.problems()
    return web.json_response(
        {"problems": [{"run": p.run, "file": p.file, "offset": p.offset, "reason": p.reason} for p in found]}
    )


def _describe(listing: Listing, site: web.Site) -> dict[str, Any]:
    tagsets, runs = _share_tagsets(listing.runs)
    return {
        "epoch": site.epoch,
        "version": listing.version,
        "full": listing.full,
        "logdir": site.roots.short,
        "called": site.roots.called,
        "missing": listing.missing,
        "title": site.title,
        "progress": listing.progress._asdict(),
        "points": listing.points,
        "problems": listing.problems,
        "compiled": COMPILED,
        "tagsets": tagsets,
        "runs": runs,
        "removed": listing.removed,
        "beside": None if listing.beside is None else _by_kind_of_file(listing.beside),
    }


def _by_kind_of_file(files: tuple[Beside, ...]) -> dict[str, list[list[Any]]]:
    kinds: dict[str, list[list[Any]]] = {}
    for file in files:
        kinds.setdefault(file.kind, []).append([file.run, file.path, file.size, file.changed_ns // 1_000_000])
    return kinds


def _share_tagsets(entries: tuple[RunEntry, ...]) -> tuple[list[dict[str, list[str]]], list[list[Any]]]:
    """Each distinct set of tags once, and the runs' rows, which name it by index; as many as are listed."""
    tagsets: list[dict[str, list[str]]] = []
    by_object: dict[int, int] = {}
    by_content: dict[tuple[tuple[str, str], ...], int] = {}
    rows = []
    room = Room()
    for run in entries[:MOST_RUNS]:
        index = by_object.get(id(run.tags))
        if index is None:
            content = tuple(run.tags.items()) if len(run.tags) <= COMPARED else ((str(id(run.tags)), ""),)
            index = by_content.setdefault(content, len(tagsets))
            if index == len(tagsets):
                tagsets.append(_by_kind(room.take(run.tags)))
            by_object[id(run.tags)] = index
        rows.append([run.name, run.start, run.version, index, run.points])
    return tagsets, rows


def _by_kind(tags: dict[str, str]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for tag, kind in tags.items():
        kinds.setdefault(kind, []).append(tag)
    return kinds
