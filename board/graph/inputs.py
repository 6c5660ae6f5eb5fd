"""From the texts of nodes' inputs to the nodes that they mean.

"name" or "name:2" is an output in a GraphDef, "name:output:0" in a FunctionDef, "^name" orders two nodes. Compiled where there
is a compiler; the types are in inputs.pxd.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from board.graph.graph import CONTROL, Missing

COMPILED: bool = cython.compiled

LARGEST_SLOT = (1 << 31) - 1
NOWHERE = -1
LONGEST = 200  # characters of a missing input that are kept

# Operations of several named outputs, each of one tensor, for functions name them: https://www.tensorflow.org/api_docs/python/tf/raw_ops
_BATCH_NORM = (b"y", b"batch_mean", b"batch_variance", b"reserve_space_1", b"reserve_space_2", b"reserve_space_3")
_BATCH_NORM_GRAD = (b"x_backprop", b"scale_backprop", b"offset_backprop", b"reserve_space_3", b"reserve_space_4")
OUTPUTS = {
    **dict.fromkeys([b"FusedBatchNorm", b"FusedBatchNormV2", b"FusedBatchNormV3"], _BATCH_NORM),
    **dict.fromkeys([b"FusedBatchNormGrad", b"FusedBatchNormGradV2", b"FusedBatchNormGradV3"], _BATCH_NORM_GRAD),
    b"BroadcastGradientArgs": (b"r0", b"r1"),
    b"DynamicStitch": (b"merged",),
    b"Merge": (b"output", b"value_index"),
    b"Moments": (b"mean", b"variance"),
    b"SoftmaxCrossEntropyWithLogits": (b"loss", b"backprop"),
    b"SparseSoftmaxCrossEntropyWithLogits": (b"loss", b"backprop"),
    b"Switch": (b"output_false", b"output_true"),
    b"TensorArrayV3": (b"handle", b"flow"),
    b"TopK": (b"values", b"indices"),
    b"TopKV2": (b"values", b"indices"),
    b"Unique": (b"y", b"idx"),
    b"UniqueV2": (b"y", b"idx"),
    b"UniqueWithCounts": (b"y", b"idx", b"count"),
}


class Sources:
    """Takes each node's inputs; `missing` are those of which the node was not found."""

    def __init__(self) -> None:
        self.missing: list[Missing] = []
        self._places: dict[bytes, int] = {}
        self._ops: dict[int, bytes] = {}
        self._counts: list[int] = []
        self._nodes: list[int] = []
        self._slots: list[int] = []
        # What is no node's name so far: which edge, of which node's inputs, and its text.
        self._waiting: list[tuple[int, int, bytes]] = []

    def add(self, place: cython.Py_ssize_t, name: bytes, op: bytes, inputs: list[bytes]) -> cython.void:
        """Takes the node of this number, which is the next. Of nodes of one name the first is meant."""
        nodes: list[int] = self._nodes
        text: bytes
        if name not in self._places:
            self._places[name] = place
        if op in OUTPUTS:
            self._ops[place] = op
        for text in inputs:
            source = self._places.get(text)
            if source is None:
                self._waiting.append((len(nodes), place, text))
                source = NOWHERE
            nodes.append(source)
            self._slots.append(0)
        self._counts.append(len(inputs))

    def resolve(self) -> None:
        """Finds the inputs of what was added since this was last called, among that."""
        for edge, place, text in self._waiting:
            found = self._output(text)
            if found is None:
                self.missing.append(Missing(place, text.decode(errors="replace")[:LONGEST]))
            else:
                self._nodes[edge], self._slots[edge] = found
        self._places, self._waiting = {}, []

    def columns(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """Where each node's edges begin, and of each edge node and slot, as Graph has them."""
        start = np.concatenate([[0], np.cumsum(self._counts)]).astype(np.int64)
        nodes, slots = np.asarray(self._nodes, np.int32), np.asarray(self._slots, np.int32)
        there = nodes != NOWHERE
        return np.concatenate([[0], np.cumsum(there)])[start], nodes[there], slots[there]

    def _output(self, text: bytes) -> tuple[int, int] | None:
        """The node and the slot that a text means."""
        source = self._places.get(text)
        if source is not None:
            return source, 0
        if text.startswith(b"^"):
            source = self._places.get(text[1:])
            return None if source is None else (source, CONTROL)
        name, _, last = text.rpartition(b":")
        if not last.isdigit() or len(last) > len(str(LARGEST_SLOT)) or int(last) > LARGEST_SLOT:
            return None
        source = self._places.get(name)
        if source is not None:
            return source, int(last)
        name, _, output = name.rpartition(b":")
        source = self._places.get(name)
        if source is None:
            return None
        outputs = OUTPUTS.get(self._ops.get(source, b""), ())
        return source, int(last) + (outputs.index(output) if output in outputs else 0)
