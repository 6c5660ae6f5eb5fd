"""Reading embeddings.

Each measurement is a fresh process that has imported what it needs; the time is that of the reading alone, and "more memory"
the most that the process had (VmHWM) less what it had before. Text is a table of float32 in as many digits as tell them
apart, tabs between them. The peers are what TensorBoard's projector calls: its own reader of text, and TensorFlow's of
checkpoints. Files are in the page cache.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from summary import tsv
from tests.bench import children
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.timing import in_turn

COLUMNS = 128
PEERS_ROWS, ROWS = 20_000, 1_000_000
BLOCK = 20_000
VARIABLE = (50_000, 1000)  # 200 MB of float32
ROUNDS = 3

MEASURED = """
import json, sys, time
from pathlib import Path
from tests.bench.children import resident
import os
path = sys.argv[1]
before = resident(os.getpid(), "VmHWM")
begin = time.perf_counter()
found = read(path)
took = time.perf_counter() - begin
assert found.dtype == "float32" and found.ndim == 2
print(json.dumps([took, resident(os.getpid(), "VmHWM") - before]))
"""
OUR_TEXT = "from board.projection import vectors\nread = lambda path: vectors.read(Path(path))" + MEASURED
THEIR_TEXT = "from tensorboard.plugins.projector.projector_plugin import _read_tensor_tsv_file as read" + MEASURED
OUR_VARIABLE = (
    """
from board.projection import variables
read = lambda path: variables.read(variables.Place("", Path(path), "", lambda path: path), "x")
"""
    + MEASURED
)
THEIR_VARIABLE = (
    """
import tensorflow as tf
read = lambda path: tf.train.load_checkpoint(path).get_tensor("x")
"""
    + MEASURED
)
SAVE = """
import sys
import tensorflow as tf
kind, rows, columns = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
numbers = tf.cast(tf.random.stateless_normal([rows, columns], [1, 2]), kind)
tf.raw_ops.SaveV2(prefix=sys.argv[1], tensor_names=["x"], shape_and_slices=[""], tensors=[numbers])
print("null")
"""

Figures = list[float]


def measure(bench: Bench) -> Iterator[Line]:
    if not children.STATUS.exists():
        yield Line("memory is known only where there is a /proc", "B", None)
        return
    theirs = _installed("tensorflow") and _installed("tensorboard")
    rounds = min(bench.rounds, ROUNDS)
    for rows, compared in ((PEERS_ROWS, theirs), (ROWS, False)):
        path = _text(bench.cache, rows)
        sides = in_turn(
            rounds,
            lambda path=path: _run(OUR_TEXT, path),
            (lambda path=path: _run(THEIR_TEXT, path)) if compared else None,
        )
        limit = 10.0 if rows == ROWS else None
        peer = "TensorBoard" if compared else ""
        yield from _lines(f"{rows:,} × {COLUMNS} of text", sides, peer, Target(limit=limit))
    if not theirs:
        yield Line("TensorFlow, which writes the checkpoints, is not installed", "s", None)
        return
    for kind in ("float32", "bfloat16"):
        prefix = _checkpoint(bench.cache, kind)
        sides = in_turn(
            rounds,
            lambda prefix=prefix: _run(OUR_VARIABLE, prefix),
            (lambda prefix=prefix: _run(THEIR_VARIABLE, prefix)) if kind == "float32" else None,
        )
        what = f"a variable of {VARIABLE[0]:,} × {VARIABLE[1]:,} {kind}"
        yield from _lines(what, sides, "TensorFlow" if kind == "float32" else "", Target())


def _lines(what: str, sides: list[list[Figures]], peer: str, target: Target) -> Iterator[Line]:
    ours, theirs = sides
    yield Line(what, "s", _sample(ours, 0), peer, _sample(theirs, 0), target)
    yield Line("  more memory", "B", _sample(ours, 1), peer, _sample(theirs, 1))


def _sample(side: list[Figures], number: int) -> Sample | None:
    return Sample.of(figures[number] for figures in side) if side else None


def _run(source: str, path: Path) -> Figures:
    found: Figures = children.python(source, path)
    return found


def _installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _text(cache: Path, rows: int) -> Path:
    path = cache / f"vectors-{rows}x{COLUMNS}.tsv"

    def write(part: Path) -> None:
        random = np.random.default_rng(0)
        with part.open("wb") as file:
            for _ in range(rows // BLOCK):
                file.writelines(tsv.lines(random.normal(size=(BLOCK, COLUMNS)).astype(np.float32)))

    return _made(path, write)


def _checkpoint(cache: Path, kind: str) -> Path:
    prefix = cache / f"variable-{kind}"
    if not prefix.with_suffix(".index").exists():
        children.python(SAVE, prefix, kind, *VARIABLE)
    return prefix


def _made(path: Path, write: Callable[[Path], None]) -> Path:
    if not path.exists():
        part = path.with_suffix(".part")
        write(part)
        part.rename(path)
    return path
