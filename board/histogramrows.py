"""Requests for the histograms of one tag over many runs, and the replies to them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from flask import Response

from board import asked, curves, histograms, web
from board.answers import NotFound, Spans, SpanSeries
from board.columns import ColumnArea
from board.histograms import MOST_BUCKETS, Columns

MOST_ROWS = 5000

Numbers = dict[str, np.ndarray[Any, np.dtype[Any]]]


class Wanted(NamedTuple):
    """What a request asks for: a tag's histograms of these runs, or the one at an address of the only run."""

    tag: str
    runs: list[str]
    low: float
    high: float
    rows: int
    at: tuple[int, int] | None


class Found(NamedTuple):
    """What of a run is sent: some of `spans`, and whether there is more."""

    series: SpanSeries
    spans: Spans
    columns: Columns
    thinned: bool


def reply(columns_of: Callable[[Columns], Numbers]) -> Response:
    """One series a run for the request's JSON {tag, runs, from, to, rows, at}, as columns; board.columns tells the format.

    At most `rows` (200) steps are sent of a run, from step `from` to step `to`; board.histograms.chosen tells which. With `at`,
    an address as api/steps has it, there is one run and that step. Columns: step (f8), wall (f8, Unix seconds), source and offset
    (which make the address "source-offset"), and those of `columns_of`. The header tells of each series its `total` of
    steps that stand, the wall time at which they have `begun` (null if there is none), whether it is `thinned`, and as `error`
    {count, first} how many could not be read, and why the first.
    """
    wanted = _wanted(asked.json_body())
    area, series, missing, left = ColumnArea(), [], [], MOST_BUCKETS
    for place, run in enumerate(wanted.runs):
        try:
            found = _found(wanted, run, left // (len(wanted.runs) - place))
        except NotFound:
            if wanted.at is not None:
                raise
            missing.append(run)
            continue
        left -= len(found.columns.buckets)
        series.append({"run": run, **_described(found), **_sent(area, found, columns_of(found.columns))})
    body = area.reply({"series": series, "missing": missing})
    return Response(body, mimetype="application/octet-stream")


def _wanted(body: dict[str, Any]) -> Wanted:
    tag, runs, at = asked.text(body, "tag"), body.get("runs"), body.get("at")
    if not asked.are_texts(runs) or not runs or (at is not None and len(runs) > 1):
        web.refuse("The field runs must be a list of texts: at least one, and one only with the field at.")
    texts = asked.json_texts(body)
    asked.few(len(runs))
    low = web.parsed("from", texts("from"), -math.inf, web.number, "a finite number")
    high = web.parsed("to", texts("to"), math.inf, web.number, "a finite number")
    rows = web.parsed("rows", texts("rows"), 200, _rows, f"a whole number from 1 to {MOST_ROWS}")
    address = None if at is None else asked.address(asked.text(body, "at"))
    return Wanted(tag, list(dict.fromkeys(runs)), low, high, rows, address)


def _rows(text: str) -> int:
    rows = int(text)
    if not 1 <= rows <= MOST_ROWS:
        raise ValueError
    return rows


def _found(wanted: Wanted, run: str, most: int) -> Found:
    series = histograms.series(web.site().store, run, wanted.tag)
    if wanted.at is not None:
        spans, place = series.find(*wanted.at)
        return Found(series, spans, histograms.read(series, spans, np.array([place])), False)
    chosen = histograms.chosen(series, wanted.low, wanted.high, wanted.rows, most)
    return Found(series, series.points, *chosen)


def _described(found: Found) -> dict[str, Any]:
    columns, series = found.columns, found.series
    said = {
        "name": series.display_name,
        "description": series.description,
        "total": len(series),
        "begun": curves.started(series.points.wall_time),
    }
    error = {"error": {"count": columns.unreadable, "first": columns.reason}} if columns.unreadable else {}
    return {**said, "thinned": found.thinned, **error}


def _sent(area: ColumnArea, found: Found, numbers: Numbers) -> dict[str, Any]:
    places, spans = found.columns.places, found.spans
    columns = {
        "step": spans.step[places].astype("f8"),
        "wall": spans.wall_time[places],
        "source": spans.source[places].astype("u4"),
        "offset": spans.offset[places].astype("f8"),
        **numbers,
    }
    return {"rows": len(places), "columns": {name: area.add(column) for name, column in columns.items()}}
