"""Tensors over HTTP against NumPy, and what real writers logged as such."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

import board
from summary.proto.summary import Summary
from summary.values import tensors

from .conftest import decode
from .logged import log

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"


def address(client: FlaskClient, run: str, tag: str, place: int = -1) -> dict[str, str]:
    (series,) = decode(client.post("/api/steps", data={"run": run, "tag": tag}).data)["series"]
    columns = series["columns"]
    return {"run": run, "tag": tag, "at": f"{columns['source'][place]}-{int(columns['offset'][place])}"}


@pytest.fixture
def ask(tmp_path: Path, serve: Serve) -> Callable[..., Any]:
    """ask(array, path="value", **fields): what the route says of that array."""

    def ask(array: Any, path: str = "value", **fields: Any) -> Any:
        log(tmp_path, "a", [tensors.value("x", array)])
        client = serve(tmp_path)
        return client.get(f"/api/tensors/{path}", query_string={**address(client, "a", "x"), **fields})

    return ask


def test_statistics_and_a_window(ask: Callable[..., Any]) -> None:
    array = np.random.default_rng(0).normal(size=(40, 50)).astype(np.float32)
    array[3, 4], array[5, 6], array[7, 8] = np.nan, np.inf, 0
    body = ask(array, row=2, column=3, rows=4, columns=5).json
    finite = array[np.isfinite(array)].astype(np.float64)
    assert (body["type"], body["shape"], body["matrix"]) == ("float32", [40, 50], [40, 50])
    found = body["statistics"]
    assert (found["least"], found["greatest"]) == (finite.min(), finite.max())
    assert found["mean"] == pytest.approx(finite.mean()) and found["deviation"] == pytest.approx(finite.std())
    assert (found["zeros"], found["nonfinite"]) == (1, 2)
    wanted = array[2:6, 3:8].astype(object)
    assert body["values"][1][1] == "NaN" and body["values"][3][3] == "Infinity"
    wanted[1, 1], wanted[3, 3] = "NaN", "Infinity"
    assert body["values"] == wanted.tolist()


def test_a_slice_of_many_dimensions(ask: Callable[..., Any]) -> None:
    array = np.arange(2 * 3 * 4 * 5, dtype=np.int16).reshape(2, 3, 4, 5)
    assert ask(array, slice="1,2").json["values"] == array[1, 2].tolist()
    assert ask(array).json["slice"] == [0, 0]
    for wrong in ("2,0", "1", "-1,0", "x"):
        reply = ask(array, slice=wrong)
        assert reply.status_code == 400 and "slice" in reply.json["error"]


@pytest.mark.parametrize("rank", [0, 1])
def test_one_number_and_a_vector(ask: Callable[..., Any], rank: int) -> None:
    array = np.arange(7, dtype=np.float64) if rank else np.float64(3)
    body = ask(array).json
    assert body["values"] == [np.atleast_1d(array).tolist()] and body["shape"] == list(array.shape)


def test_large_integers_are_exact(ask: Callable[..., Any]) -> None:
    assert ask(np.array([2**53, 2**53 + 1, -(2**62)])).json["values"] == [[2**53, str(2**53 + 1), str(-(2**62))]]


def test_strings_booleans_complex_and_nothing(ask: Callable[..., Any]) -> None:
    assert ask(np.array([["a", "é"]], object)).json["values"] == [["a", "é"]]
    assert ask(np.array([b"\xff\xfe" * 600], object)).json["values"] == [["1,200 bytes"]]
    assert ask(np.array([True, False])).json["values"] == [[True, False]]
    assert ask(np.array([1 + 2j, 0 - 1j])).json["values"] == [["1+2i", "0-1i"]]
    empty = ask(np.empty((0, 3))).json
    assert (empty["shape"], empty["values"], empty["statistics"]) == ([0, 3], [], None)


def test_the_extremes_of_double_have_statistics(ask: Callable[..., Any]) -> None:
    found = ask(np.array([1.7e308, 1.7e308, -1.7e308])).json["statistics"]
    assert found["greatest"] == 1.7e308 and found["deviation"] == pytest.approx(1.7e308 * np.std([1, 1, -1]))


@pytest.mark.parametrize("shape", [(1, 1), (64, 64), (65, 10), (200, 333), (1, 1000)])
def test_cells_are_means_of_blocks(ask: Callable[..., Any], shape: tuple[int, int]) -> None:
    array = np.random.default_rng(1).normal(size=shape)
    (series,) = decode(ask(array, "cells").data)["series"]
    rows, columns = series["shape"]
    assert (rows, columns) == (min(shape[0], 64), min(shape[1], 64))
    found = series["columns"]["cell"].reshape(rows, columns)
    for i in range(0, rows, 7):
        for j in range(0, columns, 7):
            lines = slice(i * shape[0] // rows, (i + 1) * shape[0] // rows)
            block = array[lines, j * shape[1] // columns : (j + 1) * shape[1] // columns]
            assert found[i, j] == pytest.approx(block.mean(), rel=1e-5, abs=1e-6)


def test_cells_leave_out_what_is_not_finite(ask: Callable[..., Any]) -> None:
    array = np.full((128, 128), np.nan)
    array[0, 0] = 3
    (series,) = decode(ask(array, "cells").data)["series"]
    assert series["columns"]["cell"][0] == 3 and np.isnan(series["columns"]["cell"][1:]).all()


def test_the_file_is_numpys(ask: Callable[..., Any]) -> None:
    array = np.random.default_rng(2).normal(size=(3, 4)).astype(np.float16)
    np.testing.assert_array_equal(np.load(io.BytesIO(ask(array, "file").data)), array)
    np.testing.assert_array_equal(np.load(io.BytesIO(ask(np.array(["a", "bc"], object), "file").data)), [b"a", b"bc"])


@pytest.mark.parametrize("writer", ["tf1", "tf2", "torch", "tensorboardX"])
def test_what_real_writers_logged_is_there_to_the_bit(writer: str, serve: Serve) -> None:
    client = serve(GOLDEN / writer)
    compared = 0
    for run, content in json.loads((GOLDEN / writer / "expected.json").read_text()).items():
        for tag, wanted in content["tags"].items():
            if wanted["plugin"] not in ("", "tensor", "pr_curves", "mesh"):
                continue
            for place, event in enumerate(wanted["events"]):
                reply = client.get("/api/tensors/file", query_string=address(client, run, tag, place))
                array = np.load(io.BytesIO(reply.data))
                assert list(array.shape) == event["shape"]
                assert hashlib.sha256(array.tobytes()).hexdigest() == event["sha256"]
                compared += 1
    assert compared or writer == "tf1"


def test_the_library_reads_them_when_asked(tmp_path: Path) -> None:
    arrays = [np.arange(6, dtype=np.int8).reshape(2, 3) * step for step in range(3)]
    for step, array in enumerate(arrays):
        log(tmp_path, "a", [tensors.value("x", array)], step=step, wall_time=step)
    logs = board.load(tmp_path)
    found = logs.tensors("a", "x")
    assert (found.step.tolist(), found.wall_time.tolist(), len(found.value)) == ([0, 1, 2], [0, 1, 2], 3)
    for array, wanted in zip(found.value, arrays, strict=True):
        assert array.dtype == wanted.dtype
        np.testing.assert_array_equal(array, wanted)
    log(tmp_path, "a", [tensors.value("x", arrays[0])], number=2, step=1, wall_time=50)
    logs.refresh()
    assert logs.tensors("a", "x").wall_time.tolist() == [0, 50]
    assert logs.tensors("a", "x", superseded=True).wall_time.tolist() == [1, 2, 0, 50]
    with pytest.raises(board.NotFound):
        logs.tensors("a", "y")


def test_a_value_that_is_no_tensor_is_told(tmp_path: Path, serve: Serve) -> None:
    log(tmp_path, "a", [Summary.Value(tag="x", image=Summary.Image(width=1))])
    client = serve(tmp_path)
    reply = client.get("/api/tensors/value", query_string=address(client, "a", "x"))
    assert (reply.status_code, reply.json) == (422, {"error": "This value holds image, and no tensor."})


def test_an_address_of_another_series_is_not_found(tmp_path: Path, serve: Serve) -> None:
    log(tmp_path, "a", [tensors.value("x", np.arange(3)), tensors.value("y", np.arange(3))])
    client = serve(tmp_path)
    stolen = {**address(client, "a", "x"), "tag": "y"}
    assert client.get("/api/tensors/value", query_string=stolen).status_code == 404
    assert client.get("/api/tensors/value", query_string={**stolen, "at": "1"}).status_code == 400
