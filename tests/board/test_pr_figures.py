"""Figures of PR curves against scikit-learn, on predictions that stand on thresholds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from sklearn.metrics import (
    auc,
    average_precision_score,
    confusion_matrix,
    f1_score,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)

import board
from board import figures, palette
from board.app import create_app
from board.loader import Loader
from board.store import Store
from summary.proto.summary import Summary
from summary.values import pr_curves

from .logged import log
from .test_pr_curves import THRESHOLDS, predictions

pytest.importorskip("plotly")

SEEDS = {("a", 0): 1, ("a", 10): 2, ("b", 0): 3, ("b", 20): 4}


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs with a tag at different steps, one of them with another tag, and one run with neither."""
    logdir: Path = tmp_path_factory.mktemp("pr_figures")
    for (run, step), seed in SEEDS.items():
        value = pr_curves.value("x", *predictions(seed), THRESHOLDS)
        log(logdir, run, [value], step=step, wall_time=100 + step)
    log(logdir, "a", [pr_curves.value("y", *predictions(5), THRESHOLDS)], step=0, wall_time=100)
    log(logdir, "c", [Summary.Value(tag="x", simple_value=1)], wall_time=200)
    return logdir


@pytest.fixture(scope="module")
def logs(logdir: Path) -> board.Logs:
    return board.load(logdir)


@pytest.fixture(scope="module")
def client(logdir: Path) -> FlaskClient:
    store = Store()
    Loader(logdir, store).refresh()
    return create_app(logdir, store).test_client()


def drawn(figure: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """The curves, the marks of the best F1, and the guides, as Plotly itself has read them."""
    json.loads(figure.to_json())
    traces = [trace.to_plotly_json() for trace in figure.data]
    curves = [trace for trace in traces if trace["mode"] == "lines" and trace.get("hoverinfo") != "skip"]
    marks = [trace for trace in traces if trace["mode"] == "markers"]
    return curves, marks, [trace for trace in traces if trace.get("hoverinfo") == "skip"]


def counts(recall: Any, precision: Any, positives: int) -> set[tuple[int, int]]:
    """True positives and all that was predicted positive, for logs hold ratios as float32."""
    hits = np.rint(np.multiply(recall, positives))
    said = np.divide(hits, precision, out=np.zeros_like(hits), where=np.asarray(precision) > 0)
    return {(int(hit), round(both)) for hit, both in zip(hits, said, strict=True)}


def told(text: str) -> dict[str, float]:
    return {name: float(cell) for name, cell in (row.split(": ") for row in text.split("<br>"))}


@pytest.mark.parametrize(("run", "step"), SEEDS)
def test_precision_over_recall_is_scikit_learns(logs: board.Logs, run: str, step: int) -> None:
    labels, found = predictions(SEEDS[run, step])
    ((curve,), (mark,), guides) = drawn(figures.pr_curve(logs, "x", [run], step))
    precision, recall, _ = precision_recall_curve(labels, found)
    # scikit-learn's last point, recall 0 at precision 1, stands for no threshold; the first of ours begins the first step.
    wanted = counts(recall[:-1], precision[:-1], labels.sum())
    assert counts(curve["x"][1:], curve["y"][1:], labels.sum()) == wanted
    assert curve["x"][0] == 0 and (np.diff(curve["x"]) >= 0).all() and curve["line"]["shape"] == "vh"
    # With that shape the second end of a step has its height.
    area = (np.diff(curve["x"]) * curve["y"][1:]).sum()
    assert area == pytest.approx(average_precision_score(labels, found), rel=1e-6)
    assert curve["name"] == f"{run} · AP {average_precision_score(labels, found):.4f}"
    assert mark["x"][0] * 2 * mark["y"][0] / (mark["x"][0] + mark["y"][0]) == pytest.approx(
        max(f1_score(labels, found >= threshold) for threshold in np.unique(found))
    )
    assert len(guides) == 4


@pytest.mark.parametrize(("run", "step"), SEEDS)
def test_rates_are_scikit_learns(logs: board.Logs, run: str, step: int) -> None:
    labels, found = predictions(SEEDS[run, step])
    ((curve,), (mark,), (chance,)) = drawn(figures.roc_curve(logs, "x", [run], step))
    false_rate, true_rate, _ = roc_curve(labels, found, drop_intermediate=False)
    scale = (~labels).sum(), labels.sum()
    wanted = {tuple(point) for point in np.rint(np.column_stack([false_rate, true_rate]) * scale).tolist()}
    assert {tuple(point) for point in np.rint(np.column_stack([curve["x"], curve["y"]]) * scale).tolist()} == wanted
    assert auc(curve["x"], curve["y"]) == pytest.approx(roc_auc_score(labels, found))
    assert curve["name"] == f"{run} · area {roc_auc_score(labels, found):.4f}"
    assert (mark["x"][0], mark["y"][0]) in set(zip(curve["x"], curve["y"], strict=True))
    assert chance["x"].tolist() == chance["y"].tolist() == [0, 1]


def test_a_point_tells_its_counts(logs: board.Logs) -> None:
    labels, found = predictions(SEEDS["a", 10])
    ((curve,), _, _) = drawn(figures.pr_curve(logs, "x", ["a"]))
    assert curve["hovertemplate"] == "step 10<br>%{text}"
    for text in curve["text"][1::20]:
        said = told(text)
        (tn, fp), (fn, tp) = confusion_matrix(labels, found >= said["threshold"] - 1e-6)
        found_counts = [said[f"{right} {sign}s"] for right in ("true", "false") for sign in ("positive", "negative")]
        assert found_counts == [tp, tn, fp, fn]
        assert said["F1"] == pytest.approx(f1_score(labels, found >= said["threshold"] - 1e-6), abs=1e-5)


@pytest.mark.parametrize(
    ("step", "steps"), [(None, [10, 20]), (0, [0, 0]), (15, [10, 0]), (-5, [0, 0]), (99, [10, 20])]
)
def test_the_step_is_the_last_at_or_before(logs: board.Logs, step: int | None, steps: list[int]) -> None:
    curves, _, _ = drawn(figures.pr_curve(logs, "x", step=step))
    assert [curve["hovertemplate"].split("<")[0] for curve in curves] == [f"step {one}" for one in steps]


def test_runs_have_the_pages_colours_and_classes_a_dash(logs: board.Logs) -> None:
    curves, _, _ = drawn(figures.pr_curve(logs, "x"))
    assert [curve["line"]["color"] for curve in curves] == palette.LIGHT[:2]
    curves, _, _ = drawn(figures.roc_curve(logs, ["x", "y"], ["a"], dark=True))
    assert [curve["name"].rpartition(" · ")[0] for curve in curves] == ["a · x", "a · y"]
    assert [curve["line"]["color"] for curve in curves] == palette.DARK[:1] * 2
    assert len({curve["line"]["dash"] for curve in curves}) == 2
    curves, _, guides = drawn(figures.pr_curve(logs, "x", ["b"], iso_f1=False, colours={"b": "#123456"}))
    assert curves[0]["line"]["color"] == "#123456" and not guides


def test_lines_of_equal_f1(logs: board.Logs) -> None:
    _, _, guides = drawn(figures.pr_curve(logs, "x"))
    for guide, score in zip(guides, (0.2, 0.4, 0.6, 0.8), strict=True):
        np.testing.assert_allclose(2 * guide["x"] * guide["y"] / (guide["x"] + guide["y"]), score)
        assert (guide["y"][0], guide["x"][-1]) == pytest.approx((1, 1))


@pytest.mark.parametrize("labels", [[0, 0], [1, 1], [0, 1]])
def test_what_has_no_line_is_left_out(tmp_path: Path, labels: list[int]) -> None:
    log(tmp_path, "a", [pr_curves.value("x", np.array(labels), np.array([0.2, 0.6]), 1)])
    logs = board.load(tmp_path)
    precision, rates = (drawn(make(logs, "x"))[0] for make in (figures.pr_curve, figures.roc_curve))
    assert [len(precision), len(rates)] == [any(labels), any(labels) and not all(labels)]


def test_curves_are_read_when_asked(logs: board.Logs) -> None:
    found = logs.pr_curves("a", "x")
    assert found.step.tolist() == [0, 10] and found.wall_time.tolist() == [100, 110] and len(found.value) == 2
    labels, predicted = predictions(SEEDS["a", 10])
    assert found.value[1].recall[64] == pytest.approx((predicted >= 0.5)[labels].mean())


def test_one_run_needs_no_list(logs: board.Logs) -> None:
    for curve in (figures.pr_curve, figures.roc_curve):
        assert curve(logs, "x", "a") == curve(logs, "x", ["a"]) != curve(logs, "x")


def test_what_is_not_there_is_told(logs: board.Logs) -> None:
    for ask in (
        lambda: figures.pr_curve(logs, "z"),
        lambda: figures.roc_curve(logs, "x", ["c"]),
        lambda: logs.pr_curves("c", "x"),
    ):
        with pytest.raises(board.NotFound):
            ask()
    with pytest.raises(ValueError, match="#3553d1"):
        figures.pr_curve(logs, "x", colours={"a": "red"})


def test_over_time_a_column_holds_the_best_precision_at_each_recall(logs: board.Logs) -> None:
    (trace,) = (one.to_plotly_json() for one in figures.pr_curve_over_time(logs, "x", "a").data)
    assert list(trace["x"]) == [0, 10]
    for column, seed in enumerate([SEEDS["a", 0], SEEDS["a", 10]]):
        labels, found = predictions(seed)
        precision, recall, _ = precision_recall_curve(labels, found)
        wanted = [precision[:-1][recall[:-1] >= at - 1e-9].max() for at in trace["y"]]
        np.testing.assert_allclose(trace["z"][:, column], wanted, rtol=1e-5)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ({"tag": "x"}, lambda logs: figures.pr_curve(logs, "x", iso_f1=False)),
        ({"tags": ["x", "y"], "iso_f1": True, "step": 5}, lambda logs: figures.pr_curve(logs, ["x", "y"], step=5)),
        (
            {"tag": "x", "mode": "roc", "dark": True, "runs": ["b"]},
            lambda logs: figures.roc_curve(logs, "x", ["b"], dark=True),
        ),
        ({"tag": "x", "mode": "time", "runs": ["b"]}, lambda logs: figures.pr_curve_over_time(logs, "x", "b")),
    ],
)
def test_the_page_gets_the_same_figure(
    logs: board.Logs, client: FlaskClient, body: dict[str, Any], wanted: Any
) -> None:
    assert client.post("/api/figure/pr_curves", json=body).json == json.loads(wanted(logs).to_json())


def test_the_page_names_runs_as_people_do(client: FlaskClient) -> None:
    found = client.post("/api/figure/pr_curves", json={"tag": "x", "names": {"a": "baseline"}, "title": "digits"}).json
    assert found["layout"]["title"]["text"] == "digits"
    assert any(trace.get("name", "").startswith("baseline") for trace in found["data"])


@pytest.mark.parametrize(("wrong", "status"), [({"mode": "pie"}, 400), ({"step": "x"}, 400), ({"tag": "none"}, 404)])
def test_wrong_requests_are_refused(client: FlaskClient, wrong: dict[str, Any], status: int) -> None:
    reply = client.post("/api/figure/pr_curves", json={"tag": "x", **wrong})
    assert reply.status_code == status and reply.json["error"].endswith(".")
