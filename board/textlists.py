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
from board.answers import Gone, NotFound, Span, SpanSeries, Unreadable
from board.finding import Found
from board.store import Store
from board.values import texts

KIND = "text"
MOST_SEARCHED = 8 << 20  # characters of one search
LONGEST_SEARCH = 1.0  # seconds that texts are read for one search
SEARCHED_TOGETHER = (50, 500, 5000)  # texts: few at first, for what is looked for is mostly there


class Entry(NamedTuple):
    """One text of the list: where it stands, as "source-offset", and where a search found something in it."""

    run: str
    at: str
    span: Span
    found: Found | None = None


class Cursor(NamedTuple):
    """The last of the list that is known. Where it is gone, the list goes on with the steps before its own."""

    run: str
    at: str
    step: int


class TextList:
    """The texts that stand, of the runs that have the tag; `missing` are the other runs."""

    def __init__(self, store: Store, tag: str, runs: Sequence[str]) -> None:
        self.missing: list[str] = []
        self._series: list[tuple[str, SpanSeries]] = []
        for run in dict.fromkeys(runs):
            try:
                series = store.spans(run, tag)
            except NotFound:
                self.missing.append(run)
                continue
            if series.kind == KIND:
                self._series.append((run, series))
            else:
                self.missing.append(run)
        counts = [len(series) for _, series in self._series]
        self._owner = np.repeat(np.arange(len(counts)), counts)
        self._place = np.concatenate([np.arange(count) for count in counts] or [np.empty(0, np.int64)])
        self._step = self._column("step")
        # Of equal steps and times the later one comes first, and of runs the first.
        self._order = np.lexsort((-self._place, self._owner, -self._column("wall_time"), ~self._step))

    def __len__(self) -> int:
        return len(self._order)

    def heads(self) -> dict[str, tuple[int, str, int]]:
        """By run: how many texts stand, the address of the last that was written, and how many a restart has replaced."""
        return {
            run: (len(series), _address(series, len(series) - 1) if len(series) else "", len(series.superseded.step))
            for run, series in self._series
        }

    def after(self, cursor: Cursor | None) -> int:
        """How many come up to the cursor and with it."""
        if cursor is None:
            return 0
        for owner, (run, series) in enumerate(self._series):
            if run == cursor.run:
                for place in np.flatnonzero(series.points.step == cursor.step).tolist():
                    if _address(series, place) == cursor.at:
                        mine = (self._owner[self._order] == owner) & (self._place[self._order] == place)
                        return int(np.flatnonzero(mine)[0]) + 1
        return int(np.count_nonzero(self._step >= cursor.step))

    def entries(self, begin: int) -> Iterator[Entry]:
        """Those from a place of the list on."""
        for number in self._order[begin:].tolist():
            run, series = self._series[self._owner[number]]
            place = int(self._place[number])
            yield Entry(run, _address(series, place), series[place])

    def _column(self, name: str) -> NDArray[Any]:
        columns = [getattr(series.points, name) for _, series in self._series]
        return np.concatenate(columns) if columns else np.empty(0, np.int64)


def _address(series: SpanSeries, place: int) -> str:
    return f"{series.points.source[place]}-{series.points.offset[place]}"


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
