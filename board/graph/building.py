"""From nodes, one after another, to the columns of a graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from board.graph.facts import DIGEST, VARIABLES, Facts, Known
from board.graph.graph import OPERATION, Coded, Describe, Graph
from board.graph.rows import Rows

MISSING = "Inputs from nodes that are not in the graph ({count}, such as {example}) are left out."
BROKEN = "Attributes that are broken ({count}) are left out."


class Coding:
    """Numbers texts in the order in which they come."""

    def __init__(self, *first: str) -> None:
        self._codes = {text: code for code, text in enumerate(first)}

    def code(self, text: str) -> int:
        return self._codes.setdefault(text, len(self._codes))

    def coded(self, codes: Sequence[int] | NDArray[np.int32] | NDArray[np.int64]) -> Coded:
        return Coded(np.asarray(codes, np.int32), tuple(self._codes))


class Building:
    """Takes nodes and makes a graph of them. `known` may be shared among graphs, as they have the same operations."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.rows = Rows()

    def __len__(self) -> int:
        return len(self.rows.facts)

    def add(
        self,
        name: bytes,
        op: bytes,
        inputs: list[bytes],
        entries: Sequence[bytes],
        device: bytes = b"",
        prefix: str = "",
        role: int = OPERATION,
        mark: int = 0,
    ) -> None:
        """Takes a node. Inputs are as in a GraphDef, or in a FunctionDef; entries are those of the map of its attributes.

        `prefix` comes before its name, and is not in inputs'. Unreadable where there are too many nodes.
        """
        self._known.count(len(inputs), len(name))
        self.rows.add(name, op, inputs, self._known.of(op, entries, mark), device, prefix, role)

    def section(self) -> None:
        """Inputs of what was added since the last section mean nodes of what was added since; names may come again."""
        self.rows.sources.resolve()

    def wrong(self, sentence: str, example: str) -> None:
        """Notes that something is wrong; `sentence` has {count} for how often it was, and may have {example} for the first."""
        self.rows.wrong(sentence, example)

    def graph(
        self,
        attributes: Describe,
        functions: Mapping[str, Graph] | None = None,
        problems: Iterable[str] = (),
        about: Iterable[tuple[str, str]] = (),
    ) -> Graph:
        """What was added, as a graph."""
        self.section()
        names, found = tuple(self.rows.names), self._known.found
        # Only those of this graph's nodes: there may be many graphs.
        used, of_node = np.unique(np.asarray(self.rows.facts, np.int64), return_inverse=True)
        mine = [found[place] for place in used.tolist()]
        broken = int(np.array([one.broken for one in mine], np.int64)[of_node].sum())
        start, node, slot = self.rows.sources.columns()
        outputs = Ragged([len(one.shapes) for one in mine], of_node)
        device = self._device()
        calls = Ragged([len(one.called) for one in mine], of_node)
        return Graph(
            names=names,
            op=_coded([one.op for one in mine], of_node),
            device=device,
            cluster=_coded([one.cluster for one in mine], of_node, ""),
            role=np.asarray(self.rows.roles, np.uint8),
            input_start=start,
            input_node=node,
            input_slot=slot,
            output_start=outputs.start,
            output_shape=_coded([shape for one in mine for shape in one.shapes], outputs.rows),
            output_type=_coded([kind for one in mine for kind in one.types], outputs.rows, ""),
            output_bytes=np.array([size for one in mine for size in one.sizes], np.int64)[outputs.rows],
            parameters=_learnt(names, mine, of_node),
            digest=_digests(np.array([one.digest for one in mine], np.uint64)[of_node], device),
            call_start=calls.start,
            called=_coded([name for one in mine for name in one.called], calls.rows),
            functions=functions or {},
            missing=tuple(self.rows.sources.missing),
            problems=(*problems, *self._problems(broken)),
            about=tuple(about),
            attributes=attributes,
        )

    def _device(self) -> Coded:
        """Where each is placed; texts that are not UTF-8 may come to the same."""
        coding = Coding("")
        code = np.array([coding.code(one.decode(errors="replace")) for one in self.rows.devices])
        return coding.coded(code[self.rows.device] if len(self) else [])

    def _problems(self, broken: int) -> list[str]:
        """Sentences; so many attributes are `broken`."""
        counts, examples = dict(self.rows.problems), dict(self.rows.examples)
        if broken:
            counts[BROKEN] = broken
        if missing := self.rows.sources.missing:
            counts[MISSING], examples[MISSING] = len(missing), repr(missing[0].text)
        return [
            sentence.format(count=f"{count:,}", example=examples.get(sentence, ""))
            for sentence, count in counts.items()
        ]


def _digests(of_facts: NDArray[np.uint64], device: Coded) -> NDArray[np.uint64]:
    of_device = np.array([hash(text) & DIGEST for text in device.values], np.uint64)
    return of_facts ^ of_device[device.codes]


def _learnt(names: Sequence[str], facts: Sequence[Facts], of_node: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many numbers each node learns: what an optimizer keeps of a variable, which is called below it, is not learnt."""
    found = np.array([one.parameters for one in facts], np.int64)[of_node]
    is_variable = np.array([one.op in VARIABLES for one in facts], bool)[of_node]
    variables = {names[place]: place for place in np.flatnonzero(is_variable).tolist()}
    kept = [place for name, place in variables.items() if name.rpartition("/")[0] in variables]
    found[kept] = 0
    return found


class Ragged:
    """Rows of different lengths, chosen from among rows of these `lengths` that stand one behind the other.

    `start` [chosen + 1] is where each begins among the chosen, `rows` which of the elements stand there.
    """

    def __init__(self, lengths: Sequence[int], chosen: NDArray[np.int64]) -> None:
        length = np.asarray(lengths, np.int64)
        begins = np.concatenate([[0], np.cumsum(length)])[:-1]
        self.start = np.concatenate([[0], np.cumsum(length[chosen])]).astype(np.int64)
        total = int(self.start[-1])
        self.rows = np.repeat(begins[chosen] - self.start[:-1], length[chosen]) + np.arange(total)


def _coded(texts: Sequence[str], rows: NDArray[np.int64], *first: str) -> Coded:
    coding = Coding(*first)
    codes = np.array([coding.code(text) for text in texts], np.int32)
    return Coded(codes[rows] if len(codes) else np.empty(0, np.int32), tuple(coding.coded([]).values))
