"""The histograms that routes send: against what TensorBoard's loader found in real writers' logs."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

Serve = Callable[..., FlaskClient]
Columns = dict[str, np.ndarray[Any, Any]]
GOLDEN = Path(__file__).parents[1] / "golden"
WRITERS = ["tf1", "tf2", "torch", "tensorboardX"]
BUCKETS = ("left", "right", "counts")


def ask(client: FlaskClient, kind: str = "histograms", **body: Any) -> list[dict[str, Any]]:
    """The series of a reply, each with its columns as the page reads them."""
    reply = client.post(f"/api/{kind}", json=body)
    assert reply.status_code == 200, reply.json
    (length,) = struct.unpack_from("<I", reply.data)
    found: list[dict[str, Any]] = json.loads(reply.data[4 : 4 + length])["series"]
    for series in found:
        places = series["columns"]

        def column(name: str, rows: int, places: dict[str, Any] = places) -> np.ndarray[Any, Any]:
            offset, dtype = places[name]
            assert offset % 8 == 0
            return np.frombuffer(reply.data, f"<{dtype}", rows, 4 + length + offset)

        names = [name for name in places if name not in (*BUCKETS, "start")]
        columns = {name: column(name, series["rows"]) for name in names}
        if "start" in places:
            columns["start"] = column("start", series["rows"] + 1)
            columns |= {name: column(name, int(columns["start"][-1])) for name in BUCKETS}
        series["columns"] = columns
    return found


def tables(columns: Columns) -> list[np.ndarray[Any, Any]]:
    """Each histogram's buckets, [k, 3]."""
    whole = np.stack([columns[name] for name in BUCKETS], axis=1)
    return [whole[begin:end] for begin, end in zip(columns["start"][:-1], columns["start"][1:], strict=True)]


@pytest.mark.parametrize("writer", WRITERS)
def test_every_bucket_of_real_writers_is_sent(writer: str, serve: Serve) -> None:
    client = serve(GOLDEN / writer)
    expected = json.loads((GOLDEN / writer / "expected.json").read_text())
    compared = 0
    for run, content in expected.items():
        for tag, wanted in content["tags"].items():
            if wanted["plugin"] != "histograms":
                continue
            (series,) = ask(client, tag=tag, runs=[run])
            assert (series["total"], series["thinned"]) == (len(wanted["events"]), False)
            assert series["columns"]["step"].tolist() == [event["step"] for event in wanted["events"]]
            assert series["begun"] == wanted["events"][0]["wall_time"]
            assert series["columns"]["wall"].tolist() == [event["wall_time"] for event in wanted["events"]]
            for table, event in zip(tables(series["columns"]), wanted["events"], strict=True):
                assert hashlib.sha256(table.astype(event["dtype"]).tobytes()).hexdigest() == event["sha256"]
                compared += 1
    assert compared >= 50
