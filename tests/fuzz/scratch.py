"""Where inputs stand as files while they are parsed: in memory, where the machine has such a place."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "golden"
MEMORY = Path("/dev/shm")


@cache
def directory() -> Path:
    """This process' own, gone when it ends."""
    made = Path(tempfile.mkdtemp(prefix="board-fuzz-", dir=MEMORY if MEMORY.is_dir() else None))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def written(data: bytes, name: str = "input") -> Path:
    """A file of that name with these bytes; always another one, so that nothing that is kept of the last is taken for it."""
    path = directory() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    return path


def golden(*names: str, most: int = 1 << 16) -> list[bytes]:
    """The first bytes of golden files."""
    return [(GOLDEN / name).read_bytes()[:most] for name in names]
