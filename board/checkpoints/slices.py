"""Variables that stand in slices, as partitioned ones do: where each lies, and the key that its entry has.

    0 | name | number of dimensions | for each of them: start, length (-1: all)

Numbers and names are encoded such that keys sort as they do; a name ends with two bytes that it cannot have in it
(tensorflow/core/lib/strings/ordered_code.cc, tensorflow/core/util/saved_tensor_slice_util.cc).
"""

from __future__ import annotations

from typing import Any

ALL = -1

Extent = tuple[int, int]


def extents(message: Any) -> tuple[Extent, ...]:
    """Start and length in each dimension of a TensorSliceProto."""
    return tuple((one.start, one.length if one.HasField("length") else ALL) for one in message.extent)


def place(extents: tuple[Extent, ...], shape: tuple[int, ...]) -> tuple[slice, ...]:
    """Where a slice lies in a variable of that shape. ValueError if it does not lie in it."""
    found = []
    for (start, length), size in zip(extents, shape, strict=True):
        stop = size if length == ALL else start + length
        if not 0 <= start <= stop <= size:
            raise ValueError
        found.append(slice(start, stop))
    return tuple(found)


def key(name: str, extents: tuple[Extent, ...]) -> bytes:
    """The key of a slice's entry."""
    escaped = name.encode().replace(b"\x00", b"\x00\xff") + b"\x00\x01"
    numbers = b"".join(_signed(number) for extent in extents for number in extent)
    return _unsigned(0) + escaped + _unsigned(len(extents)) + numbers


def _unsigned(number: int) -> bytes:
    """Its length in bytes, and they."""
    size = (number.bit_length() + 7) // 8
    return bytes([size]) + number.to_bytes(size, "big")


def _signed(number: int) -> bytes:
    """In n bytes: n ones, a zero, and 7n - 1 bits of the number; of a negative one, the same of its complement, all turned."""
    magnitude = ~number if number < 0 else number
    size = magnitude.bit_length() // 7 + 1
    encoded = ((1 << size) - 1) << 7 * size | magnitude
    return (encoded ^ ((1 << 8 * size) - 1 if number < 0 else 0)).to_bytes(size, "big")
