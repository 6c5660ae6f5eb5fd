"""Reads TensorBoard event files, whoever wrote them, as arrays; the command ``board`` shows them in a browser.

import board

logs = board.load("logs")
step, wall_time, value = logs.scalars("train", "loss")
step, wall_time, value = logs.images("train", "samples")  # value[-1][0].pixels() is an array
step, wall_time, value = logs.audio("train", "speech")  # value[-1][0].samples() is one too
step, wall_time, value = logs.embedding("train", "hidden")  # value[-1].vectors is one, value[-1].labels has columns
board.figures.scalars(logs, "loss", smoothing=0.6).show()
layout = board.projection.pca(vectors, components=3)  # of any array [rows, columns]; also tsne, umap, axes, neighbours
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from board import figures, projection
    from board.logs import Logs, load
    from board.roots import LogdirError
    from board.store import NotFound, Problem, Scalars
    from board.values.audio import Sound
    from board.values.images import Image

__all__ = ["Image", "LogdirError", "Logs", "NotFound", "Problem", "Scalars", "Sound", "figures", "load", "projection"]

_HOMES = {
    "Image": "board.values.images",
    "LogdirError": "board.roots",
    "NotFound": "board.store",
    "Problem": "board.store",
    "Scalars": "board.store",
    "Sound": "board.values.audio",
}


def __getattr__(name: str) -> Any:
    """The names above, imported when they are first used: the command starts before NumPy is there."""
    if name not in __all__:
        raise AttributeError(f"module 'board' has no attribute {name!r}")
    from importlib import import_module

    if name in ("figures", "projection"):
        return import_module(f"board.{name}")
    return getattr(import_module(_HOMES.get(name, "board.logs")), name)
