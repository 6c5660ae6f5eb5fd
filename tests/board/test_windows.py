"""Running means and medians, compiled and as they are, against NumPy on each window and against pandas and SciPy."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from board import smoothers, windows
from board.smoothers import Exponential, Running

NUMBERS = st.floats(-1e6, 1e6, width=32)
VALUES = st.lists(st.one_of(NUMBERS, st.sampled_from([0.0, 1.0, math.nan, math.inf, -math.inf])), max_size=50)
WINDOWS = st.one_of(st.floats(0.001, 60), st.integers(1, 60), st.just(1e300))
KINDS = {"mean": np.mean, "median": np.median}
WIDE = np.iinfo(np.int64)


def as_it_is() -> ModuleType:
    """The same file, run by Python itself even where the compiled module is the one that imports."""
    path = Path(smoothers.__file__).with_name("windows.py")
    spec = importlib.util.spec_from_file_location("windows_as_they_are", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert not module.COMPILED
    return module


@pytest.fixture(scope="module", params=["as imported", "as it is"])
def module(request: pytest.FixtureRequest) -> ModuleType:
    return windows if request.param == "as imported" else as_it_is()


@st.composite
def moving(draw: st.DrawFn) -> tuple[list[float], list[int], list[int]]:
    """Values and windows of any width of them, whose begins and ends never go back."""
    values = draw(st.lists(NUMBERS, min_size=1, max_size=40))
    pairs = draw(st.lists(st.tuples(*[st.integers(0, len(values) - 1)] * 2), max_size=40))
    begin, last = sorted(min(pair) for pair in pairs), sorted(max(pair) for pair in pairs)
    return values, begin, [place + 1 for place in last]


@given(moving())
@example(([3.0], [0, 0, 0], [1, 1, 1]))
@example(([1.0, 2.0, 4.0, 8.0], [0, 3], [1, 4]))
def test_each_window_is_what_numpy_finds(module: ModuleType, case: tuple[list[float], list[int], list[int]]) -> None:
    values, begin, end = case
    bounds = np.array(begin, np.int64), np.array(end, np.int64)
    stretches = [values[a:b] for a, b in zip(begin, end, strict=True)]
    means, medians = (compute(np.array(values), *bounds) for compute in (module.means, module.medians))
    np.testing.assert_allclose(means, [np.mean(stretch) for stretch in stretches], rtol=1e-12, atol=1e-9)
    assert medians.tolist() == [np.median(stretch) for stretch in stretches]


@pytest.mark.parametrize("block", [1, 7, 64])
def test_blocks_of_any_size_leave_no_seam(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(windows, "BLOCK", block)
    values = np.random.default_rng(5).normal(size=1000).round(1)
    begin = np.sort(np.random.default_rng(6).integers(0, 990, 1000))
    end = np.minimum(begin + 10, 1000)
    expected = [np.median(values[a:b]) for a, b in zip(begin, end, strict=True)]
    assert windows.medians(values, begin, end).tolist() == expected


def test_what_has_left_a_window_takes_no_digit_with_it(module: ModuleType) -> None:
    values = np.array([1e300, 1.0, 2.0, 3.0, -1e30, 4.0, 5.0])
    begin = np.arange(6)
    assert module.means(values, begin, begin + 2)[[1, 2, 5]].tolist() == [1.5, 2.5, 4.5]


def expected(kind: str, window: float, x: list[int], values: list[float]) -> list[float]:
    """From the definition: each finite value, and all that are at most half a window away."""
    known = [(place, value) for place, value in zip(x, values, strict=True) if math.isfinite(value)]
    near = lambda here: [value for place, value in known if abs(place - here) <= window / 2]  # noqa: E731
    return [
        float(KINDS[kind](near(here))) if math.isfinite(value) else value for here, value in zip(x, values, strict=True)
    ]


@pytest.mark.parametrize("kind", KINDS)
@given(values=VALUES, window=WINDOWS)
@example(values=[math.nan, 1.0, math.inf, 2.0, 9.0], window=3)
def test_windows_of_points_count_the_finite_ones(kind: str, values: list[float], window: float) -> None:
    ours = Running(kind, window, False).smooth(np.arange(len(values)), np.array(values))
    order = np.cumsum(np.isfinite(values)).tolist()
    np.testing.assert_allclose(ours, expected(kind, window, order, values), rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@given(values=VALUES, window=WINDOWS, data=st.data())
def test_windows_of_steps_reach_as_far_as_steps_do(kind: str, values: list[float], window: float, data: Any) -> None:
    steps = data.draw(st.lists(st.integers(-40, 40), min_size=len(values), max_size=len(values)))
    ours = Running(kind, window, True).smooth(np.array(steps, np.int64), np.array(values))
    np.testing.assert_allclose(ours, expected(kind, window, steps, values), rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("window", [0.5, 4, 2.0**62, 1e300])
def test_windows_of_steps_end_where_int64_does(window: float) -> None:
    steps = np.array([WIDE.min, WIDE.min + 1, 0, WIDE.max - 1, WIDE.max])
    values = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    ours = Running("mean", window, True).smooth(steps, values)
    half = min(int(window / 2), 2**63 - 1)
    exact = [[values[j] for j in range(5) if abs(int(a) - int(steps[j])) <= half] for a in steps]
    assert ours.tolist() == [float(np.mean(stretch)) for stretch in exact]


@pytest.mark.parametrize("window", [1, 3, 51, 999, 20001])
def test_pandas_finds_the_same(window: int) -> None:
    pandas = pytest.importorskip("pandas")
    values = np.random.default_rng(window).normal(size=5000).cumsum()
    rolling = pandas.Series(values).rolling(window, center=True, min_periods=1)
    for kind in KINDS:
        ours = Running(kind, window, False).smooth(np.arange(5000), values)
        np.testing.assert_allclose(ours, getattr(rolling, kind)(), rtol=1e-9)


def test_scipy_finds_the_same_away_from_the_ends() -> None:
    ndimage = pytest.importorskip("scipy.ndimage")
    values = np.random.default_rng(3).normal(size=2000)
    inner = slice(50, -50)
    median, mean = (Running(kind, 101, False).smooth(np.arange(2000), values)[inner] for kind in ("median", "mean"))
    assert median.tolist() == ndimage.median_filter(values, 101)[inner].tolist()
    np.testing.assert_allclose(mean, ndimage.uniform_filter1d(values, 101)[inner], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("smoother", [Exponential(0.9), Running("mean", 4, False), Running("median", 4, True)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_stay_and_one_value_throughout_stays_itself(smoother: smoothers.Smoother, dtype: type) -> None:
    for values in (np.full(7, 0.1, dtype), np.empty(0, dtype), np.full(3, np.nan, dtype)):
        smoothed = smoother.smooth(np.arange(len(values)), values)
        assert smoothed.dtype == dtype
        np.testing.assert_array_equal(smoothed, values)
        assert not np.shares_memory(smoothed, values)


@given(moving())
def test_compiled_and_uncompiled_agree_to_the_bit(case: tuple[list[float], list[int], list[int]]) -> None:
    if not windows.COMPILED:
        pytest.skip("there is no compiled module here")
    arrays = np.array(case[0]), np.array(case[1], np.int64), np.array(case[2], np.int64)
    for name in ("means", "medians"):
        assert getattr(windows, name)(*arrays).tobytes() == getattr(as_it_is(), name)(*arrays).tobytes()
