"""Graphs that TensorFlow saves with what is around them: a MetaGraphDef, and a SavedModel, which has such.

Formats: protos/graph.proto, and tensorflow/core/protobuf/saved_model.proto.
"""

from __future__ import annotations

from dataclasses import replace

from board.answers import Unreadable
from board.graph import graph_def
from board.graph.graph import Graph
from board.graph.walk import Part, Place, parts

# Fields of MetaGraphDef, of an entry of a map, and of a SavedModel.
META_INFO, GRAPH, SIGNATURE = 1, 2, 5
KEY = 1
META_GRAPH = 2
AT_ONCE = 1 << 12  # bytes that are read on the way from part to part
LARGEST = 1 << 24  # bytes of the list of operations and versions
MOST = 100  # signatures that are told


def read(place: Place) -> Graph:
    """The graph of the MetaGraphDef there, with the versions, tags and signatures that are told of it, as far as it is whole.

    Unreadable if it has none.
    """
    graph, about, signatures, problem = None, list[tuple[str, str]](), list[str](), list[str]()
    with place.open() as file:
        try:
            for part in parts(file, place.offset, place.size, 0, AT_ONCE, True):
                if part.number == GRAPH:
                    graph = place.within(part.offset, part.size)
                elif part.number == META_INFO and part.size <= LARGEST:
                    about = _versions(place.within(part.offset, part.size).read())
                elif part.number == SIGNATURE and len(signatures) < MOST:
                    inner = parts(file, part.offset, part.size)
                    signatures += [_text(one) for one in inner if one.number == KEY]
        except Unreadable as error:
            problem.append(str(error))
    if graph is None:
        raise Unreadable(f"There is no graph in it. {problem[0]}" if problem else "There is no graph in it.")
    if signatures:
        about.append(("Signatures", ", ".join(sorted(signatures))))
    found = graph_def.read(graph, about)
    return replace(found, problems=tuple(dict.fromkeys((*problem, *found.problems))))


def saved_model(place: Place) -> Graph:
    """The first graph of the SavedModel there; others are told in its problems. Unreadable if it has none."""
    found, problem = list[Part](), list[str]()
    with place.open() as file:
        try:
            found.extend(
                one for one in parts(file, place.offset, place.size, 0, AT_ONCE, True) if one.number == META_GRAPH
            )
        except Unreadable as error:
            problem.append(str(error))
    if not found:
        raise Unreadable("There is no graph in it.")
    graph = read(place.within(found[0].offset, found[0].size))
    if len(found) > 1:
        problem.insert(0, f"This SavedModel has {len(found):,} graphs; the first of them is shown.")
    return replace(graph, problems=tuple(dict.fromkeys((*problem, *graph.problems))))


def _versions(data: bytes) -> list[tuple[str, str]]:
    from google.protobuf.message import DecodeError

    from summary.proto.graph import MetaGraphDef

    try:
        info = MetaGraphDef.MetaInfoDef.FromString(data)
    except DecodeError:
        return []
    told = [("TensorFlow", info.tensorflow_version), ("Tags", ", ".join(info.tags))]
    return [(name, text) for name, text in told if text]


def _text(part: Part) -> str:
    return (part.content or b"").decode(errors="replace")
