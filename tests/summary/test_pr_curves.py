"""Precision-recall curves: the messages of PyTorch, tensorboardX and TensorBoard's own plugin."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import numpy as np
import pytest

from summary.proto.plugins import PrCurvePluginData
from summary.values.pr_curves import raw_value, take, value

make_ndarray = importlib.import_module("tensorboard.util.tensor_util").make_ndarray
TORCHES = ["torch.utils.tensorboard.summary", "tensorboardX.summary"]
random = np.random.default_rng(0)
LABELS = random.integers(0, 2, 500)
PREDICTIONS = np.clip(LABELS * 0.4 + random.random(500) * 0.6, 0, 1)
WEIGHTS = random.random(500)


def peer(module: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(module)


def assert_same(ours: Any, theirs: Any) -> None:
    assert ours.tag == theirs.tag
    mine, other = make_ndarray(ours.tensor), make_ndarray(theirs.tensor)
    assert (mine.dtype, mine.shape) == (other.dtype, other.shape)
    # The peers' sums are made of other partial sums.
    np.testing.assert_allclose(mine, other, rtol=3e-7, atol=1e-6)
    assert ours.metadata.SerializeToString() == theirs.metadata.SerializeToString()


@pytest.mark.parametrize("module", TORCHES)
@pytest.mark.parametrize("num_thresholds", [1, 2, 11, 127])
@pytest.mark.parametrize(
    ("labels", "predictions", "weights"),
    [
        (LABELS, PREDICTIONS, None),
        (LABELS.astype(bool), PREDICTIONS.astype(np.float32), WEIGHTS),
        (LABELS.astype(np.float32), PREDICTIONS.astype(np.float16), 0.25),
        (LABELS.reshape(5, 100), PREDICTIONS.reshape(5, 100), WEIGHTS[:100]),
        (LABELS, PREDICTIONS, 1e-10),
        (LABELS, LABELS, None),
        (np.ones(3, int), np.array([0.0, 0.5, 1.0]), None),
        (np.empty(0, int), np.empty(0), None),
    ],
    ids=["plain", "weights", "one weight", "matrix", "next to none", "certain", "all true", "empty"],
)
def test_as_torch(labels: Any, predictions: Any, weights: Any, num_thresholds: int, module: str) -> None:
    theirs = peer(module).pr_curve("pr", labels, predictions, num_thresholds, weights).value[0]
    judged = take("pr", labels, predictions, weights)
    assert_same(value("pr", judged[0], judged[1], num_thresholds, judged[2]), theirs)


@pytest.mark.parametrize("num_thresholds", [2, 127, 128, 201, 1000])
@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_as_tensorboard(num_thresholds: int, weights: Any) -> None:
    """Which has no limit of 127, unlike PyTorch."""
    plugin = peer("tensorboard.plugins.pr_curve.summary")
    peer("tensorflow")
    theirs = plugin.pb("pr", LABELS.astype(bool), PREDICTIONS, num_thresholds, weights).value[0]
    ours = value("pr", LABELS, PREDICTIONS, num_thresholds, weights)
    theirs.tag = "pr"
    theirs.metadata.ClearField("display_name")
    assert_same(ours, theirs)


def test_booleans_are_predictions_too() -> None:
    assert value("pr", LABELS, LABELS.astype(bool), 300) == value("pr", LABELS, LABELS.astype(float), 300)
    assert value("pr", LABELS, LABELS.astype(np.uint8), 300) == value("pr", LABELS, LABELS.astype(float), 300)


@pytest.mark.parametrize("module", TORCHES)
@pytest.mark.parametrize("num_thresholds", [5, 127])
def test_raw_as_torch(num_thresholds: int, module: str) -> None:
    rows = [*random.integers(0, 50, (4, 5)), np.linspace(0.5, 1, 5), np.linspace(1, 0, 5)]
    theirs = peer(module).pr_curve_raw("pr", *rows, num_thresholds).value[0]
    assert_same(raw_value("pr", *map(list, rows), num_thresholds), theirs)


def test_raw_has_no_limit_of_thresholds() -> None:
    made = raw_value("pr", *np.zeros((6, 201)), num_thresholds=201)
    assert make_ndarray(made.tensor).shape == (6, 201)
    assert PrCurvePluginData.FromString(made.metadata.plugin_data.content).num_thresholds == 201


@pytest.mark.parametrize(
    ("labels", "predictions", "weights", "error", "message"),
    [
        ([0, 1], [0.5], None, ValueError, r"expected labels and predictions of one shape, got \(2,\) and \(1,\)"),
        ([0, 1], [0.5, 1.5], None, ValueError, "expected predictions from 0 to 1, got 1.5: 1 such of 2"),
        ([0, 1, 1], [-0.5, np.nan, 0], None, ValueError, "expected predictions from 0 to 1, got -0.5: 2 such of 3"),
        ([0, 1], [np.nan, 0.5], None, ValueError, "expected predictions from 0 to 1, got nan: 1 such of 2"),
        ([0, 2, 3], [0, 1, 1], None, ValueError, "expected labels that are booleans, 0 or 1, got 2: 2 such of 3"),
        ([0.5], [1], None, ValueError, "expected labels that are booleans, 0 or 1, got 0.5: 1 such of 1"),
        ([0, 1], [0, 1], [1, 2, 3], ValueError, r"expected weights of shape \(2,\), or one for all, got shape \(3,\)"),
        ([0, 1], [0, 1], [[1, 2]], ValueError, r"expected weights of shape \(2,\), or one for all, got shape \(1, 2\)"),
    ],
)
def test_what_is_no_curve(labels: Any, predictions: Any, weights: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^PR curve 'pr': {message}$"):
        take("pr", labels, predictions, weights)
    with pytest.raises(error, match=f"^PR curve 'pr': {message}$"):
        value("pr", np.array(labels), np.array(predictions), 9, None if weights is None else np.array(weights))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["a"], [1]), "labels: expected an array of numbers, got list of <U1"),
        (([1], [1j]), "predictions: expected real numbers, got complex128"),
        (([1], [1], "heavy"), "weights: expected an array of numbers, got str of <U5"),
    ],
)
def test_errors_name_the_tag(arguments: Any, message: str) -> None:
    with pytest.raises(TypeError, match=f"^PR curve 'pr', {message}"):
        take("pr", *arguments)


def test_raw_arrays_have_one_length() -> None:
    with pytest.raises(ValueError, match=r"^PR curve 'pr': expected six arrays of one length, got .*, recall \(4,\)"):
        raw_value("pr", *np.zeros((5, 3)), np.zeros(4))
    with pytest.raises(ValueError, match=r"^PR curve 'pr': expected six arrays of one length, got shapes tp \(\)"):
        raw_value("pr", 1, 2, 3, 4, 5, 6)


def test_one_threshold_at_least() -> None:
    with pytest.raises(ValueError, match="PR curve 'pr': expected num_thresholds of at least 1, got 0"):
        value("pr", LABELS, PREDICTIONS, 0)


def test_what_is_taken_is_a_copy() -> None:
    arrays = [LABELS.copy(), PREDICTIONS.copy(), WEIGHTS.copy()]
    judged = take("pr", *arrays)
    for array in arrays:
        array[:] = 0
    assert [array.tolist() for array in judged] == [LABELS.tolist(), PREDICTIONS.tolist(), WEIGHTS.tolist()]
