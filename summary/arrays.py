"""Arrays as users have them, as NumPy's: NumPy's own, tensors of any framework and device, lists, numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# NumPy's own kinds of number; what else has an itemsize comes from ml_dtypes (bfloat16, float8, int4), as JAX has it.
NUMBERS = "biufc"


def as_array(what: str, value: Any) -> NDArray[Any]:
    """`value` as a NumPy array of numbers or booleans, without a copy where that is possible.

    Takes what NumPy takes, a tensor of torch (on any device, of any layout, with gradients), and whatever else has
    ``__array__`` or DLPack. bfloat16, float8 and the like become float32. Anything else is a TypeError or ValueError
    that begins with `what`, such as ``histogram 'weights'``.
    """
    try:
        array = _converted(value)
    except Exception as error:
        raise TypeError(f"{what}: expected an array of numbers, got {type(value).__name__} ({error})") from error
    if array.dtype.kind in NUMBERS:
        return array
    if array.dtype.kind == "V" and array.dtype.names is None:
        return array.astype(np.float32)
    raise TypeError(f"{what}: expected an array of numbers, got {type(value).__name__} of {array.dtype}")


def taken(what: str, value: Any) -> NDArray[Any]:
    """Like `as_array`, but nobody else's: what the caller does to `value` later does not change it."""
    array = as_array(what, value)
    return array if isinstance(value, (list, tuple, int, float)) else array.copy()


def _converted(value: Any) -> NDArray[Any]:
    if isinstance(value, np.ndarray):
        return value
    if callable(getattr(value, "detach", None)):
        return _from_torch(value.detach())
    if not hasattr(value, "__array__") and hasattr(value, "__dlpack__"):
        return np.from_dlpack(value)
    return np.asarray(value)


def _from_torch(tensor: Any) -> NDArray[Any]:
    """torch is not imported for this: the tensor has all that is needed."""
    tensor = tensor.dequantize() if tensor.is_quantized else tensor.to_dense()
    tensor = tensor.cpu().resolve_conj().resolve_neg()
    if tensor.is_floating_point() and (tensor.itemsize == 1 or str(tensor.dtype) == "torch.bfloat16"):
        tensor = tensor.float()
    return np.asarray(tensor.numpy())
