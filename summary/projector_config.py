"""The projector's configuration: one file a run, to which writers add their embeddings."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from google.protobuf import text_format
from google.protobuf.message import Message

from summary.proto.projector import EmbeddingInfo, ProjectorConfig

# Where readers look for it, in a run's directory (tensorboard/plugins/projector/metadata.py).
CONFIG = "projector_config.pbtxt"
# Seconds to wait for another writer of the same configuration, who may have been stopped meanwhile.
PATIENCE = 5.0


def visualize_embeddings(logdir: Any, config: Any) -> None:
    """Writes a ProjectorConfig (ours, TensorBoard's, or serialized) into `logdir`, as TensorFlow 1's function did.

    `logdir` is a path or a writer; a configuration that is there already is replaced.
    """
    logdir = os.fspath(logdir.get_logdir() if hasattr(logdir, "get_logdir") else logdir)
    data = config.SerializeToString() if isinstance(config, Message) else config
    if not isinstance(data, bytes):
        raise TypeError(f"projector: expected a ProjectorConfig, got {config!r}")
    os.makedirs(logdir, exist_ok=True)
    with _alone(logdir):
        _write_config(logdir, ProjectorConfig.FromString(data))


def add_to_config(logdir: str, info: EmbeddingInfo) -> None:
    """Adds an embedding to what the configuration has, in place of one of the same name."""
    with _alone(logdir):
        config = _read_config(logdir)
        others = [one for one in config.embeddings if one.tensor_name != info.tensor_name]
        del config.embeddings[:]
        config.embeddings.extend([*others, info])
        _write_config(logdir, config)


def replace(path: str, parts: Iterable[bytes]) -> None:
    """Writes a file that readers see whole or not at all."""
    partial = f"{path}.{os.getpid()}-{threading.get_ident()}.partial"
    try:
        with open(partial, "wb") as file:
            file.writelines(parts)
        os.replace(partial, path)
    except BaseException:
        with suppress(OSError):
            os.remove(partial)
        raise


def _read_config(logdir: str) -> ProjectorConfig:
    path = os.path.join(logdir, CONFIG)
    config = ProjectorConfig()
    with suppress(FileNotFoundError), open(path, encoding="utf-8") as file:
        try:
            text_format.Parse(file.read(), config)
        except (text_format.ParseError, UnicodeDecodeError) as error:
            raise ValueError(
                f"{path}: expected a ProjectorConfig, got other text, which is left as it is ({error})"
            ) from error
    return config


def _write_config(logdir: str, config: ProjectorConfig) -> None:
    replace(os.path.join(logdir, CONFIG), [text_format.MessageToString(config).encode()])


@contextmanager
def _alone(logdir: str) -> Iterator[None]:
    """Keeps other writers from the configuration; goes on without a lock where the file system has none."""
    descriptor = os.open(logdir, os.O_RDONLY)
    deadline = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:
                break
        yield
    finally:
        # A child of a fork has the descriptor too: closing ours would leave the lock with it.
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)
