"""Any one number becomes a scalar; anything else is an error that says what it was."""

from __future__ import annotations

import logging
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import summary
from summary.proto.tensor import DT_DOUBLE, DT_FLOAT
from summary.values import scalars


def named(value: Any) -> str:
    """What a case goes by: the same in every process, so without the address of an object."""
    made_here = type(value).__module__ == __name__
    return f"{type(value).__name__}({getattr(value, 'value', '')})" if made_here else repr(value)


class ArrayOnly:
    """Like a tensor that has nothing but ``__array__``."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.asarray(self.value, dtype)


class DlpackOnly:
    def __init__(self, value: Any) -> None:
        self.array = np.asarray(value)

    def __dlpack__(self, **options: Any) -> Any:
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self) -> Any:
        return self.array.__dlpack_device__()


class OnDevice:
    """Like a tensor in a GPU's memory: ``item`` copies, ``__array__`` refuses."""

    shape = (1, 1)

    def item(self) -> float:
        return 0.5

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise TypeError("cannot convert a tensor on a device")


@pytest.mark.parametrize(
    "value",
    [
        *(0.5, Fraction(1, 2), Decimal("0.5"), np.float16(0.5), np.float64(0.5)),
        *(np.array(0.5), np.array([0.5], np.float32), np.array([[0.5]]), [0.5], [[0.5]]),
        *(ArrayOnly(0.5), ArrayOnly([0.5]), DlpackOnly([0.5]), OnDevice()),
    ],
    ids=named,
)
def test_one_number_of_any_make(value: Any) -> None:
    assert scalars.number("loss", value) == 0.5


@pytest.mark.parametrize(
    "value", [3, True, np.int8(3), np.uint64(3), np.True_, np.array([3]), ArrayOnly([3])], ids=named
)
def test_integers_and_booleans(value: Any) -> None:
    got = scalars.number("n", value)
    assert type(got) is float
    assert got in (1.0, 3.0)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.float32("nan")])
def test_not_finite_is_data(value: Any) -> None:
    np.testing.assert_equal(scalars.number("loss", value), float(value))


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ("0.5", "'0.5'"),
        (b"1", "b'1'"),
        (None, "NoneType"),
        (10**400, "an integer beyond float64"),
        (1j, "1j"),
        (np.complex64(1), "complex64"),
        (np.array(["a"]), "array of <U1"),
        ({}, "dict"),
        ([1.0, 2.0], r"shape \(2,\)"),
        ([], r"shape \(0,\)"),
        (np.zeros((2, 3)), r"shape \(2, 3\)"),
        (np.zeros(0), r"shape \(0,\)"),
        (ArrayOnly([1, 2]), r"shape \(2,\)"),
    ],
)
def test_anything_else_is_an_error_that_names_the_tag(value: Any, got: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"scalar 'train/loss': expected one real number, got .*{got}"):
        scalars.number("train/loss", value)


def test_huge_numbers_become_infinite_as_float32() -> None:
    assert scalars.value("a", 1e300).simple_value == math.inf


def test_tensor_values() -> None:
    single = scalars.tensor_value("a", 0.1)
    assert (single.tensor.dtype, list(single.tensor.float_val)) == (DT_FLOAT, [np.float32(0.1)])
    double = scalars.tensor_value("a", 0.1, double=True)
    assert (double.tensor.dtype, list(double.tensor.double_val)) == (DT_DOUBLE, [0.1])
    assert double.metadata.plugin_data.plugin_name == "scalars"
    assert double.tensor.HasField("tensor_shape")


@pytest.mark.parametrize(
    ("name", "family", "tag"),
    [
        ("loss", None, "loss"),
        ("a/b-c_d.e", None, "a/b-c_d.e"),
        ("train loss (%)", None, "train_loss____"),
        ("//x", None, "x"),
        ("größe", None, "größe"),
        ("loss", "train", "train/train/loss"),
        ("loss", "my family", "my_family/my_family/loss"),
    ],
)
def test_summary_scalar_cleans_names_as_tensorflow_does(name: str, family: str | None, tag: str) -> None:
    made = summary.scalar(name, 0.5, family=family)
    assert [(value.tag, value.simple_value) for value in made.value] == [(tag, 0.5)]


def test_a_cleaned_name_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "summary"):
        summary.scalar("a b", 1)
    assert caplog.messages == ["Summary name a b is illegal; using a_b instead."]
