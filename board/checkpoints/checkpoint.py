"""A checkpoint: its variables, and their values."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.checkpoints import table
from board.values import dtypes
from summary.checksum import masked_crc32c

LARGEST = 8 << 30  # bytes of one variable


class CheckpointError(ValueError):
    """Why a checkpoint or a variable cannot be read: one sentence for the user."""


class Variable(NamedTuple):
    """A variable: its type's name, its shape, and where its bytes stand; `sliced` if they stand in pieces."""

    dtype: int
    type: str
    shape: tuple[int, ...]
    shard: int
    offset: int
    size: int
    crc: int
    sliced: bool


class Checkpoint:
    """The checkpoint of a prefix, such as ``run/model.ckpt-60``: prefix.index and prefix.data-00000-of-00001."""

    def __init__(self, prefix: Path, confine: Callable[[Path], Path] = lambda path: path) -> None:
        """`confine` says where a file of it really is, or refuses to."""
        self._prefix = prefix
        self._confine = confine
        self._shards = 1
        self.variables: dict[str, Variable] = {}
        try:
            with self._file(".index").open("rb") as file:
                for key, value in table.entries(file):
                    self._take(key, value)
        except OSError as error:
            raise CheckpointError(f"There is no checkpoint {prefix.name}: {error.strerror}.") from error
        except table.TableError as error:
            raise CheckpointError(f"The index of the checkpoint {prefix.name} cannot be read: {error}.") from error

    def read(self, name: str) -> NDArray[Any]:
        """A variable's values in its shape: those that NumPy has not as float32. CheckpointError where they cannot be read."""
        variable = self.variables.get(name)
        if variable is None:
            raise CheckpointError(f"The checkpoint {self._prefix.name} has no variable {name!r}.")
        if variable.sliced:
            raise CheckpointError(f"The variable {name!r} stands in slices, which are not read.")
        dtype = dtypes.stored(variable.dtype)
        if dtype is None:
            raise CheckpointError(f"The variable {name!r} is of the type {variable.type}, which is not read.")
        if variable.size != math.prod(variable.shape) * dtype.itemsize or variable.size > LARGEST:
            raise CheckpointError(f"The variable {name!r} has {variable.size:,} bytes, which do not fit its shape.")
        data = self._bytes(name, variable)
        return dtypes.numbers(variable.dtype, np.frombuffer(data, dtype)).reshape(variable.shape)

    def _bytes(self, name: str, variable: Variable) -> bytes:
        shard = self._file(f".data-{variable.shard:05}-of-{self._shards:05}")
        try:
            with shard.open("rb") as file:
                file.seek(variable.offset)
                data = file.read(variable.size)
        except OSError as error:
            raise CheckpointError(f"{shard.name} cannot be read: {error.strerror}.") from error
        if len(data) < variable.size:
            raise CheckpointError(
                f"{shard.name} ends before the variable {name!r} does; it may still be being written."
            )
        if masked_crc32c(data) != variable.crc:
            raise CheckpointError(f"The checksum of the variable {name!r} does not fit: {shard.name} is damaged.")
        return data

    def _take(self, key: bytes, value: bytes) -> None:
        from google.protobuf.message import DecodeError

        from summary.proto.tensor_bundle import BundleEntryProto, BundleHeaderProto

        try:
            if not key:
                header = BundleHeaderProto.FromString(value)
                if header.endianness == BundleHeaderProto.BIG:
                    raise CheckpointError(f"The checkpoint {self._prefix.name} is big-endian, which is not read.")
                self._shards = header.num_shards
            elif not key.startswith(b"\0"):  # keys of slices are binary, and begin so
                entry = BundleEntryProto.FromString(value)
                self.variables[key.decode(errors="replace")] = _variable(entry)
        except DecodeError as error:
            raise table.TableError("an entry is no message") from error

    def _file(self, ending: str) -> Path:
        return self._confine(self._prefix.with_name(self._prefix.name + ending))


def _variable(entry: Any) -> Variable:
    shape = tuple(dim.size for dim in entry.shape.dim)
    return Variable(
        dtype=entry.dtype,
        type=dtypes.name(entry.dtype),
        shape=shape,
        shard=entry.shard_id,
        offset=entry.offset,
        size=entry.size,
        crc=entry.crc32c,
        sliced=bool(entry.slices),
    )
