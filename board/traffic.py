"""Requests: how many of each route, how they ended, how long they took; with --verbose a line of each."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask, Response, g, request

from board.metrics import Family, Histogram, Sample
from board.wording import printable

log = logging.getLogger("board.requests")

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
NO_ROUTE = "(none)"
LONGEST_LINE = 300  # characters of an address
_TOKEN = re.compile(r"(?<![^&])token=[^&]*")


class Traffic:
    """Counts what an app answers. Any thread may call it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended: Counter[tuple[str, str, str]] = Counter()
        self._times: dict[str, Histogram] = {}
        self._sent = 0
        self._open = 0

    def watch(self, app: Flask) -> None:
        """Has every request of `app` counted; to be called before anything else that has a say in them."""
        app.before_request(self._begin)
        app.after_request(self._end)
        app.teardown_request(self._leave)

    def _begin(self) -> None:
        g.begun = time.perf_counter()
        with self._lock:
            self._open += 1

    def _end(self, response: Response) -> Response:
        """Streamed bodies are sent later: their time is until they could be."""
        took = time.perf_counter() - g.begun
        route = request.url_rule.rule if request.url_rule else NO_ROUTE
        method = request.method if request.method in METHODS else "other"
        size = response.content_length or 0
        with self._lock:
            self._ended[route, method, str(response.status_code)] += 1
            self._times.setdefault(route, Histogram(BOUNDS)).add(took)
            self._sent += size
        if log.isEnabledFor(logging.INFO):
            log.info(
                "%s %s %d %d bytes %.1f ms %s",
                method,
                _address(),
                response.status_code,
                size,
                1000 * took,
                request.remote_addr or "-",
            )
        return response

    def _leave(self, _: BaseException | None) -> None:
        if g.pop("begun", None) is not None:
            with self._lock:
                self._open -= 1

    def routes(self) -> list[dict[str, float | str]]:
        """What was asked for most first: each route, how often, how many failed, seconds on average and of the slowest 1 %."""
        with self._lock:
            asked: Counter[str] = Counter()
            failed: Counter[str] = Counter()
            for (route, _, status), count in self._ended.items():
                asked[route] += count
                failed[route] += count if status.startswith("5") else 0
            return [
                {
                    "route": route,
                    "count": count,
                    "failed": failed[route],
                    "mean": self._times[route].sum / count,
                    "slow": min(self._times[route].quantile(0.99), 2 * BOUNDS[-1]),
                }
                for route, count in asked.most_common()
            ]

    def families(self) -> Iterator[Family]:
        """The same for Prometheus."""
        with self._lock:
            ended = [
                Sample(count, {"route": route, "method": method, "status": status})
                for (route, method, status), count in sorted(self._ended.items())
            ]
            times = [sample for route in sorted(self._times) for sample in self._times[route].samples({"route": route})]
            sent, under_way = self._sent, self._open
        yield Family("board_requests_total", "counter", "Requests that were answered.", ended)
        yield Family("board_request_seconds", "histogram", "Seconds to make an answer.", times)
        yield Family("board_sent_bytes_total", "counter", "Bytes of bodies of answers.", [Sample(sent)])
        yield Family("board_requests_open", "gauge", "Requests that are being answered.", [Sample(under_way)])


def _address() -> str:
    """What was asked for, as it stands in a URL, without the token."""
    query = _TOKEN.sub("token=…", request.query_string.decode("latin-1"))
    address = quote(request.path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
    return printable(address[:LONGEST_LINE])
