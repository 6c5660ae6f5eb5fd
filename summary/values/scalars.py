"""Scalars: one number at a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summary.proto.summary import Summary


def number(tag: str, value: Any) -> float:
    """`value` as a float: a Python number, or an array or tensor of one element, whatever its framework and device.

    Anything else is a TypeError or ValueError that names the tag.
    """
    if isinstance(value, (str, bytes, complex)):
        raise TypeError(_complaint(tag, repr(value)))
    shape = getattr(value, "shape", ())
    if _size(shape) != 1:
        raise ValueError(_complaint(tag, f"shape {tuple(shape)}"))
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except OverflowError as error:
        raise ValueError(_complaint(tag, "an integer beyond float64")) from error
    except (TypeError, ValueError, RuntimeError):
        return _element(tag, value)


def value(tag: str, value: Any) -> Summary.Value:
    """The scalar as TensorFlow 1 and PyTorch write it: a float32."""
    from summary.proto.summary import Summary

    return Summary.Value(tag=tag, simple_value=number(tag, value))


def tensor_value(tag: str, value: Any, double: bool = False) -> Summary.Value:
    """The scalar as TensorFlow 2 writes it: a tensor of rank 0, of float32 or float64, with its plugin's name."""
    from summary.proto.summary import Summary
    from summary.proto.tensor import DT_DOUBLE, DT_FLOAT

    made = Summary.Value(tag=tag)
    made.metadata.plugin_data.plugin_name = "scalars"
    made.tensor.dtype = DT_DOUBLE if double else DT_FLOAT
    made.tensor.tensor_shape.SetInParent()
    (made.tensor.double_val if double else made.tensor.float_val).append(number(tag, value))
    return made


def _element(tag: str, value: Any) -> float:
    """The one element of what converts to an array only: a list, or a tensor without ``item`` and ``float``."""
    import numpy as np

    try:
        array = np.asarray(
            np.from_dlpack(value) if not hasattr(value, "__array__") and hasattr(value, "__dlpack__") else value
        )
    except Exception as error:
        raise TypeError(_complaint(tag, f"{type(value).__name__} ({error})")) from error
    if array.dtype.kind not in "biuf":
        raise TypeError(_complaint(tag, f"{type(value).__name__} of {array.dtype}"))
    if array.size != 1:
        raise ValueError(_complaint(tag, f"shape {array.shape}"))
    return float(array.item())


def _size(shape: Any) -> int:
    size = 1
    for length in shape:
        size *= int(length)
    return size


def _complaint(tag: str, got: str) -> str:
    return f"scalar {tag!r}: expected one real number, got {got}"
