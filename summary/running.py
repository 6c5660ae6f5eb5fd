"""Evaluating summaries that were made of placeholders and callables."""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, get_args, overload

from summary.errors import Errors
from summary.merging import union
from summary.nodes import Computed, Merged, Node
from summary.placeholders import Placeholder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summary.proto.summary import Summary

logger = logging.getLogger("summary")

_told: set[str] = set()


@overload
def run(
    merged: Node | Merged | Summary, feed_dict: Mapping[Any, Any] | None = None, *, errors: Errors = "warn"
) -> Summary: ...


@overload
def run(
    merged: Sequence[Node | Merged | Summary], feed_dict: Mapping[Any, Any] | None = None, *, errors: Errors = "warn"
) -> list[Summary]: ...


def run(merged: Any, feed_dict: Mapping[Any, Any] | None = None, *, errors: Errors = "warn") -> Any:
    """The summary, or the list of summaries, that `merged` is now, as a message for `FileWriter.add_summary`.

    `feed_dict` gives each placeholder, or its name ``x:0``, its value. One that is needed and not fed, or does not fit
    its dtype or shape or the kind of summary, is an error that names the placeholder and the tag. A callable is called
    once a run, however many summaries it is for. If it raises an exception, or what it returned is no such value, the
    summary is left out, and a warning of the logger ``summary`` says so once for its tag; with ``errors="raise"`` this
    is an exception.
    """
    if errors not in get_args(Errors):
        raise ValueError(f"errors: expected 'warn' or 'raise', got {errors!r}")
    return _Run(feed_dict or {}, errors == "raise").evaluated(merged)


class _Run:
    def __init__(self, feed_dict: Mapping[Any, Any], raising: bool) -> None:
        self.feed_dict = feed_dict
        self.raising = raising
        self.fed: dict[Placeholder, Any] = {}
        self.returned: dict[Hashable, Any] = {}
        self.raised: dict[Hashable, Exception] = {}

    def evaluated(self, fetch: Any) -> Any:
        if isinstance(fetch, Merged):
            return union(value for part in fetch.inputs for value in self.values(part))
        if isinstance(fetch, Node):
            return union(self.values(fetch))
        if isinstance(fetch, (list, tuple)):
            return [self.evaluated(one) for one in fetch]
        if hasattr(fetch, "SerializeToString"):
            return fetch
        hint = "; merge_all returns None where nothing was collected" if fetch is None else ""
        raise TypeError(f"run: expected a summary or a list of them, got {type(fetch).__name__}{hint}")

    def values(self, part: Node | Summary) -> Iterable[Summary.Value]:
        if not isinstance(part, Node):
            return part.value
        arguments = [self.feed(part, one) if isinstance(one, Placeholder) else one for one in part.arguments]
        if not part.computed:
            return part.encode(part.tag, *arguments)
        try:
            return part.encode(part.tag, *[self.call(one) if isinstance(one, Computed) else one for one in arguments])
        except Exception as error:
            reason = f"summary {part.tag!r}: {type(error).__name__}: {error}"
            if self.raising:
                raise RuntimeError(reason) from error
            if part.tag not in _told:
                _told.add(part.tag)
                logger.warning("%s. It is left out. (Said once a tag; errors='raise' raises.)", reason)
            return []

    def feed(self, node: Node, placeholder: Placeholder) -> Any:
        if placeholder not in self.fed:
            self.fed[placeholder] = placeholder.fed(f"summary {node.tag!r}", self.feed_dict)
        return self.fed[placeholder]

    def call(self, computed: Computed) -> Any:
        key = computed.key
        if key not in self.returned and key not in self.raised:
            try:
                self.returned[key] = computed.call()
            except Exception as error:
                self.raised[key] = error
        if key in self.raised:
            raise self.raised[key]
        return self.returned[key]
