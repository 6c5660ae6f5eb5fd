"""Logs with graphs, and what TensorBoard's messages say of them: no code of the server's reads them here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.compat.proto.config_pb2 import RunMetadata
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.graph_pb2 import GraphDef

from summary import FileWriter
from tests.board.models import measured, resnet, transformer


def write_models(logdir: Path) -> Path:
    """Runs "resnet" with a session "step100", "wider", which has a block more, and "transformer"."""
    small, wider, decoder = resnet((1, 2)), resnet((1, 3)), transformer(layers=6)
    for run, graph in (("resnet", small), ("wider", wider), ("transformer", decoder)):
        with FileWriter(str(logdir / run)) as writer:
            writer.add_graph(graph_def=graph)
            if run == "resnet":
                writer.add_run_metadata(measured(graph), "step100", 100)
    return logdir


def events(run: Path) -> Iterator[Any]:
    for path in sorted(run.glob("*tfevents*")):
        yield from map(Event.FromString, RawEventFileLoader(str(path)).Load())


def graph_of(run: Path) -> GraphDef:
    """The first graph in a run's event files."""
    return GraphDef.FromString(next(event.graph_def for event in events(run) if event.HasField("graph_def")))


def sessions_of(run: Path) -> dict[str, RunMetadata]:
    found = [event.tagged_run_metadata for event in events(run) if event.HasField("tagged_run_metadata")]
    return {tagged.tag: RunMetadata.FromString(tagged.run_metadata) for tagged in found}


def within(graph: GraphDef, scope: str) -> list[Any]:
    """The nodes of a scope, at any depth."""
    return [node for node in graph.node if node.name == scope or node.name.startswith(f"{scope}/")]


def operations(graph: GraphDef) -> Counter[str]:
    return Counter(node.op for node in graph.node)
