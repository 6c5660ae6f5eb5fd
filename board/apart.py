"""Work that may take for ever, done in a process of its own, which is ended when it does.

Nobody else's Python runs while a regular expression is tried or texts are compared, so it cannot be bounded within this one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PATIENCE = 5.0  # seconds


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
    request = json.dumps(given).encode()
    return subprocess.run(command, input=request, capture_output=True, timeout=PATIENCE, check=True).stdout
