"""The embeddings that configurations name, and what they name beside the numbers: labels, pictures, bookmarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from board.answers import Unreadable
from board.projection import sprites, vectors
from board.projection.config import Config, Named
from board.projection.entry import STEPPED_NAME, Entry, inside, nothing, stepped
from board.roots import Roots


class Configs:
    """The configurations of the logdirs. What is wrong with them is added to `problems`, as sentences."""

    def __init__(self, roots: Roots, configs: Sequence[Config], problems: list[str]) -> None:
        self._roots = roots
        self._problems = problems
        # A plugin's folder comes after the run's own, and what stands there counts.
        self._named = {
            (config.run, one.name or f"\n{number}"): (config, one)
            for config in sorted(configs, key=lambda config: (config.run, config.path))
            for number, one in enumerate(config.embeddings)
        }
        self._configs = configs
        self._seen: set[tuple[str, str]] = set()
        self._paths: dict[tuple[str, str, str], Path | None] = {}

    def of_files(self, wanted: str) -> Iterator[Entry]:
        """Those whose numbers stand in files of their own; of the id `wanted` alone, where that is given."""
        for config, one in self._named.values():
            if one.tensor_path and wanted in ("", f"{config.run}|{one.name}"):
                yield self._with_parts(self._of_file(config, one), config, one)

    def of_nothing(self) -> Iterator[Entry]:
        """Those whose numbers should stand in a checkpoint, and do in none that `described` was asked about."""
        for (run, name), (_, one) in self._named.items():
            if not one.tensor_path and one.name and (run, name) not in self._seen:
                said = f"No checkpoint of the run {run!r} has a matrix {one.name!r}."
                yield Entry(f"{run}|{name}", run, one.name, f"{run}|{name}", None, "config", (), nothing, error=said)

    def described(self, entry: Entry) -> Entry:
        """An entry of a checkpoint with what its run's configuration says of its name, or of all."""
        named = self._named.get((entry.run, entry.name)) or self._named.get((entry.run, "\n0"))
        if named is None or named[1].tensor_path:
            return entry
        self._seen.add((entry.run, entry.name))
        return self._with_parts(entry, *named)

    def runs_of(self, directories: Iterable[Path]) -> dict[Path, list[str]]:
        """Which of these directories of checkpoints configurations mean, and of what runs.

        A configuration means those in its run's directory and beside the checkpoint that it names; and where there are none,
        in the directory above, as TensorBoard has it.
        """
        known = {directory.resolve() for directory in directories}
        found: dict[Path, dict[str, None]] = {}
        for config in self._configs:
            run = self._roots.path(config.run).resolve()
            means = {run}
            if config.checkpoint:
                index = self._path(config, f"{config.checkpoint}.index", "model_checkpoint_path")
                means |= {index.parent} if index else set()
            if not means & known and any(not one.tensor_path for one in config.embeddings):
                means = {run.parent}
            for directory in means & known:
                found.setdefault(directory, {})[config.run] = None
        return {directory: list(runs) for directory, runs in found.items()}

    def _of_file(self, config: Config, one: Named) -> Entry:
        stem, step = stepped(one.name, STEPPED_NAME)
        group = f"{config.run}|{stem}"
        entry = Entry(f"{config.run}|{one.name}", config.run, one.name, group, step, "config", (), nothing)
        try:
            path = inside(self._logdir(config), self._folders(config), one.tensor_path, "tensor_path")
            rows, columns = vectors.size(path, one.shape)
        except Unreadable as error:
            return replace(entry, error=str(error))
        read = partial(vectors.read, path, one.shape)
        return replace(entry, files=(path,), read=read, rows=rows, columns=columns)

    def _with_parts(self, entry: Entry, config: Config, one: Named) -> Entry:
        labels = self._path(config, one.metadata_path, "metadata_path")
        bookmarks = self._path(config, one.bookmarks_path, "bookmarks_path")
        sheet = self._path(config, one.image_path, "image_path")
        sprite = None
        if sheet:
            try:
                sprite = sprites.sprite(sheet, one.sprite_size, entry.rows)
            except Unreadable as error:
                self._problems.append(f"{config.path}: {error}")
        return replace(entry, labels=labels, bookmarks=bookmarks, sprite=sprite, named=one)

    def _path(self, config: Config, path: str, field: str) -> Path | None:
        """The file that a field names; None if it names none that is to be read."""
        key = (config.path, path, field)
        if path and key not in self._paths:
            try:
                self._paths[key] = inside(self._logdir(config), self._folders(config), path, field)
            except Unreadable as error:
                self._problems.append(f"{config.path}: {error}")
                self._paths[key] = None
        return self._paths.get(key)

    def _logdir(self, config: Config) -> Path:
        return self._roots.split(config.path)[0].path

    def _folders(self, config: Config) -> list[Path]:
        """Where paths of a configuration begin: at its own directory, or at the run's."""
        return list(dict.fromkeys([self._roots.path(config.path).parent, self._roots.path(config.run)]))
