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
    command = [sys.executable, "-I", "-S", str(Path(__file__).with_name(f"{module}.py"))]
    try:
        done = subprocess.run(
            command, input=json.dumps(given), capture_output=True, encoding="ascii", timeout=PATIENCE, check=True
        )
    except subprocess.SubprocessError as error:
        raise TooSlow(module) from error
    return json.loads(done.stdout)
