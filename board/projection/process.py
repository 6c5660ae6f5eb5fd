"""A worker process as the server sees it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from typing import IO, Any

from numpy.typing import NDArray

from board import ending
from board.memory import bound, memory
from board.projection import wire
from board.projection.cores import cores

# Python puts the working directory first where it looks for modules; a logdir must not name what is run.
SOURCE = r"import sys; sys.path[:] = sys.argv[1].split('\n'); from board.projection.worker import main; main()"
KILLED = "The projection's process was killed, as happens where memory runs out; isolate fewer points and try again."
FAILED = "The projection failed; the server's log tells why."
WIDE = 512  # columns
SMALLEST = 1 << 30  # bytes that a process may take, however little the server may
MOST_TOLD = 4000  # bytes of what it said last


class Worker:
    """A process that computes `method` of `arrays`, which it sees as mapped files and not as copies.

    It ends when its standard input is closed: with this process, however that ends. Any thread may kill it.
    """

    def __init__(self, method: str, parameters: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 open as long as the process is there
        with ExitStack() as files:
            lent = {name: files.enter_context(wire.lend(array)) for name, array in arrays.items()}
            columns = arrays["vectors"].shape[1]
            self._process = _start([file.fileno() for file in lent.values()], self._said, _environment(columns))
            bound(self._process.pid, max(memory.most, SMALLEST))
            places = {name: (file.fileno(), arrays[name].dtype.str, arrays[name].shape) for name, file in lent.items()}
        self._spare = ending.at_end(self._process.kill)
        assert self._process.stdin and self._process.stdout
        self._asked = {"method": method, "parameters": dict(parameters), "lent": places}
        self._input, self._output = self._process.stdin, self._process.stdout

    def messages(self) -> Iterator[wire.Message]:
        """What it tells, until it ends."""
        with suppress(BrokenPipeError):
            self._input.write(json.dumps(self._asked).encode() + b"\n")
            self._input.flush()
        while (message := wire.receive(self._output)) is not None:
            yield message

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> tuple[str, str]:
        """Waits for its end; a sentence on how it ended before it was done, and what it said last."""
        with suppress(BrokenPipeError):
            self._input.close()
        status = self._process.wait()
        self._spare()
        self._output.close()
        with self._said:
            self._said.seek(max(0, self._said.seek(0, os.SEEK_END) - MOST_TOLD))
            return _sentence(status), self._said.read().decode(errors="replace")


def _start(descriptors: list[int], said: IO[bytes], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SOURCE, "\n".join(sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        env=environment,
        pass_fds=descriptors,
        start_new_session=True,  # Ctrl-C is for the server
    )


def _sentence(status: int) -> str:
    if status == -signal.SIGKILL:
        return KILLED
    if status < 0:
        return f"The projection's process crashed ({signal.Signals(-status).name}); isolate fewer points or try again."
    return FAILED


def _environment(columns: int) -> dict[str, str]:
    """The server's, such that threads that wait leave the cores to others, for vectors of so many columns.

    The products of narrow blocks are so short that on a busy machine their threads would wait longer for each other.
    """
    threads = "1" if columns < WIDE else os.environ.get("OMP_NUM_THREADS") or str(cores())
    return {"OMP_WAIT_POLICY": "PASSIVE", **os.environ, "OPENBLAS_NUM_THREADS": threads}
