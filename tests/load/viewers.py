"""Browsers that look at a logdir: python -m tests.load.viewers PORT VIEWERS, until standard input ends.

Each asks what the page asks (frontend/src/live.ts, charts/request.ts): the page and its files; the listing, and every second
what changed since; for the cards in view the curves of the newest runs, and then those of the runs that changed, all cards
in one request. Now and then it is reloaded, with the tags of what it has. Its findings are printed as JSON, a line a second.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlencode

from tests.bench.logdirs import tag_name
from tests.load.http import Connection, Reply

POLL = 1.0  # seconds, as in live.ts
NEWEST = 200  # runs that are switched on, as in selection.ts
CARDS = 6  # in view
FEW = 12  # runs up to which wall times come along, as in request.ts
ROWS = 60_000  # of a request, as in queue.ts
RELOAD = 60.0  # seconds on average between two times that a viewer reloads
WIDTHS = (75, 100)  # pixel columns of a card with a crowd of curves, of two sizes of windows
ASSET = re.compile(r'(?:src|href)="\.?/?(assets/[^"]+)"')


class Findings:
    """What all viewers have seen since the last line."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.times: dict[str, list[float]] = {}
        self.errors: Counter[str] = Counter()
        self.bytes = 0

    def line(self) -> str:
        told = json.dumps({"times": self.times, "errors": dict(self.errors), "bytes": self.bytes})
        self.clear()
        return told


class Viewer:
    """One browser, with one page."""

    def __init__(self, port: int, number: int, findings: Findings) -> None:
        self._polls, self._data = Connection(port), Connection(port)
        self._chance = random.Random(number)
        self._findings = findings
        self._tags: dict[str, str] = {}
        self._assets: list[str] = []
        self._width = WIDTHS[number % len(WIDTHS)]

    async def look(self) -> None:
        """Opens the page, follows it, and opens it again."""
        await asyncio.sleep(self._chance.uniform(0, 3))
        while True:
            try:
                await self._page()
            except (OSError, EOFError, asyncio.IncompleteReadError, ValueError) as error:
                self._findings.errors[f"{type(error).__name__}: {error}"] += 1
                self._polls.close()
                self._data.close()
                await asyncio.sleep(POLL)

    async def _page(self) -> None:
        page = await self._get("page", "/")
        if page.status == 200:
            self._assets = ASSET.findall(page.body.decode())
        for asset in self._assets:
            if f"/{asset}" not in self._tags:  # such files never change
                await self._get("asset", f"/{asset}")
        listing = json.loads((await self._get("listing", "/api/runs")).body)
        await self._get("other", "/api/house")
        await self._draw(drawn(listing)[-NEWEST:])
        end = time.monotonic() + self._chance.expovariate(1 / RELOAD)
        while time.monotonic() < end:
            await asyncio.sleep(POLL)
            query = urlencode({"since": listing["version"], "epoch": listing["epoch"]})
            reply = await self._get("poll", f"/api/runs?{query}")
            if reply.status == 304:
                continue
            listing = json.loads(reply.body)
            await self._draw(drawn(listing)[-NEWEST:])

    async def _draw(self, runs: list[str]) -> None:
        """Asks for the curves of these runs on all cards, in as many requests as the page takes for them."""
        at_once = max(1, ROWS // max(1, len(runs) * self._width))
        tags = [tag_name(number) for number in range(CARDS)]
        for first in range(0, len(tags) if runs else 0, at_once):
            body = urlencode(curves(tags[first : first + at_once], runs, self._width)).encode()
            await self._asked("curves", self._data.ask("POST", "/api/scalars", body))

    async def _get(self, what: str, path: str) -> Reply:
        known = {"If-None-Match": self._tags[path]} if path in self._tags else None
        reply = await self._asked(what, self._polls.ask("GET", path, headers=known))
        if "etag" in reply.headers and reply.status == 200:
            self._tags[path] = reply.headers["etag"]
        return reply

    async def _asked(self, what: str, asking: Coroutine[Any, Any, Reply]) -> Reply:
        begun = time.perf_counter()
        reply = await asking
        self._findings.times.setdefault(what, []).append(time.perf_counter() - begun)
        self._findings.bytes += len(reply.received)
        if reply.status not in (200, 304):
            self._findings.errors[f"{what}: status {reply.status}: {reply.body[:200]!r}"] += 1
        return reply


def drawn(listing: dict[str, Any]) -> list[str]:
    """The runs of a listing that have scalars: a run that was begun just now has none yet."""
    return [run for run, _, _, tags, _ in listing["runs"] if listing["tagsets"][tags].get("scalars")]


def curves(tags: list[str], runs: list[str], width: int) -> list[tuple[str, str]]:
    """The fields of a request for the curves of a crowd of runs."""
    fields = [("x", "step"), ("width", str(width)), ("packed", "1")]
    fields += [("tag", tag) for tag in tags]
    fields += [("run", run) for run in runs]
    columns = "step,extremes,smoothed" + (",wall" if len(runs) <= FEW else "")
    return [*fields, ("smoothing", "0.6"), ("columns", columns), ("raw", "2")]


async def main(port: int, viewers: int) -> None:
    findings = Findings()
    looking = [asyncio.create_task(Viewer(port, number, findings).look()) for number in range(viewers)]
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    while not ended.done():
        await asyncio.wait([ended], timeout=1)
        print(findings.line(), flush=True)
    for one in looking:
        one.cancel()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
