"""Events and files whose making, PNG and compression included, is left to the writing thread.

The thread must not import anything (see `summary.growing_file`): whoever makes one has imported what `values` needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from summary.proto.event import Event
from summary.proto.summary import Summary

Values: TypeAlias = "Callable[[], Summary.Value | list[Summary.Value]]"


class DeferredEvent:
    """The event of what `values` returns; `size` is about how many bytes `values` holds until then."""

    __slots__ = ("_bare", "_step", "_values", "_wall_time", "size")

    def __init__(self, values: Values, step: int, wall_time: float, size: int) -> None:
        self.size = size
        self._values = values
        self._step = step
        self._wall_time = wall_time
        # Tags whose metadata was in the file before.
        self._bare: set[str] | None = None

    def __repr__(self) -> str:
        return f"{getattr(self._values, 'args', '')} at step {self._step}"

    def encode(self, described: set[str]) -> bytes:
        event = Event(wall_time=self._wall_time, step=self._step)
        made = self._values()
        event.summary.value.extend(made if isinstance(made, list) else [made])
        if self._bare is None:
            self._bare = {value.tag for value in event.summary.value if value.tag in described}
            described.update(value.tag for value in event.summary.value if value.HasField("metadata"))
        for value in event.summary.value:
            if value.tag in self._bare:
                value.ClearField("metadata")
        return event.SerializeToString()

    def start_over(self) -> None:
        self._bare = None


class DeferredFiles:
    """Files beside the events, which `write` makes, instead of an event; `size` as for `DeferredEvent`."""

    __slots__ = ("_write", "_written", "size")

    def __init__(self, write: Callable[[], None], size: int) -> None:
        self.size = size
        self._write = write
        self._written = False

    def __repr__(self) -> str:
        return repr(self._write)

    def encode(self, described: set[str]) -> bytes:
        if not self._written:
            self._write()
            self._written = True
        return b""

    def start_over(self) -> None:
        """Files need no metadata."""
