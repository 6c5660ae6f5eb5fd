"""Work that may take for ever, done in a process of its own, which is ended when it does.

Nobody else's Python runs while a regular expression is tried or texts are compared, so it cannot be bounded within this one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from board import ending, memory

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

PATIENCE = 5.0  # seconds
LONGEST = 10  # seconds of a processor
LARGEST = 1 << 30  # bytes of memory that it may take


class TooSlow(Exception):
    """Work that takes too long."""


def run(module: str, given: Any) -> Any:
    """What a module of this package that imports nothing but Python's own makes of `given`, both as JSON. May raise TooSlow.

    The module is run as a script: it reads its standard input and writes to its standard output.
    """
    try:
        return json.loads(_output(module, given))
    except subprocess.SubprocessError as error:
        raise TooSlow(module) from error


def run_each(module: str, given: Any) -> list[Any]:
    """As `run`, for a module that answers line by line: the answers that came in time."""
    try:
        output = _output(module, given)
    except subprocess.TimeoutExpired as error:
        output = error.stdout or b""
    except subprocess.SubprocessError:
        output = b""
    return [json.loads(line) for line in output.splitlines(keepends=True) if line.endswith(b"\n")]


def _output(module: str, given: Any) -> bytes:
    command = [sys.executable, "-I", "-S", str(Path(__file__).with_name(f"{module}.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        spare = ending.at_end(process.kill)
        _bound(process.pid)
        memory.bound(process.pid, LARGEST)
        try:
            output, _ = process.communicate(json.dumps(given).encode(), PATIENCE)
        except subprocess.TimeoutExpired as late:
            process.kill()
            raise subprocess.TimeoutExpired(command, PATIENCE, late.stdout) from late
        finally:
            spare()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return output


def _bound(process: int) -> None:
    """Has the system end a process that outlives this one, where it can."""
    if hasattr(resource, "prlimit"):
        with suppress(OSError):
            resource.prlimit(process, resource.RLIMIT_CPU, (LONGEST, LONGEST))
