"""RustBoard: the data server that comes with TensorBoard, and its Python loader, which does the same work elsewhere."""

from __future__ import annotations

import importlib
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench import children

FINISHED = re.compile(r"Finished load cycle \(([\d.]+)(ns|µs|ms|s)\)")
UNITS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1.0}
NAME = "RustBoard"
# What it takes to do what we do: check every record, keep every point.
THOROUGH = ("--checksum", "--samples-per-plugin=scalars=all")

PYTHON_LOADER = """
import json, sys, time
from tensorboard.backend.event_processing import plugin_event_multiplexer
loader = plugin_event_multiplexer.EventMultiplexer()
begin = time.perf_counter()
loader.AddRunsFromDirectory(sys.argv[1])
loader.Reload()
seconds = time.perf_counter() - begin
status = open("/proc/self/status").read().split("VmRSS:")[1]
print(json.dumps([seconds, int(status.split()[0]) * 1024]))
"""


class Loaded(NamedTuple):
    """How many seconds a load took: by itself, and from the start of the process."""

    load: float
    process: float


def binary() -> str | None:
    """The data server's path, or None if it is not installed."""
    try:
        return str(importlib.import_module("tensorboard_data_server").server_binary())
    except (ImportError, AttributeError):
        return None


def load(logdir: Path, *options: str) -> Loaded:
    """Loads `logdir` once. Without options it checks no record's data and keeps 1,000 points a tag.

    `load` is its own figure, of its "load cycle".
    """
    with _loaded(logdir, *options) as (loaded, _):
        return loaded


def memory(logdir: Path, *options: str) -> tuple[int, int]:
    """Bytes that it has when it has loaded `logdir`, and the most that it ever had."""
    with _loaded(logdir, *options) as (_, process):
        return children.resident(process), children.resident(process, "VmHWM")


@contextmanager
def _loaded(logdir: Path, *options: str) -> Iterator[tuple[Loaded, int]]:
    """A data server that has loaded `logdir`, and its process's number."""
    with tempfile.TemporaryDirectory() as directory:
        command = [str(binary()), f"--logdir={logdir}", "--reload=once", "--verbose", "--port=0", *options]
        command += [f"--port-file={directory}/port", "--die-after-stdin"]
        begin = time.perf_counter()
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr
            found = next(filter(None, map(FINISHED.search, process.stderr)), None)
            took = time.perf_counter() - begin
            if found is None:
                raise RuntimeError(f"{' '.join(command)} has ended without having loaded anything")
            try:
                yield Loaded(float(found[1]) * UNITS[found[2]], took), process.pid
            finally:
                process.kill()


def load_in_python(logdir: Path) -> tuple[float, int]:
    """TensorBoard's Python loader on `logdir`: seconds, and the bytes of its process then."""
    seconds, memory = children.python(PYTHON_LOADER, logdir)
    return seconds, memory
