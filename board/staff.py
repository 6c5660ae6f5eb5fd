"""The threads that answer requests: others take over where all of them are stuck, as in files that do not answer."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Any

PATIENCE = 2.0  # seconds that the first request in the queue waits for a thread before there are more
PAUSE = 0.25  # seconds between two looks
MOST = 64  # threads


def keep_answering(dispatcher: Any, usual: int) -> None:
    """Watches waitress' task dispatcher, which has `usual` threads, from a thread of its own."""
    threading.Thread(target=_watch, args=(dispatcher, usual), name="board-staff", daemon=True).start()


def _watch(dispatcher: Any, usual: int) -> None:
    first: object = None
    since = 0.0
    while True:
        time.sleep(PAUSE)
        with dispatcher.lock:
            before, first = first, next(iter(dispatcher.queue), None)
            threads, active = len(dispatcher.threads) - dispatcher.stop_count, dispatcher.active_count
        now = time.monotonic()
        if first is None or first is not before:
            since = now
        wanted = threads
        if now - since > PATIENCE:
            wanted, since = min(MOST, threads + usual), now
        elif active <= threads - 2 * usual:
            wanted = max(usual, active + usual)
        if wanted != threads:
            with suppress(RuntimeError):  # no thread can be had now
                dispatcher.set_thread_count(wanted)
