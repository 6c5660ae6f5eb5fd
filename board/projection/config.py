"""projector_config.pbtxt: the embeddings that a run's writer has named, and where their files are (protos/projector.proto)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from board.answers import Unreadable
from board.beside import Beside
from board.cache import Cache

LARGEST = 4 << 20  # bytes; an embedding takes some 300
CACHED = 16 << 20

# What object-based checkpoints append to every variable's name.
VALUE = "/.ATTRIBUTES/VARIABLE_VALUE"


class Named(NamedTuple):
    """What a configuration says of one embedding; paths are as it has them. `sprite_size` is [width, height] of one picture."""

    name: str
    tensor_path: str
    shape: tuple[int, ...]
    metadata_path: str
    bookmarks_path: str
    image_path: str
    sprite_size: tuple[int, ...]


class Config(NamedTuple):
    """A configuration: the run that it is for, its path relative to the logdir, the checkpoint that it names, embeddings."""

    run: str
    path: str
    checkpoint: str
    embeddings: tuple[Named, ...]


_parsed: Cache[tuple[str, tuple[Named, ...]]] = Cache(
    CACHED, lambda parsed: 1000 + 500 * len(parsed[1]), "projector configurations"
)


def read(path: Path, file: Beside) -> Config:
    """The configuration of that file, which is really at `path`. Unreadable if it is none."""
    return Config(file.run, file.path, *_parsed.get((path, file.size, file.changed_ns), lambda: _parse(path)))


def _parse(path: Path) -> tuple[str, tuple[Named, ...]]:
    from google.protobuf import text_format

    from summary.proto.projector import ProjectorConfig

    try:
        config = text_format.Parse(_text(path), ProjectorConfig())
    except (text_format.ParseError, RecursionError) as error:
        said = str(error).splitlines()[0][:200] if str(error) else "it is nested too deeply"
        raise Unreadable(f"It is no configuration of the projector: {said}") from error
    # Writers add to the end, so the last of a name is the newest.
    embeddings = {_key(number, one): _named(one) for number, one in enumerate(config.embeddings)}
    return config.model_checkpoint_path, tuple(embeddings.values())


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"It cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST:
        raise Unreadable(f"It is longer than {LARGEST >> 20} MB, so it is not read.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Unreadable("It is no text in UTF-8.") from error


def _key(number: int, embedding: Any) -> tuple[str, int]:
    """Those without a name are kept apart."""
    name = embedding.tensor_name or Path(embedding.tensor_path).name
    return (name, 0) if name else ("", number)


def _named(embedding: Any) -> Named:
    return Named(
        name=embedding.tensor_name.removesuffix(":0").removesuffix(VALUE) or Path(embedding.tensor_path).name,
        tensor_path=embedding.tensor_path,
        shape=tuple(embedding.tensor_shape),
        metadata_path=embedding.metadata_path,
        bookmarks_path=embedding.bookmarks_path,
        image_path=embedding.sprite.image_path,
        sprite_size=tuple(embedding.sprite.single_image_dim),
    )
