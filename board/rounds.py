"""The loader's account of itself: rounds, what they have read, and how long what was written waited for that."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from board.metrics import Family, Histogram, counter, gauge
from board.run import Source
from board.wording import printable
from summary.scan import Ending, Scan

log = logging.getLogger("board.files")

ROUND_BOUNDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0, 600.0)  # seconds
LAG_BOUNDS = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 600.0)  # seconds


class Move(NamedTuple):
    """A file that has been read on from the byte `before`; `appended`: it had been read to its end."""

    source: Source
    before: int
    appended: bool
    ending: Ending


class RoundsSoFar(NamedTuple):
    """`ago`: seconds since a round last ended, or since the start before the first; `lag`: of half of what was appended."""

    rounds: int
    failures: int
    ago: float
    mean: float
    bytes: int
    records: int
    values: int
    lag: float
    slow_lag: float


class Rounds:
    """Counts what the loader does, and with --verbose says what becomes of each file. Any thread may call it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._took = Histogram(ROUND_BOUNDS)
        self._lag = Histogram(LAG_BOUNDS)
        self._failures = 0
        self._bytes = 0
        self._records = 0
        self._values = 0
        self._ended = time.monotonic()

    def ended(self, took: float, failed: bool) -> None:
        """Counts a round that took so many seconds."""
        with self._lock:
            self._took.add(took)
            self._failures += failed
            self._ended = time.monotonic()

    def scanned(self, scan: Scan) -> None:
        """Counts what a scan has found."""
        records = sum(ending.records for ending in scan.endings)
        values = sum(len(batch.step) + len(batch.span_step) for batch in scan.batches)
        with self._lock:
            self._records += records
            self._values += values

    def advanced(self, moves: Sequence[Move]) -> None:
        """Notes that files have been read on; what was appended to them has waited since it was written."""
        moves = [move for move in moves if move.ending.after > move.before]
        if not moves:
            return
        now = time.time()
        with self._lock:
            for _, before, appended, ending in moves:
                self._bytes += ending.after - before
                if appended:
                    self._lag.add(max(0.0, now - ending.modified_ns / 1e9))
        if log.isEnabledFor(logging.INFO):
            for source, before, _, ending in moves:
                _say(source, f"read on from byte {before:,} to {ending.after:,} of {ending.size:,}")

    def became(self, state: str, sources: Iterable[Source]) -> None:
        """Says that files are what they were not."""
        if log.isEnabledFor(logging.INFO):
            for source in sources:
                _say(source, state)

    def so_far(self) -> RoundsSoFar:
        with self._lock:
            return RoundsSoFar(
                rounds=self._took.count,
                failures=self._failures,
                ago=time.monotonic() - self._ended,
                mean=self._took.sum / max(1, self._took.count),
                bytes=self._bytes,
                records=self._records,
                values=self._values,
                lag=self._lag.quantile(0.5),
                slow_lag=self._lag.quantile(0.99),
            )

    def families(self) -> Iterator[Family]:
        """The same for Prometheus."""
        with self._lock:
            took, lag = list(self._took.samples()), list(self._lag.samples())
        so_far = self.so_far()
        yield counter("board_read_bytes_total", "Bytes of event files that were read.", so_far.bytes)
        yield counter("board_read_records_total", "Records in them.", so_far.records)
        yield counter("board_read_values_total", "Values in them, scalars and others.", so_far.values)
        yield Family("board_loader_round_seconds", "histogram", "Seconds a look at all files took.", took)
        yield counter("board_loader_failures_total", "Rounds that failed; the log tells why.", so_far.failures)
        yield gauge("board_loader_idle_seconds", "Seconds since the last round ended.", so_far.ago)
        yield Family(
            "board_lag_seconds", "histogram", "Seconds from the last write to a file until that was read.", lag
        )


def _say(source: Source, what: str) -> None:
    log.info("%s: %s", printable(source.file), what)
