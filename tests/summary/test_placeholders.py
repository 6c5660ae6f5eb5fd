"""What is fed is cast and checked as TensorFlow does, and an error says which placeholder of which summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import summary
from tests.summary.graph_style import ours, tensorflow, theirs


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    summary.reset_default_graph()


def fed(placeholder: Any, value: Any) -> Any:
    return placeholder.fed("summary 'w'", {placeholder: value})


@pytest.mark.parametrize(
    ("dtype", "shape", "value"),
    [
        *(("float32", None, value) for value in (1, 0.1, True, [1, 2.5], np.float64(0.1), np.int8([1, 2]), 1e300)),
        *(("float32", [None, 2], value) for value in ([[1, 2]], np.zeros((0, 2)), np.ones((3, 2), np.float16))),
        *(("int32", None, value) for value in (3, np.int64([1, 2]), np.float32([1.0, 2.0]), True, [[-1]])),
        *(("uint8", [], value) for value in (3, np.array(255), 3.0)),
        *(("bool", None, value) for value in (True, [True, False], 1, [0, 1.0])),
        *(("float64", (2,), value) for value in ([0.1, 0.2], np.array([1, 2], ">f4"))),
    ],
)
def test_values_are_cast_as_tensorflow_does(dtype: str, shape: Any, value: Any) -> None:
    tf = tensorflow()
    with tf.Graph().as_default(), tf.Session() as session:
        theirs = tf.placeholder(dtype, shape)
        with np.errstate(over="ignore"):
            expected = session.run(theirs, {theirs: value})
    got = fed(summary.placeholder(dtype, shape), value)
    np.testing.assert_array_equal(got, expected)
    assert got.dtype == np.dtype(dtype)


@pytest.mark.parametrize(
    ("dtype", "value", "got"),
    [
        *(("int32", value, f"expected int32, got float64 that is none: {text}") for value, text in ((1.5, "1.5"),)),
        ("int32", [float("nan"), 1], "expected int32, got float64 that is none: [nan 1.]"),
        ("int32", 2**40, "expected int32, got int64 that is none: 1099511627776"),
        ("uint8", np.arange(300), "expected uint8, got int64 that is none: [ 0 1 2"),
        ("bool", 2, "expected bool, got int64 that is none: 2"),
        ("float32", 1j, "expected float32, got complex128 that is none: 1j"),
        ("float32", "0.5", "expected an array of numbers, got str"),
        ("float32", None, "expected an array of numbers, got NoneType"),
        ("float32", [[1], [2, 3]], "expected an array of numbers, got list"),
        ("string", 1, "expected a string, or an array or list of strings, got"),
        ("string", ["a", None], "expected a string, or an array or list of strings, got None"),
    ],
)
def test_a_wrong_dtype_is_an_error(dtype: str, value: Any, got: str) -> None:
    with pytest.raises(TypeError, match=re.escape(f"summary 'w': placeholder 'x': {got}")):
        fed(summary.placeholder(dtype, name="x"), value)


@pytest.mark.parametrize("dtype", ["float32", None])
@pytest.mark.parametrize(
    ("shape", "value"),
    [([3], [1.0, 2.0]), ([], [1.0]), ([1], 1.0), ([None, 2], np.zeros((2, 3))), ([None], [[1.0]]), ([0], [1.0])],
)
def test_a_wrong_shape_is_an_error(dtype: Any, shape: list[int | None], value: Any) -> None:
    complaint = f"summary 'w': placeholder 'x': expected shape {tuple(shape)}, got {np.shape(value)}"
    with pytest.raises(ValueError, match=re.escape(complaint)):
        fed(summary.placeholder(dtype, shape, "x"), value)


def test_shapes_that_tensorflow_refuses_too() -> None:
    def script(api: Any) -> list[bool]:
        refused = []
        for shape in (None, [], [2], [None], [None, 2], [2, None], [1, 2], [0]):
            for value in (1.0, [1.0, 2.0], [[1.0, 2.0]], np.zeros((2, 2)), []):
                x = api.placeholder("float32", shape)
                node = api.tensor_summary("t", x)
                try:
                    api.run(node, {x: value})
                    refused.append(False)
                except ValueError:
                    refused.append(True)
        return refused

    assert ours(script) == theirs(script)


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        *(
            (None, "any"),
            ("float32", "float32"),
            (np.float16, "float16"),
            (np.dtype("i8"), "int64"),
            (float, "float64"),
        ),
        *(("bfloat16", "float32"), ("torch.int8", "int8"), ("string", "string"), (str, "string"), ("U3", "string")),
    ],
)
def test_dtypes(dtype: Any, name: str) -> None:
    assert repr(summary.placeholder(dtype)) == f"<Placeholder 'Placeholder:0' shape=None dtype={name}>"


def test_dtypes_and_shapes_of_tensorflow() -> None:
    tf = tensorflow()
    for dtype, name in ((tf.float32, "float32"), (tf.string, "string"), (tf.bool, "bool"), (tf.bfloat16, "float32")):
        assert f"shape=None dtype={name}>" in repr(summary.placeholder(dtype, tf.TensorShape(None)))
    assert summary.placeholder(tf.int8, tf.TensorShape([None, 3])).shape == (None, 3)


def test_dtypes_and_tensors_of_torch() -> None:
    torch = pytest.importorskip("torch")
    for dtype, name in ((torch.float32, "float32"), (torch.half, "float16"), (torch.bfloat16, "float32")):
        assert f"shape=(2,) dtype={name}>" in repr(summary.placeholder(dtype, torch.Size([2])))
    tensor = torch.tensor([1.0, 2.0], dtype=torch.bfloat16, requires_grad=True)
    np.testing.assert_array_equal(fed(summary.placeholder("float32", [2]), tensor), np.float32([1, 2]))
    assert fed(summary.placeholder(shape=[2]), tensor) is tensor


@pytest.mark.parametrize("dtype", ["nope", 3, "f4,f4x"])
def test_no_dtype(dtype: Any) -> None:
    with pytest.raises(TypeError, match=f"placeholder: expected a dtype, got {dtype!r}"):
        summary.placeholder(dtype)


@pytest.mark.parametrize("value", ["a", b"b", ["a", b"b"], np.array([["a"]]), np.array(["a"], object), []])
def test_strings(value: Any) -> None:
    array = fed(summary.placeholder("string"), value)
    assert array.dtype == object
    assert array.tolist() == np.asarray(value, "S").tolist()


def test_without_dtype_and_shape_a_value_stays_itself() -> None:
    value = object()
    assert fed(summary.placeholder(), value) is value


def test_a_default_need_not_be_fed() -> None:
    x = summary.placeholder_with_default(np.float32([1, 2]), [None], "x")
    np.testing.assert_array_equal(x.fed("w", {}), np.float32([1, 2]))
    np.testing.assert_array_equal(fed(x, [3]), np.float32([3]))
    with pytest.raises(ValueError, match=re.escape("expected shape (None,), got ()")):
        fed(x, 3)
    with pytest.raises(ValueError, match=re.escape("placeholder 'y': expected shape (3,), got (2,)")):
        summary.placeholder_with_default([1, 2], [3], "y")


def test_placeholders_are_fed_by_name_too() -> None:
    x = summary.placeholder("float32", name="x")
    assert x.fed("w", {"x:0": 2}) == 2


@pytest.mark.parametrize("feeds", [{}, {"x": 1}, {"y:0": 1}])
def test_a_placeholder_that_is_not_fed_is_an_error_like_tensorflows(feeds: dict[Any, Any]) -> None:
    x = summary.placeholder("float32", [None, 3], "x")
    complaint = "summary 'w': You must feed a value for placeholder tensor 'x' with dtype float32 and shape (None, 3)"
    with pytest.raises(ValueError, match=re.escape(complaint)):
        x.fed("summary 'w'", feeds)
