"""Measurements in fresh processes: what a person's own process would see, untouched by earlier rounds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
STATUS = Path("/proc/self/status")


def environment() -> Mapping[str, str]:
    """This process's, with the packages of this source tree first."""
    inherited = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *([inherited] if inherited else [])])}


def python(source: str, *arguments: object) -> Any:
    """Runs `source` in a fresh interpreter; what it has printed last, as JSON. A failure shows what it said."""
    command = [sys.executable, "-c", source, *map(str, arguments)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} has failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def resident(process: int, what: str = "VmRSS") -> int:
    """Bytes of memory that a process has; with VmHWM the most that it ever had."""
    lines = STATUS.parents[1].joinpath(str(process), "status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{what}:")).split()[1]) * 1024
