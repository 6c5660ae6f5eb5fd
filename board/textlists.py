"""The texts of a tag in many runs as one list, newest first: by step, then by wall time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board import matching
from board.answers import Gone, NotFound, Span, Spans, SpanSeries, Unreadable
from board.finding import Found
from board.store import Store
from board.values import texts

KIND = "text"
MOST_SEARCHED = 8 << 20  # characters of one search
LONGEST_SEARCH = 1.0  # seconds that texts are read for one search
SEARCHED_TOGETHER = (50, 500, 5000)  # texts: few at first, for what is looked for is mostly there


class Entry(NamedTuple):
    """One text of the list: where it stands, as "source-offset", whether a restart has replaced it, what a search found."""

    run: str
    at: str
    span: Span
    replaced: bool = False
    found: Found | None = None


class Cursor(NamedTuple):
    """The last of the list that is known. Where it is gone, the list goes on with the steps before its own."""

    run: str
    at: str
    step: int


class Column(NamedTuple):
    """The texts of a run that stand, or those that a restart has replaced."""

    run: str
    series: SpanSeries
    spans: Spans
    replaced: bool


class TextList:
    """The texts of the runs that have the tag, with `superseded` also those that were replaced; `missing` are the other runs."""

    def __init__(self, store: Store, tag: str, runs: Sequence[str], superseded: bool = False) -> None:
        self.missing: list[str] = []
        self._series: dict[str, SpanSeries] = {}
        for run in dict.fromkeys(runs):
            try:
                series = store.spans(run, tag)
            except NotFound:
                self.missing.append(run)
                continue
            if series.kind == KIND:
                self._series[run] = series
            else:
                self.missing.append(run)
        stand = [Column(run, series, series.points, False) for run, series in self._series.items()]
        gone = [Column(run, series, series.superseded, True) for run, series in self._series.items() if superseded]
        self._columns = stand + gone
        counts = [len(column.spans.step) for column in self._columns]
        self._owner = np.repeat(np.arange(len(counts)), counts)
        self._place = np.concatenate([np.arange(count) for count in counts] or [np.empty(0, np.int64)])
        self._step = self._joined("step")
        # Of equal steps and times the later one comes first, and of runs the first.
        self._order = np.lexsort((-self._place, self._owner, -self._joined("wall_time"), ~self._step))

    def __len__(self) -> int:
        return len(self._order)

    def heads(self) -> dict[str, tuple[int, str, int]]:
        """By run: how many texts stand, the address of the last that was written, and how many a restart has replaced."""
        return {
            run: (len(series), _address(series.points, -1) if len(series) else "", len(series.superseded.step))
            for run, series in self._series.items()
        }

    def after(self, cursor: Cursor | None) -> int:
        """How many come up to the cursor and with it."""
        if cursor is None:
            return 0
        for owner, (run, _, spans, _) in enumerate(self._columns):
            if run == cursor.run:
                for place in np.flatnonzero(spans.step == cursor.step).tolist():
                    if _address(spans, place) == cursor.at:
                        mine = (self._owner[self._order] == owner) & (self._place[self._order] == place)
                        return int(np.flatnonzero(mine)[0]) + 1
        return int(np.count_nonzero(self._step >= cursor.step))

    def entries(self, begin: int) -> Iterator[Entry]:
        """Those from a place of the list on."""
        for number in self._order[begin:].tolist():
            run, series, spans, replaced = self._columns[self._owner[number]]
            place = int(self._place[number])
            yield Entry(run, _address(spans, place), series.span(spans, place), replaced)

    def _joined(self, name: str) -> NDArray[Any]:
        columns = [getattr(column.spans, name) for column in self._columns]
        return np.concatenate(columns) if columns else np.empty(0, np.int64)


def _address(spans: Spans, place: int) -> str:
    return f"{spans.source[place]}-{spans.offset[place]}"


def searched(entries: Iterator[Entry], expression: str) -> Iterator[Entry]:
    """These with what is found in each, as far as one search goes. Raises matching.MatchingError or apart.TooSlow.

    What cannot be read has nothing.
    """
    characters, deadline = 0, time.monotonic() + LONGEST_SEARCH
    for size in SEARCHED_TOGETHER:
        batch: list[Entry] = []
        contents: list[list[str]] = []
        for entry in islice(entries, size):
            batch.append(entry)
            contents.append(_content(entry))
            characters += sum(map(len, contents[-1]))
            if characters >= MOST_SEARCHED or time.monotonic() >= deadline:
                break
        for entry, one in zip(batch, matching.found(expression, contents), strict=True):
            yield entry._replace(found=one)
        if len(batch) < size:
            return


def _content(entry: Entry) -> list[str]:
    with suppress(Gone, Unreadable):
        return texts.beginning(entry.span)
    return []
