"""Summaries that are evaluated later: what each is made of."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from summary.default_graph import GraphKeys, default_graph
from summary.placeholders import Placeholder
from summary.scopes import names_of_node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summary.proto.summary import Summary

Encode: TypeAlias = "Callable[..., list[Summary.Value]]"


@dataclass(frozen=True, eq=False)
class Named:
    op_name: str

    @property
    def name(self) -> str:
        """With the number of its output, as a tensor of TensorFlow has it: ``loss:0``."""
        return f"{self.op_name}:0"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"


@dataclass(frozen=True, eq=False, repr=False)
class Node(Named):
    """One summary: ``encode(tag, *arguments)`` makes its values.

    An argument is a Placeholder, a Computed, or what is given once and for all.
    """

    tag: str
    encode: Encode
    arguments: tuple[Any, ...]

    @cached_property
    def computed(self) -> bool:
        return any(isinstance(argument, Computed) for argument in self.arguments)


@dataclass(frozen=True, eq=False, repr=False)
class Merged(Named):
    """The union of summaries: nodes, and messages made before."""

    inputs: tuple[Node | Summary, ...]


@dataclass(frozen=True)
class Computed:
    """An argument that `call` returns; one with the same `key` is the same argument."""

    call: Callable[[], Any]
    key: Hashable


def is_later(argument: Any) -> bool:
    """Whether its value is not known yet. An array that can be called is an array."""
    return isinstance(argument, Placeholder) or (callable(argument) and not hasattr(argument, "__array__"))


def collected(
    name: str, family: str | None, collections: Iterable[Hashable] | None, encode: Encode, arguments: tuple[Any, ...]
) -> Node:
    """A new node, named in the present scope, that is in `collections`: by default in that of summaries."""
    graph = default_graph()
    op_name, tag = names_of_node(graph, name, family)
    node = Node(op_name, tag, encode, tuple(_argument(tag, argument) for argument in arguments))
    graph.add(op_name, node)
    graph.collect([GraphKeys.SUMMARIES] if collections is None else collections, node)
    return node


def _argument(tag: str, argument: Any) -> Any:
    """What is known already is copied if it is an array: its owner may change it before it is used."""
    if isinstance(argument, Placeholder) or argument is None or isinstance(argument, (str, int, float)):
        return argument
    if not is_later(argument):
        from summary.arrays import taken

        return taken(f"summary {tag!r}", argument)
    try:
        hash(argument)
    except TypeError:
        return Computed(argument, id(argument))
    return Computed(argument, argument)
