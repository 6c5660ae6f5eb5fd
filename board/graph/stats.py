"""What a session run cost: the step stats of a RunMetadata (protos/run_metadata.proto).

Times and bytes are those that TensorBoard shows: all_end_rel_micros, and what allocators were asked for in total.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from board.answers import Unreadable
from board.graph import shapes
from board.graph.building import Coding
from board.graph.graph import UNKNOWN, Coded, Graph, NodeStats, Stats
from board.graph.rows import UNNAMED
from board.graph.walk import Part, Place, parts, read

if TYPE_CHECKING:
    from summary.proto.run_metadata import NodeExecStats

# Fields of StepStats and DeviceStepStats.
DEVICES, DEVICE, NODES = 1, 1, 2
AT_ONCE = 1 << 12  # bytes that are read on the way from part to part
MOST_ROWS = 1 << 20
MOST_BYTES = 1 << 29  # of the StepStats of one session run
LARGEST_NUMBER = 1 << 42  # µs or bytes; the sum of MOST_ROWS fits an int64
MOST_SLOTS = 256  # outputs of one node that are told
LARGEST = 16 << 20  # bytes of what is said of one node
# Beside a GPU's own records there are those of its streams, each of which repeats a part of them.
REPEATED = ("stream:", "memcpy")
MERGED = re.compile(r"graph_\d+/")
NOBODY = -1
FEW = 0.5  # of the nodes that were executed, below which a graph is taken for another


def step_stats(place: Place | None) -> Stats:
    """The StepStats there, as far as they are whole; nothing where there is no place."""
    rows, problems = _Rows(), list[str]()
    if place is not None and place.size > MOST_BYTES:
        problems.append(
            f"What this session run cost is told in {place.size:,} bytes; no more than {MOST_BYTES:,} are read."
        )
    elif place is not None:
        with place.open() as file:
            try:
                for part in parts(file, place.offset, place.size):
                    if part.number == DEVICES:
                        rows.add_device(file, part)
            except Unreadable as error:
                problems.append(str(error))
    return rows.stats(problems)


def has_nodes(place: Place) -> bool:
    """Whether the StepStats there tell of any node. Unreadable if they are broken before that."""
    with place.open() as file:
        return any(
            one.number == NODES
            for part in parts(file, place.offset, place.size, 0, AT_ONCE)
            if part.number == DEVICES
            for one in parts(file, part.offset, part.size, 0, AT_ONCE)
        )


class _Rows:
    def __init__(self) -> None:
        from summary.proto.run_metadata import NodeExecStats

        self._parse = NodeExecStats.FromString
        self._names: list[str] = []
        self._devices, self._device = Coding(), list[int]()
        self._numbers: list[tuple[int, int, int]] = []
        self._counts: list[int] = []
        self._shapes, self._shape = Coding(), list[int]()
        self._types, self._type = Coding(""), list[int]()
        self._sizes: list[int] = []
        self._broken = 0

    def add_device(self, file: BinaryIO, part: Part) -> None:
        device, begin = "", len(self._names)
        try:
            for one in parts(file, part.offset, part.size):
                if one.number == DEVICE and one.content is not None:
                    device = one.content.decode(errors="replace")
                elif one.number == NODES:
                    self._add(file, one)
        finally:
            code = self._devices.code(device or UNNAMED)
            self._device += [code] * (len(self._names) - begin)

    def _add(self, file: BinaryIO, part: Part) -> None:
        from google.protobuf.message import DecodeError

        if len(self._names) >= MOST_ROWS:
            raise Unreadable(f"It tells of more than {MOST_ROWS:,} executions; those that follow are left out.")
        if part.size > LARGEST:
            self._broken += 1
            return
        try:
            node = self._parse(read(file, part.offset, part.size) if part.content is None else part.content)
        except DecodeError:
            self._broken += 1
            return
        self._names.append(node.node_name)
        asked = sum(used.total_bytes for used in node.memory if used.total_bytes > 0)
        took = max(node.all_end_rel_micros, 0)
        self._numbers.append((node.all_start_micros, min(took, LARGEST_NUMBER), min(asked, LARGEST_NUMBER)))
        self._counts.append(self._add_outputs(node))

    def _add_outputs(self, node: NodeExecStats) -> int:
        """By slot; how many there are now."""
        told = {output.slot: output.tensor_description for output in node.output if 0 <= output.slot < MOST_SLOTS}
        count = max(told, default=-1) + 1
        for slot in range(count):
            tensor = told.get(slot)
            sizes = None if tensor is None else shapes.sizes(tensor.shape)
            self._shape.append(self._shapes.code(shapes.text(sizes)))
            self._type.append(self._types.code("" if tensor is None else shapes.type_name(tensor.dtype)))
            asked = UNKNOWN if tensor is None else tensor.allocation_description.requested_bytes
            self._sizes.append(max(asked, UNKNOWN))
        return count

    def stats(self, problems: list[str]) -> Stats:
        if self._broken:
            problems.append(f"What it tells of {self._broken:,} executions is broken and left out.")
        numbers = np.array(self._numbers, np.int64).reshape(-1, 3)
        return Stats(
            names=tuple(self._names),
            device=self._devices.coded(self._device),
            start=numbers[:, 0],
            time=numbers[:, 1],
            memory=numbers[:, 2],
            output_start=np.concatenate([[0], np.cumsum(self._counts)]).astype(np.int64),
            output_shape=self._shapes.coded(self._shape),
            output_type=self._types.coded(self._type),
            output_bytes=np.array(self._sizes, np.int64),
            problems=tuple(problems),
        )


def usual_devices(stats: Stats) -> frozenset[str]:
    """The devices of which no other repeats what they tell."""
    return frozenset(one for one in stats.device.values if not any(word in one for word in REPEATED))


def on(stats: Stats, graph: Graph, devices: Collection[str] | None = None) -> NodeStats:
    """The stats by the graph's nodes, of these devices (None: the usual ones)."""
    chosen = usual_devices(stats) if devices is None else frozenset(devices)
    wanted = np.array([name in chosen for name in stats.device.values], bool)
    rows = np.flatnonzero(wanted[stats.device.codes]) if len(stats) else np.empty(0, np.int64)
    known = _known(graph)
    nodes = np.array([known.get(stats.names[row], NOBODY) for row in rows.tolist()], np.int64)
    own = np.array([stats.names[row].startswith("_") for row in rows.tolist()], bool)
    problem = _of_another(int((nodes >= 0).sum()), int((~own | (nodes >= 0)).sum()))
    rows, nodes = rows[nodes >= 0], nodes[nodes >= 0]
    first = np.full(len(graph), np.iinfo(np.int64).max)
    np.minimum.at(first, nodes, stats.start[rows])
    last = np.full(len(graph), -1, np.int32)
    last[nodes] = rows
    executions = np.bincount(nodes, minlength=len(graph)).astype(np.int32)
    placed = last >= 0
    devices_of = np.zeros(len(graph), np.int32)
    devices_of[placed] = stats.device.codes[last[placed]] + 1
    return NodeStats(
        stats=stats,
        executions=executions,
        start=np.where(executions > 0, first, 0),
        time=_sums(nodes, stats.time[rows], len(graph)),
        memory=_sums(nodes, stats.memory[rows], len(graph)),
        device=Coded(devices_of, ("", *stats.device.values)),
        row=last,
        problems=(*stats.problems, *problem),
    )


def _known(graph: Graph) -> dict[str, int]:
    """Name → node, as the runtime knows them: without the scopes that several graphs in one have, if only one is meant then."""
    if not graph.names or not all(map(MERGED.match, graph.names)):
        return graph.index
    found: dict[str, int] = {}
    for place, name in enumerate(graph.names):
        own = name.partition("/")[2]
        found[own] = NOBODY if own in found else place
    return found


def _of_another(matched: int, executed: int) -> list[str]:
    if not executed or matched >= FEW * executed:
        return []
    if not matched:
        return ["None of the nodes that this session run executed is in this graph: it ran another one."]
    return [f"Only {matched:,} of the {executed:,} nodes that this session run executed are in this graph."]


def _sums(nodes: NDArray[np.int64], values: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    made = np.zeros(count, np.int64)
    np.add.at(made, nodes, values)
    return made
