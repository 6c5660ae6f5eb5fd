"""The process that computes one projection: told what by a line of JSON, it tells the server each layout on the way.

It is started with nothing open but its pipes and the files that it is lent. Once its standard input ends, as it does when
the server does, it ends too.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from board.projection import wire
from board.projection.directions import axes
from board.projection.layout import Layout, ProjectionError, Step
from board.projection.manifold import umap
from board.projection.principal import pca
from board.projection.procrustes import aligned
from board.projection.stochastic import tsne

NICENESS = 5  # what trains beside us comes first
BETWEEN = 0.1  # seconds from one layout to the next
SHARE = 10  # times as long as it takes to send one, at least
FULL = "There is not enough memory for this projection; isolate fewer points, or choose another method."

METHODS: dict[str, Callable[..., Layout]] = {"pca": pca, "tsne": tsne, "umap": umap, "axes": axes}
WATCHED = ("tsne", "umap")


def main() -> None:
    """Does what the first line of standard input says, and ends the process."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no message
    os.nice(NICENESS)
    sys.modules["tensorflow"] = None  # type: ignore[assignment]  # umap-learn imports it for what is not used here
    asked = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_server, daemon=True).start()
    try:
        _compute(asked, pipe)
    except ProjectionError as error:
        wire.send(pipe, {"state": "failed", "error": str(error)})
    except MemoryError:
        wire.send(pipe, {"state": "failed", "error": FULL})
    except Exception:
        wire.send(pipe, {"state": "failed", "trace": traceback.format_exc()})
    os._exit(0)


def _end_with_server() -> None:
    sys.stdin.buffer.read(1)
    os._exit(1)


def _compute(asked: dict[str, Any], pipe: IO[bytes]) -> None:
    lent = {name: wire.lent(*place) for name, place in asked["lent"].items()}
    watcher = _Watcher(pipe, lent.get("like"))
    parameters: dict[str, Any] = asked["parameters"]
    if "labels" in parameters:
        parameters["labels"] = np.array(parameters["labels"], object)[lent["codes"]]
    if asked["method"] in WATCHED:
        parameters = {**parameters, "watch": watcher}
    found = METHODS[asked["method"]](lent["vectors"], **parameters)
    watcher.end(found)


class _Watcher:
    """Sends steps on their way, not all of them, each turned to lie as the layout `like` does."""

    def __init__(self, pipe: IO[bytes], like: NDArray[np.float32] | None) -> None:
        self._pipe = pipe
        self._like = like
        self._due = 0.0
        self._iterations = 0

    def __call__(self, step: Step) -> None:
        self._iterations = step.iterations
        begun = time.monotonic()
        if begun >= self._due:
            self._send("running", step, step.iteration)
            now = time.monotonic()
            self._due = now + max(BETWEEN, SHARE * (now - begun))

    def end(self, layout: Layout) -> None:
        self._send("done", layout, self._iterations)

    def _send(self, state: str, shown: Step | Layout, iteration: int) -> None:
        positions = shown.positions
        if self._like is not None:
            positions = _turned(positions, self._like)
        header = {"state": state, "iteration": iteration, "iterations": self._iterations}
        wire.send(self._pipe, {**header, "facts": shown.facts, "notes": shown.notes}, positions)


def _turned(positions: NDArray[np.float32], like: NDArray[np.float32]) -> NDArray[np.float32]:
    """Aligned in as many dimensions as both have."""
    shared = min(positions.shape[1], like.shape[1])
    out: NDArray[np.float32] = positions.copy()
    out[:, :shared] = aligned(positions[:, :shared], like[:, :shared])
    return out
