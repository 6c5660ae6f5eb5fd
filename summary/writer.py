"""Writers for a log directory, with the interfaces of TensorFlow 1 and of PyTorch."""

from __future__ import annotations

import os
import socket
import time
import warnings
from typing import TYPE_CHECKING, Any

from summary.event_file import COLLECT, EventFile
from summary.values import scalars

if TYPE_CHECKING:
    from typing_extensions import Self

    from summary.proto.event import Event

CLOSED = (
    "Attempting to use a closed FileWriter. The operation will be a noop unless the FileWriter is explicitly reopened."
)
INT64 = 2**63


def _step(step: Any) -> int:
    """A step as an int64: none is 0, and an array or tensor of one element will do."""
    number = 0 if step is None else int(step.item() if hasattr(step, "item") else step)
    if not -INT64 <= number < INT64:
        raise ValueError(f"step: expected an int64, got {number}")
    return number


def _serialized(message: Any) -> bytes:
    """A message of ours, of TensorFlow's or TensorBoard's, or one that is bytes already."""
    data = message if isinstance(message, bytes) else message.SerializeToString()
    return bytes(data)


class FileWriter:
    """Writes events to a new file in `logdir`, as ``tf.summary.FileWriter`` of TensorFlow 1 does.

    Only `flush` and `close` wait for the disk. Others can read what was added within half a second, or `flush_secs` if
    that is less; `max_queue` is taken for compatibility, and never makes a caller wait. `graph` is anything with
    ``as_graph_def``, `graph_def` a message or bytes; `session` is ignored.
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
    ) -> None:
        self._logdir = os.fspath(logdir)
        self._options = (filename_suffix or "", min(COLLECT, flush_secs))
        self.event_file = self._opened()
        if graph is not None:
            graph_def = graph.as_graph_def(add_shapes=True)
        if graph_def is not None:
            from summary.proto.event import Event

            self.add_event(Event(wall_time=time.time(), graph_def=_serialized(graph_def)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "event_file"):
            self.event_file.release()

    def get_logdir(self) -> str:
        return self._logdir

    def add_summary(self, summary: Any, global_step: Any = None, walltime: float | None = None) -> None:
        """Adds a Summary: a message of ours or TensorFlow's, or serialized.

        A tag's metadata goes into the file with its first value only.
        """
        from summary.proto.event import Event

        event = Event(wall_time=time.time() if walltime is None else walltime, step=_step(global_step))
        event.summary.MergeFromString(_serialized(summary))
        described = self.event_file.described
        for value in event.summary.value:
            if value.tag in described:
                value.ClearField("metadata")
            elif value.HasField("metadata"):
                described.add(value.tag)
        self.add_event(event)

    def add_event(self, event: Event | Any) -> None:
        """Adds an Event: a message of ours or TensorFlow's, or serialized."""
        if self.event_file.closed:
            warnings.warn(CLOSED, stacklevel=2)
        else:
            self.event_file.add(_serialized(event))

    def flush(self) -> None:
        """Returns when all that was added is with the operating system: it then survives the end of this process."""
        if self.event_file.closed:
            warnings.warn(CLOSED, stacklevel=2)
        else:
            self.event_file.flush()

    def close(self) -> None:
        """Flushes and closes the file; a closed writer may be closed again, or reopened."""
        self.event_file.close()

    def reopen(self) -> None:
        """Goes on in a new file of the same directory; does nothing to a writer that is open."""
        if self.event_file.closed:
            self.event_file = self._opened()

    def _opened(self) -> EventFile:
        file = EventFile(self._logdir, *self._options)
        file.open()
        return file


class SummaryWriter:
    """Writes values to a new event file in `log_dir`, as ``torch.utils.tensorboard.SummaryWriter`` does.

    Without `log_dir` that is ``runs/<date>_<host><comment>``. With `purge_step`, points of earlier files in the
    directory at that step and later no longer stand. `max_queue` and `flush_secs` are as `FileWriter` takes them. A
    closed writer goes on in a new file when it is used again.
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
    ) -> None:
        self.log_dir = os.fspath(log_dir) if log_dir else _default_logdir(comment)
        self.purge_step = purge_step
        self.max_queue = max_queue
        self.flush_secs = flush_secs
        self.filename_suffix = filename_suffix
        self.file_writer = FileWriter(
            self.log_dir, max_queue=max_queue, flush_secs=flush_secs, filename_suffix=filename_suffix
        )
        self._file = self.file_writer.event_file
        if purge_step is not None:
            self._purge(purge_step)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get_logdir(self) -> str:
        return self.log_dir

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: Any = None,
        walltime: float | None = None,
        new_style: bool = False,
        double_precision: bool = False,
    ) -> None:
        """Adds one number: of Python, NumPy, or an array or tensor of one element.

        It is stored as float32; with `new_style` as a tensor, which `double_precision` makes a float64. `walltime` is
        in seconds since 1970, now by default. A value that is no number is an error that names the tag.
        """
        if new_style:
            value = scalars.tensor_value(tag, scalar_value, double_precision)
            self._add_value(value, global_step, walltime)
            return
        if type(scalar_value) is not float:
            scalar_value = scalars.number(tag, scalar_value)
        if type(global_step) is not int or not -INT64 <= global_step < INT64:
            global_step = _step(global_step)
        if not isinstance(tag, str):
            raise TypeError(f"tag: expected a str, got {tag!r}")
        if self._file.closed:
            self._reopen()
        self._file.add_scalar(tag, scalar_value, global_step, time.time() if walltime is None else walltime)

    def flush(self) -> None:
        """Returns when all that was added is with the operating system: it then survives the end of this process."""
        if not self._file.closed:
            self._file.flush()

    def close(self) -> None:
        """Flushes and closes the file."""
        self.file_writer.close()

    def _add_value(self, value: Any, step: Any, walltime: float | None) -> None:
        from summary.proto.summary import Summary

        if self._file.closed:
            self._reopen()
        self.file_writer.add_summary(Summary(value=[value]), step, walltime)

    def _reopen(self) -> None:
        self.file_writer.reopen()
        self._file = self.file_writer.event_file

    def _purge(self, step: int) -> None:
        from summary.proto.event import Event, SessionLog

        start = SessionLog(status=SessionLog.START)
        self.file_writer.add_event(Event(wall_time=time.time(), step=_step(step), session_log=start))


def _default_logdir(comment: str) -> str:
    return os.path.join("runs", f"{time.strftime('%b%d_%H-%M-%S')}_{socket.gethostname()}{comment}")
