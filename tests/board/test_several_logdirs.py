"""Two logdirs with the same runs and files in them: each run and file is that of its own logdir, wherever it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient

import board
from board.answers import NotFound, Unreadable
from board.loader import Loader
from board.projection import sources
from board.roots import roots_of
from board.store import Store
from summary.scalar_records import frame_scalars

from .conftest import loaded

Serve = Callable[..., FlaskClient]
VECTORS = np.arange(6, dtype=np.float32).reshape(3, 2)


@pytest.fixture
def logdirs(tmp_path: Path) -> dict[str, Path]:
    """Two with a run train and files beside it, which differ by what is in them."""
    found = {}
    for factor, name in enumerate(("old", "new"), 1):
        found[name] = tmp_path / name
        run = tmp_path / name / "train"
        run.mkdir(parents=True)
        (run / "events.out.tfevents.1.host").write_bytes(frame_scalars([("loss", float(factor), factor, 1.0)]))
        (run / "graph.pbtxt").write_text(f'node {{ name: "{name}" op: "Placeholder" }}')
        (run / "timeline-1.json").write_text(
            json.dumps([{"ph": "X", "name": name, "ts": 0, "dur": 1, "pid": 1, "tid": 1}])
        )
        (run / "projector_config.pbtxt").write_text('embeddings { tensor_name: "e" tensor_path: "e.tsv" }')
        np.savetxt(run / "e.tsv", VECTORS * factor, delimiter="\t")
    return found


def test_arrays_are_those_of_their_logdir(logdirs: dict[str, Path]) -> None:
    logs = board.load(logdirs)
    assert logs.runs == ("new/train", "old/train")
    assert [logs.scalars(run, "loss").value.tolist() for run in logs.runs] == [[2.0], [1.0]]
    assert [logs.graph(run).names for run in logs.runs] == [("new",), ("old",)]
    assert [graph.tag for graph in logs.graphs] == ["old/train/graph.pbtxt", "new/train/graph.pbtxt"]
    for factor, run in ((1, "old/train"), (2, "new/train")):
        np.testing.assert_array_equal(logs.embedding(run, "e").value[-1].vectors, VECTORS * factor)
    assert board.load(list(logdirs.values())).runs == logs.runs
    assert board.load({"only": logdirs["old"]}).runs == ("only/train",)
    assert board.load([logdirs["old"]]).runs == ("train",)


def test_the_logdir_itself_is_a_run_of_its_name(logdirs: dict[str, Path]) -> None:
    (logdirs["new"] / "events.out.tfevents.2.host").write_bytes(frame_scalars([("loss", 3.0, 0, 0.5)]))
    logs = board.load(logdirs)
    assert logs.runs == ("new", "new/train", "old/train")
    assert logs.scalars("new", "loss").value.tolist() == [3.0]


def test_routes_answer_by_the_names_that_the_listing_has(logdirs: dict[str, Path], serve: Serve) -> None:
    client = serve(logdirs)
    listing = client.get("/api/runs").get_json()
    assert listing["called"] == "old, new"
    assert listing["logdir"] == f"old:{logdirs['old']},new:{logdirs['new']}"
    assert {path for _, path, *_ in listing["beside"]["graphs"]} == {"old/train/graph.pbtxt", "new/train/graph.pbtxt"}
    for name in ("old", "new"):
        graph = client.get(f"/api/graphs/scope?path=&file={name}/train/graph.pbtxt").get_json()
        assert [node["path"] for node in graph["nodes"]] == [name]
        with client.get(f"/api/timeline/raw?id=file:{name}/train/timeline-1.json") as trace:
            assert json.loads(trace.data)[0]["name"] == name
    assert client.get("/api/graphs/scope?path=&file=train/graph.pbtxt").status_code == 404
    assert client.get("/data/plugin/scalars/tags").get_json().keys() == {"old/train", "new/train"}
    assert client.get("/data/plugin/projector/runs").get_json() == ["new/train", "old/train"]


def test_a_log_names_no_file_of_another_logdir(logdirs: dict[str, Path], serve: Serve) -> None:
    secret = logdirs["old"] / "train" / "e.tsv"
    for path in (secret, "../../old/train/e.tsv"):
        config = f'embeddings {{ tensor_name: "e" tensor_path: "{path}" }}'
        (logdirs["new"] / "train" / "projector_config.pbtxt").write_text(config)
        entry = sources.find(loaded(logdirs), roots_of(logdirs), "new/train|e")
        assert "leads out of the logdir" in entry.error
        with pytest.raises(Unreadable, match="leads out"):
            sources.read(entry)
    client = serve(logdirs)
    assert client.get("/api/timeline?file=new/../old/train/timeline-1.json").status_code == 422


def test_damage_is_told_by_the_name_of_its_file(logdirs: dict[str, Path]) -> None:
    path = logdirs["new"] / "train" / "events.out.tfevents.1.host"
    path.write_bytes(b"x" * 100 + path.read_bytes())
    (problem,) = board.load(logdirs).problems
    assert (problem.file, problem.run) == ("new/train/events.out.tfevents.1.host", "new/train")


def test_a_logdir_of_several_that_is_not_there_is_a_problem(logdirs: dict[str, Path], tmp_path: Path) -> None:
    store = Store()
    loader = Loader({**logdirs, "late": tmp_path / "late"}, store)
    loader.refresh()
    assert [(problem.run, problem.file) for problem in store.problems()] == [("late", "late")]
    assert str(tmp_path / "late") in store.problems()[0].reason
    assert len(store.runs()) == 2
    (tmp_path / "late").mkdir()
    loader.refresh()
    assert store.problems() == ()


def test_what_people_set_is_kept_in_the_first_and_trash_goes_to_its_own(logdirs: dict[str, Path], serve: Serve) -> None:
    client = serve(logdirs, allow_edit=True)
    assert client.post("/api/house", json={"runs": {"new/train": {"alias": "best"}}}).status_code == 200
    assert (logdirs["old"] / ".board.json").exists() and not (logdirs["new"] / ".board.json").exists()
    fresh = client.post("/api/trash", json={"run": "new/train"})
    assert fresh.status_code == 409 and "'new/train'" in fresh.get_json()["error"]
    moved = client.post("/api/trash", json={"run": "new/train", "even_if_fresh": True}).get_json()
    assert moved["run"] == "new/train" and moved["to"].startswith("new/.trash/")
    (trashed,) = (logdirs["new"] / ".trash").glob("*/train/events.out.tfevents.1.host")
    assert moved["to"] == f"new/{trashed.parent.relative_to(logdirs['new']).as_posix()}"
    assert not (logdirs["old"] / ".trash").exists()
    assert client.post("/api/trash", json={"run": "train"}).status_code == 404


def test_a_run_of_no_logdir_is_not_found(logdirs: dict[str, Path]) -> None:
    with pytest.raises(NotFound):
        board.load(logdirs).scalars("train", "loss")
