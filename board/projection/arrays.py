"""Matrices in NumPy's files: .npy, and the arrays of a .npz (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).

Headers are read first, and nothing is taken that a file does not hold: no Python objects, no more bytes than there are, and
none that grow without measure as they are unpacked.
"""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from board.projection.entry import Vectors
from board.projection.limits import SLICE, Flaw, check_size, opened

MOST_ARRAYS = 1000
LARGEST_READ = SLICE  # bytes that are read of a .npz file at once, its list of arrays for one
# Numbers that were measured hardly pack at all; zeros pack a thousand times.
MOST_PACKED, PACKED_FREELY = 100, 64 << 20
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)


class Header(NamedTuple):
    """What an array is: its shape, type, and whether its columns stand one after another."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    by_column: bool


def read_npy(path: Path) -> Vectors:
    """The matrix of a .npy file as float32. Unreadable if it is none."""
    with opened(path) as file:
        header = _header(file)
        size = path.stat().st_size - file.tell()
        return _read(file, header, size)


def npy_header(path: Path) -> Header:
    """What the array of a .npy file is. Unreadable if it is none."""
    with opened(path) as file:
        return _header(file)


def read_npz(path: Path, name: str) -> Vectors:
    """The matrix of that name in a .npz file as float32. Unreadable if there is none."""
    with _archive(path) as archive:
        if f"{name}.npy" not in archive.namelist():
            raise Flaw(f"has no array {name!r}.")
        info = archive.getinfo(f"{name}.npy")
        if info.file_size > PACKED_FREELY and info.file_size > MOST_PACKED * info.compress_size:
            sizes = f"from {info.compress_size:,} bytes to {info.file_size:,}"
            raise Flaw(f"would unpack its array {name!r} {sizes}, so it is not read.")
        with archive.open(info) as file:
            header = _header(file)
            return _read(file, header, info.file_size - file.tell())


def npz_headers(path: Path) -> dict[str, Header]:
    """The first MOST_ARRAYS arrays of a .npz file by name, without those that are damaged. Unreadable if it is none."""
    found = {}
    with _archive(path) as archive:
        for info in archive.infolist()[:MOST_ARRAYS]:
            if info.filename.endswith(".npy"):
                try:
                    with archive.open(info) as file:
                        found[info.filename.removesuffix(".npy")] = _header(file)
                except (Flaw, *DAMAGED):
                    continue
    return found


def is_matrix(header: Header) -> bool:
    """Whether it has two dimensions, and real numbers."""
    return len(header.shape) == 2 and header.dtype.kind in "fiub" and 0 not in header.shape


def _header(file: IO[bytes]) -> Header:
    """The header at the beginning of a .npy file; the numbers follow."""
    try:
        version = npy.read_magic(file)
        reader = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, by_column, dtype = reader(file)
    except Exception as error:  # of Python's own parser, too, which takes the header apart
        raise Flaw("does not begin as NumPy's files do, or its header is damaged.") from error
    return Header(shape, dtype, by_column)


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    with opened(path) as file:
        try:
            with zipfile.ZipFile(cast(IO[bytes], _Measured(file))) as archive:
                yield archive
        except DAMAGED as error:
            raise Flaw("is damaged, or no .npz file.") from error


class _Measured:
    """A file that gives no more at once than LARGEST_READ: a .npz file may say that its list of arrays is of any size."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > LARGEST_READ:
            raise zipfile.BadZipFile
        return self._file.read(LARGEST_READ if size < 0 else size)


def _read(file: IO[bytes], header: Header, size: int) -> Vectors:
    """The numbers, `size` bytes of which follow; by slices, for what is not float32 takes more memory in its own type."""
    check(header)
    if math.prod(header.shape) * header.dtype.itemsize > size:
        raise Flaw(f"says that its shape is {header.shape}, but ends before that; it may be cut short.")
    out = np.empty(header.shape, np.float32, order="F" if header.by_column else "C")
    flat: NDArray[np.float32] = out.reshape(-1, order="A")
    step = SLICE // header.dtype.itemsize
    with np.errstate(all="ignore"):
        for begin in range(0, len(flat), step):
            count = min(step, len(flat) - begin)
            data = file.read(count * header.dtype.itemsize)
            if len(data) < count * header.dtype.itemsize:
                raise Flaw("ends before its last number; it may still be being written.")
            flat[begin : begin + count] = np.frombuffer(data, header.dtype)
    return np.ascontiguousarray(out)


def check(header: Header) -> None:
    """A Flaw where this is no matrix of numbers."""
    if header.dtype.hasobject:
        raise Flaw("holds Python objects, which could run a program as they are read, so they are not.")
    if len(header.shape) != 2:
        raise Flaw(f"has the shape {header.shape}; vectors are a matrix of rows and columns.")
    if header.dtype.kind not in "fiub":
        raise Flaw(f"is of the type {header.dtype}; vectors are real numbers.")
    check_size(*header.shape)
