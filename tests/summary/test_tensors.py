"""Tensors keep their dtype, bits and shape, and read back as those of PyTorch and TensorFlow do."""

from __future__ import annotations

import importlib
import math
import warnings
from typing import Any

import numpy as np
import pytest

from summary.arrays import BFLOAT16
from summary.proto import tensor as types
from summary.proto.summary import Summary
from summary.values import tensors
from summary.values.tensors import take, tensor_proto, value

make_ndarray = importlib.import_module("tensorboard.util.tensor_util").make_ndarray

DTYPES = ["f2", "f4", "f8", "c8", "c16", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"]
ODD = [0.0, -0.0, 1.5, -2.25, 65504, 6e-8, math.inf, math.nan]


def peer(module: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(module)


@pytest.mark.parametrize("shape", [(), (1,), (2, 3), (0,), (4, 0, 2)])
@pytest.mark.parametrize("dtype", DTYPES)
def test_what_tensorboard_and_tensorflow_read_is_what_it_was(dtype: str, shape: tuple[int, ...]) -> None:
    random = np.random.default_rng(0)
    array = (random.normal(size=shape) if dtype[0] in "fc" else random.integers(0, 2**63, shape)).astype(dtype)
    made = tensor_proto(array)
    tf = peer("tensorflow")
    # TensorBoard knows no empty tensors of these.
    reads = [make_ndarray] if array.size or dtype not in ("u4", "u8") else []
    for read in (*reads, lambda tensor: tf.make_ndarray(as_tensorflows(tf, tensor))):
        np.testing.assert_array_equal(read(made), array, strict=True)


def as_tensorflows(tf: Any, tensor: Any) -> Any:
    """The message in TensorFlow's own class."""
    event = Summary(value=[Summary.Value(tensor=tensor)]).SerializeToString()
    return tf.compat.v1.Summary.FromString(event).value[0].tensor


@pytest.mark.parametrize(
    "name", ["float32", "float64", "int8", "uint8", "int16", "int32", "int64", "bool", "complex64", "complex128"]
)
@pytest.mark.parametrize("shape", [(3, 2), (1,), ()])
def test_as_torch(name: str, shape: tuple[int, ...]) -> None:
    torch = peer("torch")
    tensor = torch.arange(math.prod(shape)).reshape(shape).to(getattr(torch, name))
    theirs = peer("torch.utils.tensorboard.summary").tensor_proto("t", tensor).value[0]
    ours = value("t", take("t", tensor))
    assert (ours.tag, ours.tensor.dtype) == (theirs.tag, theirs.tensor.dtype)
    assert [dim.size for dim in ours.tensor.tensor_shape.dim] == list(shape)
    assert ours.metadata.SerializeToString() == theirs.metadata.SerializeToString()
    if name == "uint8":
        # TensorFlow has these in int_val; PyTorch writes uint32_val, where TensorBoard finds nothing.
        assert make_ndarray(ours.tensor).tolist() == tensor.tolist()
    else:
        np.testing.assert_array_equal(make_ndarray(ours.tensor), make_ndarray(theirs.tensor), strict=True)


@pytest.mark.parametrize(("name", "dtype"), [("float16", np.float16), ("bfloat16", BFLOAT16)])
def test_halves_are_their_bits_where_torch_writes_those_of_a_float32(name: str, dtype: Any) -> None:
    torch = peer("torch")
    tensor = torch.tensor(ODD).to(getattr(torch, name))
    bits = tensor.view(torch.int16).numpy().view(np.uint16)
    ours = value("t", take("t", tensor)).tensor
    assert np.frombuffer(ours.tensor_content, np.uint16).tolist() == bits.tolist()
    assert ours.dtype == {"float16": types.DT_HALF, "bfloat16": types.DT_BFLOAT16}[name]
    assert take("t", tensor).dtype == dtype
    theirs = peer("torch.utils.tensorboard.summary").tensor_proto("t", tensor).value[0].tensor
    assert list(theirs.half_val) != bits.tolist()


def test_bfloat16_of_ml_dtypes_and_tensorflow() -> None:
    bfloat16 = peer("ml_dtypes").bfloat16
    tf = peer("tensorflow")
    array = np.array(ODD, bfloat16)
    for made in (array, tf.constant(array)):
        read = tf.make_ndarray(as_tensorflows(tf, value("t", made).tensor))
        assert read.dtype == bfloat16
        assert read.tobytes() == array.tobytes()


def test_what_no_data_type_holds_becomes_one_that_does() -> None:
    ml_dtypes, torch = peer("ml_dtypes"), peer("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        quantized = torch.quantize_per_tensor(torch.tensor([1.5]), 0.5, 0, torch.qint8)
        half_complex = torch.tensor([1 + 2j]).to(torch.complex32)
    for array in (
        np.array([1.5], ">f4"),
        np.array([1.5], ml_dtypes.float8_e5m2),
        torch.tensor([1.5]).to(torch.float8_e4m3fn),
        quantized,
    ):
        read = make_ndarray(value("t", array).tensor)
        assert (read.dtype, read.tolist()) == (np.float32, [1.5])
    for array, dtype in ((np.array([1.5], np.longdouble), "f8"), (np.array([1.5], np.clongdouble), "c16")):
        assert make_ndarray(value("t", array).tensor).dtype == dtype
    assert make_ndarray(value("t", half_complex).tensor).tolist() == [1 + 2j]


@pytest.mark.parametrize(
    ("strings", "shape", "read"),
    [
        ("größe", [], ["größe".encode()]),
        (b"\xff", [], [b"\xff"]),
        ([["a", "b"], ["c", "d"]], [2, 2], [b"a", b"b", b"c", b"d"]),
        (np.array(["a", "bc"]), [2], [b"a", b"bc"]),
        (np.array([b"a", "bc"], object), [2], [b"a", b"bc"]),
        (np.empty((0, 2), "U"), [0, 2], []),
    ],
)
def test_strings(strings: Any, shape: list[int], read: list[bytes]) -> None:
    tensor = value("t", take("t", strings)).tensor
    assert (tensor.dtype, [dim.size for dim in tensor.tensor_shape.dim]) == (types.DT_STRING, shape)
    assert list(tensor.string_val) == read


def test_strings_of_tensorflow() -> None:
    tensor = value("t", peer("tensorflow").constant([["a"], ["größe"]])).tensor
    assert list(tensor.string_val) == [b"a", "größe".encode()]


@pytest.mark.parametrize(
    "made", [lambda array: array[::2], lambda array: array.T, lambda array: np.asfortranarray(array)]
)
def test_any_layout_in_memory(made: Any) -> None:
    array = made(np.arange(12.0).reshape(4, 3))
    np.testing.assert_array_equal(make_ndarray(tensor_proto(array)), array)


def test_what_is_taken_is_a_copy() -> None:
    torch = peer("torch")
    for source in (np.ones(2), torch.ones(2), torch.ones(2, dtype=torch.bfloat16), np.array(["a", "b"], object)):
        found = take("t", source)
        before = found.tolist()
        source[:] = source[0] * 0 if not isinstance(source[0], str) else "changed"
        assert found.tolist() == before


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (None, "expected an array of numbers, got NoneType of object"),
        (np.array([{}]), "expected an array of numbers, got ndarray of object"),
        (["a", 1], "expected a string, or an array or list of strings, got 1"),
        ([["a"], ["b", "c"]], "expected .*, got "),
        (np.array(["2020"], "M8[Y]"), "expected an array of numbers, got ndarray of datetime64"),
    ],
)
def test_errors_name_the_tag(array: Any, message: str) -> None:
    for call in (take, value):
        with pytest.raises(TypeError, match=f"^tensor 't': {message}"):
            call("t", array)


def test_what_no_event_holds_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensors, "LARGEST", 7)
    with pytest.raises(ValueError, match="tensor 't': expected less than 2 GiB, as an event may have, got 8 bytes"):
        take("t", 1.0)
