"""TensorBoard's smoothing formula, compiled and as it is, against the formula written out."""

from __future__ import annotations

import importlib.util
import math
from types import ModuleType

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from board import smoothing

VALUES = st.lists(st.one_of(st.floats(-1e6, 1e6, width=32), st.floats()), max_size=50)


def formula(ys: list[float], w: float) -> list[float]:
    """The reference: TensorBoard's line-chart.ts, resmoothDataset, put into Python."""
    last, n, smoothed = 0.0, 0, []
    constant = all(y == ys[0] for y in ys)
    for y in ys:
        if constant or not math.isfinite(y):
            smoothed.append(y)
            continue
        last = last * w + (1 - w) * y
        n += 1
        smoothed.append(last / (1 if w == 1 else 1 - w**n))
    return smoothed


def as_it_is() -> ModuleType:
    """The same file, run by Python itself even where the compiled module is the one that imports."""
    source = importlib.util.find_spec("board.smoothing")
    assert source is not None and source.origin is not None
    path = source.origin.split("smoothing")[0] + "smoothing.py"
    spec = importlib.util.spec_from_file_location("smoothing_as_it_is", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert not module.COMPILED
    return module


@pytest.fixture(scope="module", params=["as imported", "as it is"])
def smooth(request: pytest.FixtureRequest) -> ModuleType:
    return smoothing if request.param == "as imported" else as_it_is()


@given(ys=VALUES, w=st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.6, 0.99, 0.999, 1.0])))
@example(ys=[math.nan, math.nan], w=0.6)
@example(ys=[1.0, 2.0, 1.0], w=1.0)
@example(ys=[0.5] * 5, w=0.9)
@example(ys=[math.inf, 1.0, -math.inf, 2.0, math.nan, 3.0], w=0.6)
def test_smoothing_is_the_formula(smooth: ModuleType, ys: list[float], w: float) -> None:
    with np.errstate(all="ignore"):
        ours = smooth.ema(np.array(ys, np.float64), w)
    np.testing.assert_allclose(ours, formula(ys, w), rtol=1e-9, atol=0)


def test_the_correction_lasts_until_it_is_nothing(smooth: ModuleType) -> None:
    ys = np.sin(np.arange(3000) / 50).tolist()
    np.testing.assert_allclose(smooth.ema(np.array(ys), 0.99), formula(ys, 0.99), rtol=1e-12)


def test_the_weight_is_clamped(smooth: ModuleType) -> None:
    ys = np.array([1.0, 5.0, 2.0])
    assert smooth.ema(ys, -3.0).tolist() == ys.tolist()
    assert smooth.ema(ys, 7.0).tolist() == [0.0, 0.0, 0.0]


@given(VALUES, st.floats(0, 1))
def test_compiled_and_uncompiled_agree_to_the_bit(ys: list[float], w: float) -> None:
    if not smoothing.COMPILED:
        pytest.skip("there is no compiled module here")
    with np.errstate(all="ignore"):
        ours, theirs = smoothing.ema(np.array(ys), w), as_it_is().ema(np.array(ys), w)
    assert ours.tobytes() == theirs.tobytes()
