"""A checkpoint: its variables, and their values."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.checkpoints import slices, table
from board.values import dtypes
from summary.checksum import masked_crc32c

LARGEST = 8 << 30  # bytes of one variable
MOST_DIMENSIONS = 254  # as many as TensorFlow allows
WIDENED = 4  # times as large, at most, as their bytes are values of a type that NumPy has not
MOST_SLICES = 1 << 20  # of all variables


class CheckpointError(ValueError):
    """Why a checkpoint or a variable cannot be read: one sentence for the user."""


class Variable(NamedTuple):
    """A variable: its type's name, its shape, and where its bytes stand; or the `slices` that it is cut into."""

    dtype: int
    type: str
    shape: tuple[int, ...]
    shard: int
    offset: int
    size: int
    crc: int
    slices: tuple[tuple[slices.Extent, ...], ...]


class Checkpoint:
    """The checkpoint of a prefix, such as ``run/model.ckpt-60``: prefix.index and prefix.data-00000-of-00001."""

    def __init__(self, prefix: Path, confine: Callable[[Path], Path] = lambda path: path) -> None:
        """`confine` says where a file of it really is, or refuses to."""
        self._prefix = prefix
        self._confine = confine
        self._shards = 1
        self._slices: dict[bytes, Variable] = {}
        self._listed = 0
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
        if min(variable.shape, default=0) < 0 or not dtypes.possible(variable.shape):
            raise CheckpointError(f"The variable {name!r} has a shape that cannot be: {variable.shape}.")
        return self._joined(name, variable) if variable.slices else self._values(name, variable)

    def _values(self, name: str, variable: Variable) -> NDArray[Any]:
        dtype = dtypes.stored(variable.dtype)
        if dtype is None:
            raise CheckpointError(f"The variable {name!r} is of the type {variable.type}, which is not read.")
        if variable.size != math.prod(variable.shape) * dtype.itemsize or variable.size > LARGEST:
            raise CheckpointError(f"The variable {name!r} has {variable.size:,} bytes, which do not fit its shape.")
        data = self._bytes(name, variable)
        return dtypes.numbers(variable.dtype, np.frombuffer(data, dtype)).reshape(variable.shape)

    def _joined(self, name: str, variable: Variable) -> NDArray[Any]:
        """The values of a variable that stands in slices, each under a key of its own."""
        parts = []
        try:
            for extents in variable.slices:
                place = slices.place(extents, variable.shape)
                shape = tuple(one.stop - one.start for one in place)
                parts.append((place, self._slices[slices.key(name, extents)]._replace(shape=shape, slices=())))
        except (KeyError, ValueError) as error:
            raise CheckpointError(f"A slice of the variable {name!r} is missing, or does not lie in it.") from error
        elements = math.prod(variable.shape)
        distinct = len(set(variable.slices)) == len(parts)
        if sum(math.prod(part.shape) for _, part in parts) != elements or not distinct:
            raise CheckpointError(f"The slices of the variable {name!r} do not fill its shape.")
        dtype = self._values(name, parts[0][1]).dtype
        if elements * dtype.itemsize > min(LARGEST, sum(max(part.size, 0) for _, part in parts) * WIDENED):
            raise CheckpointError(f"The slices of the variable {name!r} are larger than their bytes.")
        found = np.empty(variable.shape, dtype)
        for place, part in parts:
            found[place] = self._values(name, part)
        return found

    def _bytes(self, name: str, variable: Variable) -> bytes:
        shard = self._file(f".data-{variable.shard:05}-of-{self._shards:05}")
        try:
            with shard.open("rb") as file:
                there = os.fstat(file.fileno()).st_size - variable.offset
                file.seek(variable.offset)
                data = file.read(variable.size) if there >= variable.size else b""
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or "it has no such place"
            raise CheckpointError(f"{shard.name} cannot be read: {said}.") from error
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
                return
            entry = BundleEntryProto.FromString(value)
            self._listed += len(entry.slices)
            if len(entry.shape.dim) > MOST_DIMENSIONS or self._listed > MOST_SLICES:
                raise table.TableError("it has more dimensions or slices than any that is written")
            if key.startswith(b"\0"):  # as no name does
                self._slices[key] = _variable(entry)
            else:
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
        slices=tuple(map(slices.extents, entry.slices)),
    )
