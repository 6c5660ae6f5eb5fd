"""How far each event file has been read, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from board.beside import Beside
from board.run import Source

# What a state's word means, in the order in which a list of all has them: what needs a look comes first.
STATES = {
    "unreadable": "it cannot be read now; that is tried again in every round",
    "damaged": "some of its records are damaged; all others have been read",
    "waiting": "it ends within a record, whose rest is waited for",
    "reading": "there is more in it, which is being read",
    "read": "all that is in it has been read",
    "beside": "it is no event file, and is read when a tab shows it",
}


class FileState(NamedTuple):
    """A file, relative to the logdir, as its last read left it.

    `read`: the byte up to which it has been read, of `size`; `changed`: when it had last been written, in Unix seconds,
    None before it is first read. `restarts`: how many sessions it says have begun in it. `trouble`: why it cannot be read
    now, or else what is wrong where it is first damaged.
    """

    file: str
    run: str
    state: str
    size: int
    read: int
    changed: float | None
    points: int
    restarts: int
    problems: int
    trouble: str


def state_of(source: Source) -> FileState:
    """To be asked for under the store's lock."""
    return FileState(
        file=source.file,
        run=source.run,
        state=_state(source),
        size=source.size,
        read=source.read,
        changed=None if source.changed_ns is None else source.changed_ns / 1e9,
        points=source.points,
        restarts=len(source.starts),
        problems=len(source.damages) + bool(source.error),
        trouble=_trouble(source),
    )


def beside_state(file: Beside) -> FileState:
    """Of a file beside event files."""
    return FileState(file.path, file.run, "beside", file.size, 0, file.changed_ns / 1e9, 0, 0, 0, "")


def counts(states: Iterable[FileState]) -> dict[str, int]:
    """How many files are in each state, those of none left out, in the order of STATES."""
    found = dict.fromkeys(STATES, 0)
    for one in states:
        found[one.state] += 1
    return {state: count for state, count in found.items() if count}


def _state(source: Source) -> str:
    if source.error:
        return "unreadable"
    if source.damages:
        return "damaged"
    if source.more:
        return "reading"
    return "read" if source.read >= source.size else "waiting"


def _trouble(source: Source) -> str:
    if source.error or not source.damages:
        return source.error
    return f"at byte {source.damages[0].start:,}: {source.damages[0].reason}"
