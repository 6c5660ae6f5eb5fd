"""Tensors of every type and encoding against TensorFlow's own reading of them."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from board.answers import Unreadable
from board.values import tensors
from summary.proto.tensor import TensorProto

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    tf = pytest.importorskip("tensorflow")

TYPES = [
    "float16",
    "bfloat16",
    "float32",
    "float64",
    "complex64",
    "complex128",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "bool",
]


def ours(theirs: Any) -> np.ndarray[Any, Any]:
    return tensors.array(TensorProto.FromString(theirs.SerializeToString()))


def assert_equal(found: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> None:
    if wanted.dtype.name == "bfloat16":
        wanted = wanted.astype(np.float32)
    assert found.dtype == wanted.dtype and found.shape == wanted.shape
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("dtype", TYPES)
def test_content(dtype: str) -> None:
    numbers = np.arange(-3, 3).reshape(2, 3).astype(getattr(tf, dtype).as_numpy_dtype)
    proto = tf.make_tensor_proto(numbers)
    for listed in [field.name for field, _ in proto.ListFields() if field.name.endswith("_val")]:
        proto.ClearField(listed)
    proto.tensor_content = numbers.tobytes()
    assert_equal(ours(proto), tf.make_ndarray(proto))


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("size", [0, 1, 3, 6])
def test_lists_are_filled_up_with_their_last(dtype: str, size: int) -> None:
    kind = getattr(tf, dtype)
    proto = tf.make_tensor_proto(dtype == "bool" or 1, dtype=kind, shape=[1])
    listed = next(field.name for field, _ in proto.ListFields() if field.name.endswith("_val"))
    proto.tensor_shape.dim[0].size = 6
    numbers = np.array([1, 0, 1, 1, 0, 1][:size]).astype(kind.as_numpy_dtype)
    proto.ClearField(listed)
    if numbers.dtype.kind == "c":
        getattr(proto, listed).extend(np.stack([numbers.real, numbers.imag], -1).ravel().tolist())
    else:
        bits = numbers.view(np.uint16) if listed == "half_val" else numbers
        getattr(proto, listed).extend(bits.tolist())
    assert_equal(ours(proto), tf.make_ndarray(proto))


@pytest.mark.parametrize("dtype", range(24, 29))
def test_every_float_of_8_bits(dtype: int) -> None:
    bits = np.arange(256, dtype=np.uint8)
    found = tensors.array(proto(dtype=dtype, shape=[256], tensor_content=bits.tobytes()))
    wanted = bits.view(tf.as_dtype(dtype).as_numpy_dtype).astype(np.float32)
    assert_equal(found, wanted)
    np.testing.assert_array_equal(
        np.signbit(found), np.signbit(wanted) & ~np.isnan(wanted) | np.signbit(found) & np.isnan(wanted)
    )
    listed = tensors.array(proto(dtype=dtype, shape=[4], float8_val=bits[60:62].tobytes()))
    assert_equal(listed, wanted[[60, 61, 61, 61]])


def test_strings() -> None:
    proto = tf.make_tensor_proto([["a", "é"], ["", "c"]])
    assert ours(proto).tolist() == [[b"a", "é".encode()], [b"", b"c"]]


@pytest.mark.parametrize("strings", [["a"], ["a", "b"]])
def test_strings_are_filled_up_with_their_last(strings: list[str]) -> None:
    proto = tf.make_tensor_proto(strings)
    proto.tensor_shape.dim[0].size = 4
    assert ours(proto).tolist() == tf.make_ndarray(proto).tolist()


def test_a_tensor_without_elements_and_one_without_dimensions() -> None:
    assert ours(tf.make_tensor_proto(np.empty((0, 3), np.float32))).shape == (0, 3)
    assert ours(tf.make_tensor_proto(np.int64(2**62))).tolist() == 2**62


def proto(**fields: Any) -> TensorProto:
    made = TensorProto(**{name: value for name, value in fields.items() if name != "shape"})
    made.tensor_shape.SetInParent()
    for size in fields.get("shape", ()):
        made.tensor_shape.dim.add(size=size)
    return made


@pytest.mark.parametrize(
    ("tensor", "sentence"),
    [
        (proto(dtype=1, shape=[1 << 20, 1 << 20]), "elements"),
        (proto(dtype=1, shape=[1 << 27]), "only 0 were written"),
        (proto(dtype=7, shape=[1 << 27], string_val=[b"x"]), "only 1 were written"),
        (proto(dtype=1, shape=[-1]), "shape is not known"),
        (proto(dtype=1, shape=[3], tensor_content=b"12345"), "not what its shape needs"),
        (proto(dtype=1, shape=[2], float_val=[1, 2, 3]), "more than its shape"),
        (proto(dtype=8, shape=[2], scomplex_val=[1]), "not whole"),
        (proto(dtype=20, shape=[2]), "not known here"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(tensor: TensorProto, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        tensors.array(tensor)
