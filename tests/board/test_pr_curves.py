"""Precision-recall curves against scikit-learn, and over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from board.values import pr_curves as read
from board.values.pr_curves import PRCurve
from summary.values import pr_curves, tensors

from .conftest import decode, loaded
from .logged import log

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"
THRESHOLDS = 129  # steps of a power of two, so that predictions stand on thresholds exactly


def predictions(seed: int, size: int = 500) -> tuple[Any, Any]:
    """Labels and predictions that stand on thresholds, so that no two of one bucket are told apart by scikit-learn alone."""
    rng = np.random.default_rng(seed)
    labels = rng.random(size) < 0.4
    found = np.clip(labels * 0.3 + rng.random(size) * 0.7, 0, 1)
    return labels, np.floor(found * (THRESHOLDS - 1)) / (THRESHOLDS - 1)


def logged(tmp_path: Path, labels: Any, found: Any, thresholds: int = THRESHOLDS, step: int = 0) -> PRCurve:
    log(tmp_path, "a", [pr_curves.value("x", labels, found, thresholds)], step=step, wall_time=step)
    series = loaded(tmp_path).spans("a", "x")
    return read.curve(series[len(series) - 1])


@pytest.mark.parametrize("seed", range(5))
def test_precision_and_recall_are_scikit_learns(tmp_path: Path, seed: int) -> None:
    labels, found = predictions(seed)
    curve = logged(tmp_path, labels, found)
    precision, recall, threshold = precision_recall_curve(labels, found)
    for p, r, t in zip(precision, recall, threshold, strict=False):
        place = round(t * (THRESHOLDS - 1))
        assert curve.threshold[place] == pytest.approx(t)
        assert (curve.precision[place], curve.recall[place]) == pytest.approx((p, r), rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_scikit_learns(tmp_path: Path, seed: int) -> None:
    labels, found = predictions(seed)
    scores = read.scores(logged(tmp_path, labels, found))
    assert scores.average_precision == pytest.approx(average_precision_score(labels, found), rel=1e-9)
    assert scores.roc_area == pytest.approx(roc_auc_score(labels, found), rel=1e-9)
    precision, recall, _ = precision_recall_curve(labels, found)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    assert scores.best_f1 == pytest.approx(f1.max(), rel=1e-6)
    at = found >= scores.best_threshold - 1e-9
    assert 2 * (at & labels).sum() / (at.sum() + labels.sum()) == pytest.approx(f1.max())


def test_ratios_of_nothing_are_nan(tmp_path: Path) -> None:
    curve = logged(tmp_path, np.array([True, False]), np.array([0.2, 0.3]), 11)
    assert np.isnan(curve.precision[5:]).all() and np.isfinite(curve.precision[:3]).all()
    curve = logged(tmp_path, np.array([False, False]), np.array([0.2, 0.3]), 11)
    scores = read.scores(curve)
    assert np.isnan(curve.recall).all() and np.isnan(scores.average_precision) and np.isnan(scores.best_f1)


def ask(client: FlaskClient, places: list[int], tag: str = "x") -> list[dict[str, Any]]:
    (steps,) = decode(client.post("/api/steps", data={"run": "a", "tag": tag}).data)["series"]
    at = [f"{steps['columns']['source'][i]}-{int(steps['columns']['offset'][i])}" for i in places]
    reply = client.post("/api/pr_curves", json={"tag": tag, "at": [["a", one] for one in at]})
    found: list[dict[str, Any]] = decode(reply.data)["series"]
    return found


def test_chosen_steps_come_as_columns(tmp_path: Path, serve: Serve) -> None:
    curves = [logged(tmp_path, *predictions(seed), step=seed) for seed in range(3)]
    found = ask(serve(tmp_path), [0, 2])
    assert [series["step"] for series in found] == [0, 2]
    for series, curve in zip(found, (curves[0], curves[2]), strict=True):
        for name, column in curve._asdict().items():
            np.testing.assert_array_equal(series["columns"][name], column)
        assert series["scores"]["roc_area"] == pytest.approx(read.scores(curve).roc_area)


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.zeros((5, 3), np.float32), "six rows"),
        (np.zeros((6, 0), np.float32), "0 thresholds"),
        (np.array(["a"] * 6, object), "six rows"),
    ],
)
def test_what_is_no_curve_is_told_beside_those_that_are(
    tmp_path: Path, serve: Serve, array: Any, sentence: str
) -> None:
    logged(tmp_path, *predictions(0))
    value = tensors.value("x", array)
    value.metadata.plugin_data.plugin_name = "pr_curves"
    log(tmp_path, "a", [value], step=1)
    good, bad = ask(serve(tmp_path), [0, 1])
    assert good["rows"] == THRESHOLDS and "error" not in good
    assert sentence in bad["error"]


def test_a_map_over_time(tmp_path: Path, serve: Serve) -> None:
    curves = [logged(tmp_path, *predictions(seed), step=seed) for seed in range(6)]
    reply = serve(tmp_path).get("/api/pr_curves/map?run=a&tag=x")
    body = decode(reply.data)
    (series,) = body["series"]
    assert series["columns"]["step"].tolist() == [0, 1, 2, 3, 4, 5]
    header = int.from_bytes(reply.data[:4], "little") + 4
    cells = np.frombuffer(reply.data, "<f4", 6 * body["cells"], header + body["map"][0]).reshape(6, -1)
    for row, curve in zip(cells, curves, strict=True):
        for i, recall in enumerate(np.linspace(0, 1, 101)):
            reach = curve.precision[curve.recall >= recall - 1e-9]
            assert row[i] == pytest.approx(np.nanmax(reach), rel=1e-6)
    assert series["columns"]["best_f1"][3] == read.scores(curves[3]).best_f1


@pytest.mark.parametrize("writer", ["tf1", "torch", "tensorboardX"])
def test_curves_of_real_writers_are_shown(writer: str, serve: Serve) -> None:
    store = loaded(GOLDEN / writer)
    compared = 0
    for run, content in json.loads((GOLDEN / writer / "expected.json").read_text()).items():
        for tag, wanted in content["tags"].items():
            if wanted["plugin"] == "pr_curves":
                series = store.spans(run, tag)
                assert series.points.step.tolist() == [event["step"] for event in wanted["events"]]
                assert [len(read.curve(span).threshold) for span in map(series.__getitem__, range(len(series)))] == [
                    event["shape"][1] for event in wanted["events"]
                ]
                compared += 1
    assert compared


@pytest.mark.parametrize("body", [{}, {"tag": "x"}, {"tag": "x", "at": [["a"]]}, {"tag": "x", "at": [["a", "b"]]}])
def test_a_wrong_request_is_refused(tmp_path: Path, serve: Serve, body: dict[str, Any]) -> None:
    logged(tmp_path, *predictions(0))
    assert serve(tmp_path).post("/api/pr_curves", json=body).status_code == 400
