"""The embeddings of a run as the library gives them: a series of steps for each name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, overload

import numpy as np
import numpy.typing as npt

from board.answers import NotFound, Unreadable
from board.projection import sources
from board.projection.entry import STEPPED_NAME, Entry, Vectors, stepped
from board.projection.metadata import Column
from board.roots import Roots
from board.store import Store

WHOLE = 2.0**53  # up to which a double tells every whole number


class Embedded(NamedTuple):
    """An embedding: float32 [rows, columns], read-only, and its labels by column, an array with one for each row.

    Labels are int64 or float64 where all of a column are numbers, and texts else. `error` is a sentence if they are those of
    another number of rows (then the last are empty or left out), or cannot be read (then there are none).
    """

    vectors: Vectors
    labels: dict[str, npt.NDArray[np.generic]]
    error: str


class Embeddings(NamedTuple):
    """A series of embeddings: columns of one length, the values read when they are asked for."""

    step: npt.NDArray[np.int64]
    wall_time: npt.NDArray[np.float64]
    value: Sequence[Embedded]


def steps(store: Store, roots: Roots, run: str) -> dict[str, tuple[int, ...]]:
    """A run's embeddings by name, and the steps of each."""
    return {name: tuple(entry.step or 0 for entry in entries) for name, entries in _by_name(store, roots, run).items()}


def series(store: Store, roots: Roots, run: str, name: str) -> Embeddings:
    """A run's embeddings of a name. NotFound if there are none."""
    entries = _by_name(store, roots, run).get(name)
    if entries is None:
        raise NotFound(f"Run {run!r} has no embedding {name!r}.")
    changed = [max((path.stat().st_mtime for path in entry.files if path.exists()), default=0.0) for entry in entries]
    return Embeddings(
        np.array([entry.step or 0 for entry in entries], np.int64), np.array(changed, np.float64), _Lazy(entries)
    )


class _Lazy(Sequence[Embedded]):
    """Embeddings that are read when they are asked for; a slice reads nothing."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, place: int) -> Embedded: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Embedded]: ...
    def __getitem__(self, place: int | slice) -> Embedded | Sequence[Embedded]:
        if isinstance(place, slice):
            return _Lazy(self._entries[place])
        entry = self._entries[place]
        vectors = sources.read(entry).vectors
        try:
            labels = sources.labels(entry, len(vectors))
        except Unreadable as error:
            return Embedded(vectors, {}, str(error))
        return Embedded(vectors, {column.name: _column(column) for column in labels.columns}, labels.error)

    def __repr__(self) -> str:
        return f"<{len(self)} values, read when asked for>"


def _by_name(store: Store, roots: Roots, run: str) -> dict[str, list[Entry]]:
    """Those of a run in the order of their steps; a step that PyTorch has put behind a name is no part of it."""
    found: dict[str, list[Entry]] = {}
    for entry in sources.listed(store, roots).entries:
        if entry.run == run:
            name = stepped(entry.name, STEPPED_NAME)[0] if entry.source == "config" else entry.name
            found.setdefault(name, []).append(entry)
    return {name: sorted(entries, key=lambda entry: entry.step or 0) for name, entries in found.items()}


def _column(column: Column) -> npt.NDArray[np.generic]:
    numbers = column.numbers
    if numbers is None:
        return np.array(column.values, object)[column.codes]
    whole = bool(np.all(np.isfinite(numbers)) and np.all(numbers == np.rint(numbers)) and np.abs(numbers).max() < WHOLE)
    return numbers.astype(np.int64) if whole else numbers
