"""Values that are read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

from board.answers import Span, Spans, SpanSeries

V = TypeVar("V", covariant=True)


class Lazy(Sequence[V]):
    """A series' values, each read from its file every time that it is asked for; a slice reads nothing.

    Asking for one is a NotFound where it is no longer in its file, and a ValueError where it cannot be read.
    """

    def __init__(self, series: SpanSeries, spans: Spans, read: Callable[[Span], V]) -> None:
        self._series = series
        self._spans = spans
        self._read = read

    def __len__(self) -> int:
        return len(self._spans.step)

    @overload
    def __getitem__(self, place: int) -> V: ...
    @overload
    def __getitem__(self, place: slice) -> Lazy[V]: ...
    def __getitem__(self, place: int | slice) -> V | Lazy[V]:
        if isinstance(place, slice):
            return Lazy(self._series, Spans._make(column[place] for column in self._spans), self._read)
        return self._read(self._series.at(int(self._spans.source[place]), int(self._spans.offset[place])))

    def __repr__(self) -> str:
        return f"<{len(self)} values, read when asked for>"
