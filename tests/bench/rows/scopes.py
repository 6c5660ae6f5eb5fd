"""Serve scopes of a graph: an unrolled transformer in an event file, of 1,000, 10,000 and 100,000 nodes.

From just before a request is sent until its reply has been read and parsed, once the server has listed the run. "first
scope": what the page needs for its first picture, of a graph that nobody has asked for; the peer's page needs the whole graph
as text, which it has yet to parse. "largest scope": the longest reply of the outermost levels, asked for again and again. What
the pages make of it is measured elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.bench import graphlogs, servers
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.servers import Server
from tests.bench.timing import in_turn

GRAPH = f"{graphlogs.RUN}|__run_graph__"
LEVELS = 3
REPLIES = 20
ROUNDS = 5


def measure(bench: Bench) -> Iterator[Line]:
    peer = "TensorBoard" if servers.has_tensorboard() else "TensorBoard is not installed"
    for nodes in graphlogs.SIZES:
        logdir = graphlogs.made(nodes, bench.cache).logdir
        ours, theirs = in_turn(
            min(bench.rounds, ROUNDS),
            partial(_board, logdir),
            partial(_tensorboard, logdir) if servers.has_tensorboard() else None,
        )
        sample = Sample.of(theirs) if theirs else None
        what = f"{nodes:,} nodes: "
        yield Line(f"{what}first scope", "s", Sample.of(first for first, _ in ours), peer, sample, Target(limit=2))
        yield Line(f"{what}largest scope", "s", Sample.of(more for _, more in ours), target=Target(limit=0.03))


def _board(logdir: Path) -> tuple[float, float]:
    """Seconds until the first scope was there, and for the largest of the next."""
    with servers.board(logdir) as server:
        server.wait("api/runs", servers.board_loaded)
        first, scope = _asked(server, _address(""))
        largest, size, level = "", len(scope["nodes"]), [scope]
        for _ in range(LEVELS):
            paths = [node["path"] for one in level for node in one["nodes"] if node["expandable"]]
            level = [_asked(server, _address(path))[1] for path in paths[:100]]
            for path, one in zip(paths, level, strict=False):
                if len(one["nodes"]) > size:
                    largest, size = path, len(one["nodes"])
        return first, Sample.of(_asked(server, _address(largest))[0] for _ in range(REPLIES)).median


def _tensorboard(logdir: Path) -> float:
    """Seconds until the text of the whole graph was there."""
    with servers.tensorboard(logdir) as server:
        server.wait("data/plugin/graphs/info", bool)
        connection = server.connect()
        begin = time.perf_counter()
        connection.request("GET", f"/data/plugin/graphs/graph?run={quote(graphlogs.RUN)}&conceptual=false")
        reply = connection.getresponse()
        body = reply.read()
        seconds = time.perf_counter() - begin
        connection.close()
    if reply.status != 200 or b"node {" not in body[:100]:
        raise RuntimeError(f"TensorBoard has not given the graph: {body[:200]!r}")
    return seconds


def _address(path: str) -> str:
    return "api/graphs/scope?" + urlencode({"id": GRAPH, "path": path})


def _asked(server: Server, address: str) -> tuple[float, dict[str, list[dict[str, object]]]]:
    begin = time.perf_counter()
    answer = server.get(address)
    seconds = time.perf_counter() - begin
    if answer is None:
        raise RuntimeError(f"There is no answer at {address}")
    return seconds, answer
