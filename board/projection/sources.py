"""The embeddings of a logdir: those that configurations name, matrices in checkpoints, and NumPy's files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from board.answers import NotFound, Unreadable
from board.cache import Cache
from board.projection import arrays, config, variables
from board.projection.arrays import Header
from board.projection.config import Config
from board.projection.entry import Embedding, Entry, Vectors, own
from board.projection.limits import LARGEST
from board.projection.named import Configs
from board.projection.variables import Place
from board.store import Store

MOST_LISTED = 50_000

_vectors: Cache[Vectors] = Cache(LARGEST, lambda found: found.nbytes)


class Listed(NamedTuple):
    """The embeddings that there are, and sentences about what could not be listed."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...]


def listed(store: Store, logdir: Path) -> Listed:
    """Every embedding of a logdir; no numbers are read."""
    problems: list[str] = []
    found: dict[str, Entry] = {}
    for entry in _all(store, logdir, problems):
        if len(found) == MOST_LISTED:
            problems.append(f"There are more than {MOST_LISTED:,} embeddings; only so many are listed.")
            break
        found.setdefault(entry.id, entry)
    return Listed(tuple(found.values()), tuple(dict.fromkeys(problems)))


def _all(store: Store, logdir: Path, problems: list[str]) -> Iterator[Entry]:
    configs = Configs(logdir, list(_configs(store, logdir, problems)), problems)
    used: set[Path] = set()
    for entry in configs.of_files():
        used.update(entry.files)
        yield entry
    for place in _checkpoints(store, logdir, configs.directories()):
        try:
            yield from map(configs.described, variables.entries(place))
        except Unreadable as error:
            problems.append(f"{place.name}: {error}")
    yield from configs.of_nothing()
    for file in store.beside("vectors"):
        try:
            path = own(logdir, logdir / file.path)
            if path not in used:
                yield from of_arrays(path, file.path, file.run, "vectors")
        except Unreadable as error:
            problems.append(f"{file.path}: {error}")


def _checkpoints(store: Store, logdir: Path, claims: Mapping[Path, Sequence[str]]) -> Iterator[Place]:
    for file in store.beside("checkpoint"):
        index = logdir / file.path
        prefix = index.with_name(index.name.removesuffix(".index"))
        for run in claims.get(index.parent.resolve(), (file.run,)):
            yield Place(run, prefix, file.path.removesuffix(".index"), partial(own, logdir))


def of_arrays(path: Path, name: str, run: str, source: str) -> Iterator[Entry]:
    """The matrices of one of NumPy's files, whose ids begin with `name`. Unreadable if it is damaged."""
    if path.suffix == ".npz":
        for member, header in arrays.npz_headers(path).items():
            if arrays.is_matrix(header):
                read = partial(arrays.read_npz, path, member)
                yield _of_array(f"{name}|{member}", run, f"{Path(name).stem}/{member}", source, path, read, header)
        return
    header = arrays.npy_header(path)
    if arrays.is_matrix(header):
        read = partial(arrays.read_npy, path)
        yield _of_array(name, run, Path(name).stem, source, path, read, header)


def _of_array(
    id: str,  # noqa: A002
    run: str,
    name: str,
    source: str,
    path: Path,
    read: Callable[[], Vectors],
    header: Header,
) -> Entry:
    rows, columns = header.shape
    return Entry(id, run, name, id, None, source, (path,), read, rows, columns)


def find(store: Store, logdir: Path, id: str) -> Entry:  # noqa: A002
    """The embedding of that id. NotFound if there is none."""
    for entry in listed(store, logdir).entries:
        if entry.id == id:
            return entry
    raise NotFound(f"There is no embedding {id[:200]!r}.")


def load(store: Store, logdir: Path, id: str) -> Embedding:  # noqa: A002
    """The embedding of that id with its numbers. NotFound if there is none, Unreadable if it cannot be read."""
    return read(find(store, logdir, id))


def read(entry: Entry) -> Embedding:
    """An embedding with its numbers, which are kept for who asks again. Unreadable if it cannot be read."""
    if entry.error:
        raise Unreadable(entry.error)
    version = entry.version

    def make() -> Vectors:
        found = entry.read()
        found.flags.writeable = False
        return found

    return Embedding(entry, _vectors.get((entry.id, entry.files, version), make), version)


def _configs(store: Store, logdir: Path, problems: list[str]) -> Iterator[Config]:
    for file in store.beside("projector"):
        try:
            yield config.read(logdir, file)
        except Unreadable as error:
            problems.append(f"{file.path}: {error}")
