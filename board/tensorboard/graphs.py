"""Graphs as TensorBoard sends them: which there are, and the newest of each as a text of protobuf's.

What TensorFlow finds out of types for its own use (experimental_type) is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request

from board import web
from board.answers import NoSuchTag, Span
from board.graph import messages
from board.graph.run_metadata import held, inner
from board.graph.sources import GRAPH_ONLY, GRAPHS, KERAS, META_GRAPH, TAGGED, WITH_GRAPH
from board.graph.walk import parts

bp = Blueprint("tensorboard_graphs", __name__, url_prefix="/data/plugin/graphs")

RUN_GRAPH, META_TAG = "__run_graph__", "__meta_graph__"
GRAPH_OF_META = 2  # the field of a MetaGraphDef with its GraphDef
FLAGS = ("conceptual_graph", "op_graph", "profile")
# Kind → which flags it sets.
TOLD = {
    GRAPH_ONLY: ("op_graph",),
    WITH_GRAPH: ("profile", "op_graph"),
    KERAS: ("conceptual_graph",),
    TAGGED: ("profile",),
}
TEXT = "text/x-protobuf"


@bp.get("/info")
def info() -> Response:
    """Run → what there is: a graph of its own, and by tag graphs of operations, of layers, and what a session run cost."""
    store = web.site().store
    found = {run: _about(run, dict(_of_graphs(run))) for run in store.runs()}
    return web.json_response({run: about for run, about in found.items() if about["tags"] or about["run_graph"]})


@bp.get("/graph")
def graph() -> Response:
    """The fields: run; tag, for other graphs than the run's own; conceptual=true; limit_attr_size with large_attrs_key."""
    run, tag = web.required("run"), request.args.get("tag")
    size = web.field("limit_attr_size", 0, _positive, "a whole number greater than 0")
    key = request.args.get("large_attrs_key")
    if size and not key:
        web.refuse("The field limit_attr_size needs the field large_attrs_key, under which what is left out is named.")
    if request.args.get("conceptual") == "true":
        found = messages.conceptual(inner(_newest(run, tag or "", KERAS)))
    elif tag is None:
        found = _own(run)
    else:
        graphs = held(_newest(run, tag, WITH_GRAPH, GRAPH_ONLY)).traced
        found = messages.merged([messages.graph(place) for place in graphs])
    if size:
        messages.limit(found, size, key or "")
    return web.harmless(Response(str(found), mimetype=TEXT))


@bp.get("/run_metadata")
def run_metadata() -> Response:
    """What the session run of the fields run and tag cost."""
    span = _newest(web.required("run"), web.required("tag"), TAGGED, WITH_GRAPH)
    return web.harmless(Response(str(messages.run_metadata(inner(span))), mimetype=TEXT))


def _of_graphs(run: str) -> Iterator[tuple[str, str]]:
    for tag, kind in web.site().store.tags(run).items():
        if kind in TOLD or kind == GRAPHS:
            yield tag, kind


def _about(run: str, kinds: dict[str, str]) -> dict[str, Any]:
    tags = {
        tag: {"tag": tag, **{flag: flag in TOLD[kind] for flag in FLAGS}} for tag, kind in kinds.items() if kind in TOLD
    }
    return {"run": run, "tags": tags, "run_graph": RUN_GRAPH in kinds or META_TAG in kinds}


def _own(run: str) -> Any:
    """The run's own graph; where it has none, that of what was saved around one."""
    if web.site().store.tags(run).get(RUN_GRAPH) == GRAPHS:
        return messages.graph(inner(_newest(run, RUN_GRAPH, GRAPHS)))
    span = _newest(run, META_TAG, GRAPHS)
    place = inner(span)
    with place.open() as file:
        for part in parts(file, place.offset, place.size, 0):
            if span.field == META_GRAPH and part.number == GRAPH_OF_META:
                return messages.graph(place.within(part.offset, part.size))
    raise NoSuchTag(run, META_TAG, GRAPHS)


def _newest(run: str, tag: str, *kinds: str) -> Span:
    """The last value of a tag of one of these kinds. NotFound if there is none."""
    series = web.site().store.spans(run, tag)
    if series.kind not in kinds or not len(series):
        raise NoSuchTag(run, tag, kinds[0])
    return series[len(series) - 1]


def _positive(text: str) -> int:
    number = int(text)
    if number <= 0:
        raise ValueError
    return number
