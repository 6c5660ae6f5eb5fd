"""Embeddings in TensorFlow's checkpoints: every variable of two dimensions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from board.answers import Unreadable
from board.cache import Cache
from board.checkpoints.checkpoint import Checkpoint, CheckpointError, Variable
from board.projection.config import VALUE
from board.projection.entry import STEPPED_FILE, Entry, Vectors, stamps, stepped
from board.projection.limits import Flaw, check_size
from board.values import dtypes

# What is in the name of every variable that an optimizer keeps beside another, in object-based checkpoints.
SLOT = ".OPTIMIZER_SLOT"
CACHED = 64 << 20

_indexes: Cache[dict[str, Variable]] = Cache(CACHED, lambda matrices: 1000 + 400 * len(matrices), "checkpoint indexes")


class Place(NamedTuple):
    """A checkpoint that a run has: its prefix, such as logs/run/model.ckpt-60, and that relative to the logdir.

    `confine` says where a file of it really is. Unreadable where that is out of the logdir.
    """

    run: str
    prefix: Path
    name: str
    confine: Callable[[Path], Path]


def entries(place: Place) -> Iterator[Entry]:
    """An entry for each matrix of a checkpoint, an optimizer's own last. Unreadable if there is no such checkpoint."""
    stem, step = stepped(place.name, STEPPED_FILE)
    index = place.prefix.with_name(f"{place.prefix.name}.index")
    try:
        matrices = _indexes.get((place.prefix, *stamps([index])), lambda: _matrices(place))
    except CheckpointError as error:
        raise Unreadable(str(error)) from error
    for name, variable in matrices.items():
        yield Entry(
            id=f"{place.run}|{place.name}|{name}",
            run=place.run,
            name=name.removesuffix(VALUE),
            group=f"{place.run}|{stem}|{name}",
            step=step,
            source="checkpoint",
            checkpoint=place.name,
            files=(index,),
            read=partial(read, place, name),
            rows=variable.shape[0],
            columns=variable.shape[1],
        )


def read(place: Place, name: str) -> Vectors:
    """A variable as float32. Unreadable where it cannot be read."""
    try:
        checkpoint = Checkpoint(place.prefix, place.confine)
        if (variable := checkpoint.variables.get(name)) and len(variable.shape) == 2:
            check_size(*variable.shape)
        return np.ascontiguousarray(checkpoint.read(name), np.float32)
    except CheckpointError as error:
        raise Unreadable(str(error)) from error
    except Flaw as flaw:
        raise Unreadable(f"The variable {name!r} {flaw}") from flaw


def _matrices(place: Place) -> dict[str, Variable]:
    variables = Checkpoint(place.prefix, place.confine).variables
    found = {name: variable for name, variable in variables.items() if _is_matrix(variable)}
    return dict(sorted(found.items(), key=lambda item: (SLOT in item[0], item[0])))


def _is_matrix(variable: Variable) -> bool:
    stored = dtypes.stored(variable.dtype)
    return len(variable.shape) == 2 and 0 not in variable.shape and stored is not None and stored.kind != "c"
