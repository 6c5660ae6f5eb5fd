"""A graph in its one canonical form: columns of nodes, edges and outputs, whatever it was read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

CONTROL = -1  # the slot of an edge that orders two nodes and carries no tensor
UNKNOWN = -1  # a size, a number of bytes or of parameters that nobody told
OPERATION, INPUT, OUTPUT = 0, 1, 2  # roles


@dataclass(frozen=True, eq=False)
class Coded:
    """Texts of which few differ: `values[codes[i]]` is the i-th; codes are int32, no value comes twice.

    The value "" stands for what is not told; it is at 0 where it is there at all.
    """

    codes: NDArray[np.int32]
    values: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, place: int) -> str:
        return self.values[int(self.codes[place])]


class Attribute(NamedTuple):
    """A node's attribute as people read it: at most attributes.LONGEST characters, a large value by its type, shape and size."""

    name: str
    text: str


class Missing(NamedTuple):
    """An input whose node is not in the graph: whose input, and its text as it was written."""

    node: int
    text: str


Describe = Callable[[int], tuple[Attribute, ...]]


def _nothing(node: int) -> tuple[Attribute, ...]:
    return ()


@dataclass(frozen=True, eq=False)
class Graph:
    """A graph, or the body of a function. Nodes are numbered 0 … n - 1 in the order in which they were written.

    Edges stand with their consumers, in the order of its inputs: those of node i are `input_start[i]:input_start[i + 1]`.
    Cycles, edges to itself and several edges between two nodes are possible. Outputs likewise, by slot; a node of which no
    output is told has none there, though edges may come from it.

    Attributes:
        names: n names, no two alike and none empty, scopes separated by "/". Otherwise as they were written: parts between
            slashes may be empty or hold spaces, and a node may be called as a scope is.
        op: what each node does, such as "MatMul", "aten::conv2d", "Dense"; "" where it is not told.
        device: where it was placed.
        cluster: its XLA cluster.
        role: uint8: INPUT and OUTPUT are the ends of a function or a model (op then "_Arg", "_Retval", "InputLayer", …),
            all else is OPERATION.
        input_start: int64 [n + 1].
        input_node: int32, the node from which an edge comes; always one of the graph.
        input_slot: int32, which of its outputs, from 0, or CONTROL.
        output_start: int64 [n + 1].
        output_shape: a tensor's shape as text: "?×64", "" for a scalar, "unknown" where even the rank is not known.
        output_type: its element type: "float32", "string"; "" where it is not told.
        output_bytes: int64, its size in bytes; UNKNOWN where a size of it, or the type, is not known.
        parameters: int64, how many numbers a node itself learns: of a variable all its elements, unless these are whole numbers
            or what an optimizer keeps of another variable, below which it is called; of a Keras layer its weights, learnt or
            not. 0 for what has none, UNKNOWN for what has some of a size that is not known.
        digest: uint64 of op, device and attributes, whatever their order: equal numbers, equal nodes. Names are not in it.
        call_start: int64 [n + 1]: the functions that node i calls are `called.values[called.codes[k]]` for k in
            `call_start[i]:call_start[i + 1]`. They need not be in `functions`.
        called: see there; texts are the functions' names.
        functions: the function library, by name; all have an empty one of their own: the outermost graph's is everyone's.
        missing: inputs that were left out, since their nodes are not in the graph.
        problems: what was wrong in what was read, each a plain sentence; few even if very much was wrong.
        about: what the source tells of the whole: [("Producer", "2474"), …].
        attributes: a node's attributes, read when asked for; may raise NotFound or Unreadable, as the file may be gone.
    """

    names: tuple[str, ...]
    op: Coded
    device: Coded
    cluster: Coded
    role: NDArray[np.uint8]
    input_start: NDArray[np.int64]
    input_node: NDArray[np.int32]
    input_slot: NDArray[np.int32]
    output_start: NDArray[np.int64]
    output_shape: Coded
    output_type: Coded
    output_bytes: NDArray[np.int64]
    parameters: NDArray[np.int64]
    digest: NDArray[np.uint64]
    call_start: NDArray[np.int64]
    called: Coded
    functions: Mapping[str, Graph] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()
    problems: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    attributes: Describe = _nothing

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return f"<graph of {len(self):,} nodes, {len(self.input_node):,} edges and {len(self.functions):,} functions>"

    @cached_property
    def index(self) -> dict[str, int]:
        """Name → number."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def edges(self) -> NDArray[np.int32]:
        """[edges, 2]: from which node, to which node; in the order of `input_node`."""
        to = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.input_start))
        return np.stack([self.input_node, to], axis=1)

    @cached_property
    def edge_output(self) -> NDArray[np.int64]:
        """Which row of the outputs' columns each edge carries; -1 for control edges and for outputs that are not told."""
        row = self.output_start[self.input_node] + self.input_slot
        told = (self.input_slot >= 0) & (row < self.output_start[self.input_node + 1])
        return np.where(told, row, -1)

    @cached_property
    def edge_bytes(self) -> NDArray[np.int64]:
        """The size of the tensor that each edge carries; UNKNOWN where it is not known, and for control edges."""
        found = np.full(len(self.input_node), UNKNOWN, np.int64)
        told = self.edge_output >= 0
        found[told] = self.output_bytes[self.edge_output[told]]
        return found

    def networkx(self) -> Any:
        """As a networkx.MultiDiGraph: nodes by name with op and device, edges with slot, shape and bytes (None: not known).

        An ImportError without networkx.
        """
        made = import_module("networkx").MultiDiGraph()
        made.add_nodes_from(
            (name, {"op": self.op[place], "device": self.device[place]}) for place, name in enumerate(self.names)
        )
        columns = zip(self.edges.tolist(), self.input_slot.tolist(), self.edge_output.tolist(), strict=True)
        for (source, to), slot, output in columns:
            size = UNKNOWN if output < 0 else int(self.output_bytes[output])
            made.add_edge(
                self.names[source],
                self.names[to],
                slot=None if slot == CONTROL else slot,
                shape=None if output < 0 else self.output_shape[output],
                bytes=None if size == UNKNOWN else size,
            )
        return made


@dataclass(frozen=True, eq=False)
class Stats:
    """What a session run cost, a row for each execution of a node on a device: a loop's body has several.

    Attributes:
        names: the nodes' names as the runtime gives them; nodes inside functions that were inlined have longer ones than
            the graph, and some are the runtime's own.
        device: where each was executed.
        start: int64, µs since 1970.
        time: int64, µs from there until all of it was done (all_end_rel_micros).
        memory: int64, bytes that it asked its allocators for; temporary ones too.
        output_start: int64 [rows + 1]: the outputs of row i are `output_start[i]:output_start[i + 1]` of what follows.
        output_shape: as in Graph.
        output_type: as in Graph.
        output_bytes: int64, bytes requested for the output; UNKNOWN where it is not told.
        problems: what was wrong in what was read, each a plain sentence.
    """

    names: tuple[str, ...]
    device: Coded
    start: NDArray[np.int64]
    time: NDArray[np.int64]
    memory: NDArray[np.int64]
    output_start: NDArray[np.int64]
    output_shape: Coded
    output_type: Coded
    output_bytes: NDArray[np.int64]
    problems: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, eq=False)
class NodeStats:
    """What a session run cost, a row for each of a graph's n nodes (`stats.on`): the sum over its executions.

    Attributes:
        executions: int32, how often it was executed; 0: nothing is known of it.
        start: int64, µs since 1970 of the first; 0 where there is none.
        time: int64, µs; 0 where it was not executed.
        memory: int64, bytes.
        device: where it was executed last; "" where it was not.
        row: int32, the row of `stats` that is its last execution, for its outputs; -1 where there is none.
        problems: a sentence where few or none of the nodes that were executed are in the graph, and those of `stats`.
    """

    stats: Stats
    executions: NDArray[np.int32]
    start: NDArray[np.int64]
    time: NDArray[np.int64]
    memory: NDArray[np.int64]
    device: Coded
    row: NDArray[np.int32]
    problems: tuple[str, ...] = ()
