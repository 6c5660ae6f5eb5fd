"""Meshes over HTTP: what was logged comes back, part by part, and what does not fit is said."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from summary.proto.plugins import MeshPluginData
from summary.values import meshes, tensors

from .conftest import decode
from .logged import log

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"
TYPES = {"vertices": "f4", "faces": "u4", "colours": "u1"}


def fetch(client: FlaskClient, run: str, tag: str, place: int = -1, **fields: Any) -> dict[str, Any]:
    """The route's header with its columns as arrays [n, 3] in their places."""
    (series,) = decode(client.post("/api/steps", data={"run": run, "tag": tag}).data)["series"]
    at = f"{series['columns']['source'][place]}-{int(series['columns']['offset'][place])}"
    reply = client.get("/api/mesh", query_string={"run": run, "tag": tag, "at": at, **fields})
    if reply.status_code != 200:
        return {"status": reply.status_code, **reply.json}
    (length,) = struct.unpack_from("<I", reply.data)
    header: dict[str, Any] = json.loads(reply.data[4 : 4 + length])
    for name, (offset, dtype) in header["columns"].items():
        assert dtype == TYPES[name]
        count = 3 * header["counts"][name]
        header["columns"][name] = np.frombuffer(reply.data, dtype, count, 4 + length + offset).reshape(-1, 3)
    return header


def write(logdir: Path, step: int, *arrays: Any, run: str = "a", config: Any = None) -> None:
    log(logdir, run, meshes.values("x", meshes.take("x", *arrays), config), step=step, wall_time=1 + step)


def test_all_parts_of_each_step_and_item(tmp_path: Path, serve: Serve) -> None:
    rng = np.random.default_rng(0)
    logged = {}
    for step in (0, 5):
        vertices, colours = rng.normal(size=(2, 9, 3)).astype("f4"), rng.integers(0, 256, (2, 9, 3))
        logged[step] = vertices, colours, rng.integers(0, 9, (2, 4, 3))
        write(tmp_path, step, *logged[step], config={"camera": {"fov": 50}})
    client = serve(tmp_path)
    for place, (vertices, colours, faces) in enumerate(logged.values()):
        for item in range(2):
            found = fetch(client, "a", "x_VERTEX", place, item=item)
            np.testing.assert_array_equal(found["columns"]["vertices"], vertices[item])
            np.testing.assert_array_equal(found["columns"]["colours"], colours[item])
            np.testing.assert_array_equal(found["columns"]["faces"], faces[item])
            assert (found["items"], found["notes"], found["settings"]) == (2, [], {"camera": {"fov": 50}})


def test_of_one_step_written_twice_the_parts_of_one_time_go_together(tmp_path: Path, serve: Serve) -> None:
    for number, face in enumerate(([0, 1, 2], [2, 1, 0])):
        parts = meshes.take("x", np.zeros((1, 3, 3)), None, np.array([[face]]))
        log(tmp_path, "a", meshes.values("x", parts), step=7, wall_time=10 * number)
    client = serve(tmp_path)
    found = [fetch(client, "a", "x_VERTEX", place)["columns"]["faces"].tolist() for place in (0, 1)]
    assert found == [[[0, 1, 2]], [[2, 1, 0]]]


def test_a_point_cloud_has_vertices_alone(tmp_path: Path, serve: Serve) -> None:
    write(tmp_path, 0, np.zeros((1, 3, 3)))
    assert set(fetch(serve(tmp_path), "a", "x_VERTEX")["columns"]) == {"vertices"}


def test_what_does_not_fit_is_left_out_and_said(tmp_path: Path, serve: Serve) -> None:
    faces = np.array([[[0, 1, 2], [0, 1, 3], [-1, 0, 1], [0.5, 1, 2], [np.nan, 0, 1]]])
    colours = np.array([[[300, -4, 17.6], [0, 0, 0], [np.nan, 1, 2]]])
    write(tmp_path, 0, np.zeros((1, 3, 3)), colours, faces)
    found = fetch(serve(tmp_path), "a", "x_VERTEX")
    assert found["columns"]["faces"].tolist() == [[0, 1, 2]]
    assert found["columns"]["colours"].tolist() == [[255, 0, 18], [0, 0, 0], [0, 1, 2]]
    assert found["notes"] == ["4 faces name vertices that are not there; they are left out."]
    write(tmp_path, 1, np.zeros((1, 2, 3)), colours)
    found = fetch(serve(tmp_path), "a", "x_VERTEX")
    assert "colours" not in found["columns"] and "3 colours for 2 vertices" in found["notes"][0]


def test_settings_that_are_no_json_are_none(tmp_path: Path, serve: Serve) -> None:
    (value,) = meshes.values("x", meshes.take("x", np.zeros((1, 2, 3))))
    data = MeshPluginData(name="x", content_type=MeshPluginData.VERTEX, json_config="{" * 100_000)
    value.metadata.plugin_data.content = data.SerializeToString()
    log(tmp_path, "a", [value])
    assert fetch(serve(tmp_path), "a", "x_VERTEX")["settings"] == {}


@pytest.mark.parametrize(
    ("array", "item", "sentence"),
    [
        (np.zeros((3, 3)), 0, "has the shape [batch, n, 3]; this one's is [3, 3]"),
        (np.zeros((1, 2, 3)), 1, "no item 1"),
        (np.zeros((1, 2, 3)), -1, "no item -1"),
        (np.zeros((1, 2, 3), complex), 0, "real numbers"),
    ],
)
def test_what_is_no_mesh_is_told(array: Any, item: int, sentence: str, tmp_path: Path, serve: Serve) -> None:
    value = tensors.value("x_VERTEX", array)
    value.metadata.plugin_data.plugin_name = "mesh"
    log(tmp_path, "a", [value])
    found = fetch(serve(tmp_path), "a", "x_VERTEX", item=item)
    assert found["status"] == 422 and sentence in found["error"]


@pytest.mark.parametrize("writer", ["tf2", "torch"])
def test_meshes_of_real_writers(writer: str, serve: Serve) -> None:
    client = serve(GOLDEN / writer)
    compared = 0
    for run, content in json.loads((GOLDEN / writer / "expected.json").read_text()).items():
        for tag, wanted in content["tags"].items():
            if wanted["plugin"] != "mesh" or not tag.endswith("_VERTEX"):
                continue
            for place, event in enumerate(wanted["events"]):
                found = fetch(client, run, tag, place)
                assert [found["items"], found["counts"]["vertices"], 3] == event["shape"]
                assert found["columns"]["vertices"].sum(dtype="f8") == pytest.approx(event["sum"])
                other = content["tags"].get(tag.replace("_VERTEX", "_FACE"))
                if other:
                    assert found["counts"]["faces"] == other["events"][place]["shape"][1]
                compared += 1
    assert compared
