"""Tensors: arrays of any rank, of numbers, booleans or strings; and the TensorProto that every other kind uses."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from summary.arrays import BFLOAT16, exact, taken_exact
from summary.proto import tensor as types
from summary.proto.summary import Summary
from summary.proto.tensor import TensorProto

# No protobuf message is larger (https://protobuf.dev/programming-guides/proto-limits/).
LARGEST = 2**31 - 2**10

# tensorflow/core/framework/types.proto
DATA_TYPES = {
    np.dtype(np.float16): types.DT_HALF,
    BFLOAT16: types.DT_BFLOAT16,
    np.dtype(np.float32): types.DT_FLOAT,
    np.dtype(np.float64): types.DT_DOUBLE,
    np.dtype(np.complex64): types.DT_COMPLEX64,
    np.dtype(np.complex128): types.DT_COMPLEX128,
    np.dtype(np.int8): types.DT_INT8,
    np.dtype(np.int16): types.DT_INT16,
    np.dtype(np.int32): types.DT_INT32,
    np.dtype(np.int64): types.DT_INT64,
    np.dtype(np.uint8): types.DT_UINT8,
    np.dtype(np.uint16): types.DT_UINT16,
    np.dtype(np.uint32): types.DT_UINT32,
    np.dtype(np.uint64): types.DT_UINT64,
    np.dtype(np.bool_): types.DT_BOOL,
}


def take(tag: str, value: Any) -> NDArray[Any]:
    """`value` for `value()`, nobody else's: numbers, booleans or strings, as an array, a tensor, a list or alone.

    Its dtype stays, bfloat16 included (as `summary.arrays.BFLOAT16`); strings become bytes objects. Errors name the tag.
    """
    return _fitting(tag, taken_exact(_subject(tag), value))


def value(tag: str, value: Any) -> Summary.Value:
    """What `take` took or would take, as PyTorch's add_tensor writes it, but for the bits of float16: its are wrong."""
    made = Summary.Value(tag=tag, tensor=tensor_proto(_fitting(tag, exact(_subject(tag), value))))
    made.metadata.plugin_data.plugin_name = "tensor"
    return made


def _fitting(tag: str, array: NDArray[Any]) -> NDArray[Any]:
    if array.nbytes > LARGEST:
        raise ValueError(f"{_subject(tag)}: expected less than 2 GiB, as an event may have, got {array.nbytes:,} bytes")
    return array


def _subject(tag: str) -> str:
    return f"tensor {tag!r}"


def tensor_proto(array: NDArray[Any]) -> TensorProto:
    """The array as TensorFlow has it (tensorflow/core/framework/tensor.proto): its elements in tensor_content.

    An array of bytes objects becomes a tensor of strings, one of `summary.arrays.BFLOAT16` of bfloat16. Numbers that no
    DataType holds become the nearest that does: float128 a float64.
    """
    if array.dtype == object:
        made = TensorProto(dtype=types.DT_STRING, string_val=array.ravel().tolist())
    else:
        array = _little_endian(array)
        made = TensorProto(dtype=DATA_TYPES[array.dtype], tensor_content=array.tobytes())
    made.tensor_shape.SetInParent()
    for size in array.shape:
        made.tensor_shape.dim.add(size=size)
    return made


def _little_endian(array: NDArray[Any]) -> NDArray[Any]:
    """The array in a dtype of DATA_TYPES, in the byte order of files."""
    dtype = array.dtype.newbyteorder("<")
    if dtype.kind in "fc" and dtype not in DATA_TYPES:
        dtype = np.dtype(np.float64 if dtype.kind == "f" else np.complex128)
    return array.astype(dtype, copy=False)
