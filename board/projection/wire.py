"""What a worker tells the server through a pipe, and how arrays come to it.

A message is a header, JSON, and a body: u32 and u64 lengths | header | body. The body is a layout's columns, one after another.
"""

from __future__ import annotations

import json
import mmap
import struct
import tempfile
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

LENGTHS = struct.Struct("<IQ")
LARGEST_HEADER = 1 << 20


class Message(NamedTuple):
    """A header, and [dimensions, rows] float32 where one came with it."""

    header: dict[str, Any]
    columns: NDArray[np.float32] | None


def send(pipe: IO[bytes], header: dict[str, Any], positions: NDArray[np.float32] | None = None) -> None:
    """Writes a message; of `positions` [rows, dimensions] the columns."""
    columns = None if positions is None else np.ascontiguousarray(positions.T)
    shape = None if columns is None else columns.shape
    text = json.dumps({**header, "shape": shape}, allow_nan=False).encode()
    pipe.write(LENGTHS.pack(len(text), 0 if columns is None else columns.nbytes) + text)
    if columns is not None:
        pipe.write(columns.data.cast("B"))
    pipe.flush()


def receive(pipe: IO[bytes]) -> Message | None:
    """The next message, None where there is none or it is cut short."""
    lengths = pipe.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    size, body_size = LENGTHS.unpack(lengths)
    text = pipe.read(min(size, LARGEST_HEADER))
    body = pipe.read(body_size)
    if len(text) < size or len(body) < body_size:
        return None
    header = json.loads(text)
    shape = header.pop("shape")
    return Message(header, None if shape is None else np.frombuffer(body, np.float32).reshape(shape))


def lend(array: NDArray[Any]) -> IO[bytes]:
    """A file without a name that holds the array's bytes: it is gone once nobody has it open, however they end."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 the worker reads it, so it is closed when that has ended
    try:
        np.ascontiguousarray(array).tofile(file)
    except BaseException:
        file.close()
        raise
    return file


def lent(descriptor: int, dtype: str, shape: list[int]) -> NDArray[Any]:
    """The array in a file that was lent, mapped and not to be written to."""
    return np.frombuffer(mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ), dtype).reshape(shape)
