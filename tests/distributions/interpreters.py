"""The Pythons of this machine that the package says it works with."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

OLDEST = (3, 10)
MINORS = range(OLDEST[1], OLDEST[1] + 10)
ASK = "import sys; print(sys.implementation.name, *sys.version_info[:3])"


class Interpreter(NamedTuple):
    """A Python, and its version: major, minor, micro."""

    path: str
    version: tuple[int, int, int]

    @property
    def name(self) -> str:
        return ".".join(map(str, self.version))


def found() -> list[Interpreter]:
    """One of each minor version, the newest of it, from the search path and from pyenv."""
    newest: dict[tuple[int, int], Interpreter] = {}
    for path in _candidates():
        one = asked(path)
        if (
            one
            and one.version >= OLDEST
            and one.version > newest.get(one.version[:2], one._replace(version=(0, 0, 0))).version
        ):
            newest[one.version[:2]] = one
    return [newest[minor] for minor in sorted(newest)]


def asked(path: str) -> Interpreter | None:
    """What a program says that it is; None where it is no CPython, or does not run (one of pyenv's names for it may not)."""
    answer = subprocess.run([path, "-c", ASK], capture_output=True, text=True, check=False).stdout.split()
    if answer[:1] != ["cpython"]:
        return None
    major, minor, micro = map(int, answer[1:])
    return Interpreter(path, (major, minor, micro))


def _candidates() -> Iterator[str]:
    for minor in MINORS:
        if path := shutil.which(f"python3.{minor}"):
            yield path
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from map(str, sorted(root.glob("versions/*/bin/python3")))
