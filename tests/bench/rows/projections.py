"""Project embeddings: how soon a layout is there, and how long it takes to its end.

The embedding is a .npy file that the server has not read yet. "first frame": from the request until a reply has brought
positions; "done": until one has brought those of the end. Polling is as often as the page's. The peer's time is that of
scikit-learn's TSNE in a process that has imported it: as many iterations, the same perplexity, from principal components,
on all cores. "neighbours of one point" are 100 by cosine, for points in turn; "the first": reading the file is part of it.
With --slow also t-SNE of 70,000 points.
"""

from __future__ import annotations

import importlib.util
import json
import struct
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from summary import SummaryWriter
from tests.bench import children, servers
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.servers import Server
from tests.bench.timing import in_turn

PEER = "scikit-learn"
ROUNDS = 3
SLOW_ROUNDS = 1
QUESTIONS = 50
BETWEEN = 0.15  # seconds from one request to the next
GROUPS, SPREAD = 20, 4.0

FIT = """
import json, sys, time
import numpy as np
from sklearn.manifold import TSNE
vectors = np.load(sys.argv[1])
begin = time.perf_counter()
TSNE(init="pca", perplexity=30, max_iter=1000, random_state=0, n_jobs=-1).fit(vectors)
print(json.dumps(time.perf_counter() - begin))
"""


class Times(NamedTuple):
    """Seconds since the request."""

    first: float
    done: float


def measure(bench: Bench) -> Iterator[Line]:
    rounds = min(bench.rounds, ROUNDS)
    (pca,) = in_turn(rounds, lambda: _project(_made(bench, 1_000_000, 128), method="pca", components=3))
    yield Line("1,000,000 × 128, PCA: done", "s", Sample.of(one.done for one in pca), target=Target(limit=5))
    yield from _neighbours(_made(bench, 100_000, 256))
    yield from _t_sne(_made(bench, 10_000, 50), rounds, Target(divisor=1), "10,000 × 50")
    if bench.slow:
        divisor = 3 if importlib.util.find_spec("openTSNE") else 1
        yield from _t_sne(_made(bench, 70_000, 50), SLOW_ROUNDS, Target(divisor=divisor), "70,000 × 50")


def _t_sne(logdir: Path, rounds: int, target: Target, what: str) -> Iterator[Line]:
    ours, theirs = in_turn(
        rounds,
        lambda: _project(logdir, method="tsne", dimensions=2, perplexity=30, iterations=1000),
        lambda: float(children.python(FIT, logdir / "vectors.npy")),
    )
    yield Line(f"{what}, t-SNE: first frame", "s", Sample.of(one.first for one in ours), target=Target(limit=2))
    yield Line("  done", "s", Sample.of(one.done for one in ours), PEER, Sample.of(theirs), target)


def _project(logdir: Path, **fields: Any) -> Times:
    with servers.board(logdir) as server:
        identity = _identity(server)
        connection = server.connect()
        begin, first = time.perf_counter(), 0.0
        connection.request("POST", "/api/projector/jobs", json.dumps({"id": identity, **fields}))
        key = json.loads(connection.getresponse().read())["job"]
        while True:
            state = _state(connection, key)
            passed = time.perf_counter() - begin
            if state["frame"] and not first:
                first = passed
            if state["state"] == "done":
                return Times(first, passed)
            if state["state"] != "running":
                raise RuntimeError(f"The projection is {state}")
            time.sleep(BETWEEN)


def _state(connection: HTTPConnection, key: str) -> Any:
    connection.request("GET", f"/api/projector/jobs/{key}")
    body = connection.getresponse().read()
    (length,) = struct.unpack_from("<I", body)
    return json.loads(body[4 : 4 + length])


def _neighbours(logdir: Path) -> Iterator[Line]:
    with servers.board(logdir) as server:
        identity = _identity(server)
        connection = server.connect()
        seconds = [_asked(connection, identity, row) for row in range(QUESTIONS)]
    yield Line("100,000 × 256: neighbours of one point", "s", Sample.of(seconds[1:]), target=Target(limit=0.15))
    yield Line("  the first", "s", Sample.of(seconds[:1]))


def _asked(connection: HTTPConnection, identity: str, row: int) -> float:
    begin = time.perf_counter()
    connection.request("GET", f"/api/projector/neighbours?id={identity}&row={row}&count=100&metric=cosine")
    found = json.loads(connection.getresponse().read())
    if len(found["rows"]) != 100:
        raise RuntimeError(f"Neighbours are {found}")
    return time.perf_counter() - begin


def _identity(server: Server) -> str:
    server.wait("api/projector", lambda listing: listing["embeddings"])
    return str(server.get("api/projector")["embeddings"][0]["id"])


def _made(bench: Bench, rows: int, columns: int) -> Path:
    """A logdir with groups of vectors in a file beside an event file."""
    logdir = bench.cache / f"vectors-{rows}-{columns}"
    path = logdir / "vectors.npy"
    if not path.exists():
        random = np.random.default_rng(0)
        centres = random.normal(size=(GROUPS, columns)).astype(np.float32) * SPREAD
        with SummaryWriter(logdir) as writer:
            writer.add_scalar("loss", 0, 0)
        vectors = random.standard_normal((rows, columns), np.float32) + centres[random.integers(0, GROUPS, rows)]
        np.save(path.with_suffix(".part.npy"), vectors)
        path.with_suffix(".part.npy").rename(path)
    return logdir
