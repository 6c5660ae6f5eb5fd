"""Shapes and element types as texts, and the bytes that a tensor takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from board.graph.graph import UNKNOWN
from board.values import dtypes

if TYPE_CHECKING:
    from summary.proto.tensor import TensorShapeProto

UNKNOWN_SHAPE = "unknown"
TIMES = "×"
LARGEST = 1 << 62  # more than any tensor; an int64 holds it
MOST_DIMENSIONS = 32  # that are told; the format allows 254
REFERENCE = 100  # a type plus this is a reference to it
# Types whose elements are not stored as NumPy would.
OTHER = {20: "resource", 21: "variant", 29: "int4", 30: "uint4", 31: "int2", 32: "uint2"}
BITS = {29: 4, 30: 4, 31: 2, 32: 2}


def sizes(shape: TensorShapeProto) -> tuple[int, ...] | None:
    """The sizes of its dimensions, UNKNOWN for one that is not known; None where not even their number is."""
    return None if shape.unknown_rank else tuple(max(dim.size, UNKNOWN) for dim in shape.dim)


def text(shape: Sequence[int] | None) -> str:
    """ "?×64", "" for a scalar, "unknown" for None."""
    if shape is None:
        return UNKNOWN_SHAPE
    told = [str(size) if size >= 0 else "?" for size in shape[:MOST_DIMENSIONS]]
    return TIMES.join(told + ["…"] * (len(shape) > MOST_DIMENSIONS))


def elements(shape: Sequence[int] | None) -> int:
    """How many there are; UNKNOWN where a size is."""
    if shape is None or min(shape, default=0) < 0:
        return UNKNOWN
    return min(math.prod(shape), LARGEST)


def type_name(dtype: int) -> str:
    """As people write it, "float32 reference" for a variable's of TensorFlow 1; "" for none."""
    if REFERENCE < dtype < 2 * REFERENCE:
        return f"{type_name(dtype - REFERENCE)} reference"
    return OTHER[dtype] if dtype in OTHER else dtypes.name(dtype) if dtype else ""


def size(shape: Sequence[int] | None, dtype: int) -> int:
    """The bytes of a tensor; UNKNOWN where its shape is, or what an element takes."""
    count, kind = elements(shape), dtype % REFERENCE
    stored = dtypes.stored(kind)
    bits = BITS.get(kind, 0 if stored is None else 8 * stored.itemsize)
    return UNKNOWN if count == UNKNOWN or bits == 0 else min(-(-count * bits // 8), LARGEST)


def bytes_text(count: int) -> str:
    """ "820 bytes", "12.3 KB", "4 MB"."""
    if count < 1000:
        return f"{count} byte{'' if count == 1 else 's'}"
    for unit in ("KB", "MB", "GB", "TB"):
        count_in_unit = count / 1000 ** (("KB", "MB", "GB", "TB").index(unit) + 1)
        if count_in_unit < 999.95 or unit == "TB":
            return f"{count_in_unit:.1f}".removesuffix(".0") + f" {unit}"
    raise AssertionError
