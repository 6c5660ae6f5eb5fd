"""Names of summaries: cleaned, in the scopes they are made in, with their family."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from summary.default_graph import Graph, Scope, default_graph, joined

logger = logging.getLogger("summary")


@contextmanager
def name_scope(name: str | None, default_name: str | None = None, values: Any = None) -> Iterator[str]:
    """What is named inside gets ``name/`` in front, in this thread; yields that prefix.

    As in TensorFlow, a scope entered again is another one to placeholders and to summaries that are evaluated later
    (``train/``, then ``train_1/``), while summaries of values given at once always have ``train/``. A name that ends in
    a slash, such as the prefix yielded, goes back to that very scope; None or "" goes to the top. `default_name` stands
    in for a `name` of None; `values` is ignored.
    """
    graph = default_graph()
    outer = graph.scope
    graph.scope = scope = _entered(graph, default_name if name is None else name)
    try:
        yield scope.unique and f"{scope.unique}/"
    finally:
        graph.scope = outer


def tag_at_once(name: str, family: str | None = None) -> str:
    """The tag of a summary called `name`, of a value given at once: the same each time."""
    base, family = _base(name, family)
    name = base.rstrip("/") if base.endswith("/") else joined(default_graph().scope.plain, base) if base else ""
    return name if family is None else f"{family}/{name}"


def names_of_node(graph: Graph, name: str, family: str | None = None) -> tuple[str, str]:
    """A unique node name, and the tag, of a summary called `name`.

    Encoding: `family` is the tag's first part, and once more part of the node's name
    (tensorflow/python/ops/summary_op_util.py).
    """
    base, family = _base(name, family)
    if not base.strip("/"):
        raise ValueError(f"expected the name of a summary, got {name!r}")
    op_name = graph.unique(base)
    return op_name, op_name if family is None else f"{family}/{op_name}"


def clean(name: str) -> str:
    """`name` with everything but letters, digits and ``_ . / -`` replaced by ``_``, and without leading slashes."""
    cleaned = re.sub(r"[^-/\w.]", "_", name).lstrip("/")
    if cleaned != name:
        logger.info("Summary name %s is illegal; using %s instead.", name, cleaned)
    return cleaned


def _base(name: str, family: str | None) -> tuple[str, str | None]:
    if family is None:
        return clean(name), None
    family = clean(family)
    return f"{family}/{clean(name)}", family


def _entered(graph: Graph, name: str | None) -> Scope:
    if not name:
        return Scope("", "")
    if name.endswith("/"):
        return Scope(name[:-1], name[:-1])
    return Scope(graph.unique(name), joined(graph.scope.plain, name))
