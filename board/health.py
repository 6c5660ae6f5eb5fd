"""How the server is: for whoever only asks whether it lives, for Prometheus, for a person who wonders about a file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from flask import Blueprint, Response

from board import asked, metrics, web
from board.cache import Cache
from board.filestates import STATES, FileState, counts
from board.memory import memory
from board.metrics import Family, Sample, counter, gauge
from board.store import Store
from board.version import version
from board.vitals import vitals

bp = Blueprint("health", __name__)

MOST_FILES = 1000  # in one answer
ORDER = {state: place for place, state in enumerate(STATES)}
SORTS: dict[str, Callable[[FileState], Any]] = {
    "state": lambda one: (ORDER[one.state], -one.problems, one.file),
    "file": lambda one: one.file,
    "run": lambda one: (one.run, one.file),
    "size": lambda one: (-one.size, one.file),
    "read": lambda one: (-one.read, one.file),
    "points": lambda one: (-one.points, one.file),
    "changed": lambda one: (-(one.changed or 0.0), one.file),
    "problems": lambda one: (-one.problems, one.file),
}


@bp.get("/healthz")
def healthz() -> Response:
    """That the server answers, and nothing else: whoever asks needs no token."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/metrics")
def prometheus() -> Response:
    """Every figure, in Prometheus' text form."""
    site = web.site()
    families = (*_logs(site.store), *site.rounds.families(), *site.traffic.families(), *_memory(), *_process())
    return Response(metrics.exposition(families), content_type=metrics.CONTENT_TYPE)


@bp.get("/api/server")
def server() -> Response:
    """What a person wants to know of this process."""
    site = web.site()
    process = vitals()
    return web.json_response(
        {
            "version": version(),
            "logdir": site.roots.short,
            "up": time.time() - process.started,
            "process": process._asdict(),
            "loader": {name: _told(value) for name, value in site.rounds.so_far()._asdict().items()},
            "memory": memory.use()._asdict(),
            "caches": [cache._asdict() for cache in _caches()],
            "routes": site.traffic.routes(),
        }
    )


@bp.get("/api/files")
def files() -> Response:
    """The state of every file that has all words of the field search in its path, run, state or trouble: a part of the list.

    The field state leaves those of one state; sort (see SORTS; with down=1 the other way round), first and count say which
    part of them is sent. `states` counts all files that the search leaves.
    """
    sort, down = asked.choice(asked.form_texts, "sort", tuple(SORTS)), asked.flag(asked.form_texts, "down")
    state = asked.choice(asked.form_texts, "state", ("", *STATES))
    first, count = asked.whole("first", 0, 0, 1 << 40), asked.whole("count", 200, 1, MOST_FILES)
    words = web.field("search", "", str, "a text").lower().split()
    every = web.site().store.files()
    found = [one for one in every if _has(one, words)]
    chosen = sorted((one for one in found if state in ("", one.state)), key=SORTS[sort], reverse=down)
    return web.json_response(
        {
            "total": len(every),
            "matched": len(chosen),
            "states": [{"state": each, "count": count, "means": STATES[each]} for each, count in counts(found).items()],
            "files": [one._asdict() for one in chosen[first : first + count]],
        }
    )


def _has(one: FileState, words: list[str]) -> bool:
    text = f"{one.file}\n{one.run}\n{one.state}\n{one.trouble}".lower() if words else ""
    return all(word in text for word in words)


def _told(value: float) -> float | None:
    """The number as JSON knows it."""
    return value if value - value == 0 else None


def _logs(store: Store) -> Iterator[Family]:
    states = store.files()
    yield Family("board_info", "gauge", "The installed version.", [Sample(1, {"version": version()})])
    yield Family(
        "board_files",
        "gauge",
        "Files by their state.",
        [Sample(count, {"state": state}) for state, count in counts(states).items()],
    )
    yield gauge("board_runs", "Runs in the logdir.", len(store.runs()))
    yield gauge("board_points", "Points of scalars that are held.", sum(one.points for one in states))
    yield gauge("board_problems", "Damaged or unreadable places.", len(store.problems()))
    unread = sum(one.size - one.read for one in states if one.state != "beside")
    yield gauge("board_unread_bytes", "Bytes of event files that were seen and not read yet.", unread)


class CacheState(NamedTuple):
    """What caches of one name hold, in bytes, and how often what was asked for was there, and was not."""

    name: str
    bytes: int
    hits: int
    misses: int


def _caches() -> list[CacheState]:
    """Those of one name as one, by name."""
    found: dict[str, CacheState] = {}
    for keeper in memory.keepers():
        before = found.get(keeper.name, CacheState(keeper.name, 0, 0, 0))
        hits, misses = (keeper.hits, keeper.misses) if isinstance(keeper, Cache) else (0, 0)
        found[keeper.name] = CacheState(
            keeper.name, before.bytes + keeper.bytes, before.hits + hits, before.misses + misses
        )
    return list(found.values())


def _memory() -> Iterator[Family]:
    caches, use = _caches(), memory.use()
    for name, kind, described in (
        ("bytes", "gauge", "Bytes that caches hold."),
        ("hits_total", "counter", "How often a cache had what was asked for."),
        ("misses_total", "counter", "How often a cache had to have it made."),
    ):
        field = name.removesuffix("_total")
        samples = [Sample(getattr(cache, field), {"cache": cache.name}) for cache in caches]
        yield Family(f"board_cache_{name}", kind, described, samples)
    yield gauge("board_memory_most_bytes", "Bytes that the process may take.", use.most)
    yield gauge("board_memory_claimed_bytes", "Bytes that requests have claimed while they work.", use.claimed)


def _process() -> Iterator[Family]:
    """Under the names that Prometheus' own libraries give them."""
    now = vitals()
    yield counter("process_cpu_seconds_total", "Processor time, in seconds.", now.processor)
    yield gauge("process_start_time_seconds", "When it was started, in Unix seconds.", now.started)
    yield gauge("process_threads", "Threads.", now.threads)
    for name, described, value in (
        ("process_resident_memory_bytes", "Memory that is resident.", now.memory),
        ("process_resident_memory_peak_bytes", "The most memory that was resident.", now.memory_peak),
        ("process_virtual_memory_bytes", "Memory that is addressed.", now.virtual_memory),
        ("process_open_fds", "Open descriptors.", now.descriptors),
        ("process_max_fds", "The most descriptors that may be open.", now.descriptors_most),
    ):
        if value is not None:
            yield gauge(name, described, value)
