"""What a logdir holds, run by run and tag by tag, for a terminal or as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np

from board.store import Problem, Series, Store

HEADINGS = ("tag", "kind", "count", "first step", "last step", "superseded", "out of order", "wall time")
NUMBERS = slice(2, 7)
NOTHING = "no runs: there is no file with tfevents in its name"


@dataclass(frozen=True)
class Entry:
    """One series. Steps are in the order written; None where a kind has no such figure or there is no point."""

    run: str
    tag: str
    kind: str
    count: int
    first_step: int | None
    last_step: int | None
    first_wall_time: float | None
    last_wall_time: float | None
    superseded: int
    out_of_order: int


def entries(store: Store, tag: str | None = None) -> Iterator[Entry]:
    """Every series, or those of one tag; runs oldest first, tags in the order they appeared."""
    for run in store.runs():
        for name, kind in store.tags(run).items():
            if tag in (None, name):
                yield _entry(store, run, name, kind)


def _entry(store: Store, run: str, tag: str, kind: str) -> Entry:
    if kind != "scalars":
        return Entry(run, tag, kind, store.count(run, tag), None, None, None, None, 0, 0)
    return Entry(run, tag, kind, *_figures(store.series(run, tag)))


def _figures(series: Series) -> tuple[Any, ...]:
    step, wall_time = series.points.step, series.points.wall_time
    timed = wall_time[np.isfinite(wall_time)]
    return (
        len(step),
        step.item(0) if len(step) else None,
        step.item(-1) if len(step) else None,
        timed.min().item() if len(timed) else None,
        timed.max().item() if len(timed) else None,
        len(series.superseded.step),
        int(np.count_nonzero(step[1:] < step[:-1])),
    )


def as_json(found: Iterable[Entry], problems: Iterable[Problem]) -> dict[str, Any]:
    """Plain data; without NaN, for the wall times are the finite ones."""
    runs: dict[str, dict[str, Any]] = {}
    for entry in found:
        fields = asdict(entry)
        runs.setdefault(fields.pop("run"), {})[fields.pop("tag")] = fields
    return {"runs": runs, "problems": [problem._asdict() for problem in problems]}


def as_text(found: Iterable[Entry], problems: Iterable[Problem], nothing: str = NOTHING) -> Iterator[str]:
    """Lines of aligned plain text: a table a run, or else `nothing`, then the damaged places."""
    tables: dict[str, list[tuple[str, ...]]] = {}
    for entry in found:
        tables.setdefault(entry.run, [HEADINGS]).append(_cells(entry))
    widths = [max(map(len, column)) for column in zip(*(row for rows in tables.values() for row in rows), strict=True)]
    if not tables:
        yield from (nothing, "")
    for run, rows in tables.items():
        yield f"{_printable(run)}  ({len(rows) - 1} {'tag' if len(rows) == 2 else 'tags'})"
        for row in rows:
            yield "  " + _aligned(row, widths)
        yield ""
    places = list(problems)
    yield f"{len(places)} {'problem' if len(places) == 1 else 'problems'}"
    for problem in places:
        yield f"  {_printable(problem.file)} at byte {problem.offset}: {problem.reason}"


def _cells(entry: Entry) -> tuple[str, ...]:
    figures = (entry.count, entry.first_step, entry.last_step, entry.superseded, entry.out_of_order)
    numbers = ("-" if figure is None else str(figure) for figure in figures)
    return _printable(entry.tag), _printable(entry.kind), *numbers, _period(entry.first_wall_time, entry.last_wall_time)


def _printable(name: str) -> str:
    """A name as it is, but for what would move the cursor, change colours or fail to print."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in name)


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
    cells[NUMBERS] = [cell.strip().rjust(width) for cell, width in zip(row[NUMBERS], widths[NUMBERS], strict=True)]
    return "  ".join(cells).rstrip()


def _period(first: float | None, last: float | None) -> str:
    """Local time; the second day only where it is another."""
    if first is None or last is None:
        return "-"
    begin, end = _clock(first), _clock(last)
    return f"{begin} to {end[11:] if begin[:11] == end[:11] else end}"


def _clock(wall_time: float) -> str:
    try:
        return datetime.fromtimestamp(math.floor(wall_time)).isoformat(" ")
    except (OverflowError, OSError, ValueError):  # beyond the years that have a date
        return repr(wall_time)
