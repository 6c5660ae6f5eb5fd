"""The writer that takes whole messages, with the interface of TensorFlow 1."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from summary.errors import Complaints, Errors, forgiving
from summary.event_file import COLLECT, EventFile

if TYPE_CHECKING:
    from typing_extensions import Self

    from summary.deferred import Values
    from summary.proto.event import Event, SessionLog
    from summary.proto.run_metadata import RunMetadata
    from summary.proto.summary import Summary

CLOSED = (
    "Attempting to use a closed FileWriter. The operation will be a noop unless the FileWriter is explicitly reopened."
)
INT64 = 2**63


def int64_step(step: Any) -> int:
    """A step as an int64: none is 0, and an array or tensor of one element will do."""
    try:
        number = 0 if step is None else int(step.item() if hasattr(step, "item") else step)
    except (TypeError, ValueError, OverflowError) as error:
        raise TypeError(f"step: expected an integer, got {step!r}") from error
    if not -INT64 <= number < INT64:
        raise ValueError(f"step: expected an int64, got {number}")
    return number


def _serialized(what: str, message: Any) -> bytes:
    """A message of ours, of TensorFlow's or TensorBoard's, or one that is bytes already."""
    if isinstance(message, bytes):
        return message
    try:
        return bytes(message.SerializeToString())
    except AttributeError as error:
        raise TypeError(f"expected {what}, a message or bytes, got {type(message).__name__}") from error


class FileWriter:
    """Writes events to a new file in `logdir`, as ``tf.summary.FileWriter`` of TensorFlow 1 does.

    Only `flush` and `close` wait for the disk. Others can read what was added within half a second, or `flush_secs` if
    that is less; `max_queue` is taken for compatibility, and never makes a caller wait. `graph` is anything with
    ``as_graph_def``, or what `add_graph` takes as `graph_def`; `session` is ignored.

    What cannot be logged is told in a warning of the logger ``summary``, once, and counted in `dropped`; with
    ``errors="raise"`` it is an exception: of the call, where its arguments are wrong, and of the next `flush` or
    `close`, where writing failed.
    """

    def __init__(
        self,
        logdir: str | os.PathLike[str],
        graph: Any = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        graph_def: Any = None,
        filename_suffix: str | None = None,
        session: Any = None,
        *,
        errors: Errors = "warn",
    ) -> None:
        self.complaints = Complaints(errors)
        self._logdir = os.fspath(logdir)
        self._options = (filename_suffix or "", min(COLLECT, flush_secs))
        self._session_runs: set[str] = set()
        self._dropped_before = 0
        self.event_file = self._opened()
        if graph is not None or graph_def is not None:
            self._add_first_graph(graph, graph_def)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "event_file"):
            self.event_file.release()

    @property
    def dropped(self) -> int:
        """How many calls and events came to nothing so far."""
        return self._dropped_before + self.event_file.dropped + self.complaints.refused

    def get_logdir(self) -> str:
        return self._logdir

    @forgiving
    def add_summary(self, summary: Summary | Any, global_step: Any = None, walltime: float | None = None) -> None:
        """Adds a Summary: a message of ours or TensorFlow's, or serialized.

        A tag's metadata goes into the file with its first value only.
        """
        from summary.proto.summary import Summary

        data = _serialized("a Summary", summary)
        try:
            copied = Summary.FromString(data)
        except Exception as error:
            raise ValueError(f"expected a Summary, got {len(data)} bytes that are none ({error})") from error
        self.add_values(lambda: list(copied.value), len(data), global_step, walltime)

    def add_values(
        self,
        values: Values,
        size: int,
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Adds an event of what `values` will return on the writing thread, where it must import nothing.

        `size` is about how many bytes `values` holds until then.
        """
        from summary.deferred import DeferredEvent

        step = int64_step(global_step)
        event = DeferredEvent(values, step, time.time() if walltime is None else float(walltime), size)
        if self._usable():
            self.event_file.add(event)

    def add_files(self, write: Callable[[], None], size: int) -> None:
        """Has files beside the events written, on the writing thread, where `write` must import nothing.

        `size` is about how many bytes `write` holds until then.
        """
        from summary.deferred import DeferredFiles

        if self._usable():
            self.event_file.add(DeferredFiles(write, size))

    @forgiving
    def add_event(self, event: Event | Any) -> None:
        """Adds an Event: a message of ours or TensorFlow's, or serialized."""
        data = _serialized("an Event", event)
        if self._usable():
            self.event_file.add(data)

    @forgiving
    def add_session_log(self, session_log: SessionLog | Any, global_step: Any = None) -> None:
        """Adds a SessionLog; one that says START purges points of earlier files at that step and later."""
        self._add("session_log", _serialized("a SessionLog", session_log), global_step)

    @forgiving
    def add_graph(self, graph: Any = None, global_step: Any = None, graph_def: Any = None) -> None:
        """Adds a graph: anything with ``as_graph_def``, a GraphDef (message or bytes), or a .pb, .pbtxt or .meta file.

        It may come as `graph` or as `graph_def`, but not as both.
        """
        from summary.graph_def import graph_def as serialized

        if (graph is None) == (graph_def is None):
            raise ValueError("expected either graph or graph_def, got both or none")
        self._add("graph_def", serialized(graph_def if graph is None else graph), global_step)

    @forgiving
    def add_meta_graph(self, meta_graph_def: Any, global_step: Any = None) -> None:
        """Adds a MetaGraphDef: a message of TensorFlow's, or serialized."""
        self._add("meta_graph_def", _serialized("a MetaGraphDef", meta_graph_def), global_step)

    @forgiving
    def add_run_metadata(self, run_metadata: RunMetadata | Any, tag: str, global_step: Any = None) -> None:
        """Adds the RunMetadata of one session run, under a tag that no other has."""
        from summary.proto.event import TaggedRunMetadata

        if tag in self._session_runs:
            raise ValueError(
                f"run metadata {tag!r}: expected a tag of its own for each session run, got one that was used before"
            )
        message = TaggedRunMetadata(tag=tag, run_metadata=_serialized("a RunMetadata", run_metadata))
        self._add("tagged_run_metadata", message.SerializeToString(), global_step)
        self._session_runs.add(tag)

    def flush(self) -> None:
        """Returns when all that was added is with the operating system: it then survives the end of this process."""
        if self._usable(stack=3):
            self.event_file.flush()
            self._tell_failure()

    def close(self) -> None:
        """Flushes and closes the file; a closed writer may be closed again, or reopened."""
        if not self.event_file.closed:
            self.event_file.close()
            self._tell_failure()

    def reopen(self) -> None:
        """Goes on in a new file of the same directory; does nothing to a writer that is open."""
        if self.event_file.closed:
            self._dropped_before += self.event_file.dropped
            self.event_file = self._opened()

    def _opened(self) -> EventFile:
        file = EventFile(self._logdir, *self._options)
        file.open()
        return file

    def _usable(self, stack: int = 4) -> bool:
        """Whether the file is open; warns the caller, who is `stack` calls away, if it is not."""
        if self.event_file.closed:
            warnings.warn(CLOSED, stacklevel=stack)
        return not self.event_file.closed

    def _tell_failure(self) -> None:
        if self.complaints.raising and self.event_file.failure is not None:
            raise self.event_file.failure

    def _add(self, field: str, message: bytes, global_step: Any) -> None:
        """Adds an event whose oneof has `message`, serialized, in `field`."""
        from summary.proto.event import Event

        event = Event(wall_time=time.time(), step=int64_step(global_step))
        content = getattr(event, field)
        if isinstance(content, bytes):
            setattr(event, field, message)
        else:
            content.SetInParent()
            content.MergeFromString(message)
        if self._usable():
            self.event_file.add(event.SerializeToString())

    @forgiving
    def _add_first_graph(self, graph: Any, graph_def: Any) -> None:
        """As TensorFlow does it: the graph, and once more as the graph of a MetaGraphDef."""
        from summary.graph_def import graph_def as serialized
        from summary.proto.graph import GraphDef, MetaGraphDef

        data = serialized(graph_def if graph is None else graph)
        self._add("graph_def", data, None)
        self._add("meta_graph_def", MetaGraphDef(graph_def=GraphDef.FromString(data)).SerializeToString(), None)
