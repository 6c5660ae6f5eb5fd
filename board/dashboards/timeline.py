"""Timelines: which there are, and any stretch of one as it is seen, searched, summed up and looked into."""

from __future__ import annotations

import numpy as np
from flask import Blueprint, Response

from board import asked, web
from board.timeline import asking, details, searching, sources, summaries, tables, telling
from board.timeline.drawing import drawing
from board.timeline.exporting import exported
from board.timeline.shelf import Reading

bp = Blueprint("timeline", __name__)


@bp.get("/api/timelines")
def timelines() -> Response:
    """All timelines of the logdir, as board.timeline.sources.TimelineEntry has them."""
    return web.json_response({"timelines": [entry._asdict() for entry in sources.listed(web.site().store)]})


@bp.get("/api/timeline")
def timeline() -> Response:
    """What is in a timeline; 202 with how far it is while it is being read.

    The field id names it, or the field file an opened one; so they do in all routes below.
    """
    found = asking.asked_for(asking.PATIENCE)
    if isinstance(found, Reading):
        return web.json_response({"state": "reading", **found._asdict()}, 202)
    return web.json_response({"state": "ready", **telling.whole(found)})


@bp.get("/api/timeline/window")
def window() -> Response:
    """A stretch `from`, `to` (nanoseconds from the origin) at a `width` in pixels, of `tracks` and `counters`, as columns.

    Each track's slices: start, end, line (its depth), name, category (-1: none), row (the longest of those merged), merged
    (how many) and busy (the sum of their durations); each track's instants: time, name, row, merged, reach. Each counter's
    time, low, high, last. With `flows` the arrows between the tracks: from_track, from_time, from_line, to_track, to_time,
    to_line, name. `names` has the texts of all names in it.
    """
    found = asking.ready()
    tracks = asking.numbers("tracks", len(found.trace.tracks))
    counters = asking.numbers("counters", len(found.trace.counters))
    flows = asked.flag(asked.form_texts, "flows")
    body = drawing(found, tracks, counters, flows, asking.window(found.trace))
    return Response(body, mimetype="application/octet-stream")


@bp.get("/api/timeline/table")
def table() -> Response:
    """The stretch summed up by name, category or track: rows of key, count, total, own, mean, longest, share of all own time."""
    trace = asking.ready().trace
    seen = asking.window(trace)
    by = asked.choice(asked.form_texts, "by", tables.BY)
    made = tables.table(trace, asking.numbers("tracks", len(trace.tracks)), seen.start, seen.end, by)
    titles = {"name": trace.names, "category": trace.categories, "track": [telling.title(one) for one in trace.tracks]}[
        by
    ]
    return web.json_response({"rows": tables.rows(made, titles), "total": int(made.own.sum())})


@bp.get("/api/timeline/search")
def search() -> Response:
    """Where slices are whose names have `query` in them: how many, in each of 200 equal parts, and the first 1,000."""
    trace = asking.ready().trace
    names = asking.names(trace)
    found = searching.hits(trace, names, np.array(asking.numbers("tracks", len(trace.tracks)), np.intp))
    hits = [telling.place(trace, row) for row in found.rows.tolist()]
    told = {"total": found.total, "names": names.tolist(), "histogram": found.histogram.tolist(), "hits": hits}
    return web.json_response(told)


@bp.get("/api/timeline/next")
def next_hit() -> Response:
    """The hit after (direction 1) or before (-1) the slice `row`, or else the moment `time`; row is null if there are none."""
    trace = asking.ready().trace
    rows = searching.found(trace, asking.names(trace), np.array(asking.numbers("tracks", len(trace.tracks)), np.intp))
    row = web.field("row", None, int, "the row of a slice")
    time = web.field("time", 0, int, "a whole number of nanoseconds")
    direction = web.field("direction", 1, asking.direction, "1 or -1")
    found = searching.neighbour(trace, rows, row, time, direction)
    if found is None:
        return web.json_response({"row": None, "total": 0})
    return web.json_response({**telling.place(trace, found[0]), "place": found[1], "total": len(rows)})


@bp.get("/api/timeline/slice")
def slice_() -> Response:
    """The slice `row`: board.timeline.details.slice_details tells what of it."""
    row = web.field("row", -1, int, "the row of a slice")
    return web.json_response(details.slice_details(asking.ready().trace, row))


@bp.get("/api/timeline/instant")
def instant() -> Response:
    """The instant `row`."""
    row = web.field("row", -1, int, "the row of an instant")
    return web.json_response(details.instant_details(asking.ready().trace, row))


@bp.get("/api/timeline/summary")
def summary() -> Response:
    """The timeline at a glance: board.timeline.summaries.summary tells what."""
    return web.json_response(summaries.summary(asking.ready().trace))


@bp.get("/api/timeline/export")
def export() -> Response:
    """What is in a stretch, as a file of Chrome's format."""
    trace = asking.ready().trace
    pieces = exported(trace, asking.numbers("tracks", len(trace.tracks)), asking.window(trace))
    reply = Response(pieces, mimetype="application/json", direct_passthrough=True)
    reply.headers["Content-Disposition"] = 'attachment; filename="timeline.json"'
    return reply


@bp.get("/api/timeline/raw")
def raw() -> Response:
    """The file as it is, compressed where it is; of a session run the trace that it was made into."""
    found = asking.raw()
    if isinstance(found, bytes):
        return web.harmless(Response(found, mimetype="application/octet-stream"))
    try:
        size = found.stat().st_size
        return web.harmless(web.streamed(found.open("rb"), size, "application/octet-stream"))
    except OSError as error:
        web.refuse(f"{found.name} cannot be read: {error.strerror}.", 422)
