"""The labels of an embedding's rows: a table as text, with a tab between columns and a line for each row."""

from __future__ import annotations

import math
import os
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.cache import Cache
from board.memory import memory
from board.projection.entry import stamps
from board.projection.limits import Flaw, opened

LARGEST = 512 << 20  # bytes
MOST_ROWS = 20_000_000  # each takes some 60 bytes besides its own
MOST_COLUMNS, MOST_CELLS = 1000, 60_000_000
TAKEN, ROW_BYTES = 8, 100  # times as much as the text, and bytes for each row, are taken while it is read
MOST_CATEGORIES = 50  # distinct texts that are colours of a legend
CACHED = 512 << 20
UNNAMED = "label"  # a lone column without a header


class Column(NamedTuple):
    """A column: its distinct texts, the most frequent first, and each row's place among them (uint32).

    `numbers` (float64) are there if every text is one, an empty text being NaN. `kind` is "category" where there are few
    texts, else "number" or "text".
    """

    name: str
    kind: str
    values: list[str]
    codes: NDArray[np.uint32]
    numbers: NDArray[np.float64] | None


class Labels(NamedTuple):
    """The columns, each with `rows` rows; `error` is a sentence if the file has another number of them."""

    columns: tuple[Column, ...]
    rows: int
    error: str


_labels: Cache[Labels] = Cache(CACHED, lambda labels: 1000 + sum(map(_size, labels.columns)), "labels")


def read(path: Path, rows: int) -> Labels:
    """The labels of an embedding's rows. Unreadable if it has none.

    There is a header only if the first line has a tab, as TensorBoard has it; and where there is one line more than rows,
    for a lone column's header is that. Lines too many are left out, and those that are missing are empty.
    """
    return _labels.get((path, rows, *stamps([path])), lambda: _read(path, rows))


def _read(path: Path, rows: int) -> Labels:
    with opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > LARGEST:
            raise Flaw(f"is longer than {LARGEST >> 20} MB, so it is not read.")
        with memory.claim(TAKEN * size + ROW_BYTES * min(rows, MOST_ROWS), path.name):
            return _table(file, size, path.name, rows)


def _table(file: BufferedReader, size: int, name: str, rows: int) -> Labels:
    data = file.read(size)
    if max(rows, data.count(b"\n")) > MOST_ROWS:
        raise Flaw(f"is not read, for no more than {MOST_ROWS:,} rows may have labels.")
    lines = data.decode("utf-8-sig", "replace").replace("\r", "").split("\n")
    del data
    if not lines[-1]:
        lines.pop()
    if not lines:
        raise Flaw("is empty, so there are no labels.")
    columns = lines[0].count("\t") + 1
    if columns > min(MOST_COLUMNS, MOST_CELLS // max(rows, 1)):
        raise Flaw(f"has {columns:,} columns for {rows:,} rows, which are more than are read.")
    header = _header(lines, rows)
    error = _complaint(name, len(lines), rows)
    lines = lines[:rows] + [""] * (rows - len(lines))
    return Labels(tuple(_columns(lines, header)), rows, error)


def _complaint(name: str, lines: int, rows: int) -> str:
    if lines == rows:
        return ""
    return (
        f"{name} has labels for {f'only {lines:,}' if lines < rows else f'{lines:,}'} rows, where there are {rows:,}."
    )


def _header(lines: list[str], rows: int) -> list[str]:
    """The columns' names; what is no label is taken out of the lines."""
    tabs = "\t" in lines[0]
    names = lines.pop(0).split("\t") if tabs else [UNNAMED]
    if len(lines) > rows:
        # Writers of text like an empty line at the end, or between; but an empty label is one, too.
        told = [line for line in lines if line.strip()]
        if rows <= len(told) <= rows + (not tabs):
            lines[:] = told
    if not tabs and len(lines) == rows + 1:
        names = [lines.pop(0)]
    return _distinct(names)


def _distinct(names: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for number, name in enumerate(names, 1):
        name = name.strip() or f"column {number}"
        while name in found:
            name += "'"
        found[name] = None
    return list(found)


def _columns(lines: list[str], names: list[str]) -> list[Column]:
    if len(names) == 1:
        return [_column(names[0], lines)]
    count = len(names)
    cells: list[list[str]] = [[] for _ in names]
    for line in lines:
        row = line.split("\t", count)
        if len(row) != count:
            row = (row + [""] * count)[:count]
        for column, cell in zip(cells, row, strict=True):
            column.append(cell)
    return [_column(name, column) for name, column in zip(names, cells, strict=True)]


def _column(name: str, texts: list[str]) -> Column:
    places: dict[str, int] = {}
    seen = np.fromiter((places.setdefault(text, len(places)) for text in texts), np.int64, len(texts))
    values = list(places)
    order = np.argsort(-np.bincount(seen, minlength=len(values)), kind="stable")
    rank = np.empty(len(values), np.uint32)
    rank[order] = np.arange(len(values), dtype=np.uint32)
    numbers = _numbers(values)
    kind = "category" if len(values) <= MOST_CATEGORIES else "text" if numbers is None else "number"
    return Column(
        name, kind, [values[place] for place in order], rank[seen], None if numbers is None else numbers[seen]
    )


def _numbers(values: list[str]) -> NDArray[np.float64] | None:
    """The texts as numbers; None if one is none, or none is."""
    found = np.empty(len(values))
    for place, text in enumerate(values):
        try:
            found[place] = float(text) if text.strip() else math.nan
        except ValueError:
            return None
    return found if any(text.strip() for text in values) else None


def _size(column: Column) -> int:
    texts = sum(map(len, column.values)) + 60 * len(column.values)
    return texts + column.codes.nbytes + (0 if column.numbers is None else column.numbers.nbytes)
