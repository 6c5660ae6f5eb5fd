"""A logdir with a damaged file, served: the page asks for all that is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

from board.answers import Span
from summary.proto.event import Event
from summary.proto.summary import Summary
from summary.record import frame
from tests.fuzz import corpus, scratch
from tests.fuzz.containers import record
from tests.fuzz.serving import AT, Server
from tests.fuzz.target import Target

KINDS = (
    *("tensor", "histograms", "images", "audio", "text", "mesh", "pr_curves", "custom_scalars", "hparams"),
    *("graphs", "graph_tagged_run_metadata", "graph_keras_model", "graph_run_metadata_graph"),
)
SUMMARY, LARGEST = 5, 5000
# Kind → what the page asks of a value, and TensorBoard's clients of a tag. Fields run, tag and at come besides.
VALUE = {
    "images": ("images/info", "images/image", "images/thumb", "images/pixels"),
    "audio": ("audio/info", "audio/sound", "audio/wave", "audio/spectrogram"),
    "mesh": ("mesh",),
    "text": ("text/raw",),
}
PLUGINS = {
    "scalars": ("scalars/scalars",),
    "histograms": ("histograms/histograms", "distributions/distributions"),
    "images": ("images/images",),
    "audio": ("audio/audio",),
    "text": ("text/text",),
    "pr_curves": ("pr_curves/pr_curves",),
    "graphs": ("graphs/graph",),
    "graph_tagged_run_metadata": ("graphs/run_metadata",),
}
MOST = 6  # tags


@cache
def _server() -> Server:
    return Server(scratch.directory() / "damaged")


def serve(data: bytes) -> None:
    scratch.written(data, "damaged/run/events.out.tfevents.1.host")
    server = _server()
    server.look()
    for path in (
        "/api/runs?since=0",
        "/api/problems",
        "/api/layouts",
        "/api/graphs",
        "/api/timelines",
        "/data/plugin/graphs/info",
    ):
        server.ask(*_parted(path), None, {})
    server.ask("/api/table", [], {"columns": [{"hparam": "lr"}, {"of": "points"}]}, {})
    for graph in json.loads(server.ask("/api/graphs", [], None, {}))["graphs"]:
        server.ask("/api/graphs/scope", [("id", graph["id"])], None, {})
    for run, tag, kind in server.values()[:MOST]:
        _ask(server, run, tag, kind)


def _parted(address: str) -> tuple[str, list[tuple[str, str]]]:
    path, _, query = address.partition("?")
    name, _, value = query.partition("=")
    return path, [(name, value)] if query else []


def _ask(server: Server, run: str, tag: str, kind: str) -> None:
    fields = [("run", run), ("tag", tag)]
    for path in ("/api/description", "/api/steps", *(f"/data/plugin/{one}" for one in PLUGINS.get(kind, ()))):
        server.ask(path, fields, None, {})
    if kind == "scalars":
        server.ask("/api/scalars", [*fields, ("x", "wall")], None, {})
        server.ask("/api/values", fields, None, {})
        server.ask("/api/figure", [], {"tag": tag, "runs": [run]}, {})
    elif kind == "text":
        server.ask("/api/text", [], {"tag": tag, "runs": [run]}, {})
    elif kind == "pr_curves":
        server.ask("/api/pr_curves", [], {"tag": tag, "at": [[run, AT]]}, {})
        server.ask("/api/pr_curves/map", fields, None, {})
    elif kind == "histograms":
        for path in ("/api/histograms", "/api/distributions"):
            server.ask(path, [], {"tag": tag, "runs": [run]}, {})
    for path in VALUE.get(kind, ("tensors/value", "tensors/cells", "tensors/file")):
        server.ask(f"/api/{path}", [*fields, ("at", AT)], None, {})


def _files() -> list[bytes]:
    """An event file for each kind of value, with a few of it and a scalar."""
    return [b"".join(_records(kind)) for kind in KINDS]


def _records(kind: str) -> Iterator[bytes]:
    scalar = Event(wall_time=1.5, step=1, summary=Summary(value=[Summary.Value(tag="loss", simple_value=0.5)]))
    yield frame(scalar.SerializeToString())
    small = [span for span in corpus.spans(kind) if span.size <= LARGEST]
    for number, span in enumerate(small[:: max(1, len(small) // 3)][:3]):
        yield frame(_event(span, number).SerializeToString())


def _event(span: Span, step: int) -> Event:
    event = Event(wall_time=2.5 + step, step=step)
    data = span.read() or b""
    if span.field == SUMMARY:
        event.summary.value.append(Summary.Value.FromString(data))
    else:
        event.MergeFromString(_wrapped(span.field, data))
    return event


def _wrapped(number: int, data: bytes) -> bytes:
    from tests.fuzz.messages import LENGTH, Field

    return Field(number, LENGTH, data).written()


TARGETS = [Target("served logdirs", _files, serve, changes=(record, record, record), share=2)]
