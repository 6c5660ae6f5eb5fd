"""Merging: several summaries as one."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any

from summary.default_graph import GraphKeys, default_graph
from summary.nodes import Merged, Node
from summary.scopes import clean, name_scope

if TYPE_CHECKING:
    from summary.proto.summary import Summary


def merge(
    inputs: Iterable[Node | Merged | Summary | bytes],
    collections: Iterable[Hashable] | None = None,
    name: str | None = None,
) -> Merged | Summary:
    """The union of summaries: at once if all are messages or serialized, else evaluated later by `run`.

    Two values of one tag are an error, when the values are known. `collections` are those the merged summary is put
    into, by default none.
    """
    parts = _parts(inputs)
    at_once = [part for part in parts if not isinstance(part, Node)]
    if len(at_once) == len(parts):
        return union(value for part in at_once for value in part.value)
    graph = default_graph()
    name = clean(name or "")
    with name_scope(name or "Merge"):
        merged = Merged(graph.unique(name or "MergeSummary"), tuple(parts))
    graph.collect(collections or (), merged)
    return merged


def merge_all(
    key: Hashable = GraphKeys.SUMMARIES, scope: str | None = None, name: str | None = None
) -> Merged | Summary | None:
    """Merges the summaries of a collection, or None if there are none.

    With `scope`, a regular expression, only those whose names begin with a match: ``train/`` for instance.
    """
    found = get_collection(key, scope)
    return merge(found, name=name) if found else None


def get_collection(key: Hashable, scope: str | None = None) -> list[Any]:
    """What was put into a collection, in that order; `scope` as for `merge_all`."""
    graph = default_graph()
    with graph.lock:
        found = list(graph.collections.get(key, ()))
    return [one for one in found if re.match(scope, getattr(one, "name", ""))] if scope else found


def union(values: Iterable[Summary.Value]) -> Summary:
    """A summary of all these values, whose tags must differ."""
    from summary.proto.summary import Summary

    made = Summary(value=list(values))
    tags = set()
    for value in made.value:
        if value.tag in tags and value.tag:
            raise ValueError(f"Duplicate tag {value.tag} found in summary inputs")
        tags.add(value.tag)
    return made


def _parts(inputs: Any) -> list[Node | Summary]:
    if isinstance(inputs, (str, bytes, Node, Merged)) or not isinstance(inputs, Iterable):
        raise TypeError(f"merge: expected a list of summaries, got {type(inputs).__name__}")
    parts = [part for one in inputs for part in (one.inputs if isinstance(one, Merged) else [_part(one)])]
    if not parts:
        raise ValueError("merge: expected at least one summary, got none")
    return parts


def _part(one: Any) -> Node | Summary:
    """A node as it is; a message of ours or another's, or serialized, as one of ours."""
    from summary.proto.summary import Summary

    if isinstance(one, (Node, Summary)):
        return one
    try:
        return Summary.FromString(one if isinstance(one, bytes) else one.SerializeToString())
    except Exception as error:
        raise TypeError(f"merge: expected a summary, got {type(one).__name__} ({error})") from error
