"""Where timelines are: in files beside the events, and in the run metadata of session runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from board.answers import NotFound
from board.beside import PLUGINS, Beside
from board.confined import located
from board.graph import sources as graphs
from board.memory import memory
from board.roots import Roots
from board.store import Store
from board.timeline.assembling import assembled
from board.timeline.index import Indexed
from board.timeline.levels import levels_of
from board.timeline.reading import read_text
from board.timeline.stepstats import LARGEST, TAKEN, as_trace
from board.timeline.texts import MadeText
from board.timeline.trace import TimelineError

FILE, SESSION = "file:", "session:"
# timeline-29.json, as TensorFlow's hook and summary.timeline write them.
OF_STEP = re.compile(r"timeline-(\d{1,18})\.json")


class TimelineEntry(NamedTuple):
    """A timeline that there is; `id` is the same at every start, as long as what it names stays.

    Attributes:
        run: a run's name; of a file the directory it is in, which may be no run.
        kind: "file", "profile" (of a profiler, in plugins/profile) or "session".
        size: bytes; of a session run 0.
        step: None where nothing tells it.
        worker: the host or process that it is of, if its name says so; else empty.
        changed: Unix seconds of the file's last change, or of the event.
    """

    id: str
    run: str
    title: str
    kind: str
    size: int
    step: int | None
    worker: str
    changed: float


def listed(store: Store) -> list[TimelineEntry]:
    """All timelines, nothing of them read: by run, in the order of steps and names."""
    found = [*map(_of_file, store.beside("timeline")), *_of_sessions(store)]
    order = {run: place for place, run in enumerate(store.runs())}
    return sorted(
        found,
        key=lambda one: (order.get(one.run, len(order)), one.run, one.step is None, one.step or 0, one.title),
    )


def file_of(store: Store, roots: Roots, name: str) -> Path | None:
    """The file of a timeline's id, confined to the logdir; None where it is a session run's. NotFound if there is none."""
    if name.startswith(SESSION):
        return None
    for file in store.beside("timeline"):
        if name == FILE + file.path:
            return located(roots, file.path)
    raise NotFound(f"There is no timeline {name[:200]!r}.")


def session_text(store: Store, name: str) -> bytes:
    """The trace made of a session run, by its id. NotFound if there is none; TimelineError or Unreadable if not whole."""
    place = graphs.session_metadata(store, name.removeprefix(SESSION))
    if place.size > LARGEST:
        raise TimelineError(f"This run metadata has {place.size:,} bytes; {LARGEST >> 30} GiB of it can be shown.")
    with memory.claim(TAKEN * place.size, "This run metadata"):
        return as_trace(place.read())


def session(store: Store, name: str) -> Indexed:
    """The timeline of a session run, by its id; raises what `session_text` does."""
    text = session_text(store, name)
    trace = assembled(read_text(text, "the run metadata"), MadeText(text))
    return Indexed(trace, levels_of(trace.slices))


def _of_file(file: Beside) -> TimelineEntry:
    name = file.path.rpartition("/")[2]
    _, profile, below = f"/{file.path}".rpartition("/")[0].partition(f"{PLUGINS}profile/")
    step = OF_STEP.match(name)
    return TimelineEntry(
        FILE + file.path,
        file.run,
        f"{below}/{name}" if below else name,
        "profile" if profile else "file",
        file.size,
        int(step[1]) if step else None,
        "" if step else worker_of(name),
        file.changed_ns / 1e9,
    )


def _of_sessions(store: Store) -> Iterator[TimelineEntry]:
    for found in graphs.sessions(store):
        title = f"{found.tag}, run metadata"
        yield TimelineEntry(SESSION + found.id, found.run, title, "session", 0, found.step, "", found.wall_time)


def worker_of(name: str) -> str:
    """What stands before the time in the name that PyTorch's handler or TensorFlow's profiler gives a trace."""
    stem = re.sub(r"(\.pt)?\.trace\.json(\.gz)?$", "", name)
    return "" if stem == name else re.sub(r"\.\d{9,}$", "", stem)
