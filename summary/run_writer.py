"""What every method of a SummaryWriter needs: the run's directory, its file, and the writers of runs below it."""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING, Any

from summary.errors import Errors
from summary.file_writer import FileWriter, int64_step

if TYPE_CHECKING:
    from typing_extensions import Self

    from summary.deferred import Values


class RunWriter:
    """Writes to a new event file in `log_dir`, and goes on in another when it is used after `close`."""

    def __init__(
        self,
        log_dir: str | os.PathLike[str] | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
        *,
        errors: Errors = "warn",
    ) -> None:
        self.log_dir = os.fspath(log_dir) if log_dir else _default_logdir(comment)
        self.purge_step = purge_step
        self.max_queue = max_queue
        self.flush_secs = flush_secs
        self.filename_suffix = filename_suffix
        self.errors = errors
        self.file_writer = self._writer_in(self.log_dir)
        self.complaints = self.file_writer.complaints
        self._file = self.file_writer.event_file
        self._below: dict[str, FileWriter] = {}
        if purge_step is not None:
            self._purge(purge_step)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def dropped(self) -> int:
        """How many calls and events came to nothing so far."""
        return sum(writer.dropped for writer in self._writers())

    def get_logdir(self) -> str:
        return self.log_dir

    def flush(self) -> None:
        """Returns when all that was added is with the operating system: it then survives the end of this process."""
        for writer in self._writers():
            if not writer.event_file.closed:
                writer.flush()

    def close(self) -> None:
        """Flushes and closes the file, and those of runs below."""
        for writer in self._writers():
            writer.close()

    def _writers(self) -> list[FileWriter]:
        return [self.file_writer, *self._below.values()]

    def _writer_in(self, logdir: str) -> FileWriter:
        return FileWriter(
            logdir,
            max_queue=self.max_queue,
            flush_secs=self.flush_secs,
            filename_suffix=self.filename_suffix,
            errors=self.errors,
        )

    def _writer_below(self, name: str) -> FileWriter:
        """The writer of the run `name` in this one's directory."""
        writer = self._below.get(name)
        if writer is None:
            writer = self._below[name] = self._writer_in(os.path.join(self.log_dir, name))
        writer.reopen()
        return writer

    def _get_file_writer(self) -> FileWriter:
        """Of this name in PyTorch, where others' code asks for it."""
        if self._file.closed:
            self.file_writer.reopen()
            self._file = self.file_writer.event_file
        return self.file_writer

    def _add(self, values: Values, size: int, step: Any, walltime: float | None) -> None:
        """Adds what `values` will return on the writing thread; it holds about `size` bytes until then."""
        self._get_file_writer().add_values(values, size, step, walltime)

    def _purge(self, step: int) -> None:
        from summary.proto.event import Event, SessionLog

        start = SessionLog(status=SessionLog.START)
        self.file_writer.add_event(Event(wall_time=time.time(), step=int64_step(step), session_log=start))


def _default_logdir(comment: str) -> str:
    return os.path.join("runs", f"{time.strftime('%b%d_%H-%M-%S')}_{socket.gethostname()}{comment}")
