"""TensorBoard's routes of embeddings, beside its own plugin's answers on the same files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from summary import SummaryWriter

from .peer import tensorboard
from .test_embeddings import configure, numbers

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"
ROUTES = "/data/plugin/projector/"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs with embeddings in every form of their own files, and one without."""
    logdir = tmp_path_factory.mktemp("written")
    with SummaryWriter(logdir / "a") as log:
        log.add_scalar("x", 1, 0)
        for step in (0, 10):
            images = np.random.default_rng(step).random((9, 3, 4, 5))
            log.add_embedding(numbers(9, 4), [*"abcdefghi"], images, step, "b/c")
        log.add_embedding(numbers(6, 3), [(n, -n) for n in range(6)], None, 5, "two", ["up", "down"])
    for run in ("bare", "without"):
        with SummaryWriter(logdir / run) as log:
            log.add_scalar("x", 1, 0)
    assets = configure(
        logdir / "bare" / "plugins" / "org_tensorflow_tensorboard_projector",
        tensor_path="e.bytes",
        tensor_shape=[40, 3],
        bookmarks_path="marks.json",
    )
    (assets / "e.bytes").write_bytes(numbers(40, 3).tobytes())
    (assets / "marks.json").write_text(json.dumps([{"label": "a view"}]))
    return logdir


@pytest.fixture(scope="module", params=["tf1", "torch", "tensorboardX", "written"])
def logdir(request: pytest.FixtureRequest, written: Path) -> Path:
    return written if request.param == "written" else GOLDEN / str(request.param)


@pytest.fixture
def peer(logdir: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    if logdir.name == "tf1":  # TensorBoard takes a checkpoint's path as relative to where it was started
        monkeypatch.chdir(logdir / "train")
    return tensorboard(logdir, "tensors", "projector.projector_plugin.ProjectorPlugin")


def test_everything_is_answered_alike(logdir: Path, peer: Client, serve: Serve) -> None:
    ours, theirs = (client.get(f"{ROUTES}runs").json for client in (serve(logdir), peer))
    assert sorted(ours) == sorted(theirs) and ours
    client = serve(logdir)
    for run in ours:
        ours, theirs = (one.get(f"{ROUTES}info", query_string={"run": run}).json for one in (client, peer))
        found, wanted = (Path(side.pop("modelCheckpointPath", "")) for side in (ours, theirs))
        assert found.name == wanted.name
        assert ours.keys() == theirs.keys()
        found, wanted = ({one["tensorName"]: one for one in side["embeddings"]} for side in (ours, theirs))
        assert found == wanted
        for name in wanted:
            for route in (
                "tensor",
                "tensor?num_rows=3",
                "metadata",
                "metadata?num_rows=3",
                "bookmarks",
                "sprite_image",
            ):
                path, _, rows = route.partition("?num_rows=")
                query = {"run": run, "name": name, **({"num_rows": rows} if rows else {})}
                one, other = (side.get(ROUTES + path, query_string=query, buffered=True) for side in (client, peer))
                assert one.status_code == other.status_code, (route, one.data, other.data)
                if one.status_code == 200:
                    assert (one.data, one.mimetype) == (other.data, other.mimetype), route


@pytest.mark.parametrize(
    "query",
    [
        "info",
        "info?run=x",
        "tensor?run=a",
        "tensor?run=a&name=nope",
        "tensor?run=a&name=two:00005&num_rows=0",
        "metadata?run=bare&name=e.bytes",
    ],
)
def test_mistakes_have_the_same_status(query: str, written: Path, serve: Serve) -> None:
    peer = tensorboard(written, "tensors", "projector.projector_plugin.ProjectorPlugin")
    ours, theirs = (client.get(ROUTES + query) for client in (serve(written), peer))
    assert ours.status_code == theirs.status_code == 400
    assert ours.json["error"]
