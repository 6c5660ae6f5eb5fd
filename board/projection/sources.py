"""The embeddings of a logdir: those that configurations name, matrices in checkpoints, and NumPy's files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from board.answers import NotFound, Unreadable
from board.cache import Cache
from board.confined import located
from board.memory import memory
from board.projection import arrays, config, metadata, variables, vectors
from board.projection.config import Config
from board.projection.entry import Embedding, Entry, Vectors, nothing, own
from board.projection.metadata import Labels
from board.projection.named import Configs
from board.projection.variables import Place
from board.roots import Roots
from board.store import Store

T = TypeVar("T")

MOST_LISTED = 20_000
COPIES = 2  # of the numbers that there are while they are read
CACHED = 2 << 30  # bytes of vectors that are kept, or one embedding that is larger


def _weight(found: Vectors) -> int:
    return min(found.nbytes, CACHED)


_vectors: Cache[Vectors] = Cache(CACHED, _weight, "embeddings")


class Listed(NamedTuple):
    """The embeddings that there are, and sentences about what could not be listed."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...]


def listed(store: Store, roots: Roots) -> Listed:
    """Every embedding of the logdirs; no numbers are read."""
    problems: list[str] = []
    found: dict[str, Entry] = {}
    for entry in _all(store, roots, problems):
        if len(found) == MOST_LISTED:
            problems.append(f"There are more than {MOST_LISTED:,} embeddings; only so many are listed.")
            break
        found.setdefault(entry.id, entry)
    return Listed(tuple(found.values()), tuple(dict.fromkeys(problems)))


def _all(store: Store, roots: Roots, problems: list[str], wanted: str = "") -> Iterator[Entry]:
    """All embeddings; where the id of one is given, many others are not looked at."""
    configs = Configs(roots, list(_configs(store, roots, problems)), problems)
    used: set[Path] = set()
    for entry in configs.of_files(wanted):
        used.update(entry.files)
        yield entry
    for place in _checkpoints(store, roots, configs):
        if wanted.count("|") > 1 and f"|{place.name}|" not in wanted:
            continue
        try:
            yield from map(configs.described, variables.entries(place))
        except Unreadable as error:
            problems.append(f"{place.name}: {error}")
    yield from configs.of_nothing()
    for file in store.beside("vectors"):
        try:
            path = located(roots, file.path)
            if path not in used and _is_embedding(path):
                yield from of_file(path, file.path, file.run, "vectors")
        except Unreadable as error:
            problems.append(f"{file.path}: {error}")


def _is_embedding(path: Path) -> bool:
    """Whether a file of NumPy's that nobody has named is one: not every array is a matrix."""
    if vectors.form(path) != "npy":
        return True
    header = arrays.npy_header(path)
    return arrays.is_matrix(header) or header.dtype.hasobject


def _checkpoints(store: Store, roots: Roots, configs: Configs) -> Iterator[Place]:
    indexes = [(file, roots.path(file.path)) for file in store.beside("checkpoint")]
    runs = configs.runs_of({index.parent for _, index in indexes})
    for file, index in indexes:
        prefix = index.with_name(index.name.removesuffix(".index"))
        for run in runs.get(index.parent.resolve(), (file.run,)):
            confine = partial(own, roots.split(file.path)[0].path)
            yield Place(run, prefix, file.path.removesuffix(".index"), confine)


def of_file(path: Path, name: str, run: str, source: str) -> Iterator[Entry]:
    """What is in a file of vectors, whose ids begin with `name`: itself, or the matrices of a .npz file.

    Unreadable if it cannot be read.
    """
    called = Path(name).name
    entry = Entry(name, run, called, name, None, source, (path,), nothing)
    if naming(path, called, lambda: vectors.form(path)) == "npz":
        for member, header in naming(path, called, lambda: arrays.npz_headers(path)).items():
            if arrays.is_matrix(header):
                read = partial(naming, path, called, partial(arrays.read_npz, path, member))
                yield _sized(replace(entry, name=f"{called}: {member}", read=read), f"{name}|{member}", header.shape)
        return
    read = partial(naming, path, called, partial(vectors.read, path))
    yield _sized(replace(entry, read=read), name, naming(path, called, lambda: vectors.size(path)))


def naming(path: Path, called: str, read: Callable[[], T]) -> T:
    """What `read` reads. Where it complains of the file, that is named as people know it."""
    try:
        return read()
    except Unreadable as error:
        raise Unreadable(str(error).replace(path.name, called, 1)) from error


def _sized(entry: Entry, id: str, size: Sequence[int | None]) -> Entry:  # noqa: A002
    rows, columns = size
    return replace(entry, id=id, group=id, rows=rows, columns=columns)


def find(store: Store, roots: Roots, id: str) -> Entry:  # noqa: A002
    """The embedding of that id. NotFound if there is none."""
    found = next((entry for entry in _all(store, roots, [], id) if entry.id == id), None)
    if found is None:
        raise missing(id)
    return found


def missing(id: str) -> NotFound:  # noqa: A002
    return NotFound(f"There is no embedding {id[:200]!r}.")


def load(store: Store, roots: Roots, id: str) -> Embedding:  # noqa: A002
    """The embedding of that id with its numbers. NotFound if there is none, Unreadable if it cannot be read."""
    return read(find(store, roots, id))


def read(entry: Entry) -> Embedding:
    """An embedding with its numbers, which are kept for who asks again. Unreadable if it cannot be read."""
    if entry.error:
        raise Unreadable(entry.error)
    version = entry.version

    def make() -> Vectors:
        with memory.claim(COPIES * 4 * entry.rows * entry.columns if entry.rows and entry.columns else 0, entry.name):
            found = entry.read()
        found.flags.writeable = False
        return found

    return Embedding(entry, _vectors.get((entry.id, entry.files, version), make), version)


def labels(entry: Entry, rows: int) -> Labels:
    """The labels of an embedding of so many rows; no columns if it has none. Unreadable if they cannot be read."""
    path = entry.labels
    if path is None:
        return Labels((), rows, "")
    called = entry.labels_called or path.name
    found = naming(path, called, lambda: metadata.read(path, rows))
    return found._replace(error=found.error.replace(path.name, called, 1))


def _configs(store: Store, roots: Roots, problems: list[str]) -> Iterator[Config]:
    for file in store.beside("projector"):
        try:
            yield config.read(located(roots, file.path), file)
        except Unreadable as error:
            problems.append(f"{file.path}: {error}")
