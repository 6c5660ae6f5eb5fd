"""Open a timeline: a trace of 5 million events and about 1 GB, with the fields that PyTorch's profiler writes.

"first picture": from the first request to a server that has just started until the reply has come that a page of 1,600 pixels
draws, of all tracks; "again" is the same of a server that finds the timeline in the cache. "a window", "a table", "a search":
the slowest of 20 stretches anywhere, each asked for when the one before has come. "reading" is the file as columns, nested, in a
process of its own, beside Python's json, of a trace of 500,000 events. Memory is the most that the process ever had (VmHWM).
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tests.bench import children, servers, tracefiles
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.servers import Server
from tests.bench.timing import in_turn

LARGE, SMALL = 5_000_000, 500_000
STRETCHES = 20
WIDTH = 1600
ROUNDS = 3

OURS = """
import json, sys, time
from pathlib import Path
from board.timeline.assembling import assembled
from board.timeline.reading import read
from board.timeline.texts import FileText
begin = time.perf_counter()
text = FileText(Path(sys.argv[1]))
with text.held():
    trace = assembled(read(text.path), text)
seconds = time.perf_counter() - begin
high = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([seconds, int(high.split()[1]) * 1024]))
"""
THEIRS = """
import json, sys, time
begin = time.perf_counter()
trace = json.load(open(sys.argv[1]))
seconds = time.perf_counter() - begin
high = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([seconds, int(high.split()[1]) * 1024]))
"""


class Found(NamedTuple):
    first: float
    again: float
    window: float
    table: float
    search: float
    memory: float


def measure(bench: Bench) -> Iterator[Line]:
    large, small = tracefiles.made(LARGE, bench.cache), tracefiles.made(SMALL, bench.cache)
    large.read_bytes()  # into the page cache
    rounds = min(bench.rounds, ROUNDS)
    found = [_served(large.parent) for _ in range(rounds)]
    what = f"{LARGE:,} events, {large.stat().st_size / 1e9:.2f} GB: "
    limits = Found(first=25, again=2, window=0.1, table=0.1, search=0.1, memory=1.5e9)
    names = Found("first picture", "again", "a window", "a table", "a search", "memory of the server")  # type: ignore[arg-type]
    for name, limit, values in zip(names, limits, zip(*found, strict=True), strict=True):
        yield Line(f"{what}{name}", "B" if limit > 1e6 else "s", Sample.of(values), target=Target(limit=limit))
    ours, theirs = in_turn(rounds, partial(children.python, OURS, small), partial(children.python, THEIRS, small))
    for place, (name, unit, divisor) in enumerate((("reading", "s", 4.0), ("memory of reading", "B", 5.0))):
        yield Line(
            f"{SMALL:,} events: {name}",
            unit,  # type: ignore[arg-type]
            Sample.of(one[place] for one in ours),
            "Python's json",
            Sample.of(one[place] for one in theirs),
            Target(divisor),
        )


def _served(logdir: Path) -> Found:
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        try:
            with servers.board(logdir) as server:
                server.wait("api/runs", servers.board_loaded)
                first, _ = _opened(server)
                memory = float(children.resident(server.process, "VmHWM"))
            with servers.board(logdir) as server:
                server.wait("api/runs", servers.board_loaded)
                again, length = _opened(server)
                window, table, search = (_slowest(server, what, length) for what in ("window", "table", "search"))
        finally:
            del os.environ["XDG_CACHE_HOME"]
    return Found(first, again, window, table, search, memory)


def _opened(server: Server) -> tuple[float, int]:
    """Seconds until the first picture was there, and how long the timeline is."""
    begin = time.perf_counter()
    while True:
        told = _asked(server, "", {})
        if told["state"] == "ready":
            break
        time.sleep(0.05)
    _asked(server, "/window", {"width": WIDTH}, parsed=False)
    return time.perf_counter() - begin, int(told["length"])


def _slowest(server: Server, what: str, length: int) -> float:
    generator = random.Random(what)
    seconds = []
    for _ in range(STRETCHES):
        span = length * 10 ** generator.uniform(-4, 0)
        start = generator.uniform(0, length - span)
        query = generator.choice(("conv", "add", "view"))
        fields = {"from": int(start), "to": int(start + span) + 1, "width": WIDTH, "query": query}
        begin = time.perf_counter()
        _asked(server, f"/{what}", fields, parsed=False)
        seconds.append(time.perf_counter() - begin)
    return max(seconds)


def _asked(server: Server, what: str, fields: dict[str, object], parsed: bool = True) -> Any:
    connection = server.connect()
    query = urlencode({"id": "file:made.trace.json", **fields})
    connection.request("GET", f"/api/timeline{what}?{query}")
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    if reply.status >= 400:
        raise RuntimeError(f"board has answered {reply.status}: {body[:200]!r}")
    return json.loads(body) if parsed else None
