"""One histogram of a log against TensorBoard's reading of it, and what is no histogram."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.answers import Unreadable
from board.values.histograms import MOST_BUCKETS, histogram
from summary.proto.summary import HistogramProto, Summary
from summary.proto.tensor import TensorProto
from summary.values.tensors import tensor_proto

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from tensorboard import data_compat
    from tensorboard.compat.proto.summary_pb2 import Summary as TheirSummary
    from tensorboard.util import tensor_util

LARGEST = float(np.finfo(np.float64).max)
NAN, INF = float("nan"), float("inf")


def message(low: float, high: float, limits: list[float], counts: list[float], **figures: float) -> Summary.Value:
    histo = HistogramProto(min=low, max=high, bucket_limit=limits, bucket=counts, **figures)
    return Summary.Value(tag="w", histo=histo)


def tensor(array: Any) -> Summary.Value:
    return Summary.Value(tag="w", tensor=tensor_proto(np.asarray(array)))


def theirs(value: Summary.Value) -> np.ndarray[Any, Any]:
    found = data_compat.migrate_value(TheirSummary.Value.FromString(value.SerializeToString()))
    made: np.ndarray[Any, Any] = tensor_util.make_ndarray(found.tensor)
    return made


@st.composite
def messages(draw: st.DrawFn) -> Summary.Value:
    """As TensorFlow 1 writes them: ever greater limits, the first and the last perhaps without end, empty buckets anywhere."""
    limits = sorted(draw(st.sets(st.floats(-1e30, 1e30), max_size=12)))
    ends = draw(st.sampled_from([([], []), ([-LARGEST], []), ([], [LARGEST]), ([-LARGEST], [LARGEST])]))
    limits = [*ends[0], *limits, *ends[1]]
    counts = [draw(st.sampled_from([0.0, 0.0, 1.0, 3.0])) for _ in limits]
    full = [place for place, count in enumerate(counts) if count]
    if not full:
        return message(LARGEST, -LARGEST, limits, counts)
    low = limits[full[0]] if full[0] or not ends[0] else -LARGEST
    return message(low, limits[full[-1]], limits, counts, num=sum(counts))


@given(messages())
def test_a_message_is_what_tensorboard_makes_of_it(value: Summary.Value) -> None:
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(histogram(value).buckets.astype(np.float32), theirs(value))


def test_edges_are_exact() -> None:
    found = histogram(message(-0.1, 1e300, [-LARGEST, 0.3, 1e9, LARGEST], [0, 5, 2**40, 1], num=7, sum=1.5))
    assert found.buckets.tolist() == [[-0.1, 0.3, 5], [0.3, 1e9, 2**40], [1e9, 1e300, 1]]
    assert found[1:] == (-0.1, 1e300, 7, 1.5, 0)


@pytest.mark.parametrize("value", [message(LARGEST, -LARGEST, [LARGEST], [0]), message(0, 0, [], [])])
def test_a_message_of_nothing(value: Summary.Value) -> None:
    found = histogram(value)
    assert found.buckets.shape == (0, 3) and np.isnan([found.least, found.greatest]).all()


def test_one_value_many_times() -> None:
    found = histogram(message(3, 3, [2, 4], [0, 8]))
    assert found.buckets.tolist() == [[3, 3, 8]]


@pytest.mark.parametrize(
    ("low", "high", "limits", "edges"),
    [
        (NAN, NAN, [0, 1, 2], [0, 2]),  # PyTorch, of values with NaN among them: np.histogram leaves those out
        (-INF, 1.5, [0, 1, 2], [0, 1.5]),
        (NAN, NAN, [-LARGEST, 1, LARGEST], [1, 1]),
        (7, -7, [0, 1, 2], [0, 2]),
    ],
)
def test_outer_edges_that_make_no_sense_are_those_of_the_buckets(
    low: float, high: float, limits: list[float], edges: list[float]
) -> None:
    found = histogram(message(low, high, limits, [0, 1, 2], num=9, sum=low)).buckets
    assert [found[0, 0], found[-1, 1]] == edges


def test_values_in_no_bucket_are_counted() -> None:
    assert histogram(message(NAN, NAN, [0, 1], [0, 4], num=7)).nonfinite == 3
    assert histogram(message(0, 1, [0, 1], [0, 4], num=7)).nonfinite == 0


@pytest.mark.parametrize("dtype", ["f4", "f8", "f2", "i4", "i8", "u1"])
def test_a_tensor_is_as_it_stands(dtype: str) -> None:
    rows = np.array([[0, 1, 0], [1, 2, 4], [2, 5, 3], [5, 6, 0]], dtype)
    found = histogram(tensor(rows))
    np.testing.assert_array_equal(found.buckets, rows)
    assert found.buckets.dtype == np.float64
    assert found[1:4] == (1, 5, 7) and np.isnan(found.sum)


def test_a_tensor_of_nothing() -> None:
    assert histogram(tensor(np.empty((0, 3)))).buckets.shape == (0, 3)
    zeros = histogram(tensor(np.zeros((30, 3))))
    assert zeros.buckets.shape == (30, 3) and np.isnan(zeros.least) and zeros.total == 0


def test_a_tensor_with_edges_that_are_not_finite() -> None:
    found = histogram(tensor([[0, 1, 2], [1, INF, 3], [NAN, NAN, 4.0], [-LARGEST, LARGEST, 1]]))
    assert (found.least, found.greatest, found.total, found.nonfinite) == (0, LARGEST, 10, 7)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (tensor(np.zeros((3, 4))), "this has 3 × 4"),
        (tensor(np.zeros(3)), "this has 3"),
        (tensor(np.float64(1)), "no dimensions"),
        (tensor(np.array([[b"a", b"b", b"c"]], object)), "real numbers"),
        (tensor(np.zeros((1, 3), np.complex64)), "complex"),
        (message(0, 1, [0, 1], [1]), "1 counts, but 2 limits"),
        (message(0, 1, [0.0] * (MOST_BUCKETS + 1), [1] * (MOST_BUCKETS + 1)), "no more than"),
        (Summary.Value(simple_value=1), "no histogram"),
        (Summary.Value(image=Summary.Image()), "no histogram"),
    ],
)
def test_what_is_no_histogram_is_refused_with_a_sentence(value: Summary.Value, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        histogram(value)


def test_a_small_message_of_a_huge_tensor_takes_no_memory() -> None:
    huge = TensorProto(dtype=1, float_val=[1])
    for size in (1 << 26, 3):
        huge.tensor_shape.dim.add(size=size)
    with pytest.raises(Unreadable, match="67,108,864 buckets"):
        histogram(Summary.Value(tensor=huge))
