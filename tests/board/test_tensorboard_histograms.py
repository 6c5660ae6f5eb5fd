"""TensorBoard's routes for histograms and distributions, beside its own plugins on the same files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from summary.proto.summary import HistogramProto, Summary

from .logged import log
from .peer import tensorboard
from .test_histograms_route import tensor_value

Serve = Callable[..., FlaskClient]
PEER = (
    "histograms",
    "distribution.distributions_plugin.DistributionsPlugin",
    "histogram.histograms_plugin.HistogramsPlugin",
)
GOLDEN = Path(__file__).parents[1] / "golden"
EVERY = 10**9


@pytest.fixture(scope="module", params=["tf1", "tf2", "torch", "tensorboardX"])
def logdir(request: pytest.FixtureRequest) -> Path:
    return GOLDEN / str(request.param)


@pytest.fixture(scope="module")
def peer(logdir: Path) -> Client:
    return tensorboard(logdir, *PEER)


@pytest.mark.parametrize("kind", ["histograms", "distributions"])
def test_the_same_tags(logdir: Path, peer: Client, serve: Serve, kind: str) -> None:
    """Runs that have none are there too, as TensorBoard has them of scalars."""
    path = f"/data/plugin/{kind}/tags"
    ours = serve(logdir).get(path).json
    assert {run: tags for run, tags in ours.items() if tags} == peer.get(path).json


def series(client: Client, kind: str) -> dict[tuple[str, str], Any]:
    tags = client.get(f"/data/plugin/{kind}/tags").json
    return {
        (run, tag): client.get(f"/data/plugin/{kind}/{kind}", query_string={"run": run, "tag": tag}).json
        for run in tags
        for tag in tags[run]
    }


def test_the_same_histograms(logdir: Path, peer: Client, serve: Serve) -> None:
    """TensorBoard brings TensorFlow 1's numbers to float32."""
    ours, theirs = series(serve(logdir), "histograms"), series(peer, "histograms")
    assert ours.keys() == theirs.keys() and ours
    for key, wanted in theirs.items():
        assert [row[:2] for row in ours[key]] == [row[:2] for row in wanted]
        for (*_, found), (*_, buckets) in zip(ours[key], wanted, strict=True):
            np.testing.assert_array_equal(np.array(found, "f4"), np.array(buckets, "f4"))


def test_the_same_distributions(logdir: Path, peer: Client, serve: Serve) -> None:
    ours, theirs = series(serve(logdir), "distributions"), series(peer, "distributions")
    assert ours.keys() == theirs.keys() and ours
    for key, wanted in theirs.items():
        assert [row[:2] for row in ours[key]] == [row[:2] for row in wanted]
        for (*_, found), (*_, percentiles) in zip(ours[key], wanted, strict=True):
            np.testing.assert_allclose(found, percentiles, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("kind", ["histograms", "distributions"])
@pytest.mark.parametrize("query", [{"run": "nope", "tag": "weights"}, {"run": "all", "tag": "nope"}])
def test_mistakes_have_the_same_status(serve: Serve, kind: str, query: dict[str, str]) -> None:
    path = f"/data/plugin/{kind}/{kind}"
    ours = serve(GOLDEN / "torch").get(path, query_string=query)
    assert ours.status_code == tensorboard(GOLDEN / "torch", *PEER).get(path, query_string=query).status_code == 404
    assert ours.json["error"].endswith(".")


def test_empty_ones_are_there_damaged_ones_are_not_and_json_has_no_bare_nan(tmp_path: Path, serve: Serve) -> None:
    bad = Summary.Value(tag="w", histo=HistogramProto(bucket=[1]))
    values = [
        tensor_value([[0, 1, 3], [1, np.nan, 2]]),
        bad,
        tensor_value(np.empty((0, 3))),
        tensor_value([[2, 2, 0], [2, 2, 4]]),
    ]
    for step, value in enumerate(values):
        log(tmp_path, "a", [value], step=step)
    client = serve(tmp_path)
    histograms, distributions = (
        json.loads(client.get(f"/data/plugin/{kind}/{kind}?run=a&tag=w").text, parse_constant=pytest.fail)
        for kind in ("histograms", "distributions")
    )
    assert histograms == [
        [1.0, 0, [[0, 1, 3], [1, "NaN", 2]]],
        [1.0, 2, []],
        [1.0, 3, [[2, 2, 0], [2, 2, 4]]],
    ]
    assert [[value for _, value in row[2]] for row in distributions][1:] == [[0] * 9, [2] * 9]


def test_a_tag_without_histograms_that_stand(tmp_path: Path, serve: Serve) -> None:
    log(tmp_path, "a", [Summary.Value(tag="w", simple_value=1)])
    assert serve(tmp_path).get("/data/plugin/histograms/histograms?run=a&tag=w").status_code == 404
