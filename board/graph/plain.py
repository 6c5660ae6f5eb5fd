"""NodeDefs that are written as protobuf writes them, taken apart where they lie; all others are left to protobuf itself.

Such are their fields in the order of their numbers, each of bytes, and those that are not repeated once. Compiled where there
is a compiler; the types are in plain.pxd.
"""

from __future__ import annotations

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from board.graph.facts import LONGEST, REMEMBERED, Known

if not cython.compiled:
    from board.graph.rows import Rows, role_of

COMPILED: bool = cython.compiled

NONE = -1
SMALL = 1 << 16  # bytes of a node
# Keys of fields of bytes: that of a GraphDef, and those of a NodeDef; the last two tell of types and where it is from.
NODE = 0x0A
NAME, OP, INPUT, DEVICE, ATTRIBUTE, DEBUG, TYPE = 0x0A, 0x12, 0x1A, 0x22, 0x2A, 0x32, 0x3A


class Plain:
    """Puts nodes into rows. What was found of an operation with its attributes, as they stand, is kept in `known`."""

    def __init__(self, known: Known, rows: Rows, offsets: list[int], sizes: list[int]) -> None:
        self._known = known
        self._kinds: dict[bytes, tuple[int, bytes]] = known.kinds
        self._rows = rows
        self._offsets = offsets
        self._sizes = sizes
        self._found = 0

    def take(self, data: bytes, start: cython.Py_ssize_t, base: cython.longlong, prefix: str) -> cython.Py_ssize_t:
        """Takes the nodes of a GraphDef from data[start] on; where the first field stands that is not whole, or no such node.

        `base` is where the data stand in the file. Unreadable where there are too many nodes.
        """
        at: cython.Py_ssize_t = start
        size: cython.Py_ssize_t = len(data)
        bytes_of: cython.p_uchar = data
        stop: cython.Py_ssize_t
        while at < size and bytes_of[at] == NODE:
            start = self._sized(bytes_of, at + 1, size)
            if start == NONE or self._found > SMALL:
                break
            stop = start + self._found
            if not self.node(data, start, stop, base + start, prefix):
                break
            at = stop
        return at

    def node(
        self, data: bytes, start: cython.Py_ssize_t, stop: cython.Py_ssize_t, offset: cython.longlong, prefix: str
    ) -> cython.bint:
        """Takes the node at data[start:stop], which stands at `offset` in the file; False if it is not plain."""
        bytes_of: cython.p_uchar = data
        at: cython.Py_ssize_t = start
        last: cython.int = 0
        key: cython.int
        begin: cython.Py_ssize_t
        op_at: cython.Py_ssize_t = start
        op_stop: cython.Py_ssize_t = start
        attributes_at: cython.Py_ssize_t = start
        attributes_stop: cython.Py_ssize_t = start
        name: bytes = b""
        device: bytes = b""
        inputs: list[bytes] = []
        while at < stop:
            key = bytes_of[at]
            begin = self._sized(bytes_of, at + 1, stop)
            if begin == NONE or key < last or (key == last and key != INPUT and key != ATTRIBUTE):
                return False
            if key == NAME:
                name = bytes_of[begin : begin + self._found]
            elif key == OP:
                op_at = at
                op_stop = begin + self._found
            elif key == INPUT:
                inputs.append(bytes_of[begin : begin + self._found])
            elif key == DEVICE:
                device = bytes_of[begin : begin + self._found]
            elif key == ATTRIBUTE:
                if last != ATTRIBUTE:
                    attributes_at = at
                attributes_stop = begin + self._found
            elif key != DEBUG and key != TYPE:
                return False
            last = key
            at = begin + self._found
        self._known.count(len(inputs), len(name))
        written: bytes = bytes_of[op_at:op_stop] + bytes_of[attributes_at:attributes_stop]
        kind = self._kinds.get(written)
        if kind is None:
            kind = self._kind(written, op_stop - op_at)
        place, op = kind
        self._rows.add(name, op, inputs, place, device, prefix, role_of(name, op))
        self._offsets.append(offset)
        self._sizes.append(stop - start)
        return True

    def _kind(self, written: bytes, size: cython.Py_ssize_t) -> tuple[int, bytes]:
        """Where the facts are of an operation, as it stands in the first `size` bytes, with the attributes behind it; and it."""
        bytes_of: cython.p_uchar = written
        at: cython.Py_ssize_t = 0
        op: bytes = b""
        entries: list[bytes] = []
        if size > 0:
            at = self._sized(bytes_of, 1, size)
            op = bytes_of[at:size]
            at = size
        while at < len(written):
            at = self._sized(bytes_of, at + 1, len(written))
            entries.append(bytes_of[at : at + self._found])
            at += self._found
        kind = self._known.of(op, entries), op
        if len(self._kinds) < REMEMBERED and len(written) <= LONGEST:
            self._kinds[written] = kind
        return kind

    def _sized(self, bytes_of: cython.p_uchar, at: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Where the bytes begin whose number stands there, and what it is in `_found`; NONE unless they end by `stop`."""
        size: cython.Py_ssize_t = 0
        shift: cython.int = 0
        while at < stop and shift < 28:
            size |= cython.cast(cython.Py_ssize_t, bytes_of[at] & 0x7F) << shift
            at += 1
            if bytes_of[at - 1] < 0x80:
                self._found = size
                return at if size <= stop - at else NONE
            shift += 7
        return NONE
