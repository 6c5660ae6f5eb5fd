"""Percentiles against TensorBoard's compressor: its own test cases (compressor_test.py), and any buckets."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.percentiles import BASIS_POINTS, of_each, percentiles

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from tensorboard.plugins.distribution import compressor

QUARTERS = (0, 2500, 5000, 7500, 10000)
LARGEST = np.finfo(np.float64).max


def array(rows: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(rows, np.float64).reshape(-1, 3)


@pytest.mark.parametrize(
    ("buckets", "wanted"),
    [
        ([[0, 1, 0], [1, 2, 3], [2, 3, 0]], [0, 0.5, 1, 1.5, 3]),
        ([[1, 2, 1], [2, 3, 3], [3, 4, 0]], [1, 2, 2 + 1 / 3, 2 + 2 / 3, 4]),
        ([[0, 1, 0], [1, 2, 0], [2, 3, 0]], [3, 3, 3, 3, 3]),
        ([], [0, 0, 0, 0, 0]),
    ],
)
def test_quarters(buckets: Any, wanted: list[float]) -> None:
    assert percentiles(array(buckets), QUARTERS).tolist() == wanted


def test_the_nine_with_an_edge_without_end() -> None:
    buckets = [[-1, 0, 0], [0, 0.917246389039776, 896], [0.917246389039776, 1.0089710279437536, 0]]
    found = percentiles(array([*buckets, [1.0089710279437536, LARGEST, 64]]))
    wanted = [
        -1.0,
        -0.86277993701301037,
        -0.67399964077791519,
        -0.36628159533703131,
        0.027096279842737214,
        0.42047415502250551,
        0.72819220046338917,
        0.91697249669848446,
        LARGEST,
    ]
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray[Any, np.dtype[np.float64]]:
    edges = sorted(draw(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12)))
    counts = draw(st.lists(st.integers(0, 1000), min_size=len(edges) - 1, max_size=len(edges) - 1))
    return array(list(zip(edges[:-1], edges[1:], counts, strict=True)))


@given(tables())
def test_any_buckets(buckets: np.ndarray[Any, np.dtype[np.float64]]) -> None:
    wanted = compressor.compress_histogram(buckets.tolist())
    assert list(zip(BASIS_POINTS, percentiles(buckets).tolist(), strict=True)) == wanted


def test_the_widest_bucket_there_is() -> None:
    found = percentiles(array([[-LARGEST, LARGEST, 2]]), QUARTERS)
    np.testing.assert_allclose(found, [-LARGEST, -LARGEST / 2, 0, LARGEST / 2, LARGEST])


def joined(tables: list[Any]) -> tuple[Any, Any]:
    """All buckets, and where each histogram's begin."""
    ends = np.cumsum([0, *map(len, tables)], dtype=np.uint32)
    return np.concatenate([array([]), *tables]), ends


@given(st.lists(tables(), max_size=5))
def test_many_at_once(many: list[Any]) -> None:
    found = of_each(*joined(many))
    for row, buckets in zip(found, many, strict=True):
        if buckets[:, 2].any():
            assert row.tolist() == [value for _, value in compressor.compress_histogram(buckets.tolist())]
        else:
            assert np.isnan(row).all()


@given(st.lists(st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 3), max_size=5))
def test_nonsense_is_survived(rows: list[tuple[float, float, float]]) -> None:
    assert of_each(*joined([array(rows)])).shape == (1, 9)


def test_what_counts_nothing_has_none() -> None:
    found = of_each(*joined([array([[0, 1, 0]]), array([]), array([[0, 1, 2]]), array([])]))
    assert np.isnan(found).all(axis=1).tolist() == [True, True, False, True]
    assert of_each(*joined([])).shape == (0, 9)
