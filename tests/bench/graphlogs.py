"""Logdirs of graphs: one deep transformer, unrolled, in an event file as TensorFlow 1 writes it, and as a file by itself."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import NamedTuple

from summary.proto.event import Event
from summary.record import frame
from tests.bench.logdirs import FILE_VERSION, FIRST_START, finished
from tests.board.models import transformer

SIZES = (1_000, 10_000, 100_000)  # nodes
RUN = "train"


class GraphLog(NamedTuple):
    """A graph of about so many nodes: `logdir` has it in the event file of RUN, `file` is a .pb outside of that."""

    nodes: int
    logdir: Path
    file: Path


def made(nodes: int, cache: Path) -> GraphLog:
    """A training step of a transformer of as many layers as come next to `nodes`, kept in `cache`."""
    directory = cache / f"graph-{nodes}"
    if not directory.is_dir():
        one, two = (len(transformer(layers).node) for layers in (1, 2))
        graph = transformer(max(1, round((nodes - one) / (two - one)) + 1))
        _write(cache / f"{directory.name}.{os.getpid()}", graph.SerializeToString())
        finished(cache / f"{directory.name}.{os.getpid()}", directory)
    return GraphLog(nodes, directory / "logs", directory / "graph.pb")


def _write(directory: Path, graph: bytes) -> None:
    events = directory / "logs" / RUN / f"events.out.tfevents.{FIRST_START}.host"
    events.parent.mkdir(parents=True)
    event = Event(wall_time=FIRST_START, graph_def=graph)
    first = frame(b"\x09" + struct.pack("<d", FIRST_START) + FILE_VERSION)
    events.write_bytes(first + frame(event.SerializeToString()))
    (directory / "graph.pb").write_bytes(graph)
