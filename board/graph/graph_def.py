"""Graphs of TensorFlow's form: a GraphDef, in which also PyTorch and tensorboardX write theirs (protos/graph.proto)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from board.answers import Unreadable
from board.graph import functions
from board.graph.facts import Known
from board.graph.graph import Graph
from board.graph.nodes import Nodes
from board.graph.walk import Part, Place, parts

# Fields of GraphDef and VersionDef.
NODE, LIBRARY, VERSIONS = 1, 2, 4
PRODUCER = 1
TOLD = 20  # problems of functions that are told with the graph


def read(place: Place, about: Sequence[tuple[str, str]] = ()) -> Graph:
    """The graph of the GraphDef there, as far as it is whole; what is broken is told in its problems.

    Unreadable if there is no node in it and it is broken, for then it is no GraphDef.
    """
    return merged([place], about)


def merged(places: Sequence[Place], about: Sequence[tuple[str, str]] = ()) -> Graph:
    """Several GraphDefs of one file as one, each below a scope: graph_1, graph_2, …, as TensorBoard shows them.

    Of functions of one name the first stays; copies of one are what there is.
    """
    known, problems, library, versions = Known(), list[str](), dict[str, Graph](), list[str]()
    with places[0].open() as file:
        nodes = Nodes(places[0], file, known)
        for number, place in enumerate(places, 1):
            prefix = f"graph_{number}/" if len(places) > 1 else ""
            try:
                for part in parts(file, place.offset, place.size, cut=True, taking=partial(nodes.take, prefix)):
                    if part.number == NODE and part.whole:
                        nodes.add(part, prefix)
                    elif part.number == LIBRARY:
                        functions.read(nodes, part, library)
                    elif part.number == VERSIONS:
                        versions += _producer(part)
            except Unreadable as error:
                problems.append(str(error))
            nodes.section()
    if problems and not len(nodes):
        raise Unreadable(f"This is no graph: {problems[0]}")
    library = {name: functions.calling(graph, library) for name, graph in library.items()}
    told = [f"Function {name!r}: {one}" for name, graph in library.items() for one in graph.problems]
    if len(told) > TOLD:
        told[TOLD:] = [f"{len(told) - TOLD:,} more problems of functions are told with these."]
    written = [("Producer", one) for one in dict.fromkeys(versions)]
    return functions.calling(nodes.graph(library, (*problems, *told), (*about, *written)), library)


def _producer(part: Part) -> list[str]:
    from google.protobuf.message import DecodeError

    from summary.proto.graph import VersionDef

    try:
        producer = VersionDef.FromString(part.content or b"").producer
    except DecodeError:
        return []
    return [str(producer)] if producer else []
