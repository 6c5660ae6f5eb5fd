"""The embeddings of a logdir: which are found, and their numbers, against NumPy, TensorFlow and the writers that made them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from board.projection import sources
from summary.proto.projector import ProjectorConfig

from .conftest import loaded

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"


def listed(logdir: Path) -> sources.Listed:
    return sources.listed(loaded(logdir), logdir)


def vectors(logdir: Path, name: str) -> np.ndarray[Any, Any]:
    return sources.load(loaded(logdir), logdir, name).vectors


def configure(folder: Path, checkpoint: str = "", **fields: Any) -> Path:
    """A folder with a configuration of one embedding."""
    folder.mkdir(parents=True, exist_ok=True)
    config = ProjectorConfig(model_checkpoint_path=checkpoint)
    if fields:
        config.embeddings.add(**fields)
    (folder / "projector_config.pbtxt").write_text(str(config))
    return folder


def numbers(*shape: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("writer", ["torch", "tensorboardX"])
def test_embeddings_of_real_writers(writer: str) -> None:
    found = listed(GOLDEN / writer)
    first, second = found.entries
    assert not found.problems
    assert (first.id, first.name, first.group, first.step, first.rows, first.columns) == (
        *("all|emb:00007", "emb:00007", "all|emb"),
        *(7, 60, 12),
    )
    assert (first.sprite and (first.sprite.width, first.sprite.height), second.sprite) == ((10, 10), None)
    assert (second.step, second.rows, second.columns) == (9, 40, 5)
    for entry in found.entries:
        folder = GOLDEN / writer / "all" / f"{entry.step:05}" / entry.name.partition(":")[0]
        wanted = np.array([line.split("\t") for line in (folder / "tensors.tsv").read_text().splitlines()], np.float64)
        np.testing.assert_array_equal(sources.read(entry).vectors, wanted.astype(np.float32))
        assert entry.labels == folder / "metadata.tsv"
