"""TensorFlow's types of numbers (tensorflow/core/framework/types.proto), and those among them that NumPy does not have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

STRING, BFLOAT16 = 7, 14

# DataType → how one number is stored.
STORED = {
    1: "<f4",
    2: "<f8",
    3: "<i4",
    4: "u1",
    5: "<i2",
    6: "i1",
    8: "<c8",
    9: "<i8",
    10: "?",
    11: "i1",
    12: "u1",
    13: "<i4",
    BFLOAT16: "<u2",
    15: "<i2",
    16: "<u2",
    17: "<u2",
    18: "<c16",
    19: "<f2",
    22: "<u4",
    23: "<u8",
}
# Types whose numbers stand in other types' clothes.
NAMES = {STRING: "string", 11: "qint8", 12: "quint8", 13: "qint32", BFLOAT16: "bfloat16", 15: "qint16", 16: "quint16"}

MOST_DIMENSIONS = 32  # as many as any NumPy has
MOST_ELEMENTS = 1 << 48  # more than fit any memory


class Float8(NamedTuple):
    """A float of 8 bits: a sign, bits of exponent and of mantissa, the bias; and what its last bit patterns are.

    "ieee": infinities and NaN as in larger floats; "fn": no infinities, all ones is NaN; "uz": no infinities and no negative
    zero, whose bits are NaN (https://arxiv.org/abs/2209.05433, https://arxiv.org/abs/2206.02915).
    """

    name: str
    exponent: int
    mantissa: int
    bias: int
    form: str


FLOAT8 = {
    24: Float8("float8_e5m2", 5, 2, 15, "ieee"),
    25: Float8("float8_e4m3fn", 4, 3, 7, "fn"),
    26: Float8("float8_e4m3fnuz", 4, 3, 8, "uz"),
    27: Float8("float8_e4m3b11fnuz", 4, 3, 11, "uz"),
    28: Float8("float8_e5m2fnuz", 5, 2, 16, "uz"),
}


def name(dtype: int) -> str:
    """As people write it: float32, bfloat16, string; "type 21" for one without a name here."""
    if dtype in FLOAT8:
        return FLOAT8[dtype].name
    if dtype in NAMES:
        return NAMES[dtype]
    return np.dtype(STORED[dtype]).name if dtype in STORED else f"type {dtype}"


def possible(shape: Sequence[int]) -> bool:
    """Whether NumPy has arrays of that shape: its sizes must not be too large together even where one of them is 0."""
    return len(shape) <= MOST_DIMENSIONS and math.prod(filter(None, shape)) < MOST_ELEMENTS


def stored(dtype: int) -> np.dtype[Any] | None:
    """How one number is stored; None if it is no number or not known here."""
    return np.dtype(STORED[dtype]) if dtype in STORED else np.dtype("u1") if dtype in FLOAT8 else None


def numbers(dtype: int, stored: NDArray[Any]) -> NDArray[Any]:
    """What is stored as numbers of NumPy: bfloat16 and the floats of 8 bits become float32, all else stays."""
    if dtype == BFLOAT16:
        bits: NDArray[np.uint32] = np.left_shift(stored, 16, dtype=np.uint32)
        return bits.view(np.float32)
    return _float8(dtype)[stored] if dtype in FLOAT8 else stored


@cache
def _float8(dtype: int) -> NDArray[np.float32]:
    """The number of each of the 256 bit patterns."""
    _, exponent_bits, mantissa_bits, bias, form = FLOAT8[dtype]
    bits = np.arange(256)
    exponent = bits >> mantissa_bits & (1 << exponent_bits) - 1
    mantissa = bits & (1 << mantissa_bits) - 1
    fraction = mantissa / (1 << mantissa_bits) + (exponent > 0)
    found = np.where(bits & 128, -1.0, 1.0) * fraction * 2.0 ** (np.maximum(exponent, 1) - bias)
    if form == "uz":
        found[0x80] = np.nan
    elif form == "fn":
        found[(bits & 127) == 127] = np.nan
    else:
        last = exponent == (1 << exponent_bits) - 1
        found[last] = np.where(mantissa[last], np.nan, np.copysign(np.inf, found[last]))
    table: NDArray[np.float32] = found.astype(np.float32)
    return table
