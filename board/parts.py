"""A file's share of what scans have found, and keeping the shares of a growing file few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from board.answers import Spans
from summary.batch import POINTS, Batch

GROUPS = 1 << 16  # of parts that are merged; that takes some hundred bytes for each while it is done


class Part(NamedTuple):
    """The groups lo:hi of a batch, all of one file."""

    batch: Batch
    lo: int
    hi: int

    @property
    def points(self) -> int:
        return int(self.batch.start[self.hi] - self.batch.start[self.lo])

    @property
    def groups(self) -> int:
        return self.hi - self.lo

    @property
    def spans(self) -> int:
        return int(self.batch.spans[self.lo : self.hi].sum())

    def groups_of(self, tag: str) -> Iterator[int]:
        """The part's groups of `tag`: one a session."""
        number = self.batch.tag_numbers.get(tag)
        if number is not None:
            yield from (self.lo + np.flatnonzero(self.batch.tag[self.lo : self.hi] == number)).tolist()

    def spans_of(self, group: int) -> npt.NDArray[np.intp]:
        """Where in the batch a group's spans are, in the order written. A file's spans lie together there, as its groups do."""
        begin = int(self.batch.spans[: self.lo].sum())
        return begin + np.flatnonzero(self.batch.span_group[begin : begin + self.spans] == group)


class Points(NamedTuple):
    """Columns of one length; float32 values unless a double or an integer was logged."""

    step: npt.NDArray[np.int64]
    wall_time: npt.NDArray[np.float64]
    value: npt.NDArray[np.float32] | npt.NDArray[np.float64]


Columns = TypeVar("Columns", Points, Spans)


def points_of(batch: Batch, group: int) -> Points:
    """A group's points, as views."""
    rows = slice(batch.start[group], batch.start[group + 1])
    wide = batch.exact is not None and batch.wide[group]
    return Points(batch.step[rows], batch.wall_time[rows], (batch.exact if wide else batch.value)[rows])  # type: ignore[index]


def split(batch: Batch) -> Iterator[tuple[int, Part]]:
    """A batch's parts, each with the number of its file."""
    if not len(batch.file):  # it had groups of damaged records only
        return
    first = [0, *(np.flatnonzero(np.diff(batch.file)) + 1).tolist()]
    for number, lo, hi in zip(batch.file[first].tolist(), first, [*first[1:], len(batch.file)], strict=True):
        yield number, Part(batch, lo, hi)


def append(parts: list[Part], part: Part) -> None:
    """Adds what has just been read of a file; merges small parts so that their number stays logarithmic."""
    parts.append(part)
    while len(parts) > 1 and parts[-2].points + parts[-2].spans <= 2 * (parts[-1].points + parts[-1].spans):
        if parts[-2].points + parts[-1].points > POINTS or parts[-2].groups + parts[-1].groups > GROUPS:
            return
        last = parts.pop()
        parts[-1] = merge(parts[-1], last)


def merge(first: Part, second: Part) -> Part:
    """Both parts of one file as one; groups of the same session and tag become one group."""
    tags: dict[str, int] = {}
    kinds: dict[str, int] = {}
    members: dict[tuple[int, int], list[tuple[Batch, int]]] = {}
    for batch, lo, hi in (first, second):
        for group in range(lo, hi):
            tag = tags.setdefault(batch.tags[batch.tag[group]], len(tags))
            members.setdefault((int(batch.session[group]), tag), []).append((batch, group))
    keys = list(members)
    rows = [_joined(groups) for groups in members.values()]
    new_group = {
        (id(batch), group): number for number, groups in enumerate(members.values()) for batch, group in groups
    }
    wide = np.array([row.wide for row in rows], np.uint8)
    spans = [_spans(part, new_group) for part in (first, second)]
    exact = np.concatenate([row.points.value for row in rows]).astype(np.float64) if wide.any() else None
    batch = Batch(
        tags=list(tags),
        tag_numbers=tags,
        kinds=[],
        file=np.zeros(len(keys), np.int32),
        session=np.array([session for session, _ in keys], np.int32),
        tag=np.array([tag for _, tag in keys], np.int32),
        kind=np.array([kinds.setdefault(row.kind, len(kinds)) for row in rows], np.int32),
        wide=wide,
        metadata_offset=np.array([row.metadata_offset for row in rows], np.int64),
        metadata_size=np.array([row.metadata_size for row in rows], np.int32),
        spans=np.array([row.spans for row in rows], np.int32),
        start=np.cumsum([0] + [len(row.points.step) for row in rows]),
        step=np.concatenate([row.points.step for row in rows]),
        wall_time=np.concatenate([row.points.wall_time for row in rows]),
        value=np.concatenate([row.points.value for row in rows]).astype(np.float32),
        exact=exact,
        span_group=np.concatenate([group for group, _ in spans]),
        **{
            name: np.concatenate(
                [getattr(part.batch, name)[chosen] for part, (_, chosen) in zip((first, second), spans, strict=True)]
            )
            for name in ("span_field", "span_offset", "span_size", "span_step", "span_wall_time")
        },
    )
    batch.kinds.extend(kinds)
    return Part(batch, 0, len(keys))


class _Row(NamedTuple):
    """One group to be."""

    kind: str
    wide: bool
    metadata_offset: int
    metadata_size: int
    spans: int
    points: Points


def _joined(groups: list[tuple[Batch, int]]) -> _Row:
    """Groups of the same session and tag, one after the other."""
    pieces = [points_of(batch, group) for batch, group in groups]
    batch, group = next(((b, g) for b, g in groups if b.metadata_size[g] >= 0), groups[0])
    return _Row(
        kind=next((b.kinds[b.kind[g]] for b, g in groups if b.kinds[b.kind[g]]), ""),
        wide=any(bool(b.wide[g]) for b, g in groups),
        metadata_offset=int(batch.metadata_offset[group]),
        metadata_size=int(batch.metadata_size[group]),
        spans=sum(int(b.spans[g]) for b, g in groups),
        points=joined(pieces),
    )


def joined(pieces: Sequence[Columns]) -> Columns:
    """Columns one after the other; no copy where there is only one piece."""
    if len(pieces) == 1:
        return pieces[0]
    return type(pieces[0])._make(np.concatenate(columns) for columns in zip(*pieces, strict=True))


def _spans(part: Part, new_group: dict[tuple[int, int], int]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.intp]]:
    """The part's spans: their groups by the new numbers, and their places in its batch."""
    group = part.batch.span_group
    chosen = np.flatnonzero((group >= part.lo) & (group < part.hi))
    renamed = [new_group[id(part.batch), int(old)] for old in group[chosen]]
    return np.array(renamed, np.int32), chosen
