"""Embeddings in a logdir, and projections of them over HTTP, as the page asks for them."""

from __future__ import annotations

import json
import struct
import time
from pathlib import Path
from typing import Any

import numpy as np
from flask.testing import FlaskClient
from numpy.typing import ArrayLike

from summary.scalar_records import frame_scalars

ENDED = ("done", "failed", "cancelled")
PATIENCE = 120.0


def embedding(logdir: Path, vectors: ArrayLike, labels: str = "", name: str = "vectors") -> None:
    """Writes an embedding beside an event file, with its labels and a configuration that names both if there are any."""
    (logdir / "events.out.tfevents.1.host").write_bytes(frame_scalars([("loss", 1.0, 0, 0.0)]))
    np.save(logdir / f"{name}.npy", np.asarray(vectors, np.float32))
    if labels:
        (logdir / "labels.tsv").write_text(labels)
        (logdir / "projector_config.pbtxt").write_text(
            f'embeddings {{ tensor_name: "{name}" tensor_path: "{name}.npy" metadata_path: "labels.tsv" }}'
        )


def the_id(client: FlaskClient) -> str:
    """The id of the only embedding."""
    listing: Any = client.get("/api/projector").json
    (one,) = listing["embeddings"]
    return str(one["id"])


def start(client: FlaskClient, **fields: Any) -> str:
    """Asks for a projection of the only embedding, unless `id` is given; its key."""
    reply = client.post("/api/projector/jobs", json={"id": the_id(client), **fields} if "id" not in fields else fields)
    assert reply.status_code == 200, reply.json
    body: Any = reply.json
    return str(body["job"])


def state(client: FlaskClient, key: str, since: int = 0) -> dict[str, Any]:
    """How far it is; `positions` [points, dimensions] and `rows` are arrays, if there is a newer layout."""
    reply = client.get(f"/api/projector/jobs/{key}", query_string={"since": since})
    assert reply.status_code == 200, reply.data
    (length,) = struct.unpack_from("<I", reply.data)
    header: dict[str, Any] = json.loads(reply.data[4 : 4 + length])
    area = reply.data[4 + length :]

    def column(place: Any) -> Any:
        return np.frombuffer(area, f"<{place[1]}", header["points"], place[0])

    if "columns" in header:
        header["positions"] = np.column_stack([column(place) for place in header.pop("columns")])
        header["rows"] = header["rows"] and column(header["rows"])
    return header


def until(client: FlaskClient, key: str, *states: str) -> dict[str, Any]:
    """How it is once it is in one of these states."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = state(client, key)
        if found["state"] in states:
            return found
        assert found["state"] not in ENDED, found
        time.sleep(0.01)
    raise TimeoutError(key)


def project(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    """What a projection is once it has ended."""
    return until(client, start(client, **fields), *ENDED)
