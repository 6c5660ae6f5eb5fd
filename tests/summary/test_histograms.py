"""Histograms: TensorFlow 1's buckets, compiled and not, and the messages of all four peers."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import math
import sys
import warnings
from bisect import bisect_right
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summary import buckets
from summary.proto.summary import HistogramProto
from summary.values import histograms
from summary.values.histograms import raw_value, take, tensor_value, torch_value, value

make_ndarray = importlib.import_module("tensorboard.util.tensor_util").make_ndarray
DBL_MAX = sys.float_info.max
EDGES: list[float] = buckets.LIMITS.tolist()
NEAR_EDGES = st.sampled_from(EDGES).flatmap(
    lambda edge: st.sampled_from([edge, math.nextafter(edge, math.inf), math.nextafter(edge, -math.inf)])
)
random = np.random.default_rng(0)
NORMAL = random.normal(0, 2, 1000)
ARRAYS = {
    "normal": NORMAL,
    "float32": NORMAL.astype(np.float32),
    "float16": NORMAL.astype(np.float16),
    "integers": random.integers(-50, 50, 300),
    "bytes": random.integers(0, 256, (4, 50), np.uint8),
    "large integers": random.integers(-(2**63), 2**63 - 1, 100),
    "constant": np.full(9, 12.0),
    "one": np.array(-3.5),
    "zeros": np.array([0.0, -0.0, 0.0]),
    "rectified": np.maximum(NORMAL, 0),
    "edges": np.array(EDGES[1:-2]),
    # TensorFlow takes subnormal numbers for zero.
    "tiny": np.array([3e-308, -3e-308, 1e-13, -1e-13]),
    "turned": NORMAL.reshape(4, 5, 50).T[::2],
}


def peer(module: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(module)


def as_it_is() -> ModuleType:
    """The same file, run by Python itself even where the compiled module is the one that imports."""
    path = str(buckets.__file__).split("buckets")[0] + "buckets.py"
    spec = importlib.util.spec_from_file_location("buckets_as_they_are", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert not module.COMPILED
    return module


@pytest.fixture(scope="module", params=["as imported", "as it is"])
def tally(request: pytest.FixtureRequest) -> Any:
    return (buckets if request.param == "as imported" else as_it_is()).tally


def assert_same(ours: HistogramProto, theirs: Any) -> None:
    assert list(ours.bucket_limit) == list(theirs.bucket_limit)
    assert list(ours.bucket) == list(theirs.bucket)
    assert (ours.min, ours.max, ours.num) == (theirs.min, theirs.max, theirs.num)
    np.testing.assert_allclose([ours.sum, ours.sum_squares], [theirs.sum, theirs.sum_squares], rtol=1e-9, atol=1e-9)


@given(st.lists(st.one_of(st.floats(), st.floats(-3, 3), NEAR_EDGES), max_size=30), st.sampled_from(["f4", "f8"]))
@example([*EDGES, 0.0, -0.0, 5e-324, -5e-324, math.nan, math.inf, -math.inf], "f8")
def test_every_value_is_in_the_bucket_that_a_search_finds(tally: Any, values: list[float], dtype: str) -> None:
    with np.errstate(over="ignore"):
        column = np.array(values, dtype)
    found = tally(column)
    finite = [one for one in column.tolist() if math.isfinite(one)]
    wanted = [0] * len(EDGES)
    for one in finite:
        wanted[min(bisect_right(EDGES, one), len(EDGES) - 1)] += 1
    assert found.counts.tolist() == wanted
    assert (found.least, found.greatest) == (min(finite, default=math.inf), max(finite, default=-math.inf))
    assert (found.nans, found.infinities) == (np.isnan(column).sum(), np.isinf(column).sum())


def test_sums(tally: Any) -> None:
    found = tally(np.append(NORMAL, [math.nan, -math.inf]))
    np.testing.assert_allclose([found.sum, found.sum_squares], [NORMAL.sum(), NORMAL @ NORMAL])


@pytest.mark.parametrize("name", ARRAYS)
def test_as_tensorflow_1(name: str) -> None:
    assert_same(value("w", ARRAYS[name]).histo, tensorflow_1(ARRAYS[name]))


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "i8"])
def test_no_values_as_tensorflow_1(dtype: str) -> None:
    assert_same(value("w", np.empty((3, 0), dtype)).histo, tensorflow_1(np.empty((3, 0), dtype)))


def tensorflow_1(array: np.ndarray[Any, Any]) -> Any:
    tf = peer("tensorflow").compat.v1
    with tf.Graph().as_default(), tf.Session() as session:
        summary = tf.Summary.FromString(session.run(tf.summary.histogram("w", array)))
    return summary.value[0].histo


@pytest.mark.parametrize("module", ["torch.utils.tensorboard.summary", "tensorboardX.summary"])
@pytest.mark.parametrize("name", ARRAYS)
def test_as_torch(name: str, module: str) -> None:
    bins = [*EDGES[1:-1]]
    assert_same(torch_value("w", ARRAYS[name]).histo, from_torch(module, ARRAYS[name], bins))


@pytest.mark.parametrize("module", ["torch.utils.tensorboard.summary", "tensorboardX.summary"])
@pytest.mark.parametrize("max_bins", [None, 1, 3, 20, 516, 517, 1000, 2000])
@pytest.mark.parametrize("bins", ["tensorflow", "auto", "fd", "sturges", 7, [-2, -1.5, 0, 4], [1, 1.5, 2]])
def test_bins_as_torch(bins: Any, max_bins: int | None, module: str) -> None:
    theirs = from_torch(module, NORMAL, EDGES[1:-1] if bins == "tensorflow" else bins, max_bins)
    assert_same(torch_value("w", NORMAL, bins, max_bins).histo, theirs)


def from_torch(module: str, array: np.ndarray[Any, Any], bins: Any, max_bins: int | None = None) -> Any:
    made = peer(module).histogram("w", array, bins, max_bins)
    assert made.value[0].tag == "w"
    return made.value[0].histo


def test_booleans() -> None:
    histogram = value("w", np.array([True, False, True])).histo
    assert (histogram.min, histogram.max, histogram.num, histogram.sum) == (0, 1, 3, 2)
    assert_same(torch_value("w", np.array([True, False, True])).histo, torch_value("w", np.array([1, 0, 1])).histo)


def test_of_no_values_there_is_an_empty_histogram_where_torch_raises() -> None:
    for made in (torch_value("w", np.empty(0)), torch_value("w", np.array([math.nan]), "auto")):
        assert_same(made.histo, value("w", np.empty(0)).histo)
        assert (list(made.histo.bucket_limit), list(made.histo.bucket)) == ([DBL_MAX], [0])


def test_of_no_values_in_the_bins_there_is_an_empty_bucket() -> None:
    made = torch_value("w", np.array([5.0]), [0.0, 1.0]).histo
    assert (made.num, list(made.bucket_limit), list(made.bucket)) == (1, [DBL_MAX], [0])


def test_values_beyond_the_buckets_are_counted_where_torch_loses_them() -> None:
    values = np.array([-DBL_MAX, -1e30, 1.0, 1e20, DBL_MAX])
    with np.errstate(over="ignore"):
        theirs = from_torch("torch.utils.tensorboard.summary", values, EDGES[1:-1])
    ours = torch_value("w", values).histo
    assert (sum(theirs.bucket), sum(ours.bucket)) == (1, 5)
    assert (list(ours.bucket)[:2], list(ours.bucket_limit)[:2]) == ([0, 2], [-DBL_MAX, EDGES[1]])
    assert (ours.bucket[-1], ours.bucket_limit[-1]) == (2, DBL_MAX)


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("buckets", [None, 0, 1, 7])
def test_as_tensorflow_2(name: str, buckets: int | None) -> None:
    theirs = peer("tensorboard.plugins.histogram.summary_v2").histogram_pb("w", ARRAYS[name], buckets).value[0]
    ours = tensor_value("w", ARRAYS[name]) if buckets is None else tensor_value("w", ARRAYS[name], buckets)
    np.testing.assert_array_equal(make_ndarray(ours.tensor), make_ndarray(theirs.tensor))
    assert ours.metadata.SerializeToString(deterministic=True) == theirs.metadata.SerializeToString(deterministic=True)


def test_buckets_of_no_values_as_tensorflow_2() -> None:
    assert make_ndarray(tensor_value("w", np.empty(0)).tensor).tolist() == np.zeros((30, 3)).tolist()


@pytest.mark.parametrize(
    "values",
    [
        [-DBL_MAX, 0, DBL_MAX],
        [DBL_MAX * 0.9, DBL_MAX],
        [0, 5e-324],
        [5e-324, 1e-323, 1e-310],
        [1.0, math.nextafter(1, 2)],
    ],
)
def test_buckets_of_equal_width_at_the_ends_of_float64(values: list[float]) -> None:
    rows = make_ndarray(tensor_value("w", np.array(values)).tensor)
    assert (rows[0, 0], rows[-1, 1], rows[:, 2].sum()) == (min(values), max(values), len(values))
    assert rows[0, 2] and rows[-1, 2]
    assert np.all(rows[:, 0] <= rows[:, 1])


@pytest.mark.parametrize("form", [value, torch_value, tensor_value])
def test_what_is_not_finite_is_left_out_and_told_once_a_tag(form: Any, caplog: pytest.LogCaptureFixture) -> None:
    tag = f"left out/{form.__name__}"
    array = np.append(NORMAL, [math.nan, math.nan, math.inf]).astype(np.float32)
    made = [form(tag, array), form(tag, array)]
    assert made == [form(tag, NORMAL.astype(np.float32))] * 2
    assert caplog.messages == [f"histogram '{tag}': 2 NaN and 1 infinite of 1003 values left out. (Said once a tag.)"]
    with caplog.at_level(logging.WARNING, "summary"):
        form(f"{tag}/2", array)
    assert len(caplog.messages) == 2


def test_raw_as_torch() -> None:
    arguments = (-2, 3.5, 10, np.float32(4), np.array([20]), [-1, 0.5, 4], np.array([1, 2, 7]))
    theirs = peer("torch.utils.tensorboard.summary").histogram_raw("w", -2, 3.5, 10, 4, 20, *arguments[5:])
    assert_same(raw_value("w", *arguments).histo, theirs.value[0].histo)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([0, 1, 2], [5, 6]), ValueError, r"one limit for each count, got shapes \(3,\) and \(2,\)"),
        (([[0, 1]], [[5, 6]]), ValueError, r"got shapes \(1, 2\) and \(1, 2\)"),
        ((["a"], [5]), TypeError, ", bucket_limits: expected an array of numbers, got list of <U1"),
    ],
)
def test_raw_histograms_that_cannot_be(arguments: tuple[Any, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^histogram 'w'.*{message}"):
        raw_value("w", 0, 1, 2, 3, 4, *arguments)


def test_a_raw_figure_is_one_number() -> None:
    with pytest.raises(ValueError, match=r"histogram 'w': expected one number as num, got shape \(2,\)"):
        raw_value("w", 0, 1, [2, 3], 3, 4, [1], [1])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: take("w", np.array([1j])), TypeError, "expected real numbers, got complex128"),
        (lambda: take("w", "text"), TypeError, "expected an array of numbers, got str of <U4"),
        (lambda: value("w", np.array([1j])), TypeError, "expected real numbers, got complex128"),
        (lambda: torch_value("w", NORMAL, "best"), ValueError, "expected bins of .*, got 'best'"),
        (lambda: torch_value("w", NORMAL, [2, 1]), ValueError, r"expected bins of .*, got \[2, 1\] .*monotonically"),
        (lambda: torch_value("w", NORMAL, max_bins=0), ValueError, "expected max_bins of at least 1, got 0"),
        (lambda: tensor_value("w", NORMAL, -1), ValueError, "expected buckets of at least 0, got -1"),
    ],
)
def test_errors_name_the_tag(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^histogram 'w': {message}"):
        call()


def test_what_is_taken_is_a_copy() -> None:
    array = NORMAL.copy()
    made = histograms.take("w", array)
    array[:] = 0
    assert made.tolist() == NORMAL.tolist()
