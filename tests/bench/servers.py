"""The commands `board` and `tensorboard` as a person starts them, and how to ask them."""

from __future__ import annotations

import http.client
import importlib.util
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import children

# What the installed commands run.
BOARD = "from board.cli import main; main()"
TENSORBOARD = "from tensorboard.main import run_main; run_main()"
PATIENCE = 300.0
BETWEEN_TRIES = 0.002


def has_tensorboard() -> bool:
    return importlib.util.find_spec("tensorboard") is not None


@dataclass(frozen=True)
class Server:
    """A running server. `started` is the time.perf_counter() just before its process was made."""

    process: int
    port: int
    started: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def get(self, path: str) -> Any:
        """The JSON at `path`; None while nobody listens or the answer is not 200."""
        connection = self.connect()
        try:
            connection.request("GET", f"/{path}")
            reply = connection.getresponse()
            body = reply.read()
            return json.loads(body) if reply.status == http.client.OK else None
        except ConnectionError:
            return None
        finally:
            connection.close()

    def wait(self, path: str, fits: Callable[[Any], object] = bool) -> float:
        """Asks for `path` until the answer `fits`; seconds since the process was started."""
        while time.perf_counter() - self.started < PATIENCE:
            answer = self.get(path)
            if answer is not None and fits(answer):
                return time.perf_counter() - self.started
            time.sleep(BETWEEN_TRIES)
        raise TimeoutError(f"{self.url}{path} has not answered as expected in {PATIENCE:g} s")


@contextmanager
def board(logdir: Path, *options: str) -> Iterator[Server]:
    """`board --logdir`, until the block ends."""
    with _serving(BOARD, logdir, options) as server:
        yield server


@contextmanager
def tensorboard(logdir: Path, *options: str) -> Iterator[Server]:
    """`tensorboard --logdir`, which reads by RustBoard where that is installed."""
    with _serving(TENSORBOARD, logdir, options) as server:
        yield server


@contextmanager
def tensorboard_if_any(logdir: Path) -> Iterator[Server | None]:
    """`tensorboard --logdir`, or None where it is not installed."""
    if not has_tensorboard():
        yield None
        return
    with tensorboard(logdir) as server:
        yield server


def board_loaded(listing: Any) -> bool:
    """Whether a listing of ours says that all has been read."""
    return bool(listing["progress"]["done"])


@contextmanager
def _serving(source: str, logdir: Path, options: Sequence[str]) -> Iterator[Server]:
    port = _free_port()
    command = [sys.executable, "-c", source, "--logdir", str(logdir), "--port", str(port), *options]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=children.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Server(process.pid, port, started)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
