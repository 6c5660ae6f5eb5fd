"""Nodes of a file, from the NodeDefs that stand there to a graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

import numpy as np

from board.answers import Unreadable
from board.graph import attributes
from board.graph.building import Building
from board.graph.facts import Known
from board.graph.graph import Attribute, Graph
from board.graph.large import slim
from board.graph.plain import Plain
from board.graph.rows import role_of
from board.graph.walk import Part, Place

NOWHERE = -1  # the offset of a node that is not written as such


class Nodes:
    """Takes NodeDefs of `place`, open as `file`, and remembers where each stands."""

    def __init__(self, place: Place, file: BinaryIO, known: Known) -> None:
        from google.protobuf.message import DecodeError

        from summary.proto.parts import NodeParts

        self.place = place
        self.file = file
        self._known = known
        self._parse = NodeParts.FromString
        self._errors = (DecodeError, Unreadable)
        self._building = Building(known)
        self._offsets: list[int] = []
        self._sizes: list[int] = []
        self._own: dict[int, tuple[bytes, ...]] = {}
        self._plain = Plain(known, self._building.rows, self._offsets, self._sizes)

    def __len__(self) -> int:
        return len(self._offsets)

    def alike(self) -> Nodes:
        """For another graph of the same file."""
        return Nodes(self.place, self.file, self._known)

    def take(self, prefix: str, data: bytes, at: int, base: int) -> int:
        """Takes the nodes of a GraphDef from data[at] on, as far as they are usual ones; see Plain.take."""
        taken: int = self._plain.take(data, at, base, prefix)
        return taken

    def add(self, part: Part, prefix: str = "") -> None:
        """Takes the NodeDef in a field; one that is broken is a problem. Unreadable where there are too many."""
        _, offset, size, content, _, _ = part
        mark = 0
        if content is not None and self._plain.node(content, 0, size, offset, prefix):
            return
        try:
            if content is None:
                node, mark = slim(self.file, part)
            else:
                node = self._parse(content)
        except self._errors:
            self._building.wrong("Nodes that are broken ({count}) are left out.", "")
            return
        name, op, role = node.name, node.op, role_of(node.name, node.op)
        self._building.add(name, op, list(node.input), list(node.attr), node.device, prefix, role, mark)
        self._offsets.append(offset)
        self._sizes.append(size)

    def own(self, name: str, op: bytes, inputs: Sequence[bytes], role: int, entries: tuple[bytes, ...]) -> None:
        """Takes a node that is not written as such, an argument of a function or a result."""
        self._own[len(self._offsets)] = entries
        self._building.add(name.encode(), op, list(inputs), entries, role=role)
        self._offsets.append(NOWHERE)
        self._sizes.append(0)

    def section(self) -> None:
        """What comes now is of another GraphDef: names mean its own nodes."""
        self._building.section()

    def graph(
        self,
        functions: Mapping[str, Graph],
        problems: Iterable[str],
        about: Iterable[tuple[str, str]] = (),
    ) -> Graph:
        """What was added, as a graph."""
        found = _Attributes(self.place, self._offsets, self._sizes, self._own)
        return self._building.graph(found, functions, problems, about)


class _Attributes:
    """Finds nodes' attributes where their NodeDefs stand."""

    def __init__(
        self, place: Place, offsets: Sequence[int], sizes: Sequence[int], own: Mapping[int, tuple[bytes, ...]]
    ) -> None:
        self._place = place
        self._offsets = np.asarray(offsets, np.int64)
        self._sizes = np.asarray(sizes, np.int64)
        self._own = own

    def __call__(self, node: int) -> tuple[Attribute, ...]:
        if node in self._own:
            return tuple(map(attributes.of_entry, self._own[node]))
        return attributes.described(self._place.within(int(self._offsets[node]), int(self._sizes[node])))
