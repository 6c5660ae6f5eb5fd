"""Graphs in protobuf's text form, put into the binary one (https://protobuf.dev/reference/protobuf/textformat-spec).

protobuf's own parser takes several times as long, and gives nothing of a text in which one line is broken. Here what is
broken costs the node that it is in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from board.answers import Unreadable
from board.graph import graph_def, meta_graph
from board.graph.graph import Graph
from board.graph.walk import Place, encoded, of_bytes
from board.graph.wording import Field, Schema, schemas
from board.memory import memory

LARGEST = 128 << 20  # bytes of a text
TAKEN = 8  # times as much is taken while it is read
DEEPEST = 64  # messages within one another
LISTED = 3  # broken places that are told

# None of these takes more than linear time, whatever the text.
_STRING = r""""[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"""
_SCALAR = r"[-+]?[ ]?[\w.]+(?:(?<=[eE])[-+]\d+)?"
_SPACE = re.compile(r"(?:[\s;,]+|\#[^\n]*)+")
_FIELD = re.compile(rf"(\w+\b|\[[\w./\s-]{{,200}}\])\s*(?::\s*)?(?:([{{<])|({_STRING})|({_SCALAR})|(\[))")
_ITEM = re.compile(rf"([{{<])|({_STRING})|({_SCALAR})|(\])")
_MORE = re.compile(rf"\s*({_STRING})")
_CLOSING = {"{": "}", "<": ">"}
# As every writer begins a message of the outermost.
_OUTERMOST = re.compile(r"^\w+\s*(?::\s*)?[{<]", re.MULTILINE)

ROOTS: dict[str, Callable[[Place], Graph]] = {
    "GraphDef": graph_def.read,
    "MetaGraphDef": meta_graph.read,
    "SavedModel": meta_graph.saved_model,
}


class _Broken(Exception):
    """The text is broken; the message says how."""


@dataclass
class _Message:
    """One that is being read: its fields (None: it is passed over), what was read, what ends it, and the field that it is.

    In a list of messages `item` is true: behind it comes another, or the list's end.
    """

    schema: Schema | None
    written: bytearray
    closing: str
    field: Field | None
    item: bool = False


def read(place: Place) -> Graph:
    """The graph of the text there, as far as it is whole. Unreadable if it is no graph, or too large."""
    if place.size > LARGEST:
        raise Unreadable(
            f"This text has {place.size >> 20:,} MB; no more than {LARGEST >> 20} are read. Its binary form, .pb, may be larger."
        )
    with memory.claim(TAKEN * place.size, "This text"):
        text = place.read().decode(errors="replace")
        root = _root(text)
        reading = _Reading(text, root)
        graph = ROOTS[root.name](of_bytes(reading.all()))
    return replace(graph, problems=(*reading.problems(), *graph.problems))


def _root(text: str) -> Schema:
    """Of what message it is, by its first field."""
    first = _FIELD.match(text, _behind_space(text, 0))
    name = first[1] if first else ""
    for schema in schemas().values():
        if schema.field(name) or (schema.name == "SavedModel" and name == "saved_model_schema_version"):
            return schema
    raise Unreadable(
        f"This text is no graph: it begins with {name[:80]!r}."
        if name
        else "This text is no graph in protobuf's text form."
    )


class _Reading:
    """From a text to bytes, field by field; nothing calls itself, so that no depth is too much."""

    def __init__(self, text: str, root: Schema) -> None:
        self._text = text
        self._root = root
        self._at = 0
        self._broken: list[str] = []
        self._more = 0

    def problems(self) -> Iterator[str]:
        yield from self._broken
        if self._more:
            yield f"{self._more:,} more places of the text are broken."

    def all(self) -> bytes:
        """Everything that is whole."""
        outermost = _Message(self._root, bytearray(), "", None)
        while True:
            stack = [outermost]
            try:
                while self._step(stack):
                    pass
                return bytes(outermost.written)
            except _Broken as error:
                self._note(str(error))
                following = _OUTERMOST.search(self._text, self._at + 1)
                if following is None:
                    return bytes(outermost.written)
                self._at = following.start()

    def _note(self, error: str) -> None:
        if len(self._broken) < LISTED:
            line = self._text.count("\n", 0, self._at) + 1
            self._broken.append(f"Line {line:,} of the text is broken: {error}; what it is in is left out.")
        else:
            self._more += 1

    def _step(self, stack: list[_Message]) -> bool:
        """Reads a field, or the end of a message; false at the end of all."""
        text, message = self._text, stack[-1]
        at = self._at = _behind_space(text, self._at)
        if message.item:
            return self._item(stack)
        if at == len(text):
            if len(stack) > 1:
                raise _Broken("the text ends before its messages do")
            return False
        if text[at] == message.closing:
            self._at = at + 1
            _close(stack)
            return True
        match = _FIELD.match(text, at)
        if match is None:
            raise _Broken(f"it goes on with {text[at : at + 20].splitlines()[0]!r}")
        self._at = match.end()
        field = message.schema.field(match[1]) if message.schema else None
        if match[2]:
            self._open(stack, field, match[2])
        elif match[5]:
            stack.append(_Message(message.schema, message.written, "]", field, True))
        else:
            self._write(message, field, match[3], match[4])
        return True

    def _item(self, stack: list[_Message]) -> bool:
        """Reads one of a list's values, or its end."""
        message = stack[-1]
        match = _ITEM.match(self._text, self._at)
        if match is None:
            raise _Broken("a list does not end")
        self._at = match.end()
        if match[4]:
            stack.pop()
        elif match[1]:
            self._open(stack, message.field, match[1])
        else:
            self._write(message, message.field, match[2], match[3])
        return True

    def _open(self, stack: list[_Message], field: Field | None, opening: str) -> None:
        if len(stack) > DEEPEST:
            raise _Broken(f"there are more than {DEEPEST} messages within one another")
        if field is not None and field.message is None:
            raise _Broken("a value is a message where it must not be one")
        stack.append(_Message(field.message if field else None, bytearray(), _CLOSING[opening], field))

    def _write(self, message: _Message, field: Field | None, string: str | None, scalar: str | None) -> None:
        strings = [] if string is None else [string]
        while strings and (more := _MORE.match(self._text, self._at)) is not None:
            strings.append(more[1])
            self._at = more.end()
        if field is None:
            return
        if field.message is not None:
            raise _Broken("a message is not in braces")
        try:
            message.written += field.key + (field.scalar(scalar) if scalar is not None else field.strings(strings))
        except (ValueError, KeyError):
            raise _Broken(f"{(scalar or strings[0])[:40]!r} is not what may stand there") from None


def _close(stack: list[_Message]) -> None:
    message = stack.pop()
    if message.field is not None and message.schema is not None:
        stack[-1].written += message.field.key + encoded(len(message.written)) + message.written


def _behind_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()
