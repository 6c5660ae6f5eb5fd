"""A logdir as pandas data frames, where pandas is installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from board.hparams import HParams
from board.reductions import OF
from board.runtable import HParamColumn, TagColumn, table
from board.store import SCALARS, Scalars, Store

if TYPE_CHECKING:
    from pandas import DataFrame

NOTHING = Scalars(np.empty(0, np.int64), np.empty(0, np.float64), np.empty(0, np.float32))


def points(store: Store, superseded: bool) -> DataFrame:
    """Every scalar point: run, tag (both categorical), step, wall_time, value (float64), with `superseded` also that."""
    pandas = _pandas()
    runs, tags, pieces, replaced = [], [], [NOTHING], []
    for run in store.runs():
        for tag, kind in store.tags(run).items():
            if kind == SCALARS:
                series = store.series(run, tag)
                for some, flag in ((series.superseded, True), (series.points, False)):
                    if superseded or not flag:
                        runs.append(run)
                        tags.append(tag)
                        pieces.append(some)
                        replaced.append(flag)
    counts = [len(piece.step) for piece in pieces[1:]]
    columns: dict[str, Any] = {
        "run": _repeated(runs, counts),
        "tag": _repeated(tags, counts),
        **{name: np.concatenate([getattr(piece, name) for piece in pieces]) for name in Scalars._fields},
    }
    columns["value"] = columns["value"].astype(np.float64)
    if superseded:
        columns["superseded"] = np.repeat(np.array(replaced, bool), counts)
    found: DataFrame = pandas.DataFrame(columns)
    return found


def _repeated(words: list[str], counts: list[int]) -> Any:
    """A categorical column that says each word so many times."""
    places = {word: place for place, word in enumerate(dict.fromkeys(words))}
    codes = np.repeat(np.array([places[word] for word in words], np.int32), counts)
    return _pandas().Categorical.from_codes(codes, categories=list(places))


def runs(store: Store, hparams: HParams, tags: Sequence[str] | None, of: str) -> DataFrame:
    """One row a run: its hyper-parameters, and what each tag's points come to.

    A hyper-parameter whose name is also a tag's is called hparams/<name>.
    """
    if of not in OF:
        raise ValueError(f"of: expected one of {', '.join(OF)}, got {of!r}")
    pandas = _pandas()
    names = table(store, hparams, [])
    wanted = names.tags if tags is None else list(dict.fromkeys(tags))
    made = table(store, hparams, [*map(HParamColumn, names.hparams), *(TagColumn(tag, of) for tag in wanted)])
    headings = [f"hparams/{name}" if name in wanted else name for name in names.hparams] + wanted
    index = pandas.Index(made.runs, name="run", dtype=object)
    found: DataFrame = pandas.DataFrame(dict(zip(headings, made.columns, strict=True)), index=index)
    return found


def _pandas() -> Any:
    try:
        import pandas
    except ImportError as error:
        raise ImportError("Data frames need pandas: pip install 'summary-board[frames]'.") from error
    return pandas
