"""Texts: those of one tag over many runs, newest first, searched, compared, and as they were logged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response
from werkzeug.wsgi import FileWrapper

from board import apart, asked, markdown, web
from board.answers import Gone, Span, Unreadable
from board.matching import MatchingError
from board.numbers import json_number
from board.textlists import Cursor, Entry, TextList, searched
from board.values import stretch, texts

bp = Blueprint("text", __name__)

MOST = 100  # texts of one answer
CHARACTERS = 200_000  # of an answer, after which it ends
COMPARED = 200_000  # characters of each of two texts that are compared
MOST_LINES = 20_000  # of each
MOST_ROWS = 2000  # of a difference
LONGEST_QUERY = 1000
PIECE = 1 << 16  # bytes that are sent at once


@bp.post("/api/text")
def listed() -> Response:
    """The texts of a tag, newest first: by step, then by wall time. The request is JSON.

    Fields: tag; runs; limit (20); before, the `next` of the answer before; query and, for a regular expression, regex: true;
    superseded: true for those too that a restart has replaced.
    Answers {texts, next, total, place, heads, missing}: `next` is null at the end of the list, `place` how far in it the answer
    reaches, and `heads` what TextList.heads tells, for who wants to know whether the list has changed.
    A search answers with what it found in the time that it may take, which may be nothing before the end.
    """
    body = asked.json_body()
    runs = body.get("runs")
    if not asked.are_texts(runs) or not isinstance(runs, list) or not runs:
        web.refuse('The field runs must be a list such as ["a run"].')
    limit = web.parsed("limit", asked.json_texts(body)("limit"), 20, _limit, f"a whole number from 1 to {MOST}")
    query, cursor = _query(body), _cursor(body.get("before"))
    found = TextList(web.site().store, asked.text(body, "tag"), runs, body.get("superseded") is True)
    begin = found.after(cursor)
    shown: list[dict[str, Any]] = []
    place, last = begin, None
    for entry in _searched(found.entries(begin), query) if query else found.entries(begin):
        place, last = place + 1, entry
        if entry.found is None or entry.found.times:
            shown.append(_shown(entry))
            if len(shown) == limit or sum(one["characters"] for one in shown) >= CHARACTERS:
                break
    more = place < len(found) and last is not None
    following = {"run": last.run, "at": last.at, "step": str(last.span.step)} if more and last else None
    about = {"total": len(found), "place": place, "heads": found.heads(), "missing": found.missing}
    return web.json_response({"texts": shown, "next": following, **about})


@bp.get("/api/text/raw")
def raw() -> Response:
    """One value as it was logged: the bytes of a single text, or JSON of a tensor's texts, as nested lists."""
    span = asked.span()
    place = texts.single(span)
    if place is None:
        whole: Any = texts.text(span)
        response = Response(json.dumps(whole.tolist(), ensure_ascii=False, indent=1), mimetype="text/plain")
    else:
        body = FileWrapper(stretch.opened(span.path, *place), PIECE)
        response = Response(body, mimetype="text/plain", direct_passthrough=True)
        response.content_length = place[1]
    return web.harmless(web.immutable(response))


@bp.get("/api/text/difference")
def difference() -> Response:
    """What differs between two texts of a tag: from that of the fields run and at to that of other_run and other_at.

    Answers {rows, notes}: rows as board.difference.Row has them; notes are sentences on what was left out.
    """
    notes = list[str]()
    before, after = (_lines(asked.span(*fields), notes) for fields in (("run", "at"), ("other_run", "other_at")))
    try:
        rows = apart.run("difference", [before, after])
    except apart.TooSlow:
        raise Unreadable("These texts differ in too many places to be compared in a few seconds.") from None
    if len(rows) > MOST_ROWS:
        notes.append(f"The first {MOST_ROWS:,} of {len(rows):,} lines are shown.")
    return web.immutable(web.json_response({"rows": rows[:MOST_ROWS], "notes": list(dict.fromkeys(notes))}))


def _searched(entries: Iterator[Entry], expression: str) -> Iterator[Entry]:
    try:
        yield from searched(entries, expression)
    except MatchingError as error:
        web.refuse(f"The query is no regular expression: {error}.")
    except apart.TooSlow:
        web.refuse(f"The regular expression {expression[:80]!r} takes too long; write it without nested repetition.")


def _shown(entry: Entry) -> dict[str, Any]:
    """What the page shows of a text: its source, its HTML, and what is to be said of it; or why it cannot be read."""
    span = entry.span
    about = {
        "run": entry.run,
        "at": entry.at,
        "step": str(span.step),
        "wall": json_number(span.wall_time),
        "size": span.size,
        "characters": 0,
        "replaced": entry.replaced,
    }
    if entry.found:
        about |= entry.found._asdict()
    try:
        excerpt = texts.excerpt(span)
    except (Gone, Unreadable) as error:
        return {**about, "error": str(error)}
    cells = [[markdown.render(text) for text in row] for row in excerpt.rows]
    return {
        **about,
        "characters": sum(len(text) for row in excerpt.rows for text in row),
        "shape": excerpt.shape,
        "rows": excerpt.rows,
        "html": cells[0][0] if excerpt.is_single else markdown.table(cells),
        "single": excerpt.is_single,
        "whole": excerpt.whole,
        "notes": excerpt.notes,
    }


def _lines(span: Span, notes: list[str]) -> list[str]:
    """A text in lines, a row of a table in one."""
    excerpt = texts.excerpt(span, COMPARED)
    notes += excerpt.notes
    lines = [line for row in excerpt.rows for line in " | ".join(row).split("\n")]
    if len(lines) > MOST_LINES:
        notes.append(f"The first {MOST_LINES:,} lines are compared.")
    return lines[:MOST_LINES]


def _query(body: dict[str, Any]) -> str:
    """The expression to be found; empty for none."""
    query = body.get("query") or ""
    if not isinstance(query, str) or len(query) > LONGEST_QUERY:
        web.refuse(f"The field query must be a text of {LONGEST_QUERY:,} characters at most.")
    return query if body.get("regex") is True else re.escape(query)


def _cursor(before: Any) -> Cursor | None:
    if before is None:
        return None
    try:
        return Cursor(str(before["run"]), str(before["at"]), int(before["step"]))
    except (TypeError, KeyError, ValueError):
        web.refuse("The field before must be what the answer before has as next.")


def _limit(text: str) -> int:
    limit = int(text)
    if not 1 <= limit <= MOST:
        raise ValueError
    return limit
