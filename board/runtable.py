"""The run table: for every run one number a column, be it of a scalar tag, a hyper-parameter or of the run itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isnan
from typing import Any, NamedTuple

import numpy as np

from board.hparams import HParams
from board.parts import Part
from board.reductions import OF, Column, Segments
from board.run import Shares, settled
from board.store import SCALARS, Listing, RunEntry, Store
from summary.batch import Batch

EVERYTHING = -1  # the version before all others

Cells = list[Any]


class TagColumn(NamedTuple):
    """What a tag's points come to: one of `board.reductions.OF`. Only points that stand count."""

    tag: str
    of: str


class HParamColumn(NamedTuple):
    hparam: str


class RunColumn(NamedTuple):
    """One of OF_RUN: when the run started, how long it took, how many scalar points it has, its highest step."""

    of: str


class Table(NamedTuple):
    """`columns[c][r]` is column c of `runs[r]`: a bool, number or text, None where the run has none.

    `hparams` and `tags` name all the hyper-parameters and scalar tags that any run has. `version` is the store's.
    """

    version: int
    runs: list[str]
    columns: list[Cells]
    hparams: list[str]
    tags: list[str]


def table(
    store: Store,
    hparams: HParams,
    columns: Sequence[TagColumn | HParamColumn | RunColumn],
    runs: Sequence[str] | None = None,
) -> Table:
    """The table of `runs`, in their order and without those that there are not; None: of all, oldest first."""
    listing = everything(store)
    entries = {run.name: run for run in listing.runs}
    names = list(entries) if runs is None else [name for name in dict.fromkeys(runs) if name in entries]
    values = hparams.of_runs(listing.runs)
    rows = _Rows(store, names, [entries[name] for name in names])
    of_tags = rows.of_tags([column for column in columns if isinstance(column, TagColumn)])
    cells: list[Cells] = []
    for column in columns:
        if isinstance(column, TagColumn):
            cells.append(of_tags[column])
        elif isinstance(column, HParamColumn):
            cells.append([values.get(name, {}).get(column.hparam) for name in names])
        else:
            cells.append(OF_RUN[column.of](rows))
    distinct = {id(one): one for one in values.values()}.values()
    tags = {id(run.tags): run.tags for run in listing.runs}.values()
    return Table(
        version=listing.version,
        runs=names,
        columns=cells,
        hparams=sorted({name for one in distinct for name in one}),
        tags=sorted({tag for kinds in tags for tag, kind in kinds.items() if kind == SCALARS}),
    )


def everything(store: Store) -> Listing:
    """All that the store lists."""
    listing = store.listing(EVERYTHING)
    assert listing is not None  # which answers only to the version that there is
    return listing


class _Rows(NamedTuple):
    """The runs of a table."""

    store: Store
    names: list[str]
    entries: list[RunEntry]

    def cells(self) -> Cells:
        return [None] * len(self.names)

    def of_tags(self, columns: Sequence[TagColumn]) -> dict[TagColumn, Cells]:
        """Each of the columns; what a tag's columns have in common is looked up once."""
        found = {column: self.cells() for column in columns}
        for tag in dict.fromkeys(column.tag for column in columns):
            wanted = [(OF[column.of], cells) for column, cells in found.items() if column.tag == tag]
            for places, segments in _segments(self.store.shares(self.names, tag), tag):
                for reduce, cells in wanted:
                    for place, cell in zip(places, reduce(segments).tolist(), strict=True):
                        cells[place] = cell
        return found

    def greatest(self, column: str) -> Cells:
        """The greatest number in a column of each run's points, whatever their tag; NaN only where there is no other."""
        cells = self.cells()
        for place, number in _greatest(self.store.shares(self.names, None), column):
            known = cells[place]
            cells[place] = number if known is None or isnan(known) or number > known else known
        return cells


def _start(rows: _Rows) -> Cells:
    return [run.start for run in rows.entries]


def _duration(rows: _Rows) -> Cells:
    ends = rows.greatest("wall_time")
    return [
        None if run.start is None or end is None else end - run.start
        for run, end in zip(rows.entries, ends, strict=True)
    ]


# What a column may ask of a run.
OF_RUN: dict[str, Callable[[_Rows], Cells]] = {
    "start": _start,
    "duration": _duration,
    "points": lambda rows: [run.points for run in rows.entries],
    "steps": lambda rows: rows.greatest("step"),
}


def _segments(shares: Shares, tag: str) -> Iterator[tuple[list[int], Segments]]:
    """The series of `tag`, many at a time, with the places of their runs."""
    for batch, parts in _by_batch(shares):
        place_of = np.repeat([place for place, _ in parts], [part.hi - part.lo for _, part in parts])
        groups = np.concatenate([np.arange(part.lo, part.hi) for _, part in parts])
        there = (batch.tag[groups] == batch.tag_numbers[tag]) & (np.diff(batch.start)[groups] > 0)
        if there.any():
            groups = groups[there]
            rows, begin = _rows(batch.start[groups], batch.start[groups + 1])
            value = batch.value if batch.exact is None else batch.exact
            yield place_of[there].tolist(), Segments(batch.step[rows], value[rows], begin)
    for place, pieces in shares.pieced:
        points, _ = settled(pieces)
        if len(points.step):
            yield [place], Segments(points.step, points.value, np.zeros(1, np.intp))


def _greatest(shares: Shares, column: str) -> Iterator[tuple[int, float]]:
    """The greatest number in a column of each share, with the place of its run."""
    for batch, parts in _by_batch(shares):
        begin = batch.start[[part.lo for _, part in parts]]
        stop = batch.start[[part.hi for _, part in parts]]
        there = np.flatnonzero(stop > begin)
        rows, begin = _rows(begin[there], stop[there])
        if len(rows):
            greatest = np.fmax.reduceat(getattr(batch, column)[rows], begin).tolist()
            yield from zip([parts[at][0] for at in there], greatest, strict=True)
    for place, pieces in shares.pieced:
        points, _ = settled(pieces)
        if len(points.step):
            yield place, np.fmax.reduce(getattr(points, column)).item()


def _by_batch(shares: Shares) -> Iterator[tuple[Batch, list[tuple[int, Part]]]]:
    """The whole shares, together with those of the same batch."""
    batches: dict[int, list[tuple[int, Part]]] = {}
    for place, part in shares.whole:
        batches.setdefault(id(part.batch), []).append((place, part))
    for parts in batches.values():
        yield parts[0][1].batch, parts


def _rows(begin: Column, stop: Column) -> tuple[Column, Column]:
    """The rows of the stretches begin:stop laid end to end, and where each begins there."""
    sizes = stop - begin
    starts = np.cumsum(sizes) - sizes
    return np.arange(sizes.sum()) + np.repeat(begin - starts, sizes), starts
