"""Tensors: arrays of numbers, booleans or strings (tensorflow/core/framework/tensor.proto)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from board.answers import Span, Unreadable
from board.values import dtypes
from board.values.messages import summary_value

if TYPE_CHECKING:
    from summary.proto.tensor import TensorProto

LARGEST = 1 << 28  # elements of one tensor
LARGEST_FILLED = 1 << 22  # elements of one whose list is shorter, and which takes more memory than it was written in
SUMMARY = 5  # the field of an Event that has Summary.Values

# DataType → the field that holds its numbers if tensor_content does not (tensor.proto). Halves stand there as their bits.
LISTED = {
    1: "float_val",
    2: "double_val",
    8: "scomplex_val",
    9: "int64_val",
    10: "bool_val",
    dtypes.BFLOAT16: "half_val",
    18: "dcomplex_val",
    19: "half_val",
    22: "uint32_val",
    23: "uint64_val",
}
SMALL = "int_val"


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
    return dtypes.name(found.tensor.dtype), array(found.tensor)


def shape(tensor: TensorProto) -> tuple[int, ...]:
    """Its shape. Unreadable if it is none or too large."""
    sizes = tuple(dim.size for dim in tensor.tensor_shape.dim)
    if tensor.tensor_shape.unknown_rank or min(sizes, default=0) < 0:
        raise Unreadable("This tensor's shape is not known.")
    if math.prod(sizes) > LARGEST:
        raise Unreadable(f"This tensor has {math.prod(sizes):,} elements; no more than {LARGEST:,} are read.")
    if not dtypes.possible(sizes):
        raise Unreadable(f"This tensor's {len(sizes)} dimensions are too many or too large to be read.")
    return sizes


def array(tensor: TensorProto) -> NDArray[Any]:
    """Its elements in its shape: numbers of its type, those that NumPy has not as float32, strings as bytes objects.

    Numbers stand in tensor_content, or in the list of their type, of which the last stands for all that follow, as with
    strings; an empty list is zeros. Unreadable if that does not fit its shape, or its type is unknown here.
    """
    sizes = shape(tensor)
    elements = math.prod(sizes)
    if tensor.dtype == dtypes.STRING:
        _check_filled(elements, len(tensor.string_val))
        found: NDArray[Any] = np.empty(elements, object)
        found.fill(tensor.string_val[-1] if tensor.string_val else b"")  # np.full would copy it for each element
        found[: len(tensor.string_val)] = tensor.string_val[:elements]
        return found.reshape(sizes)
    stored = dtypes.stored(tensor.dtype)
    if stored is None:
        raise Unreadable(f"This tensor's type, number {tensor.dtype}, is not known here.")
    return dtypes.numbers(tensor.dtype, _stored(tensor, stored, elements)).reshape(sizes)


def _stored(tensor: TensorProto, dtype: np.dtype[Any], elements: int) -> NDArray[Any]:
    if tensor.tensor_content:
        if len(tensor.tensor_content) != elements * dtype.itemsize:
            raise Unreadable(
                f"This tensor has {len(tensor.tensor_content):,} bytes, which is not what its shape needs."
            )
        return np.frombuffer(tensor.tensor_content, dtype)
    values = _listed(tensor, dtype)
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


def _listed(tensor: TensorProto, dtype: np.dtype[Any]) -> NDArray[Any]:
    if tensor.dtype in dtypes.FLOAT8:
        return np.frombuffer(tensor.float8_val, dtype)
    listed = LISTED.get(tensor.dtype, SMALL)
    numbers = np.array(getattr(tensor, listed))
    if listed == "half_val":
        return numbers.astype(np.uint16).view(dtype)
    if dtype.kind == "c":
        if len(numbers) % 2:
            raise Unreadable("This tensor's complex numbers are not whole.")
        return (numbers[::2] + 1j * numbers[1::2]).astype(dtype)
    return numbers.astype(dtype)
