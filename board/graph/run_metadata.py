"""A RunMetadata: where in it are the graphs that ran and what they cost, found without reading these."""

from __future__ import annotations

from typing import NamedTuple

from board.answers import Span, Unreadable
from board.graph.stats import AT_ONCE, has_nodes
from board.graph.walk import Part, Place, of_file, parts

# Fields of Event and Summary.Value, of TaggedRunMetadata and TensorProto (protos/event.proto, summary.proto, tensor.proto).
SUMMARY, TAGGED = 5, 8
TENSOR, STRINGS, CONTENT = 8, 8, 2
# Fields of RunMetadata and RunMetadata.FunctionGraphs (protos/run_metadata.proto).
STEP_STATS, PARTITIONS, FUNCTIONS = 1, 3, 4
OF_FUNCTION_BEFORE, OF_FUNCTION_AFTER = 2, 3
MOST = 1 << 16  # graphs


class Held(NamedTuple):
    """What a RunMetadata holds: GraphDefs as they were traced, as they were optimized, and as parts on devices; StepStats.

    `measured`: whether these tell of any node; PyTorch writes some that tell of none.
    """

    traced: tuple[Place, ...]
    optimized: tuple[Place, ...]
    partitions: tuple[Place, ...]
    stats: Place | None
    measured: bool


def held(span: Span) -> Held:
    """What the RunMetadata of an event holds. Gone or Unreadable if it is not there or broken."""
    return _held(inner(span))


def inner(span: Span) -> Place:
    """The one message that an event of a graph, of run metadata or of a model carries. Unreadable if there is none."""
    place = of_file(span.path, span.offset, span.size)
    if span.field == TAGGED:
        return _within(place, CONTENT)
    return _within(_within(place, TENSOR), STRINGS) if span.field == SUMMARY else place


def _within(place: Place, number: int) -> Place:
    with place.open() as file:
        for part in parts(file, place.offset, place.size, 0, AT_ONCE):
            if part.number == number:
                return place.within(part.offset, part.size)
    raise Unreadable("There is no graph in this value.")


def _held(place: Place) -> Held:
    traced, optimized, partitions = list[Place](), list[Place](), list[Place]()
    stats = None

    def at(part: Part) -> Place:
        if len(partitions) + len(traced) + len(optimized) > MOST:
            raise Unreadable(f"It has more than {MOST:,} graphs.")
        return place.within(part.offset, part.size)

    with place.open() as file:
        for part in parts(file, place.offset, place.size, 0, AT_ONCE):
            if part.number == STEP_STATS and part.size:
                stats = at(part)
            elif part.number == PARTITIONS:
                partitions.append(at(part))
            elif part.number == FUNCTIONS:
                for one in parts(file, part.offset, part.size, 0, AT_ONCE):
                    if one.number == OF_FUNCTION_BEFORE:
                        traced.append(at(one))
                    elif one.number == OF_FUNCTION_AFTER:
                        optimized.append(at(one))
    return Held(tuple(traced), tuple(optimized), tuple(partitions), stats, stats is not None and has_nodes(stats))
