"""What a node's operation and attributes tell of it, apart from its name: found once for all nodes of which they are alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from board.answers import Unreadable
from board.graph import shapes, types
from board.graph.attributes import OUTPUT_TYPES
from board.graph.graph import UNKNOWN

if TYPE_CHECKING:
    from summary.proto.graph import AttrValue

MOST_NODES, MOST_EDGES, MOST_BYTES = 1 << 20, 1 << 23, 1 << 28  # of a graph with its functions; bytes of names
REMEMBERED = 1 << 16  # kinds of nodes
LONGEST = 1 << 10  # bytes of attributes of one that is remembered
DIGEST = (1 << 64) - 1

OUTPUT_SHAPES, SHAPES_OF_ITERATOR, SHAPE, VALUE = "_output_shapes", "output_shapes", "shape", "value"
CLUSTER = "_XlaCluster"
# How what is no TensorFlow graph tells its types and how many numbers a node learns.
PARAMETERS = "parameters"
USED = types.USED | {OUTPUT_SHAPES, SHAPES_OF_ITERATOR, SHAPE, VALUE, CLUSTER, OUTPUT_TYPES, PARAMETERS}
# The first byte of an AttrValue that is a function, or a list, which may be of functions.
MAY_CALL = b"\x52\x0a"

VARIABLES = {"Variable", "VariableV2", "VarHandleOp", "AutoReloadVariable"}
COUNTERS = {3, 4, 5, 6, 7, 9, 10, 17, 22, 23}  # types of variables that nothing learns: whole numbers, texts, booleans
CONSTANTS = {"Const", "HostConst"}
PLACEHOLDERS = {"Placeholder", "PlaceholderV2", "PlaceholderWithDefault", "ImmutableConst", *VARIABLES} - {
    "VarHandleOp"
}
TORCH_ATTRIBUTE = "prim::GetAttr"


class Facts(NamedTuple):
    """Of each output its shape, type and bytes; the functions that are called; the XLA cluster; parameters; a digest of it
    all; and how many attributes are no messages.
    """

    op: str

    shapes: tuple[str, ...]
    types: tuple[str, ...]
    sizes: tuple[int, ...]
    called: tuple[str, ...]
    cluster: str
    parameters: int
    digest: int
    broken: int


class Known:
    """Finds the facts of nodes, one after another; `found` has them, those of nodes that are alike once.

    It is shared by a graph and its functions, and counts what all of them take. `kinds` has places in `found`, with operations,
    by these and their attributes as they are written: it is for Plain.
    """

    def __init__(self) -> None:
        self.found: list[Facts] = []
        self._nodes = self._edges = self._bytes = 0
        self.kinds: dict[bytes, tuple[int, bytes]] = {}
        self._places: dict[tuple[bytes, ...], int] = {}

    def count(self, edges: int, size: int) -> None:
        """Counts a node of so many inputs, and so many bytes of names. Unreadable where that makes too many."""
        self._nodes += 1
        self._edges += edges
        self._bytes += size
        if self._nodes > MOST_NODES or self._edges > MOST_EDGES or self._bytes > MOST_BYTES:
            kinds = (
                (MOST_NODES, self._nodes, "nodes"),
                (MOST_EDGES, self._edges, "edges"),
                (MOST_BYTES, 0, "bytes of names"),
            )
            most, _, what = next(kind for kind in kinds if kind[1] > kind[0] or kind == kinds[-1])
            raise Unreadable(f"It has more than {most:,} {what}; those that follow are left out.")

    def of(self, op: bytes, entries: Sequence[bytes], mark: int = 0) -> int:
        """Where in `found` are those of a node of this operation and these attributes, each an entry of the map.

        `mark` goes into the digest: it tells apart what the entries do not.
        """
        key = (op, *entries)
        place = None if mark else self._places.get(key)
        if place is None:
            place = len(self.found)
            self.found.append(_facts(op, entries, mark))
            if not mark and len(self._places) < REMEMBERED and sum(map(len, entries)) <= LONGEST:
                self._places[key] = place
        return place


def _facts(op: bytes, entries: Sequence[bytes], mark: int) -> Facts:
    name = op.decode(errors="replace")
    values, broken = _values(entries)
    found, told = _outputs(name, values)
    dtypes = told or _types(name, values, len(found))
    cluster = values[CLUSTER].s.decode(errors="replace") if CLUSTER in values else ""
    return Facts(
        name,
        tuple(map(shapes.text, found)),
        tuple(map(shapes.type_name, dtypes)),
        tuple(map(shapes.size, found, dtypes)),
        tuple(dict.fromkeys(chain.from_iterable(map(_called, values.values())))),
        cluster,
        _parameters(name, values, found),
        hash((op, frozenset(entries), mark)) & DIGEST,
        broken,
    )


def _values(entries: Sequence[bytes]) -> tuple[dict[str, AttrValue], int]:
    """The attributes that tell something, and how many are broken."""
    from google.protobuf.message import DecodeError

    from summary.proto.graph import AttrValue
    from summary.proto.parts import EntryParts

    found, broken = {}, 0
    for entry in entries:
        try:
            parts = EntryParts.FromString(entry)
            key = parts.key.decode(errors="replace")
            if key in USED or parts.value[:1] in MAY_CALL:
                found[key] = AttrValue.FromString(parts.value)
        except DecodeError:
            broken += 1
    return found, broken


def _types(op: str, values: dict[str, AttrValue], count: int) -> list[int]:
    """The types of `count` outputs; 0 where it is not known."""
    kinds = {key: [int(one) for one in value.list.type] or [int(value.type)] for key, value in values.items()}
    declared = kinds.get(OUTPUT_TYPES)
    if declared:
        return (declared + [0] * count)[:count]
    return types.outputs(op, {key: kind for key, kind in kinds.items() if any(kind)}, count)


def _outputs(op: str, values: dict[str, AttrValue]) -> tuple[list[tuple[int, ...] | None], list[int]]:
    """The outputs' shapes, and their types where a constant tells its own."""
    if op in CONSTANTS and VALUE in values and values[VALUE].HasField("tensor"):
        tensor = values[VALUE].tensor
        return [shapes.sizes(tensor.tensor_shape)], [int(tensor.dtype)]
    for name in (OUTPUT_SHAPES, SHAPES_OF_ITERATOR):
        if name in values and values[name].list.shape:
            return [shapes.sizes(shape) for shape in values[name].list.shape], []
    if op in PLACEHOLDERS and SHAPE in values and values[SHAPE].HasField("shape"):
        return [shapes.sizes(values[SHAPE].shape)], []
    return [], []


def _called(value: AttrValue) -> Iterator[str]:
    if value.HasField("func"):
        yield value.func.name
    for function in value.list.func:
        yield function.name


def _parameters(op: str, values: dict[str, AttrValue], found: Sequence[tuple[int, ...] | None]) -> int:
    if PARAMETERS in values:
        return max(values[PARAMETERS].i, UNKNOWN)
    if op in VARIABLES:
        if "dtype" in values and values["dtype"].type % shapes.REFERENCE in COUNTERS:
            return 0
        if SHAPE in values:
            return shapes.elements(shapes.sizes(values[SHAPE].shape))
        # A variable that is a handle has that as its output, one that is a reference what it holds.
        return shapes.elements(found[0]) if found and op != "VarHandleOp" else UNKNOWN
    if op == TORCH_ATTRIBUTE:
        return shapes.elements(found[0]) if found else UNKNOWN
    return 0
