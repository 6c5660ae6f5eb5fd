"""python -m tests.load [--minutes 10] [--viewers 100] [--runs 1000] [--writers 20]: how the server bears many viewers.

Prints how long answers took and what the server took at the start and at the end; status 1 where there was an error, an
answer was slow, or memory or descriptors have grown.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from tests.bench import children, logdirs, machine, servers

SLOWEST = 0.25  # seconds that 99 of 100 answers must stay below
GROWTH = 1.1  # times as much memory at the end as after the beginning
MORE_DESCRIPTORS = 8
WARM = 1 / 3  # of the time, in which memory may still rise: caches fill, viewers come
SHAPE = (10, 100)  # tags and steps of each run that is there from the beginning


class Sizes(NamedTuple):
    """Of the server's process: memory in bytes, processor time in seconds; and the points it holds."""

    memory: int
    descriptors: int
    processor: float
    points: int


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parse(arguments)
    print(machine.title(machine.describe()), flush=True)
    with tempfile.TemporaryDirectory() as directory:
        logdir = logdirs.made(logdirs.Shape(given.runs - given.writers, *SHAPE), Path(directory))
        with servers.board(logdir) as server:
            server.wait("api/runs", servers.board_loaded)
            writers = _module("tests.load.writers", logdir, given.writers)
            viewers = _module("tests.load.viewers", server.port, given.viewers)
            with writers, viewers as process:
                assert process.stdout
                return _judge(_followed(server, process.stdout, given.minutes * 60))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.load", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--viewers", type=int, default=100)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--writers", type=int, default=20)
    return parser.parse_args(arguments)


class Seen(NamedTuple):
    """`sizes`: at the start, once it is warm, at the end."""

    seconds: float
    times: dict[str, list[float]]
    errors: Counter[str]
    bytes: int
    sizes: tuple[Sizes, Sizes, Sizes]


def _followed(server: servers.Server, lines: IO[str], seconds: float) -> Seen:
    """Collects what viewers find for so many seconds."""
    begun, start, warm = time.monotonic(), _sizes(server), None
    times: dict[str, list[float]] = {}
    errors: Counter[str] = Counter()
    size = 0
    while (passed := time.monotonic() - begun) < seconds:
        line = lines.readline()
        if not line:
            raise RuntimeError("the viewers have ended by themselves")
        told = json.loads(line)
        for what, took in told["times"].items():
            times.setdefault(what, []).extend(took)
        errors.update(told["errors"])
        size += told["bytes"]
        if warm is None and passed > WARM * seconds:
            warm = _sizes(server)
    end = _sizes(server)
    return Seen(time.monotonic() - begun, times, errors, size, (start, warm or end, end))


def _sizes(server: servers.Server) -> Sizes:
    descriptors = len(list(Path(f"/proc/{server.process}/fd").iterdir()))
    ticks = Path(f"/proc/{server.process}/stat").read_text().rpartition(")")[2].split()[11:13]
    processor = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return Sizes(children.resident(server.process), descriptors, processor, int(server.get("api/runs")["points"]))


def _judge(seen: Seen) -> int:
    """Prints all of it; 1 if it is not as it must be."""
    every = [took for times in seen.times.values() for took in times]
    print(f"\n{'asked for':<10} {'answers':>9} {'a second':>9}  {'median':>8} {'95 %':>8} {'99 %':>8} {'slowest':>8}")
    for what, times in [*sorted(seen.times.items()), ("all", every)]:
        shares = "".join(f" {1000 * quantile(times, share):>5.0f} ms" for share in (0.5, 0.95, 0.99, 1))
        print(f"{what:<10} {len(times):>9,} {len(times) / seen.seconds:>9.1f} {shares}")
    start, warm, end = seen.sizes
    busy = (end.processor - start.processor) / seen.seconds
    print(f"\n{seen.seconds:,.0f} s, {seen.bytes / seen.seconds / 1e6:.2f} MB a second, {seen.errors.total()} errors")
    print(f"the server kept {busy:.2f} cores busy")
    for name, sizes in (("start", start), ("warm", warm), ("end", end)):
        print(f"{name:<6} {sizes.memory / 1e6:>7.1f} MB, {sizes.descriptors} descriptors, {sizes.points:,} points")
    for error, count in seen.errors.most_common(10):
        print(f"{count} × {error}")
    faults = [
        sentence
        for sentence, holds in (
            ("there were errors", bool(seen.errors)),
            ("answers were slow", quantile(every, 0.99) > SLOWEST),
            ("memory has grown", end.memory > GROWTH * warm.memory),
            ("descriptors have grown", end.descriptors > warm.descriptors + MORE_DESCRIPTORS),
        )
        if holds
    ]
    print("; ".join(faults) or "as it must be")
    return int(bool(faults))


def quantile(values: list[float], share: float) -> float:
    """The least of the values that at least `share` of them are not beyond; NaN of none."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else math.nan


@contextmanager
def _module(name: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A module of this package in a process of its own, which ends when its standard input does."""
    command = [sys.executable, "-m", name, *map(str, arguments)]
    with subprocess.Popen(
        command, env=children.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
