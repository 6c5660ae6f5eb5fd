"""Projections over HTTP by worker processes: what they find, how they share, wait, are cancelled and fail."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from sklearn.decomposition import PCA

from board.projection import process

from .projected import ENDED, PATIENCE, embedding, project, start, state, the_id, until

Serve = Callable[..., FlaskClient]
RANDOM = np.random.default_rng(0)
VECTORS = (RANDOM.normal(size=(300, 8)) * np.arange(1, 9)).astype(np.float32)
KILLED_SERVER = """
import os, signal
import numpy as np
from board.projection.process import Worker
parameters = {"iterations": 20_000}
worker = Worker("tsne", parameters, {"vectors": np.random.default_rng(0).normal(size=(300, 8)).astype(np.float32)})
next(worker.messages())
print(worker._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
LONG = {"method": "tsne", "dimensions": 2, "iterations": 20_000}


@pytest.fixture
def client(tmp_path: Path, serve: Serve) -> FlaskClient:
    embedding(tmp_path, VECTORS)
    return serve(tmp_path)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Every worker's process that is started; none outlives the test."""
    started: list[Any] = []
    begin = process._start

    def remembered(*arguments: Any) -> Any:
        started.append(begin(*arguments))
        return started[-1]

    monkeypatch.setattr(process, "_start", remembered)
    yield started
    for worker in started:
        worker.kill()
        worker.wait()


def until_started(workers: list[Any], count: int = 1) -> None:
    """A job is running before its process is there; one that came after the test would be killed by nobody."""
    end = time.monotonic() + PATIENCE
    while len(workers) < count:
        assert time.monotonic() < end
        time.sleep(0.01)


def until_drawn(client: FlaskClient, key: str, iteration: int = 0) -> dict[str, Any]:
    """How a job is once there is a layout, of this iteration or a later one."""
    end = time.monotonic() + PATIENCE
    while not (found := state(client, key))["frame"] or found["iteration"] < iteration:
        assert time.monotonic() < end and found["state"] not in ENDED, found
        time.sleep(0.01)
    return found


def test_principal_components(client: FlaskClient) -> None:
    found = project(client, method="pca", components=4)
    wanted = PCA(4).fit(VECTORS.astype(np.float64))
    assert (found["state"], found["points"], found["rows"], found["frame"]) == ("done", 300, None, 1)
    np.testing.assert_allclose(found["positions"], wanted.transform(VECTORS), atol=1e-4)
    np.testing.assert_allclose(found["facts"]["variance"], wanted.explained_variance_ratio_, rtol=1e-5)
    assert found["facts"]["total"] == pytest.approx(wanted.explained_variance_ratio_.sum())
    assert "positions" not in state(client, found["job"], since=1)


def test_isolated_points_alone_are_projected(client: FlaskClient) -> None:
    rows = [7, 3, 200, 100, 3]
    found = project(client, method="pca", rows=rows)
    assert found["rows"].tolist() == [3, 7, 100, 200]
    wanted = PCA(3).fit_transform(VECTORS[[3, 7, 100, 200]].astype(np.float64))
    np.testing.assert_allclose(found["positions"], wanted, atol=1e-4)


def test_equal_requests_are_one_job(client: FlaskClient, workers: list[Any]) -> None:
    one = start(client, method="pca")
    assert start(client, method="pca", dimensions=3, components=3, rows=None, seed=0) == one
    until(client, one, "done")
    assert start(client, method="pca") == one and state(client, one)["state"] == "done"
    assert project(client, method="pca", components=2)["job"] != one
    assert len(workers) == 2


def test_a_changed_file_is_projected_anew(tmp_path: Path, serve: Serve) -> None:
    embedding(tmp_path, VECTORS)
    client = serve(tmp_path)
    before = project(client, method="pca")
    embedding(tmp_path, VECTORS[:200])
    after = project(client, method="pca")
    assert after["job"] != before["job"] and after["points"] == 200


def test_t_sne_is_watched_from_the_principal_components_on(client: FlaskClient) -> None:
    key = start(client, **LONG)
    first = until_drawn(client, key)
    if first["iteration"] == 0:
        wanted = PCA(2).fit_transform(VECTORS.astype(np.float64))
        np.testing.assert_allclose(first["positions"], wanted, atol=1e-4)
    later = until_drawn(client, key, iteration=300)
    assert later["frame"] > first["frame"] and later["iterations"] == 20_000 and later["facts"]["kl"] > 0
    assert later["positions"].shape == (300, 2) and np.isfinite(later["positions"]).all()
    assert client.post(f"/api/projector/jobs/{key}/cancel").json == {"state": "cancelled"}


def test_cancelling_ends_the_process(client: FlaskClient, workers: list[Any]) -> None:
    key = start(client, **LONG)
    until_started(workers)
    client.post(f"/api/projector/jobs/{key}/cancel")
    assert workers[0].wait(30) == -signal.SIGKILL
    assert state(client, key)["state"] == "cancelled"
    again = start(client, **LONG)
    assert again == key and until(client, key, "running")
    until_started(workers, 2)


def test_those_that_wait_tell_how_many_come_first(client: FlaskClient) -> None:
    keys = [start(client, **LONG, seed=seed) for seed in range(4)]
    assert [state(client, key)["state"] for key in keys] == ["running", "running", "waiting", "waiting"]
    assert [state(client, key)["ahead"] for key in keys] == [0, 0, 0, 1]
    client.post(f"/api/projector/jobs/{keys[2]}/cancel")
    assert state(client, keys[3])["ahead"] == 0
    client.post(f"/api/projector/jobs/{keys[0]}/cancel")
    assert until(client, keys[3], "running")
    for key in keys:
        client.post(f"/api/projector/jobs/{key}/cancel")


def test_too_many_that_wait_are_refused(client: FlaskClient) -> None:
    replies = [
        client.post("/api/projector/jobs", json={"id": the_id(client), **LONG, "seed": seed}) for seed in range(35)
    ]
    assert [reply.status_code for reply in replies] == [200] * 34 + [503]
    assert "wait already" in replies[-1].json["error"]
    for reply in replies[:34][::-1]:
        client.post(f"/api/projector/jobs/{reply.json['job']}/cancel")


def test_a_worker_that_is_killed_is_told(client: FlaskClient, workers: list[Any]) -> None:
    key = start(client, **LONG)
    until_started(workers)
    workers[0].send_signal(signal.SIGKILL)
    found = until(client, key, "failed")
    assert found["error"] == process.KILLED
    again = start(client, **LONG)
    until(client, again, "running")
    until_started(workers, 2)


def test_a_worker_that_crashes_is_told(client: FlaskClient, workers: list[Any]) -> None:
    key = start(client, **LONG)
    until_started(workers)
    workers[0].send_signal(signal.SIGSEGV)
    assert "crashed (SIGSEGV)" in until(client, key, "failed")["error"]


def test_a_worker_inherits_no_descriptors_but_its_own(client: FlaskClient, workers: list[Any]) -> None:
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    key = start(client, **LONG)
    until_drawn(client, key)
    os.close(writing)
    os.set_blocking(reading, False)
    assert os.read(reading, 1) == b""  # the end: nobody else has it open
    os.close(reading)


def test_a_worker_ends_when_its_input_does(client: FlaskClient, workers: list[Any]) -> None:
    key = start(client, **LONG)
    until_drawn(client, key)
    workers[0].stdin.close()
    assert workers[0].wait(60) == 1


def test_a_worker_does_not_outlive_a_server_that_is_killed() -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_SERVER], stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    worker = int(done.stdout)
    end = time.monotonic() + 60
    while time.monotonic() < end and is_running(worker):
        time.sleep(0.01)
    assert not is_running(worker)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(importlib.util.find_spec("umap") is None, reason="umap-learn is not installed")
def test_umap(client: FlaskClient) -> None:
    found = project(client, method="umap", dimensions=3, neighbours=5, rows=list(range(60)))
    assert found["state"] == "done" and found["positions"].shape == (60, 3) and np.isfinite(found["positions"]).all()
    assert (found["iteration"], found["iterations"]) == (500, 500) and found["frame"] > 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "The field method must be pca, tsne, umap or axes, not null."),
        ({"method": "mds"}, 'The field method must be pca, tsne, umap or axes, not "mds".'),
        ({"method": "pca", "components": 11}, "The field components must be a whole number from 1 to 10, not 11."),
        ({"method": "pca", "perplexity": 5}, "The method pca has no field 'perplexity'."),
        ({"method": "pca", "dimensions": 4}, "The field dimensions must be a whole number from 2 to 3, not 4."),
        (
            {"method": "pca", "dimensions": 1e400},
            "The field dimensions must be a whole number from 2 to 3, not Infinity.",
        ),
        ({"method": "pca", "rows": []}, "The field rows must be null or a list of row numbers, not []."),
        ({"method": "pca", "rows": [-1]}, "The field rows must be null or a list of row numbers, not [-1]."),
        ({"method": "pca", "rows": [0.5]}, "The field rows must be null or a list of row numbers, not [0.5]."),
        ({"method": "pca", "rows": [10**30]}, "The field rows must be null or a list of row numbers, not [1000"),
        ({"method": "pca", "sphereize": 1}, "The field sphereize must be true or false, not 1."),
        ({"method": "tsne", "perplexity": "5"}, 'The field perplexity must be a number from 1 to 1,000, not "5".'),
        ({"method": "tsne", "learning_rate": -1}, 'The field learning_rate must be "auto" or a number from 0.001 to'),
        ({"method": "tsne", "iterations": 10**9}, "The field iterations must be a whole number from 250 to 20,000"),
        ({"method": "umap", "supervise": 3}, "The field supervise must be null or {"),
        ({"method": "umap", "metric": "moon"}, "The field metric must be euclidean, cosine, "),
        ({"method": "axes", "x": ["a"]}, 'The field x must be a list of two texts, not ["a"].'),
    ],
)
def test_a_request_that_makes_no_sense(client: FlaskClient, fields: dict[str, Any], sentence: str) -> None:
    reply = client.post("/api/projector/jobs", json={"id": the_id(client), **fields})
    assert reply.status_code == 400 and reply.json["error"].startswith(sentence)


def test_what_is_not_there(client: FlaskClient) -> None:
    reply = client.post("/api/projector/jobs", json={"id": "nothing", "method": "pca"})
    assert (reply.status_code, reply.json) == (404, {"error": "There is no embedding 'nothing'."})
    reply = client.post("/api/projector/jobs", json={"method": "pca"})
    assert reply.status_code == 400 and "id" in reply.json["error"]
    for reply in (
        client.get("/api/projector/jobs/abc"),
        client.post("/api/projector/jobs/abc/cancel"),
        client.post("/api/projector/jobs", json={"id": the_id(client), "method": "pca", "like": "abc"}),
    ):
        assert reply.status_code == 404 and reply.json["error"].startswith("There is no such projection;")
    assert project(client, method="pca", rows=[300])["error"] == "There is no row 300; there are 300, counted from 0."
    assert project(client, method="axes", x=["a", "b"])["error"].startswith("This embedding has no labels")


def test_few_points_and_wrong_numbers(tmp_path: Path, serve: Serve) -> None:
    vectors = VECTORS[:6].copy()
    vectors[1, 2], vectors[4, 0] = np.nan, np.inf
    embedding(tmp_path, vectors)
    client = serve(tmp_path)
    found = project(client, method="pca")
    assert np.isnan(found["positions"]).all(axis=1).tolist() == [False, True, False, False, True, False]
    assert found["notes"] == ["2 vectors hold a NaN or an infinity and are left out of 6."]
    assert project(client, method="tsne", rows=[0, 1, 2])["error"].startswith(
        "t-SNE needs at least 4 points, and there are 2"
    )
    assert project(client, method="pca", rows=[1])["error"].startswith("Every vector holds a NaN")


def test_axes_and_supervision_by_labels(tmp_path: Path, serve: Serve) -> None:
    names = ["cat", "dog", "Cat fish", ""] * 10
    embedding(tmp_path, VECTORS[:40], "name\tsize\n" + "".join(f"{name}\t{i}\n" for i, name in enumerate(names)))
    client = serve(tmp_path)
    found = project(client, method="axes", dimensions=2, x=["dog", "cat"], y=["", "fish$"], column="name", regex=True)
    assert found["facts"]["found"] == [[10, 20], [40, 10]]
    cats = VECTORS[:40].reshape(10, 4, 8)[:, [0, 2]].reshape(-1, 8).mean(axis=0)
    dogs = VECTORS[:40].reshape(10, 4, 8)[:, 1].mean(axis=0)
    wanted = (VECTORS[:40] - (cats + dogs) / 2) @ (cats - dogs) / np.linalg.norm(cats - dogs)
    np.testing.assert_allclose(found["positions"][:, 0], wanted, atol=1e-4)
    assert "has 'bird' in it" in project(client, method="axes", x=["bird", "cat"], column="name")["error"]
    assert "no column 'nam'" in project(client, method="axes", x=["cat", "dog"], column="nam")["error"]
    told = project(client, method="tsne", iterations=250, supervise={"column": "name", "weight": 1})
    free = project(client, method="tsne", iterations=250)
    assert told["state"] == free["state"] == "done" and not np.allclose(told["positions"], free["positions"])


def test_a_layout_is_turned_to_lie_as_another(tmp_path: Path, serve: Serve) -> None:
    turn = np.linalg.qr(RANDOM.normal(size=(8, 8)))[0]
    embedding(tmp_path, VECTORS, name="one")
    embedding(tmp_path, VECTORS @ -turn, name="two")
    client = serve(tmp_path)
    listing: Any = client.get("/api/projector").json
    one, two = (found["id"] for found in listing["embeddings"])
    like = start(client, id=one, method="pca")
    found = project(client, id=two, method="pca", like=like, rows=list(range(0, 300, 2)))
    reference = state(client, like)["positions"][::2]
    assert np.abs(found["positions"] - reference).max() < 0.5 * np.abs(reference).max()
    whole = project(client, id=two, method="pca", like=like)
    np.testing.assert_allclose(whole["positions"], state(client, like)["positions"], atol=1e-3)


def test_neighbours(client: FlaskClient) -> None:
    reply = client.get(
        "/api/projector/neighbours", query_string={"id": the_id(client), "row": 5, "count": 3, "metric": "euclidean"}
    )
    apart = np.linalg.norm(VECTORS.astype(np.float64) - VECTORS[5], axis=1)
    rows = np.argsort(apart)[1:4]
    assert reply.json["rows"] == rows.tolist()
    np.testing.assert_allclose(reply.json["distances"], apart[rows])
    for fields, words in (
        ({"row": 300}, "no row 300"),
        ({"metric": "taxi"}, "metric"),
        ({"count": 0}, "count"),
        ({"row": "x"}, "row"),
    ):
        reply = client.get("/api/projector/neighbours", query_string={"id": the_id(client), **fields})
        assert reply.status_code == 400 and words in reply.json["error"]
