"""Which timeline a request is about, and which part of it; what is wrong is refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from flask import current_app
from numpy.typing import NDArray

from board import apart, asked, matching, web
from board.answers import NotFound
from board.timeline import sources
from board.timeline.index import Index, Indexed
from board.timeline.shelf import Reading, Shelf
from board.timeline.trace import TimelineError, Trace
from board.timeline.windows import Window

PATIENCE = 1.0  # seconds a request waits for a timeline that is being read
LARGEST_TIME = 1 << 62


def asked_for(patience: float) -> Indexed | Reading:
    site, shelf = web.site(), _shelf()
    try:
        if web.field("file", "", str, "the name of an opened file"):
            return shelf.file(asked.file(), patience)
        name = web.required("id")
        path = sources.file_of(site.store, site.roots, name)
        if path is not None:
            return shelf.file(path, patience)
        return shelf.other(name, lambda: sources.session(site.store, name), patience)
    except TimelineError as error:
        web.refuse(str(error), 422)


def raw() -> Path | bytes:
    """The file of the timeline asked for, or the text that a session run was made into; never another file of the logdir."""
    site = web.site()
    opened = web.field("file", "", str, "the name of an opened file")
    if opened:
        path = site.opened.path(opened)
        if path is None:
            raise NotFound(f"There is no opened file {opened[:200]!r}.")
        return path
    name = web.required("id")
    try:
        return sources.file_of(site.store, site.roots, name) or sources.session_text(site.store, name)
    except TimelineError as error:
        web.refuse(str(error), 422)


def ready() -> Indexed:
    """The timeline asked for; 503 while it is still being read."""
    found = asked_for(30 * PATIENCE)
    if isinstance(found, Reading):
        web.refuse("This timeline is still being read: ask for /api/timeline until it is ready.", 503)
    return found


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions.setdefault("timelines", Shelf(Index()))
    return shelf


def window(trace: Trace) -> Window:
    start = web.field("from", 0, _time, "a whole number of nanoseconds")
    end = web.field("to", max(1, trace.length), _time, "a whole number of nanoseconds")
    width = web.field("width", 1000, int, f"a whole number of pixels from 1 to {asked.WIDEST}")
    if not 1 <= width <= asked.WIDEST:
        web.refuse(f"The field width must be a whole number of pixels from 1 to {asked.WIDEST}.")
    if start >= end:
        web.refuse(f"The field from must be less than the field to, but {start} is not less than {end}.")
    return Window(start, end, width)


def _time(text: str) -> int:
    time = float(text)
    if not abs(time) <= LARGEST_TIME:
        raise ValueError
    return int(time)


def direction(text: str) -> int:
    if text not in ("1", "-1"):
        raise ValueError
    return int(text)


def numbers(name: str, count: int) -> list[int]:
    """The numbers of tracks or counters in a field such as "0,3,5-9": all where it is not given, none where it is empty."""

    def parse(text: str) -> list[int]:
        found: set[int] = set()
        for part in text.split(",") if text else []:
            first, _, last = part.partition("-")
            found.update(range(int(first), min(int(last or first), count - 1) + 1))
        return sorted(number for number in found if 0 <= number < count)

    return web.field(name, list(range(count)), parse, "numbers such as 0,3,5-9")


def names(trace: Trace) -> NDArray[np.intp]:
    """The names that the fields query and regex ask for."""
    query = web.required("query")
    if not asked.flag(asked.form_texts, "regex"):
        folded = query.casefold()
        return np.array([number for number, name in enumerate(trace.names) if folded in name.casefold()], np.intp)
    try:
        return np.array(matching.searched(query, trace.names), np.intp)
    except matching.MatchingError as error:
        web.refuse(f"{query[:80]!r} is no regular expression: {error}.")
    except apart.TooSlow:
        web.refuse(f"The expression {query[:80]!r} takes too long to try; make it simpler.")
