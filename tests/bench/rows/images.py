"""Look at images.

"listed": 100 runs that are hard links to one file of 200 MB; from just before the command is started until a listing over
HTTP has every run with every tag. Memory is that of the process (ours: the whole server, once it has read and checked
every byte; the peer's: RustBoard, without its front end in Python), and the most that it ever was. "first image": from the
start of the command until a thumbnail has been read (the peer, which has none and keeps 10 images of a tag: an image);
"newest image": that of the last step, which the peer may not keep. "stepping": every step of one tag in turn over a
connection that stays open, the image as it was logged and its thumbnail, each asked for the first time.
"""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import numpy as np

from tests.bench import children, data_server, imagelogs, servers
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.imagelogs import ImageShape, run_name, tag_name
from tests.bench.timing import in_turn

LARGE = ImageShape(100, 2, 400, 512)
LONG = ImageShape(1, 1, 100_000, 32)
STEPPING = ImageShape(1, 1, 1000, 512)
ROUNDS = 3
PEER = "TensorBoard"


class Listed(NamedTuple):
    """Seconds until all was listed, bytes of memory in the end, and at most."""

    seconds: float
    memory: float
    peak: float


class Opened(NamedTuple):
    """Seconds until the first image was there, and until the newest."""

    first: float
    newest: float


def measure(bench: Bench) -> Iterator[Line]:
    yield from _listing(bench)
    yield from _opening(bench)
    yield from _stepping(imagelogs.made(STEPPING, bench.cache))


def _listing(bench: Bench) -> Iterator[Line]:
    logdir = imagelogs.made(LARGE, bench.cache)
    ours, theirs, their_memory = in_turn(
        min(bench.rounds, ROUNDS),
        lambda: _list(logdir),
        (lambda: _list_in_tensorboard(logdir)) if servers.has_tensorboard() else None,
        (lambda: data_server.memory(logdir)) if data_server.binary() else None,
    )
    size = sum(path.stat().st_size for path in logdir.rglob("*tfevents*")) / 1e9
    what = f"{size:.0f} GB, {LARGE}: listed"
    yield Line(what, "s", Sample.of(one.seconds for one in ours), PEER, _sample(theirs), Target(limit=1))
    memory, peaks = zip(*their_memory, strict=True) if their_memory else ((), ())
    for name, figures, others in (
        ("  memory", [one.memory for one in ours], memory),
        ("  memory, at most", [one.peak for one in ours], peaks),
    ):
        yield Line(name, "B", Sample.of(figures), data_server.NAME, _sample(others), Target(limit=200e6))


def _list(logdir: Path) -> Listed:
    with servers.board(logdir) as server:
        seconds = server.wait("api/runs", _lists_all)
        server.wait("api/runs", servers.board_loaded)
        return Listed(seconds, children.resident(server.process), children.resident(server.process, "VmHWM"))


def _lists_all(listing: Any) -> bool:
    tags = [len(tagset.get("images", ())) for tagset in listing["tagsets"]]
    return sum(tags[tagset] for _, _, _, tagset, _ in listing["runs"]) == LARGE.runs * LARGE.tags


def _list_in_tensorboard(logdir: Path) -> float:
    with servers.tensorboard(logdir) as server:
        return server.wait(
            "data/plugin/images/tags", lambda tags: sum(map(len, tags.values())) == LARGE.runs * LARGE.tags
        )


def _opening(bench: Bench) -> Iterator[Line]:
    logdir = imagelogs.made(LONG, bench.cache)
    ours, theirs = in_turn(
        min(bench.rounds, ROUNDS),
        lambda: _open(logdir),
        (lambda: _open_in_tensorboard(logdir)) if servers.has_tensorboard() else None,
    )
    yield Line(f"{LONG}: first image", "s", _sample([one.first for one in ours]), PEER, _sample(theirs))
    yield Line("  newest image", "s", _sample([one.newest for one in ours]))


def _open(logdir: Path) -> Opened:
    with servers.board(logdir) as server:
        server.wait("api/runs", lambda listing: listing["tagsets"] and listing["tagsets"][0])
        connection = server.connect()
        _get(connection, _thumb(_steps(connection)[0]))
        first = time.perf_counter() - server.started
        server.wait("api/runs", servers.board_loaded)
        _get(connection, _thumb(_steps(connection)[LONG.steps - 1]))
        newest = time.perf_counter() - server.started
        connection.close()
    return Opened(first, newest)


def _open_in_tensorboard(logdir: Path) -> float:
    query = urlencode({"run": run_name(0), "tag": tag_name(0), "sample": 0})
    with servers.tensorboard(logdir) as server:
        server.wait("data/plugin/images/tags", lambda tags: any(tags.values()))
        images: Any = server.get(f"data/plugin/images/images?{query}")
        connection = server.connect()
        _get(connection, f"/data/plugin/images/individualImage?{images[-1]['query']}")
        connection.close()
        return time.perf_counter() - server.started


def _stepping(logdir: Path) -> Iterator[Line]:
    images, thumbs = [], []
    with servers.board(logdir) as server:
        server.wait("api/runs", servers.board_loaded)
        connection = server.connect()
        for at in _steps(connection):
            images.append(_get(connection, f"/api/images/image?{at}"))
            thumbs.append(_get(connection, _thumb(at)))
        connection.close()
    for name, seconds in ((f"stepping, {STEPPING}", images), ("  thumbnails", thumbs)):
        if len(seconds) != STEPPING.images:
            raise RuntimeError(f"{len(seconds)} images of {STEPPING.images} were shown")
        yield Line(name, "s", Sample.of(seconds), target=Target(limit=0.1))
        yield Line("    the slowest", "s", Sample.of([max(seconds)]), target=Target(limit=0.1))


def _steps(connection: HTTPConnection) -> list[str]:
    """The query of each step that is known, as the page learns it."""
    query = {"run": run_name(0), "tag": tag_name(0)}
    connection.request("GET", f"/api/steps?{urlencode(query)}")
    body = connection.getresponse().read()
    (length,) = struct.unpack_from("<I", body)
    (series,) = json.loads(body[4 : 4 + length])["series"]
    source, offset = (
        np.frombuffer(body, f"<{kind}", series["rows"], 4 + length + place).astype(int).tolist()
        for place, kind in (series["columns"][name] for name in ("source", "offset"))
    )
    return [urlencode({**query, "at": f"{one}-{other}"}) for one, other in zip(source, offset, strict=True)]


def _thumb(at: str) -> str:
    return f"/api/images/thumb?{at}"


def _get(connection: HTTPConnection, path: str) -> float:
    """Seconds until the image there had been read."""
    begin = time.perf_counter()
    connection.request("GET", path)
    reply = connection.getresponse()
    body = reply.read()
    seconds = time.perf_counter() - begin
    if reply.status != 200 or not (reply.getheader("Content-Type") or "").startswith("image/"):
        raise RuntimeError(f"{path} has answered {reply.status}: {body[:200]!r}")
    return seconds


def _sample(values: Any) -> Sample | None:
    return Sample.of(values) if values else None
