"""Every scalar point of a logdir into one file: CSV (RFC 4180), JSON or Parquet."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import repeat
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np

from board.numbers import json_number
from board.store import Scalars, Store

CHUNK = 100_000  # points that exist as Python numbers at one time
ROW_GROUP = 1_000_000


class ExportError(Exception):
    """One plain sentence on what stands in the way."""


class Columns(NamedTuple):
    """One series. `superseded` is None unless replaced points were asked for."""

    run: str
    tag: str
    points: Scalars
    superseded: np.ndarray[Any, np.dtype[np.bool_]] | None


def export(store: Store, target: str, superseded: bool = False) -> int:
    """Writes all points to `target`, whose suffix tells the format ("-": CSV to the standard output).

    With `superseded` the replaced points are there too, after those that stand, and a column tells them apart. The
    file appears when it is complete. Returns the number of points; raises ExportError.
    """
    series = _every_series(store, superseded)
    if target == "-":
        return _write_csv(series, sys.stdout.buffer, superseded)
    path = Path(target)
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise ExportError(f"The file {path.name} must end in {', '.join(WRITERS)}: its suffix tells the format.")
    with _replacing(path) as file:
        return write(series, file, superseded)


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside `path` that takes its place at the end, or vanishes where that is not reached."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "xb") as file:
            yield file
        os.replace(part, path)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        with suppress(OSError):
            part.unlink()


def _every_series(store: Store, superseded: bool) -> Iterator[Columns]:
    for run in store.runs():
        for tag, kind in store.tags(run).items():
            if kind == "scalars":
                yield columns_of(store, run, tag, superseded)


def columns_of(store: Store, run: str, tag: str, superseded: bool) -> Columns:
    """One series, with the replaced points after those that stand where they are asked for."""
    series = store.series(run, tag)
    points, replaced = series.points, series.superseded
    if not superseded:
        return Columns(run, tag, points, None)
    both = Scalars(
        np.concatenate([points.step, replaced.step]),
        np.concatenate([points.wall_time, replaced.wall_time]),
        np.concatenate([points.value, replaced.value]),
    )
    return Columns(run, tag, both, np.arange(len(both.step)) >= len(points.step))


def _chunks(columns: Columns) -> Iterator[tuple[list[Any], ...]]:
    """A series' columns as Python numbers, which print exactly, a stretch at a time."""
    for begin in range(0, len(columns.points.step), CHUNK):
        rows = slice(begin, begin + CHUNK)
        flags = () if columns.superseded is None else (columns.superseded[rows].astype(int).tolist(),)
        yield *(column[rows].tolist() for column in columns.points), *flags


def _headings(superseded: bool) -> tuple[str, ...]:
    return ("run", "tag", "step", "wall_time", "value", *(("superseded",) if superseded else ()))


def csv_pieces(series: Iterable[Columns], superseded: bool) -> Iterator[bytes]:
    """The text of a CSV file, a stretch of points at a time."""
    yield _csv_lines([_headings(superseded)])
    for columns in series:
        for chunk in _chunks(columns):
            yield _csv_lines(zip(repeat(columns.run), repeat(columns.tag), *chunk, strict=False))


def _csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogateescape")


def json_pieces(series: Iterable[Columns], superseded: bool) -> Iterator[bytes]:
    """The text of a JSON file: one object a line and series, all in one array.

    NaN and infinities are strings, as TensorBoard writes them.
    """
    names = _headings(superseded)[2:]
    separator = b"[\n"
    for columns in series:
        yield separator + json.dumps({"run": columns.run, "tag": columns.tag})[:-1].encode()
        flags = () if columns.superseded is None else (columns.superseded,)
        for name, column in zip(names, (*columns.points, *flags), strict=True):
            yield f', "{name}": ['.encode()
            for begin in range(0, len(column), CHUNK):
                numbers = json.dumps(_json_list(column[begin : begin + CHUNK]), allow_nan=False)
                yield ((", " if begin else "") + numbers[1:-1]).encode()
            yield b"]"
        yield b"}"
        separator = b",\n"
    yield b"[]\n" if separator == b"[\n" else b"\n]\n"


def _write_csv(series: Iterator[Columns], file: IO[bytes], superseded: bool) -> int:
    counted = _Counted(series)
    file.writelines(csv_pieces(counted, superseded))
    return counted.points


def _write_json(series: Iterator[Columns], file: IO[bytes], superseded: bool) -> int:
    counted = _Counted(series)
    file.writelines(json_pieces(counted, superseded))
    return counted.points


class _Counted:
    """The same series; `points` is how many points those have that were asked for."""

    def __init__(self, series: Iterable[Columns]) -> None:
        self.series, self.points = series, 0

    def __iter__(self) -> Iterator[Columns]:
        for columns in self.series:
            self.points += len(columns.points.step)
            yield columns


def _json_list(column: np.ndarray[Any, np.dtype[Any]]) -> list[Any]:
    numbers = column.tolist()
    return numbers if np.isfinite(column).all() else [json_number(number) for number in numbers]


def _write_parquet(series: Iterator[Columns], file: IO[bytes], superseded: bool) -> int:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ExportError("Parquet needs pyarrow: pip install 'summary-board[frames]'.") from None
    words = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    kinds = (words, words, pyarrow.int64(), pyarrow.float64(), pyarrow.float64(), pyarrow.bool_())
    schema = pyarrow.schema(list(zip(_headings(superseded), kinds, strict=False)))
    points = 0
    with parquet.ParquetWriter(file, schema) as writer:
        for group in _grouped(series):
            columns = [np.concatenate(parts) for parts in zip(*map(_flat, group), strict=True)]
            names = [_repeated(group, name, words) for name in ("run", "tag")]
            writer.write_table(pyarrow.table([*names, *columns], schema=schema))
            points += len(columns[0])
    return points


def _grouped(series: Iterator[Columns]) -> Iterator[list[Columns]]:
    """Series in groups that make good row groups; a longer series is a group of its own."""
    group: list[Columns] = []
    size = 0
    for columns in series:
        group.append(columns)
        size += len(columns.points.step)
        if size >= ROW_GROUP:
            yield group
            group, size = [], 0
    if group:
        yield group


def _flat(columns: Columns) -> tuple[Any, ...]:
    step, wall_time, value = columns.points
    flags = () if columns.superseded is None else (columns.superseded,)
    return step, wall_time, value.astype(np.float64), *flags


def _repeated(group: list[Columns], name: str, kind: Any) -> Any:
    """A column that says each series' run or tag once a point, as indices into the distinct ones."""
    import pyarrow

    words = list(dict.fromkeys(getattr(columns, name) for columns in group))
    places = {word: place for place, word in enumerate(words)}
    counts = [len(columns.points.step) for columns in group]
    indices = np.repeat(np.array([places[getattr(columns, name)] for columns in group], np.int32), counts)
    return pyarrow.DictionaryArray.from_arrays(indices, pyarrow.array(map(_valid, words), pyarrow.string())).cast(kind)


def _valid(name: str) -> str:
    """Directories may have names that are no text; Parquet has only text."""
    return name.encode("utf-8", "replace").decode()


WRITERS: dict[str, Callable[[Iterator[Columns], IO[bytes], bool], int]] = {
    ".csv": _write_csv,
    ".json": _write_json,
    ".parquet": _write_parquet,
}
