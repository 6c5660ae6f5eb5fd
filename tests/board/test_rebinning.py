"""Common bins against TensorBoard's own cases (histogram_core_test.ts), and what must hold of any buckets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from board.rebinning import edges, rebinned, support

LARGEST = float(np.finfo(np.float64).max)


def array(rows: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(rows, np.float64).reshape(-1, 3)


@pytest.mark.parametrize(
    ("buckets", "ends", "bins", "wanted"),
    [
        ([[1, 5, 2], [5, 10, 4]], (1, 10), 2, [2.4, 3.6]),
        ([[1, 1, 0], [1, 1, 0], [1, 1, 10]], (1, 1), 2, [10, 0]),
        ([], (0, 10), 20, [0] * 20),
        ([[10, 20, 100], [20, 30, 300], [30, 40, 600]], (10, 40), 30, [10] * 10 + [30] * 10 + [60] * 10),
        ([[11, 11, 100]], (11, 11), 30, [0] * 14 + [100] + [0] * 15),
    ],
)
def test_tensorboards_cases(buckets: Any, ends: tuple[float, float], bins: int, wanted: list[float]) -> None:
    np.testing.assert_allclose(rebinned(array(buckets), edges(*ends, bins)), wanted)


def test_a_single_value_has_room_around_it() -> None:
    np.testing.assert_allclose(edges(1, 1, 2), [1 / 1.1 - 1, (1 / 1.1 + 1.1) / 2, 2.1])
    np.testing.assert_allclose(edges(-20, -20, 1), [-23, -20 / 1.1 + 1])
    assert edges(0, 0, 2).tolist() == [-1, 0, 1]
    assert edges(LARGEST, LARGEST, 4)[-1] == LARGEST


def test_a_value_on_an_edge_is_in_the_bin_that_begins_there_and_the_greatest_in_the_last() -> None:
    buckets = array([[0, 0, 1], [5, 5, 2], [10, 10, 4]])
    assert rebinned(buckets, edges(0, 10, 2)).tolist() == [1, 6]


def test_the_support_is_of_all() -> None:
    assert support([array([[0, 1, 1], [1, 3, 0]]), array([]), array([[-2, -1, 5]])]) == (-2, 3)
    assert support([array([])]) == (0, 0)


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray[Any, np.dtype[np.float64]]:
    edge = st.floats(allow_nan=False, allow_infinity=False)
    sides = draw(st.lists(st.tuples(edge, edge, st.integers(0, 1000)), min_size=1, max_size=8))
    return array([(min(a, b), max(a, b), count) for a, b, count in sides])


@given(tables(), st.integers(1, 40))
def test_nothing_is_lost(buckets: np.ndarray[Any, np.dtype[np.float64]], bins: int) -> None:
    found = rebinned(buckets, edges(*support([buckets]), bins))
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(), buckets[:, 2].sum(), rtol=1e-9)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=200), st.integers(1, 12))
def test_bins_that_merge_buckets_count_what_numpy_counts(values: list[float], bins: int) -> None:
    low, high = min(values), max(values)
    wide = edges(low, high, bins)
    assume(low == high or (np.diff(wide) > 0).all())  # doubles may lie too close for so many bins between them
    narrow = np.unique(np.concatenate([wide, np.linspace(low, high, 31)]))
    counts, _ = np.histogram(values, narrow) if len(narrow) > 1 else (np.array([]), None)
    buckets = np.stack([narrow[:-1], narrow[1:], counts], axis=1)
    if low < high:
        np.testing.assert_allclose(rebinned(buckets, wide), np.histogram(values, wide)[0], atol=1e-6)
