"""Tensors: arrays of numbers, booleans or strings (tensorflow/core/framework/tensor.proto)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from board.answers import Span, Unreadable
from board.values.messages import summary_value

if TYPE_CHECKING:
    from summary.proto.tensor import TensorProto

LARGEST = 1 << 28  # elements of one tensor
LARGEST_FILLED = 1 << 22  # elements of one whose list is shorter, and which takes more memory than it was written in
SUMMARY = 5  # the field of an Event that has Summary.Values
MOST_DIMENSIONS = 254  # as many as TensorFlow allows

# DataType → (dtype, the field that holds its numbers if tensor_content does not). tensorflow/core/framework/types.proto
# and tensor.proto. Halves stand in half_val as their bits.
REAL = {
    1: ("f4", "float_val"),
    2: ("f8", "double_val"),
    3: ("i4", "int_val"),
    4: ("u1", "int_val"),
    5: ("i2", "int_val"),
    6: ("i1", "int_val"),
    8: ("c8", "scomplex_val"),
    9: ("i8", "int64_val"),
    10: ("?", "bool_val"),
    11: ("i1", "int_val"),
    12: ("u1", "int_val"),
    13: ("i4", "int_val"),
    15: ("i2", "int_val"),
    16: ("u2", "int_val"),
    17: ("u2", "int_val"),
    18: ("c16", "dcomplex_val"),
    19: ("f2", "half_val"),
    22: ("u4", "uint32_val"),
    23: ("u8", "uint64_val"),
}
STRING, BFLOAT16 = 7, 14
# Types whose numbers stand in other types' clothes.
NAMES = {7: "string", 11: "qint8", 12: "quint8", 13: "qint32", 14: "bfloat16", 15: "qint16", 16: "quint16"}


def logged(span: Span) -> tuple[str, NDArray[Any]]:
    """The type's name and the elements of the tensor that stands there, a lone number being one too."""
    if span.field != SUMMARY:
        raise Unreadable("This is a graph or what was measured while it ran, and no tensor.")
    found = summary_value(span)
    held = found.WhichOneof("value")
    if held == "simple_value":
        return "float32", np.array(found.simple_value, np.float32)
    if held != "tensor":
        raise Unreadable(f"This value holds {held or 'nothing'}, and no tensor.")
    return type_name(found.tensor), array(found.tensor)


def shape(tensor: TensorProto) -> tuple[int, ...]:
    """Its shape. Unreadable if it is none or too large."""
    sizes = tuple(dim.size for dim in tensor.tensor_shape.dim)
    if tensor.tensor_shape.unknown_rank or min(sizes, default=0) < 0:
        raise Unreadable("This tensor's shape is not known.")
    if len(sizes) > MOST_DIMENSIONS or math.prod(sizes) > LARGEST:
        raise Unreadable(f"This tensor has {math.prod(sizes):,} elements; no more than {LARGEST:,} are read.")
    return sizes


def type_name(tensor: TensorProto) -> str:
    """Its type as people write it: float32, bfloat16, string; "type 21" for one without a name here."""
    if tensor.dtype in NAMES:
        return NAMES[tensor.dtype]
    return np.dtype(REAL[tensor.dtype][0]).name if tensor.dtype in REAL else f"type {tensor.dtype}"


def array(tensor: TensorProto) -> NDArray[Any]:
    """Its elements in its shape: numbers of its type, bfloat16 as float32, strings as bytes objects.

    Numbers stand in tensor_content, or in the list of their type, of which the last stands for all that follow, as with
    strings; an empty list is zeros. Unreadable if that does not fit its shape, or its type is unknown here.
    """
    sizes = shape(tensor)
    elements = math.prod(sizes)
    if tensor.dtype == STRING:
        _check_filled(elements, len(tensor.string_val))
        found: NDArray[Any] = np.full(elements, tensor.string_val[-1] if tensor.string_val else b"", object)
        found[: len(tensor.string_val)] = tensor.string_val[:elements]
        return found.reshape(sizes)
    if tensor.dtype == BFLOAT16:
        bits = _numbers(tensor, np.dtype("<u2"), "half_val", elements)
        return (bits.astype(np.uint32) << 16).view(np.float32).reshape(sizes)
    if tensor.dtype not in REAL:
        raise Unreadable(f"This tensor's type, number {tensor.dtype}, is not known here.")
    name, listed = REAL[tensor.dtype]
    return _numbers(tensor, np.dtype(f"<{name}" if name != "?" else "?"), listed, elements).reshape(sizes)


def _numbers(tensor: TensorProto, dtype: np.dtype[Any], listed: str, elements: int) -> NDArray[Any]:
    if tensor.tensor_content:
        if len(tensor.tensor_content) != elements * dtype.itemsize:
            raise Unreadable(
                f"This tensor has {len(tensor.tensor_content):,} bytes, which is not what its shape needs."
            )
        return np.frombuffer(tensor.tensor_content, dtype)
    values = _listed(tensor, dtype, listed)
    if len(values) > max(elements, 1):
        raise Unreadable(f"This tensor lists {len(values):,} numbers, more than its shape has.")
    _check_filled(elements, len(values))
    filled = np.zeros(elements, dtype)
    if len(values) and elements:
        filled[: len(values)] = values
        filled[len(values) :] = values[-1]
    return filled


def _check_filled(elements: int, listed: int) -> None:
    if elements > max(LARGEST_FILLED, listed):
        raise Unreadable(f"This tensor's shape has {elements:,} elements, of which only {listed:,} were written.")


def _listed(tensor: TensorProto, dtype: np.dtype[Any], listed: str) -> NDArray[Any]:
    numbers = np.array(getattr(tensor, listed))
    if listed == "half_val":
        return numbers.astype(np.uint16).view(dtype)
    if dtype.kind == "c":
        if len(numbers) % 2:
            raise Unreadable("This tensor's complex numbers are not whole.")
        return (numbers[::2] + 1j * numbers[1::2]).astype(dtype)
    return numbers.astype(dtype)
