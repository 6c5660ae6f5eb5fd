"""What is kept of found inputs, and the table of a run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.target import Target, made
from tests.fuzz.worker import Told

FOUND = Path(__file__).parent / "found"

Failure = tuple[int, str, str]


def directory(target: Target) -> Path:
    """Where what was found of a target is kept."""
    return FOUND / target.name.replace(" ", "-")


def kept(target: Target, number: int) -> Path:
    """The file with input number `number` of a target, for the tests to try from now on."""
    data = made(target, list(target.seeds()), number)
    path = directory(target) / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def kinds(failures: Sequence[Failure]) -> list[list[Failure]]:
    """The failures by what happened and where, the most frequent first."""
    found: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures:
        _, what, where = failure
        found.setdefault((what.partition(":")[0], where.rpartition(" > ")[2]), []).append(failure)
    return sorted(found.values(), key=len, reverse=True)


def worst(target: Target, failures: Sequence[Failure]) -> str:
    """A failure of each kind in a line, for a person who wants to see it again."""
    return "\n".join(
        f"{len(alike):,} like input {alike[0][0]} of {target.name!r}: {alike[0][1]} ({alike[0][2]})"
        for alike in kinds(failures)
    )


def summed(told: Sequence[Told]) -> Told:
    """What came of several batches of one target."""
    slowest = max(told, key=lambda one: one.slowest)
    return Told(
        sum(one.count for one in told),
        sum(one.seconds for one in told),
        slowest.slowest,
        slowest.slowest_number,
        max(one.memory for one in told),
        [failure for one in told for failure in one.failures],
    )


def row(name: str, told: Told) -> str:
    rate = told.count / told.seconds if told.seconds else 0
    return (
        f"{name:26} {told.count:>9,} {rate:>8,.0f} {1000 * told.slowest:>8.0f} ms {told.memory >> 20:>6} MB"
        f" {len(told.failures):>8,}"
    )


def header() -> str:
    return f"{'parser':26} {'inputs':>9} {'inputs/s':>8} {'slowest':>11} {'memory':>9} {'failures':>8}"
