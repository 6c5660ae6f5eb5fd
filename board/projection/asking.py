"""From a request to what is computed: which embedding, which labels, and the layout that one is aligned to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from board.cache import Cache
from board.projection import nearest, sources
from board.projection.entry import Entry
from board.projection.jobs import Inputs, Jobs, Task
from board.projection.layout import ProjectionError
from board.projection.metadata import Column
from board.projection.nearest import Ready
from board.projection.wanted import Wanted

MOST = 10_000_000  # rows of a layout
KEPT = 256 << 20  # bytes of what is kept for neighbours
FOR_LABELS = ("supervise", "column")


_ready: Cache[Ready] = Cache(KEPT, lambda made: made.lengths.nbytes + made.found.copied, "prepared vectors")


def ready(entry: Entry, sphereize: bool) -> Ready:
    """An embedding's vectors, to be asked for neighbours; kept for who asks again."""
    embedding = sources.read(entry)
    key = (entry.id, entry.files, embedding.version, sphereize)
    return _ready.get(key, lambda: nearest.ready(embedding.vectors, sphereize))


def task(jobs: Jobs, entry: Entry, wanted: Wanted) -> Task:
    """What a worker is to do. NotFound where the projection to align to is not known."""
    if wanted.like is not None:
        jobs.state(wanted.like)
    key = wanted.key(entry.id, *map(str, entry.files), entry.version)
    return Task(key, wanted.method, lambda: _inputs(jobs, entry, wanted), wanted.rows, wanted.like)


def _inputs(jobs: Jobs, entry: Entry, wanted: Wanted) -> Inputs:
    vectors = sources.read(entry).vectors
    rows = wanted.rows
    if rows is not None and rows[-1] >= len(vectors):
        raise ProjectionError(f"There is no row {rows[-1]:,}; there are {len(vectors):,}, counted from 0.")
    count = len(vectors) if rows is None else len(rows)
    if count > MOST:
        raise ProjectionError(f"No more than {MOST:,} points are projected, and there are {count:,}; isolate fewer.")
    parameters = _parameters(wanted)
    arrays: dict[str, NDArray[Any]] = {"vectors": vectors if rows is None else vectors[rows]}
    if (name := _column_name(wanted)) is not None:
        column = _column(entry, len(vectors), name)
        parameters["labels"] = column.values
        arrays["codes"] = column.codes if rows is None else column.codes[rows]
    if wanted.like is not None:
        arrays["like"] = _reference(jobs, wanted.like, np.arange(count) if rows is None else rows)
    return Inputs(parameters, arrays)


def _parameters(wanted: Wanted) -> dict[str, Any]:
    """What the method's function takes by these names, without arrays."""
    own = {name: value for name, value in wanted.parameters.items() if name not in FOR_LABELS}
    if wanted.method in ("tsne", "umap"):
        own |= {"dimensions": wanted.dimensions, "seed": wanted.seed}
    if supervise := wanted.parameters.get("supervise"):
        own["weight"] = supervise["weight"]
    return {**own, "sphereize": wanted.sphereize}


def _column_name(wanted: Wanted) -> str | None:
    """The column of labels that is needed, "" for the first; None where none is."""
    if wanted.method == "axes":
        return str(wanted.parameters["column"])
    supervise = wanted.parameters.get("supervise")
    return supervise["column"] if supervise else None


def _column(entry: Entry, rows: int, name: str) -> Column:
    columns = sources.labels(entry, rows).columns
    if not columns:
        raise ProjectionError("This embedding has no labels, which this projection needs.")
    for column in columns:
        if name in ("", column.name):
            return column
    raise ProjectionError(f"The labels have no column {name[:80]!r}.")


def _reference(jobs: Jobs, key: str, rows: NDArray[Any]) -> NDArray[np.float32]:
    """Where the projection `key` has these rows: [rows, dimensions], NaN for those that it has not."""
    done = jobs.state(key)
    if done.columns is None:
        raise ProjectionError("The projection that this one is to be aligned to has not come to an end.")
    theirs = np.arange(done.columns.shape[1]) if done.task.rows is None else done.task.rows
    place = np.searchsorted(theirs, rows).clip(max=len(theirs) - 1)
    out: NDArray[np.float32] = done.columns[:, place].T.copy()
    out[theirs[place] != rows] = np.nan
    return out
