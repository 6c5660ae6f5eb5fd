"""Figures of histograms: what is drawn against what was logged, in buckets that are the bins, and TensorBoard's compressor."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

import board
from board import figures, palette
from summary.proto.summary import HistogramProto, Summary

from .logged import log
from .test_histograms_route import many, tensor_value, written

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from tensorboard.plugins.distribution.compressor import compress_histogram

pytest.importorskip("plotly")

Serve = Callable[..., FlaskClient]
COUNTS = [[1, 2, 3, 4], [4, 0, 0, 4], [2, 5, 1, 0]]
STEPS, WALL = [0, 10, 30], [100.0, 105.0, 130.0]
DBL_MAX = float(np.finfo(np.float64).max)


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs with the same histograms from 0 to 8, and one with none."""
    found: Path = tmp_path_factory.mktemp("figures")
    for run in ("a", "b"):
        for step, wall_time, counts in zip(STEPS, WALL, COUNTS, strict=True):
            log(found, run, [written(0, 8, counts)], step=step, wall_time=wall_time)
    return log(found, "c", [Summary.Value(tag="w", simple_value=1)], wall_time=200)


@pytest.fixture(scope="module")
def logs(logdir: Path) -> board.Logs:
    return board.load(logdir)


def drawn(figure: Any) -> list[dict[str, Any]]:
    """The traces, as Plotly itself has read them, and as JSON holds them without loss."""
    json.loads(figure.to_json())
    return [trace.to_plotly_json() for trace in figure.data]


def test_ridges_stand_on_their_steps_as_high_as_their_counts(logs: board.Logs) -> None:
    figure = figures.histogram(logs, "w", ["a"], bins=4)
    ridges = drawn(figure)
    heights = [step - ridge["y"] for step, ridge in zip(STEPS, ridges, strict=True)]
    assert all(height[0] == height[-1] == 0 for height in heights)
    unit = heights[2][2] / 5
    np.testing.assert_allclose([height[1:-1] / unit for height in heights], COUNTS)
    assert ridges[0]["x"].tolist() == [0, 1, 3, 5, 7, 8]
    assert ridges[0]["customdata"][2] == "2 to 4: 2"
    low, high = figure.layout.yaxis.range
    assert low > 30 and high < min(ridge["y"].min() for ridge in ridges)


def test_ridges_further_down_hide_those_behind_them(logs: board.Logs) -> None:
    ridges = drawn(figures.histogram(logs, "w", bins=4))
    assert [ridge["y"][0] for ridge in ridges] == [0, 0, 10, 10, 30, 30]
    assert [ridge["name"] for ridge in ridges] == ["a", "b"] * 3
    assert [ridge["name"] for ridge in ridges if ridge["showlegend"]] == ["a", "b"]


def test_colours_are_the_runs_and_paler_before(logs: board.Logs) -> None:
    def distances(traces: list[dict[str, Any]], colour: str) -> list[float]:
        shades = [bytes.fromhex(trace["line"]["color"][1:]) for trace in traces]
        return [sum(abs(a - b) for a, b in zip(shade, bytes.fromhex(colour[1:]), strict=True)) for shade in shades]

    first, second = palette.LIGHT[:2]
    curves = drawn(figures.histogram(logs, "w", ["b"], "overlay"))
    assert distances(curves, second) == sorted(distances(curves, second), reverse=True)
    chosen = drawn(figures.histogram(logs, "w", ["b"], "overlay", colours={"b": first}))
    assert distances(chosen, first) == sorted(distances(chosen, first), reverse=True)
    assert figures.histogram(logs, "w", dark=True).layout.paper_bgcolor == "#181b1e"


def test_curves_are_the_counts(logs: board.Logs) -> None:
    curves = drawn(figures.histogram(logs, "w", ["a"], "overlay", bins=4))
    assert [curve["y"].tolist() for curve in curves] == COUNTS
    assert curves[0]["x"].tolist() == [1, 3, 5, 7]
    assert [curve["hovertemplate"][:8] for curve in curves] == ["step 0<b", "step 10<", "step 30<"]
    coarse = drawn(figures.histogram(logs, "w", ["a"], "overlay", bins=2))
    assert [curve["y"].tolist() for curve in coarse] == [[3, 7], [4, 4], [7, 1]]


def test_a_heat_map_for_each_run(logs: board.Logs) -> None:
    figure = figures.histogram(logs, "w", mode="heatmap", bins=4)
    maps = drawn(figure)
    assert [(heat["type"], heat["name"], heat["yaxis"]) for heat in maps] == [
        ("heatmap", "a", "y"),
        ("heatmap", "b", "y2"),
    ]
    assert maps[0]["x"].tolist() == STEPS and maps[0]["y"].tolist() == [0, 2, 4, 6, 8]
    assert maps[0]["z"].T.tolist() == COUNTS
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]


@pytest.mark.parametrize(("x", "places"), [("step", STEPS), ("relative", [0, 5, 30]), ("wall", WALL)])
def test_x_is_what_is_asked_for(logs: board.Logs, x: str, places: list[float]) -> None:
    (heat,) = drawn(figures.histogram(logs, "w", ["a"], "heatmap", x))
    *_, median = drawn(figures.distribution(logs, "w", ["a"], x))
    ridges = drawn(figures.histogram(logs, "w", ["a"], "offset", x))
    for found in (heat["x"], median["x"], [ridge["y"][0] for ridge in ridges]):
        wanted = (np.array(places) * 1e6).astype("datetime64[us]") if x == "wall" else places
        assert np.array(found).tolist() == np.array(wanted).tolist()


def test_bands_lie_between_the_percentiles(logs: board.Logs) -> None:
    *edges, median = drawn(figures.distribution(logs, "w", ["a"]))
    _, _, value = logs.histograms("a", "w")
    nine = np.array([[found for _, found in compress_histogram(buckets.tolist())] for buckets in value])
    assert median["y"].tolist() == nine[:, 4].tolist() and median["customdata"].tolist() == nine.tolist()
    order = [0, 8, 1, 7, 2, 6, 3, 5]
    assert [edge["y"].tolist() for edge in edges] == nine[:, order].T.tolist()
    assert [edge.get("fill") for edge in edges] == [None, "tonexty"] * 4
    assert edges[3]["name"] == "a 93.32%" and "15.87%: %{customdata[2]" in median["hovertemplate"]


def test_what_counts_nothing_has_no_percentiles(tmp_path: Path) -> None:
    for step, counts in enumerate(([1.0, 2.0], [0.0, 0.0], [3.0, 1.0])):
        log(tmp_path, "a", [written(0, 1, counts)], step=step)
    for trace in drawn(figures.distribution(board.load(tmp_path), "w")):
        assert trace["x"].tolist() == [0, 2] and np.isfinite(trace["y"]).all()


def test_of_many_steps_the_first_the_last_and_the_extremes_are_drawn(tmp_path: Path) -> None:
    (heat,) = drawn(figures.histogram(board.load(many(tmp_path)), "w", mode="heatmap", steps=20))
    assert {0, 3330, 7770, 9990} <= set(heat["x"].tolist()) and len(heat["x"]) <= 20
    assert (heat["y"][0], heat["y"][-1]) == (-2, 2)


@pytest.mark.parametrize("mode", ["offset", "overlay", "heatmap", "distribution"])
def test_hard_values(tmp_path: Path, mode: str, serve: Serve) -> None:
    nan = float("nan")
    values = [
        tensor_value([[-DBL_MAX, 0, 1], [0, DBL_MAX, 2]]),
        tensor_value(np.empty((0, 3))),
        tensor_value([[1, 1, 0], [1, 1, 5]]),
        tensor_value([[nan, nan, 3], [0, 1, 2]]),
        Summary.Value(tag="w", histo=HistogramProto(bucket=[1])),
    ]
    for step, value in enumerate(values):
        log(tmp_path, "a", [value], step=step, wall_time=nan)
    reply = serve(tmp_path).post("/api/figure/histograms", json={"tag": "w", "mode": mode, "steps": 5})
    assert reply.status_code == 200
    logs = board.load(tmp_path)
    of_library = (
        figures.distribution(logs, "w", steps=5)
        if mode == "distribution"
        else figures.histogram(logs, "w", mode=mode, steps=5)
    )
    assert json.loads(reply.text, parse_constant=pytest.fail) == json.loads(of_library.to_json())


def test_one_histogram_of_nothing(tmp_path: Path) -> None:
    logs = board.load(log(tmp_path, "a", [tensor_value(np.empty((0, 3)))]))
    for mode in ("offset", "overlay", "heatmap"):
        assert len(drawn(figures.histogram(logs, "w", mode=mode))) == 1
    assert len(drawn(figures.distribution(logs, "w"))) == 9


def test_the_page_gets_the_same(logdir: Path, logs: board.Logs, serve: Serve) -> None:
    client = serve(logdir)
    for mode in ("offset", "overlay", "heatmap"):
        body = {"tag": "w", "mode": mode, "x": "relative", "bins": 7, "runs": ["b", "a", "gone"], "dark": True}
        wanted = figures.histogram(logs, "w", ["b", "a"], mode, "relative", bins=7, dark=True)
        assert client.post("/api/figure/histograms", json=body).json == json.loads(wanted.to_json())
    body = {"tag": "w", "mode": "distribution", "names": {"a": "first"}, "title": "mine"}
    found = client.post("/api/figure/histograms", json=body).json
    assert found["layout"]["title"]["text"] == "mine"
    assert {trace["name"] for trace in found["data"] if trace.get("hovertemplate")} == {"first", "b"}


@pytest.mark.parametrize(
    "wrong", [{"mode": "heap"}, {"bins": 0}, {"bins": 10**6}, {"steps": 0}, {"x": "tag"}, {"colours": {"a": "red"}}]
)
def test_what_makes_no_sense_is_refused(logdir: Path, logs: board.Logs, serve: Serve, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong)).removesuffix("s")):
        figures.histogram(logs, "w", **wrong)
    assert serve(logdir).post("/api/figure/histograms", json={"tag": "w", **wrong}).status_code == 400


def test_one_run_needs_no_list(logs: board.Logs) -> None:
    for made in (figures.histogram, figures.distribution):
        assert made(logs, "w", "a") == made(logs, "w", ["a"]) != made(logs, "w")


def test_no_run_with_the_tag(logdir: Path, logs: board.Logs, serve: Serve) -> None:
    for tag, runs in (("v", None), ("w", ["c"]), ("w", [])):
        with pytest.raises(board.NotFound, match="No run asked for has histograms"):
            figures.histogram(logs, tag, runs)
        with pytest.raises(board.NotFound):
            figures.distribution(logs, tag, runs)
    assert serve(logdir).post("/api/figure/histograms", json={"tag": "v"}).status_code == 404
