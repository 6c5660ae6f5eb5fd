"""Thinning against a point-by-point oracle, for every kind of x that a log can hold."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from board import extremes, lod

INT64 = st.integers(-(2**63), 2**63 - 1)
STEPS = st.one_of(
    st.lists(st.integers(-50, 50), max_size=60),
    st.lists(st.integers(2**53 - 20, 2**53 + 20), max_size=30),
    st.lists(st.sampled_from([-(2**63), -(2**63) + 1, -1, 0, 1, 2**63 - 2, 2**63 - 1]), max_size=20),
    st.lists(INT64, max_size=30),
)
TIMES = st.one_of(
    st.lists(st.floats(1.7e9, 1.7e9 + 100), max_size=60),
    st.lists(st.floats(), max_size=30),
    st.lists(st.sampled_from([math.nan, -0.0, 5e-324, 1e308, -1e308, math.inf]), max_size=20),
)
WIDTHS = st.integers(1, 40)


def column(x: list[Any], dtype: str) -> lod.Column:
    raw = np.array(x, dtype=dtype)
    order = lod.drawing_order(raw)
    return raw if order is None else raw[order]


def values_for(x: lod.Column, seed: int = 0) -> lod.Column:
    """Values with every sort of number in them, the same for the same place."""
    choices = np.array([1.5, -2.0, 3.25, 0.0, math.nan, math.inf, -math.inf, 7.0], np.float32)
    return choices[(np.arange(len(x)) * 2654435761 + seed) % 97 % len(choices)]


def exact(number: float, scale: int) -> int:
    """floor(number / 2**scale) in integers, which cannot round."""
    numerator, denominator = float(number).as_integer_ratio() if isinstance(number, float) else (number, 1)
    return numerator // (denominator * 2**scale) if scale >= 0 else numerator * 2**-scale // denominator


def rows_of(buckets: lod.Buckets) -> list[tuple[float, ...]]:
    return [tuple(row) for row in zip(*(column.tolist() for column in buckets), strict=True)]


def assert_rows_describe(x: lod.Column, values: lod.Column, buckets: lod.Buckets) -> None:
    """Each row says what is true of the points it covers, and the rows cover a stretch without holes."""
    assert (buckets.first[1:] == buckets.last[:-1] + 1).all()
    for first, last, low, high, nonfinite, count in rows_of(buckets):
        inside = values[int(first) : int(last) + 1].astype(np.float64)
        finite = inside[np.isfinite(inside)]
        assert count == len(inside) and nonfinite == len(inside) - len(finite)
        if len(finite):
            assert (low, high) == (finite.min(), finite.max())
        else:
            assert math.isnan(low) and math.isnan(high)


@given(STEPS, WIDTHS)
@example([-(2**63), 2**63 - 1], 1)
@example([2**63 - 1] * 3, 5)
def test_steps_are_grouped_by_exact_multiples(steps: list[int], width: int) -> None:
    x = column(steps, "int64")
    if len(x) == 0:
        return
    values, low, high = values_for(x), x.item(0), x.item(-1)
    buckets = lod.thin(x, values, low, high, width)
    shift = lod.StepGrid.fit(low, high, width).shift
    assert 2**shift * width <= max(high - low, width), "a bucket is no wider than a pixel"
    assert_rows_describe(x, values, buckets)
    numbers = [exact(step, shift) for step in x.tolist()]
    firsts = [i for i, number in enumerate(numbers) if i == 0 or numbers[i - 1] != number]
    assert buckets.first.tolist() == firsts
    assert buckets.last[-1] == len(x) - 1
    assert len(firsts) <= 2 * width + 2


@given(TIMES, WIDTHS)
@example([5e-324, 1e308], 3)
@example([-1e308, 1e308], 1)
def test_times_are_grouped_by_powers_of_two_seconds(times: list[float], width: int) -> None:
    x = column(times, "float64")
    assert np.isfinite(x).all() and (x[1:] >= x[:-1]).all()
    assert len(x) == sum(map(math.isfinite, times))
    if len(x) == 0:
        return
    values, low, high = values_for(x), x.item(0), x.item(-1)
    buckets = lod.thin(x, values, low, high, width)
    exponent = lod.TimeGrid.fit(low, high, width).exponent
    assert_rows_describe(x, values, buckets)
    numbers = [exact(time, exponent) for time in x.tolist()]
    firsts = [i for i, number in enumerate(numbers) if i == 0 or numbers[i - 1] != number]
    assert buckets.first.tolist() == firsts
    assert buckets.last[-1] == len(x) - 1


@given(STEPS, INT64, st.integers(0, 2**40), WIDTHS)
def test_a_range_has_whole_buckets_and_its_neighbours(steps: list[int], low: int, span: int, width: int) -> None:
    x = column(steps, "int64")
    high = min(low + span, 2**63 - 1)
    if len(x) == 0:
        return
    values = values_for(x)
    buckets = lod.thin(x, values, low, high, width)
    assert_rows_describe(x, values, buckets)
    shift = lod.StepGrid.fit(low, high, width).shift
    numbers = [exact(step, shift) for step in x.tolist()]
    begin, end = exact(low, shift), exact(high, shift)
    wanted = {number for number in numbers if begin <= number <= end}
    wanted |= {
        max((n for n in numbers if n < begin), default=end),
        min((n for n in numbers if n > end), default=begin),
    }
    covered = [i for i, number in enumerate(numbers) if number in wanted]
    if covered:
        assert (buckets.first[0], buckets.last[-1]) == (covered[0], covered[-1])
    else:
        assert len(buckets.first) == 0


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=60), st.floats(-120, 120), st.floats(0, 50), WIDTHS)
@example([-1e300, 3.0, 3.5, 1e300], 3.0, 1.0, 8)
@example([1.7e9, 1.7e9 + 1e-6], 1.7e9, 0.0, 1000)
def test_a_range_of_times_reaches_past_both_edges(times: list[float], low: float, span: float, width: int) -> None:
    x = column(times, "float64")
    values = values_for(x)
    buckets = lod.thin(x, values, low, low + span, width)
    assert_rows_describe(x, values, buckets)
    inside = lod.with_neighbours(lod.in_range(x, low, low + span), len(x))
    assert buckets.first[0] <= inside.start and buckets.last[-1] >= inside.stop - 1
    edges = x[buckets.first[1:]] > x[buckets.last[:-1]]
    assert edges.all(), "equal x never part"


@given(STEPS, st.lists(st.integers(0, 30), max_size=20), WIDTHS)
def test_nothing_shimmers_when_points_are_appended(steps: list[int], more: list[int], width: int) -> None:
    x = column(steps, "int64")
    if len(x) == 0:
        return
    low, high = x.item(0), x.item(-1)
    longer = np.concatenate([x, np.sort([min(high + extra, 2**63 - 1) for extra in more]).astype(np.int64)])
    before = rows_of(lod.thin(x, values_for(x), low, high, width))
    after = rows_of(lod.thin(longer, values_for(longer), low, high, width))
    assert repr(before[:-1]) == repr(after[: len(before) - 1])


def test_the_bucket_width_stays_while_the_extent_stays_below_the_next_power_of_two() -> None:
    shifts = {lod.StepGrid.fit(0, high, 1000).shift for high in range(64_000, 127_999, 500)}
    assert shifts == {6}


@pytest.mark.parametrize("dtype", ["int64", "float64"])
def test_sorted_columns_are_left_as_they_are(dtype: str) -> None:
    assert lod.drawing_order(np.array([1, 2, 2, 3], dtype)) is None
    assert lod.drawing_order(np.array([], dtype)) is None


def test_equal_steps_keep_the_order_in_which_they_were_written() -> None:
    order = lod.drawing_order(np.array([5, 3, 5, 3, 1], np.int64))
    assert order is not None
    assert order.tolist() == [4, 1, 3, 0, 2]
    many = lod.drawing_order(np.arange(1000) % 3)  # short columns are sorted stably by any sort
    assert many is not None
    assert many.tolist() == sorted(range(1000), key=lambda i: i % 3)


def test_what_has_no_place_on_the_axis_is_left_out() -> None:
    order = lod.drawing_order(np.array([3.0, math.nan, math.inf, 1.0, -math.inf]))
    assert order is not None and order.tolist() == [3, 0]
    alone = lod.drawing_order(np.array([math.nan]))
    assert alone is not None and len(alone) == 0


def test_a_spike_and_a_gap_survive_a_hundred_thousand_points() -> None:
    x = np.arange(100_000)
    values = np.sin(x / 500).astype(np.float32)
    values[[12_345, 54_321, 77_777]] = 1e6, -1e6, math.nan
    buckets = lod.thin(x, values, 0, 99_999, 1000)
    assert (np.nanmax(buckets.max), np.nanmin(buckets.min), buckets.nonfinite.sum()) == (1e6, -1e6, 1)
    assert buckets.nonfinite[77_777 // 64] == 1 and len(buckets.points) == -(-100_000 // 64)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(groups=st.lists(st.lists(st.floats(width=32), min_size=1, max_size=9), max_size=9), lead=st.integers(0, 3))
@example(groups=[[math.nan], [math.inf, -math.inf, 1.0], [0.0, -0.0, 5e-45]], lead=1)
def test_compiled_extremes_are_numpys(dtype: type, groups: list[list[float]], lead: int) -> None:
    values = np.array([9.0] * lead + [value for group in groups for value in group], dtype)
    values.flags.writeable = False
    end = lead + np.cumsum([len(group) for group in groups], dtype=np.int64)
    begin = end - np.array([len(group) for group in groups], np.int64)
    ours, numpys = extremes.extremes(values, begin, end), extremes._extremes_by_numpy(values, begin, end)
    for column, expected in zip(ours, numpys, strict=True):
        assert column.dtype == expected.dtype
        np.testing.assert_array_equal(column, expected)


@given(st.lists(st.floats(width=32), min_size=1, max_size=20))
def test_extremes_are_those_of_the_finite_values(values: list[float]) -> None:
    column, whole = np.array(values, np.float32), (np.array([0]), np.array([len(values)]))
    finite = [value for value in values if math.isfinite(value)]
    for found in (extremes.extremes(column, *whole), extremes._extremes_by_numpy(column, *whole)):
        low, high, nonfinite = (part.item() for part in found)
        assert nonfinite == len(values) - len(finite)
        assert (low, high) == (min(finite), max(finite)) if finite else math.isnan(low) and math.isnan(high)
