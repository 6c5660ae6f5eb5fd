"""Reads TensorBoard event files, whoever wrote them, as arrays; the command ``board`` shows them in a browser.

import board

logs = board.load("logs")
step, wall_time, value = logs.scalars("train", "loss")
step, wall_time, value = logs.images("train", "samples")  # value[-1][0].pixels() is an array
step, wall_time, value = logs.audio("train", "speech")  # value[-1][0].samples() is one too
step, wall_time, value = logs.embedding("train", "hidden")  # value[-1].vectors is one, value[-1].labels has columns
board.figures.scalars(logs, "loss", smoothing=0.6).show()
server = board.serve("logs")  # server.url is the page; `%load_ext board` and `%board --logdir logs` show it in a notebook
layout = board.projection.pca(vectors, components=3)  # of any array [rows, columns]; also tsne, umap, axes, neighbours
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from board import figures, projection
    from board.listening import ServingError
    from board.logs import Logs, load
    from board.roots import LogdirError
    from board.served import Server, serve
    from board.store import NotFound, Problem, Scalars
    from board.values.audio import Sound
    from board.values.images import Image

__all__ = [
    "Image",
    "LogdirError",
    "Logs",
    "NotFound",
    "Problem",
    "Scalars",
    "Server",
    "ServingError",
    "Sound",
    "figures",
    "load",
    "projection",
    "serve",
]

_HOMES = {
    "Image": "board.values.images",
    "LogdirError": "board.roots",
    "NotFound": "board.store",
    "Problem": "board.store",
    "Scalars": "board.store",
    "Server": "board.served",
    "ServingError": "board.listening",
    "Sound": "board.values.audio",
    "serve": "board.served",
}


def __getattr__(name: str) -> Any:
    """The names above, imported when they are first used: the command starts before NumPy is there."""
    if name not in __all__:
        raise AttributeError(f"module 'board' has no attribute {name!r}")
    from importlib import import_module

    if name in ("figures", "projection"):
        return import_module(f"board.{name}")
    return getattr(import_module(_HOMES.get(name, "board.logs")), name)


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext board`` calls: there is ``%board`` from then on."""
    from board import notebook

    shell.register_magic_function(notebook.board, "line", "board")
