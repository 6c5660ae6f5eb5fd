"""A file of vectors, whatever its form: text, NumPy's, or bare float32."""

from __future__ import annotations

import codecs
from io import BufferedReader
from pathlib import Path

import numpy as np

from board.cache import Cache
from board.projection import arrays, table
from board.projection.entry import Vectors, stamps
from board.projection.limits import Flaw, check_size, opened

NPY, NPZ = b"\x93NUMPY", b"PK\x03\x04"
KEPT = 10_000  # sizes
PROBED = 1 << 16  # bytes by which text is told from numbers
# What text in a table of numbers has none of.
CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r\f\v"))


Size = tuple[int | None, int | None]

_sizes: Cache[Size] = Cache(KEPT, lambda _: 1, "sizes of vectors")


def size(path: Path, shape: tuple[int, ...] = ()) -> Size:
    """Rows and columns of a file of vectors, as far as a look at its beginning tells. Unreadable where there are none."""
    return _sizes.get((path, shape, *stamps([path])), lambda: _size(path, shape))


def _size(path: Path, shape: tuple[int, ...]) -> Size:
    with opened(path) as file:
        found = _form(file)
        if found == "text":
            return table.size(file)
        if found == "bare":
            _check_bare(path, shape)
            return shape[0], shape[1]
        header = arrays.npy_header(path) if found == "npy" else arrays.npz_headers(path)[_only(path)]
        arrays.check(header)
        return header.shape[0], header.shape[1]


def read(path: Path, shape: tuple[int, ...] = ()) -> Vectors:
    """The vectors of a file as float32 [rows, columns]. Unreadable, naming it, where there are none.

    It may be a table of numbers as text, a .npy file, a .npz file with one matrix, or bare little-endian float32 in `shape`.
    """
    with opened(path) as file:
        found = _form(file)
        if found == "npy":
            return arrays.read_npy(path)
        if found == "npz":
            return arrays.read_npz(path, _only(path))
        return table.read(file) if found == "text" else _bare(file, path, shape)


def form(path: Path) -> str:
    """ "text", "npy", "npz", or "bare" for what is neither. Unreadable if it is empty."""
    with opened(path) as file:
        return _form(file)


def _form(file: BufferedReader) -> str:
    """What the file is by its beginning, where it stays."""
    first = file.read(PROBED)
    file.seek(0)
    if not first:
        raise Flaw("is empty.")
    if first.startswith(NPY):
        return "npy"
    if first.startswith(NPZ):
        return "npz"
    return "bare" if _is_binary(first) else "text"


def _only(path: Path) -> str:
    matrices = [name for name, header in arrays.npz_headers(path).items() if arrays.is_matrix(header)]
    if len(matrices) != 1:
        raise Flaw(f"has {len(matrices)} matrices, where one is wanted.")
    return matrices[0]


def _is_binary(data: bytes) -> bool:
    """Whether it is no text in UTF-8; its last character may be cut."""
    if len(data.translate(None, CONTROLS)) < len(data):
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return True
    return False


def _bare(file: BufferedReader, path: Path, shape: tuple[int, ...]) -> Vectors:
    _check_bare(path, shape)
    out = np.empty(shape, np.float32)
    if file.readinto(out.data.cast("B")) < out.nbytes:
        raise Flaw("became shorter while it was read.")
    return out


def _check_bare(path: Path, shape: tuple[int, ...]) -> None:
    if len(shape) != 2:
        raise Flaw("is no text; where it is bare float32 numbers, the configuration must give their tensor_shape.")
    check_size(*shape)
    bytes_there = path.stat().st_size
    if shape[0] * shape[1] * 4 != bytes_there:
        said = f"{shape[0]:,} × {shape[1]:,} float32 of its tensor_shape"
        raise Flaw(f"has {bytes_there:,} bytes, which are not the {said}.")
