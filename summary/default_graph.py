"""The default graph: names in use, the scope each thread is in, and the collections of summaries.

There is one for the process. It is no graph of operations: only what TensorFlow's holds for the sake of summaries.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

from summary.unique_names import UniqueNames


class GraphKeys:
    """Names of collections, as in ``tf.GraphKeys``."""

    SUMMARIES = "summaries"


class Scope(NamedTuple):
    """A scope's name without the last slash: as nodes made in it have it, and as it was asked for."""

    unique: str
    plain: str


class Graph:
    """`lock` is held while names and collections change; scopes are each thread's own."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.nodes: dict[str, Any] = {}
        self.collections: dict[Hashable, list[Any]] = {}
        self._names = UniqueNames()
        self._thread = threading.local()

    @property
    def scope(self) -> Scope:
        """The one this thread is in."""
        scope: Scope = getattr(self._thread, "scope", Scope("", ""))
        return scope

    @scope.setter
    def scope(self, scope: Scope) -> None:
        self._thread.scope = scope

    def unique(self, name: str) -> str:
        """A name nothing in this scope has; one that ends in a slash is absolute, and taken as it is."""
        if name.endswith("/"):
            return name.rstrip("/")
        with self.lock:
            return self._names.unique(joined(self.scope.unique, name))

    def add(self, op_name: str, node: Any) -> None:
        """Only a name that ended in a slash can be in use already."""
        with self.lock:
            if op_name in self.nodes:
                raise ValueError(f"Duplicate node name in graph: {op_name!r}")
            self.nodes[op_name] = node

    def collect(self, keys: Iterable[Hashable], node: Any) -> None:
        if isinstance(keys, (str, bytes)):
            raise TypeError(f"collections: expected a list of keys, got {keys!r}")
        with self.lock:
            for key in keys:
                self.collections.setdefault(key, []).append(node)


def joined(scope: str, name: str) -> str:
    return f"{scope}/{name}" if scope else name


_default = Graph()


def default_graph() -> Graph:
    return _default


def reset_default_graph() -> None:
    """Forgets every name, node and collection, and leaves all scopes: what comes next is named as in a new process."""
    global _default
    _default = Graph()


def add_to_collection(name: Hashable, value: Any) -> None:
    """Puts a summary that is evaluated later into one more collection."""
    _default.collect([name], value)


def _unlock() -> None:
    """Another thread may have held the lock when this process was forked."""
    _default.lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock)
