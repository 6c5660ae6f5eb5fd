"""Arrays as users have them, as NumPy's: NumPy's own, tensors of any framework and device, lists, numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# NumPy's own kinds of number.
NUMBERS = "biufc"
# `dtype.isbuiltin` of those that other packages bring: ml_dtypes' bfloat16, float8, int4, as JAX has them.
FOREIGN = 2
# NumPy has no bfloat16: its bits, under its name, as TensorFlow does with its quantized types.
BFLOAT16 = np.dtype([("bfloat16", np.uint16)])


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
    if array.dtype.isbuiltin == FOREIGN:
        return array.astype(np.float32)
    if array.dtype.kind in NUMBERS:
        return array
    raise TypeError(f"{what}: expected an array of numbers, got {type(value).__name__} of {array.dtype}")


def taken(what: str, value: Any) -> NDArray[Any]:
    """Like `as_array`, but nobody else's: what the caller does to `value` later does not change it."""
    return _own(value, as_array(what, value))


def taken_exact(what: str, value: Any) -> NDArray[Any]:
    """Like `exact`, but nobody else's."""
    return _own(value, exact(what, value))


def exact(what: str, value: Any) -> NDArray[Any]:
    """Like `as_array`, but bfloat16 stays what it is, as `BFLOAT16`, and strings are taken too: see `strings`."""
    if isinstance(value, np.ndarray) and value.dtype == BFLOAT16:
        return value
    if holds_strings(value):
        return strings(what, value)
    array = as_array(what, value)
    if array.dtype == np.float32 and "bfloat16" in str(getattr(value, "dtype", "")):
        return np.asarray(array.view(np.uint32) >> 16, np.uint16).view(BFLOAT16)
    return array


def holds_strings(value: Any) -> bool:
    """Whether `value` is a str or bytes, or an array or nested list of them."""
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind == "O":
        return all(isinstance(one, (str, bytes)) for one in np.asarray(value).flat)
    return isinstance(value, (str, bytes)) or kind in ("U", "S", "T") or "string" in str(getattr(value, "dtype", ""))


def strings(what: str, value: Any) -> NDArray[np.object_]:
    """Strings, one or an array or nested list of them, as an array of bytes objects: text as UTF-8.

    What has no UTF-8, a lone surrogate, becomes a question mark. Anything else is a TypeError that begins with `what`.
    """
    try:
        found = np.array(value, object) if isinstance(value, (str, bytes, list, tuple)) else np.asarray(value)
    except ValueError as error:
        raise TypeError(f"{what}: expected strings, in an array of one shape, got {value!r}") from error
    encoded = np.empty(found.shape, object)
    for index, one in np.ndenumerate(found):
        encoded[index] = _utf8(what, one)
    return encoded


def _utf8(what: str, text: Any) -> bytes:
    if isinstance(text, (bytes, bytearray)):
        return bytes(text)
    if isinstance(text, str):
        return text.encode("utf-8", "replace")
    raise TypeError(f"{what}: expected a string, or an array or list of strings, got {text!r}")


def _own(value: Any, array: NDArray[Any]) -> NDArray[Any]:
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
    elif tensor.is_complex() and tensor.itemsize == 4:
        tensor = tensor.cfloat()
    return np.asarray(tensor.numpy())
