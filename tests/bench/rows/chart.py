"""Send one chart: 1 tag × 100 runs × 100,000 steps at 1,000 pixels.

From just before the request is sent, over a connection that is open already, until the whole reply has been read. Ours
is POST api/scalars: rows of a pixel column's first, last, minimum, maximum and counts, computed from every point. The
peer's is what its page asks for such a chart, POST data/plugin/scalars/scalars_multirun: 1,000 points a run that were
chosen at random when it loaded them, as JSON; it smooths in the page, and only those. Each side's logdir is loaded.
Each request of ours ends at another step beyond the last, so that none is answered from what was made for one before.
"first time" is the request that comes first after loading, smoothed. Every reply of ours is held against the values logged:
the minimum and maximum of every pixel column of every run must be exact, and every point counted.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import urlencode

import numpy as np

from tests.bench import logdirs, servers
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.logdirs import Shape, tag_name
from tests.bench.servers import Server
from tests.bench.timing import in_turn

SHAPE = Shape(100, 1, 100_000)
WIDTH = 1000
SMOOTHING = 0.6
RUNS = [f"run{run:05d}" for run in range(SHAPE.runs)]
OURS, THEIRS = "/api/scalars", "/data/plugin/scalars/scalars_multirun"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FIELDS = [("tag", tag_name(0)), ("width", str(WIDTH)), *(("run", run) for run in RUNS)]
SMOOTHED = [*FIELDS, ("smoothing", str(SMOOTHING))]
THEIR_FIELDS = [("tag", tag_name(0)), *(("runs", run) for run in RUNS)]


class Reply(NamedTuple):
    """A reply's body and the seconds until it had been read."""

    seconds: float
    body: bytes


def measure(bench: Bench) -> Iterator[Line]:
    logdir = bench.logdir(*SHAPE)
    with servers.board(logdir) as ours, servers.tensorboard_if_any(logdir) as theirs:
        ours.wait("api/runs", servers.board_loaded)
        if theirs:
            theirs.wait("data/plugin/scalars/tags", lambda tags: len(tags) == SHAPE.runs)
        ends = count(SHAPE.steps)

        def anew(fields: list[tuple[str, str]]) -> Reply:
            return _asked(ours, OURS, [*fields, ("to", str(next(ends)))])

        first = anew(SMOOTHED)
        plain, smoothed, their_replies = in_turn(
            bench.rounds,
            partial(anew, FIELDS),
            partial(anew, SMOOTHED),
            partial(_asked, theirs, THEIRS, THEIR_FIELDS) if theirs else None,
        )
    for reply in (first, plain[-1], smoothed[-1]):
        _check(reply.body)
    peer = "TensorBoard" if theirs else "TensorBoard is not installed"
    yield Line("no smoothing", "s", _times(plain), peer, _times(their_replies), Target(limit=0.05))
    yield Line(f"smoothing {SMOOTHING}", "s", _times(smoothed), peer, _times(their_replies), Target(limit=0.05))
    yield Line("  first time", "s", Sample.of([first.seconds]))
    yield Line("the reply's body", "B", _size(plain), peer, _size(their_replies))
    yield Line("  with the smoothed column", "B", _size(smoothed))


def _asked(server: Server, path: str, fields: list[tuple[str, str]]) -> Reply:
    connection = server.connect()
    connection.connect()
    form = urlencode(fields)
    begin = time.perf_counter()
    connection.request("POST", path, form, FORM)
    reply = connection.getresponse()
    body = reply.read()
    took = time.perf_counter() - begin
    connection.close()
    if reply.status != http.client.OK:
        raise RuntimeError(f"{path} has answered {reply.status}: {body[:200]!r}")
    return Reply(took, body)


def _check(body: bytes) -> None:
    """Holds a reply of ours against what was logged."""
    size = int.from_bytes(body[:4], "little")
    header = json.loads(body[4 : 4 + size])
    for run, series in enumerate(header["series"]):
        columns = {name: _column(body, 4 + size, place, series["rows"]) for name, place in series["columns"].items()}
        # The steps are 0, 1, 2 …: after a column's last step begins the next one.
        begins = np.append(0, columns["step"][:-1].astype(np.int64) + 1)
        value = logdirs.values(SHAPE, run)[:, 0]
        exact = (
            np.array_equal(columns["min"], np.minimum.reduceat(value, begins))
            and np.array_equal(columns["max"], np.maximum.reduceat(value, begins))
            and int(columns["count"].sum()) == SHAPE.steps
            and series["rows"] >= WIDTH
        )
        if series["run"] != RUNS[run] or not exact:
            raise RuntimeError(f"the curve of {series['run']} is not exact")


def _column(body: bytes, start: int, place: tuple[int, str], rows: int) -> np.ndarray[Any, Any]:
    offset, kind = place
    return np.frombuffer(body, f"<{kind}", rows, start + offset)


def _times(replies: list[Reply]) -> Sample | None:
    return Sample.of(reply.seconds for reply in replies) if replies else None


def _size(replies: list[Reply]) -> Sample | None:
    return Sample.of([float(len(replies[-1].body))]) if replies else None
