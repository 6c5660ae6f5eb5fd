"""The columns that nodes are put into as they come; compiled where there is a compiler, with the types in rows.pxd."""

from __future__ import annotations

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from board.graph.graph import INPUT, OPERATION, OUTPUT

if not cython.compiled:
    from board.graph.inputs import Sources

COMPILED: bool = cython.compiled

# The ends of functions, once they are graphs, and of PyTorch's models, by operation.
ENDS = {b"_Arg": INPUT, b"_DeviceArg": INPUT, b"_Retval": OUTPUT, b"_DeviceRetval": OUTPUT}
TORCH_END = b"IO Node"

UNNAMED = "(no name)"
SAME_NAME = "Nodes with the name of another ({count}, such as {example}) have a number behind it here."


class Rows:
    """Names, facts, devices and roles, a row a node; and their inputs.

    Attributes:
        names: keys in the nodes' order.
        facts: places among those that are known.
        devices: each one's number, by its name as it is written, in the order in which they came.
        problems: sentences and how often each holds.
        examples: what was wrong first, by sentence.
    """

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.facts: list[int] = []
        self.device: list[int] = []
        self.devices: dict[bytes, int] = {b"": 0}
        self.roles: list[int] = []
        self.sources = Sources()
        self.problems: dict[str, int] = {}
        self.examples: dict[str, str] = {}
        self._numbers: dict[str, int] = {}

    def add(
        self,
        name: bytes,
        op: bytes,
        inputs: list[bytes],
        facts: cython.Py_ssize_t,
        device: bytes,
        prefix: str,
        role: cython.int,
    ) -> cython.void:
        """Takes a node; see Building.add."""
        text: str = name.decode("utf-8", "replace")
        if not text:
            text = UNNAMED
        if prefix:
            text = prefix + text
        if text in self.names:
            text = self.another(text, role)
        self.names[text] = None
        self.sources.add(len(self.facts), name, op, inputs)
        self.facts.append(facts)
        code = self.devices.get(device)
        if code is None:
            code = self.devices[device] = len(self.devices)
        self.device.append(code)
        self.roles.append(role)

    def another(self, text: str, role: cython.int) -> str:
        """A name that no node has, for one that is called as another is."""
        # A result of a function may be called as one of its nodes is.
        if role == OPERATION:
            self.wrong(SAME_NAME, repr(text))
        # All lower numbers were taken when it last came.
        number = self._numbers.get(text, 2)
        while f"{text} ({number})" in self.names:
            number += 1
        self._numbers[text] = number
        return f"{text} ({number})"

    def wrong(self, sentence: str, example: str) -> cython.void:
        """Notes that something is wrong; see Building.wrong."""
        self.problems[sentence] = self.problems.get(sentence, 0) + 1
        self.examples.setdefault(sentence, example)


def role_of(name: bytes, op: bytes) -> cython.int:
    """What a node is by its operation, and by its name where that does not tell."""
    if op == TORCH_END:
        return INPUT if name.startswith(b"input") else OUTPUT
    return ENDS.get(op, OPERATION)
