"""Found inputs made as small as they can be while they still fail the same way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.fuzz.target import Target

TRIES = 400

Failure = tuple[str, str] | None
Give = Callable[[Target, bytes], tuple[float, int, Failure]]


def shrunk(give: Give, target: Target, path: Path) -> Failure:
    """Cuts stretches out of a file of input, as long as what happens and where stays the same. How it fails."""
    data = path.read_bytes()
    failure = give(target, data)[2]
    if failure is None or failure[0].startswith("took"):
        return failure
    same, tries, size = _kind(failure), 0, len(data) // 2
    while size and tries < TRIES:
        at = 0
        while at < len(data) and tries < TRIES:
            less = data[:at] + data[at + size :]
            found = give(target, less)[2]
            tries += 1
            if found is not None and _kind(found) == same:
                data = less
            else:
                at += size
        size //= 2
    path.write_bytes(data)
    return failure


def _kind(failure: tuple[str, str]) -> tuple[str, str]:
    return failure[0].partition(":")[0], failure[1].rpartition(" > ")[2]
