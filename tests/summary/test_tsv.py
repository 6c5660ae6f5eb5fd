"""Numbers as text: each is the float32 it was, in few digits."""

from __future__ import annotations

import math

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from summary import tsv

MATRICES = arrays.arrays(np.float32, arrays.array_shapes(min_dims=2, max_dims=2), elements=st.floats(width=32))


def written(matrix: NDArray[np.float32]) -> str:
    return b"".join(tsv.lines(matrix)).decode()


def read(text: str) -> NDArray[np.float32]:
    return np.array([[np.float32(number) for number in line.split("\t")] for line in text.splitlines()])


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *((0, "0"), (-0.0, "-0"), (1, "1"), (-1.5, "-1.5"), (10, "1e1"), (0.1, "1e-1"), (-123.456, "-1.23456e2")),
        *((16777216, "1.6777216e7"), (1e10, "1e10"), (1e-45, "1.4013e-45"), (3.4028235e38, "3.4028235e38")),
        *((math.nan, "nan"), (-math.nan, "nan"), (math.inf, "inf"), (-math.inf, "-inf")),
    ],
)
def test_known_numbers(number: float, text: str) -> None:
    assert written(np.array([[number]], np.float32)) == f"{text}\n"


@given(MATRICES)
def test_numbers_come_back(matrix: NDArray[np.float32]) -> None:
    found = read(written(matrix))
    np.testing.assert_array_equal(found, matrix)
    assert np.array_equal(np.signbit(found), np.signbit(matrix) & ~np.isnan(matrix))


def test_numbers_of_every_size_come_back_and_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    bits = np.random.default_rng(0).integers(0, 2**32, 60_000, np.uint32)
    # The powers of two, their neighbours, and the powers of ten.
    powers = np.arange(256, dtype=np.uint32) << 23
    tens = np.array([10.0**n for n in range(-45, 39)], np.float32).view(np.uint32)
    numbers = np.concatenate([bits, powers, powers + 1, powers - 1, tens, tens + 1, tens - 1]).view(np.float32)
    matrix = numbers[: len(numbers) // 7 * 7].reshape(-1, 7)
    monkeypatch.setattr(tsv, "BLOCK", 1000)
    text = written(matrix)
    np.testing.assert_array_equal(read(text), matrix)
    shortest = sum(len(np.format_float_scientific(number, trim="-", exp_digits=1)) for number in matrix.ravel())
    assert len(text) < 1.05 * (shortest + matrix.size)
