"""Where graphs are: in the events of runs, in the files beside them, in files that people open; and what runs of them cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from board.answers import Gone, NotFound, Span, SpanSeries, Unreadable
from board.beside import Beside
from board.cache import Cache
from board.confined import located
from board.graph import files, graph_def, keras, meta_graph, run_metadata, stats
from board.graph.graph import Graph, Stats
from board.graph.run_metadata import Held
from board.graph.walk import Place
from board.roots import Roots
from board.store import Store

CACHED = 512 << 20  # bytes of graphs, and as much of stats
# Bytes that a node and an edge take in all columns, about.
NODE_BYTES, EDGE_BYTES, ROW_BYTES = 1000, 20, 250

# Kinds of tags, by their plugins' names (tensorboard/plugins/graph/metadata.py).
GRAPHS, KERAS = "graphs", "graph_keras_model"
# Session runs: what TensorFlow 1 writes, what has graphs too, and what has graphs only.
TAGGED, WITH_GRAPH, GRAPH_ONLY = "graph_tagged_run_metadata", "graph_run_metadata", "graph_run_metadata_graph"
METADATA = (TAGGED, WITH_GRAPH, GRAPH_ONLY)
KINDS = (GRAPHS, KERAS, *METADATA)
META_GRAPH = 9  # the field of an Event with a MetaGraphDef
META_TAG = "__meta_graph__"

# The graphs of a RunMetadata: as part of an id, in a title, as a kind.
VARIANTS = {"traced": ("", "op"), "optimized": (" (optimized)", "op"), "partitions": (" (as placed)", "profile")}


class GraphEntry(NamedTuple):
    """A graph that there is; `id` is the same at every start of the server, as long as what it names stays.

    Attributes:
        run: a run's name; of a file the directory it is in, which may be no run.
        tag: a tag's name; of a file its path relative to the logdir.
        kind: "op", "conceptual" (of layers, by Keras), "profile" (as it ran, with devices) or "file".
        title: what to call it within its run.
        step, wall_time: of the event, 0.0 if that is no time; 0 and the time of the last change for a file.
        error: why it cannot be read, if that is known already; else empty.
    """

    id: str
    run: str
    tag: str
    kind: str
    title: str
    step: int
    wall_time: float
    error: str = ""


class Session(NamedTuple):
    """A session run of which the cost was written; `id` as in GraphEntry."""

    id: str
    run: str
    tag: str
    step: int
    wall_time: float


class _Found(NamedTuple):
    entry: GraphEntry
    key: tuple[object, ...]
    read: Callable[[], Graph]


_graphs: Cache[Graph] = Cache(CACHED, lambda graph: _size(graph), "graphs")
_stats: Cache[Stats] = Cache(CACHED, lambda made: ROW_BYTES * (len(made) + 1), "session runs")
_held: Cache[Held | str] = Cache(CACHED >> 6, lambda made: 1000, "graph problems")


def listed(store: Store, roots: Roots) -> list[GraphEntry]:
    """All graphs of the logdirs: by run, oldest first, then those of files; nothing of them is read as a whole."""
    runs = [found.entry for run in store.runs() for found in _of_run(store, run)]
    return runs + [_of_file(roots, file).entry for file in store.beside("graphs")]


def load(store: Store, roots: Roots, name: str) -> Graph:
    """A graph by its id. NotFound if there is none, Unreadable if it cannot be read; it is kept for the next who asks."""
    run = unquote(name.partition("|")[0])
    files_of_run = (_of_file(roots, file) for file in store.beside("graphs") if file.run == run)
    for found in chain(_of_run(store, run), files_of_run):
        if found.entry.id == name:
            if found.entry.error:
                raise Unreadable(found.entry.error)
            return _graphs.get(found.key, found.read)
    raise NotFound(f"There is no graph {name[:200]!r}.")


def graph(store: Store, roots: Roots, run: str, tag: str | None) -> Graph:
    """The first graph of a run, or the newest of a tag, for which an id may stand. NotFound if there is none."""
    found = [entry for entry in listed(store, roots) if entry.run == run]
    named = found[:1] if tag is None else [entry for entry in found if tag in (entry.tag, entry.id)]
    if not named:
        if not found:
            store.tags(run)
        raise NotFound(f"Run {run!r} has no graph{'' if tag is None else f' {tag!r}'}.")
    # An event may have several: as it was traced, and what was made of that.
    newest = next(entry for entry in named if entry[-3:] == named[-1][-3:])
    return load(store, roots, newest.id)


def cost(store: Store, run: str, tag: str | None) -> Stats:
    """What the first session run of a run cost, or the newest of a tag. NotFound if there is none."""
    found = [session for session in sessions(store, run) if tag in (None, session.tag, session.id)]
    if not found:
        store.tags(run)
        raise NotFound(
            f"Run {run!r} has no session run{'' if tag is None else f' {tag!r}'} of which the cost was written."
        )
    return session_stats(store, found[0 if tag is None else -1].id)


def opened(path: Path, name: str) -> Graph:
    """The graph of any file; `name` tells by its ending what it is. NotFound if it is not there, Unreadable as in `load`."""
    status = path.stat() if path.is_file() else None
    if status is None:
        raise Gone
    key = (str(path), name, status.st_ino, status.st_size, status.st_mtime_ns)
    return _graphs.get(key, partial(files.read, path, name))


def sessions(store: Store, run: str | None = None) -> list[Session]:
    """All session runs of which the cost was written, or those of one run."""
    return [session for session, _, _ in _sessions(store, run)]


def session_stats(store: Store, name: str) -> Stats:
    """What the session run of this id cost. NotFound if there is none, Unreadable if it is broken."""
    for session, series, place in _sessions(store, unquote(name.partition("|")[0])):
        if session.id == name:
            held = _held_of(series, place)
            return _stats.get(_key(series, place), partial(stats.step_stats, held.stats))
    raise NotFound(f"There is no session run {name[:200]!r}.")


def session_metadata(store: Store, name: str) -> Place:
    """Where the RunMetadata of the session run of this id stands; errors are as of `session_stats`."""
    for session, series, place in _sessions(store, unquote(name.partition("|")[0])):
        if session.id == name:
            return run_metadata.inner(series[place])
    raise NotFound(f"There is no session run {name[:200]!r}.")


def _of_run(store: Store, run: str) -> Iterator[_Found]:
    for tag, series in _tags(store, run):
        for place in range(len(series)):
            if series.kind in METADATA:
                yield from _of_metadata(run, tag, series, place)
            else:
                yield _of_event(run, tag, series, place)


def _tags(store: Store, run: str) -> list[tuple[str, SpanSeries]]:
    """The run's tags of graphs, that of a graph before that of the same with what was saved around it; none without a run."""
    found = []
    # A run may go while it is looked at.
    with suppress(NotFound):
        for tag, kind in store.tags(run).items():
            if kind in KINDS:
                found.append((tag, store.spans(run, tag)))
    return sorted(found, key=lambda one: one[0] == META_TAG)


def _of_event(run: str, tag: str, series: SpanSeries, place: int) -> _Found:
    span = series[place]
    when = span.step, _time(span)
    if series.kind == KERAS:
        read, title, shown = keras.read, tag, "conceptual"
    elif span.field == META_GRAPH:
        read, title, shown = meta_graph.read, "graph, as saved", "op"
    else:
        read, title, shown = graph_def.read, "graph" if tag.startswith("__") else tag, "op"
    entry = GraphEntry(_id(run, tag, place), run, tag, shown, title + _at(series, place), *when)
    return _Found(entry, _key(series, place), lambda: read(run_metadata.inner(span)))


def _of_metadata(run: str, tag: str, series: SpanSeries, place: int) -> Iterator[_Found]:
    span = series[place]
    when = span.step, _time(span)
    try:
        held = _held_of(series, place)
    except (NotFound, Unreadable) as error:
        if series.kind != TAGGED:
            title = tag + _at(series, place)
            entry = GraphEntry(_id(run, tag, place), run, tag, "op", title, *when, str(error))
            yield _Found(entry, _key(series, place), lambda: graph_def.read(run_metadata.inner(span)))
        return
    for variant, (words, kind) in VARIANTS.items():
        places = getattr(held, variant)
        if places:
            known_by = _id(run, tag, place, "" if variant == "traced" else variant)
            title = f"{tag}{words}{_at(series, place)}"
            entry = GraphEntry(known_by, run, tag, kind, title, *when)
            yield _Found(entry, (*_key(series, place), variant), partial(graph_def.merged, places))


def _of_file(roots: Roots, file: Beside) -> _Found:
    name = file.path.rpartition("/")[2]
    entry = GraphEntry(_id(file.run, file.path, 0, "file"), file.run, file.path, "file", name, 0, file.changed_ns / 1e9)

    def read() -> Graph:
        return files.read(located(roots, file.path), name)

    return _Found(entry, file, read)


def _sessions(store: Store, run: str | None) -> Iterator[tuple[Session, SpanSeries, int]]:
    for name in store.runs() if run is None else [run]:
        for tag, series in _tags(store, name):
            if series.kind in METADATA:
                for place in range(len(series)):
                    with suppress(NotFound, Unreadable):
                        if _held_of(series, place).measured:
                            span = series[place]
                            session = Session(_id(name, tag, place), name, tag, span.step, _time(span))
                            yield session, series, place


def _key(series: SpanSeries, place: int) -> tuple[object, ...]:
    """What tells a value from all others, also once its file was replaced."""
    return int(series.points.source[place]), int(series.points.offset[place])


def _held_of(series: SpanSeries, place: int) -> Held:
    """What a RunMetadata holds, looked at once."""
    found = _held.get(_key(series, place), partial(_look, series[place]))
    if isinstance(found, str):
        raise Unreadable(found)
    return found


def _look(span: Span) -> Held | str:
    try:
        return run_metadata.held(span)
    except Unreadable as error:
        return str(error)


def _at(series: SpanSeries, place: int) -> str:
    """What tells one of a tag's graphs from the others."""
    return f", step {series[place].step:,}" if len(series) > 1 else ""


def _time(span: Span) -> float:
    return span.wall_time if isfinite(span.wall_time) else 0.0


def _id(run: str, tag: str, place: int, *words: str) -> str:
    parts = [run, tag, *([str(place)] if place else []), *(word for word in words if word)]
    return "|".join(quote(part, safe="/ ()[]:,") for part in parts)


def _size(graph: Graph) -> int:
    own = NODE_BYTES * (len(graph) + 1) + EDGE_BYTES * len(graph.input_node)
    return own + sum(map(_size, graph.functions.values()))
