"""The projector's files: configurations, vectors in each of their forms, labels, bookmarks, sheets of pictures."""

from __future__ import annotations

import io
import json
import shutil
from random import Random
from typing import Any

import numpy as np

from board.answers import NotFound, Unreadable
from board.beside import Beside
from board.loader import Loader
from board.projection import bookmarks, config, metadata, sources, sprites, vectors
from board.projection.layout import ProjectionError
from board.projection.wanted import wanted
from board.roots import roots_of
from board.store import Store
from tests.fuzz import changes, containers, scratch, trees
from tests.fuzz.target import Target, refusable

REFUSED = (NotFound, Unreadable)
TORCH, TF1 = "torch/all", "tf1/train"
ROWS = 30
JOBS = (
    '{"id": "x", "method": "pca", "components": 3, "sphereize": true, "rows": [1, 2, 5], "seed": 3, "like": null}',
    '{"method": "tsne", "dimensions": 2, "perplexity": 30.5, "supervise": {"column": "label", "weight": 0.5}}',
    '{"method": "umap", "neighbours": 15, "min_dist": 0.1, "metric": "cosine", "rows": null}',
    '{"method": "axes", "x": ["a", "b"], "y": null, "column": "label", "regex": true}',
)


def configuration(data: bytes) -> None:
    path = scratch.written(data, "projector_config.pbtxt")
    config.read(path, Beside("run", path.name, "projector", len(data), 1))


def logdir(data: bytes) -> None:
    """A run with this configuration, and the files of a real one: everything of each embedding is read."""
    root = scratch.directory() / "embeddings"
    if not root.exists():
        shutil.copytree(scratch.GOLDEN / TORCH, root / "run", ignore=shutil.ignore_patterns("events*"))
        shutil.copytree(
            scratch.GOLDEN / TF1, root / "run", ignore=shutil.ignore_patterns("events*"), dirs_exist_ok=True
        )
    scratch.written(data, "embeddings/run/projector_config.pbtxt")
    store = Store()
    Loader(root, store).refresh()
    roots = roots_of(root)
    found = sources.listed(store, roots)
    assert all(problem.endswith(".") or ":" in problem for problem in found.problems)
    for entry in found.entries:
        inside = [path.resolve().is_relative_to(root.resolve()) for path in (entry.labels, entry.bookmarks) if path]
        assert all(inside) and sources.find(store, roots, entry.id).id == entry.id
        with refusable(*REFUSED):
            sources.labels(entry, len(sources.read(entry).vectors))


def of_vectors(data: bytes) -> None:
    path = scratch.written(data, "vectors.any")
    for read in (vectors.size, vectors.read, lambda path: vectors.read(path, (4, 5))):
        with refusable(Unreadable):
            read(path)
    for entry in sources.of_file(path, "vectors.any", ".", "opened"):
        with refusable(Unreadable):
            found = sources.read(entry).vectors
            assert found.dtype == np.float32 and found.ndim == 2


def labels(data: bytes) -> None:
    found = metadata.read(scratch.written(data, "labels.tsv"), ROWS)
    assert all(len(column.codes) == ROWS and (column.codes < len(column.values)).all() for column in found.columns)


def kept(data: bytes) -> None:
    bookmarks.read(scratch.written(data, "bookmarks.json"))


def sheet(data: bytes) -> None:
    sprites.sprite(scratch.written(data, "sprite.png"), (8, 8), 4)


def job(data: bytes) -> None:
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(body, dict):
        wanted(body).key("x")


def _configurations() -> list[bytes]:
    return scratch.golden(f"{TORCH}/projector_config.pbtxt", f"{TF1}/projector_config.pbtxt")


def _tables() -> list[bytes]:
    lines = b"a\tb\tc\n1\t2.5\t-3e-2\n4\t5\t6\n"
    return [
        *scratch.golden(f"{TORCH}/00009/emb2/tensors.tsv", most=2000),
        lines,
        lines.replace(b"\t", b","),
        b"1 2\n3 4\n",
    ]


def _arrays() -> list[bytes]:
    """Matrices of several types and orders, as .npy files."""
    matrix = np.arange(20.0).reshape(4, 5)
    made: list[Any] = [matrix.astype(dtype) for dtype in ("<f4", ">f8", "i2", "?", "f2")]
    return [_saved(one) for one in (*made, np.asfortranarray(matrix))]


def _saved(array: Any) -> bytes:
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def _archives() -> list[bytes]:
    found = []
    for save in (np.savez, np.savez_compressed):
        out = io.BytesIO()
        save(out, a=np.arange(20.0).reshape(4, 5), b=np.ones(3))
        found.append(out.getvalue())
    return found


def _header(random: Random, data: bytes) -> bytes:
    """The text that says what the array is changes, and its length with it."""
    if not data.startswith(b"\x93NUMPY") or len(data) < 12:
        return data
    size = int.from_bytes(data[8:10], "little")
    text = random.choice(changes.TEXT)(random, data[10 : 10 + size].rstrip())[: 1 << 15] + b"\n"
    return data[:8] + len(text).to_bytes(2, "little") + text + data[10 + size :]


def _labels() -> list[bytes]:
    return scratch.golden(f"{TORCH}/00009/emb2/metadata.tsv", f"{TORCH}/00007/emb/metadata.tsv", f"{TF1}/metadata.tsv")


def _bookmarks() -> list[bytes]:
    return [b'[{"label": "a", "projections": [{"pca-0": 1.5}], "selectedProjection": "pca", "tSNEIteration": 3}]']


def _sheets() -> list[bytes]:
    return scratch.golden(f"{TORCH}/00007/emb/sprite.png")


TARGETS = [
    Target("projector configurations", _configurations, configuration, REFUSED, changes.TEXT, 8),
    Target("logdirs of embeddings", _configurations, logdir, REFUSED, changes.TEXT, 2),
    Target("tables of vectors", _tables, of_vectors, REFUSED, changes.TEXT, 6),
    Target("NumPy's arrays", _arrays, of_vectors, REFUSED, (_header,), 6),
    Target("NumPy's archives", _archives, of_vectors, REFUSED, (containers.member,), 4),
    Target("labels", _labels, labels, REFUSED, changes.TEXT, 15),
    Target("bookmarks", _bookmarks, kept, REFUSED, (trees.changed,), 10),
    Target("sheets of pictures", _sheets, sheet, REFUSED, (containers.chunk,), 5),
    Target(
        "wanted projections", lambda: [text.encode() for text in JOBS], job, (ProjectionError,), (trees.changed,), 10
    ),
]
