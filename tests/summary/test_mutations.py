"""Ten thousand damaged copies of real writers' files: none may stop the reader, or cost a record that still stands."""

from __future__ import annotations

import os
import random
import struct
from itertools import accumulate, pairwise
from pathlib import Path

import pytest

from summary.scan import File, Scanner
from tests.summary.strategies import Mutation

GOLDEN = Path(__file__).parents[1] / "golden"
COPIES = 10_000
FILES = sorted(path for path in GOLDEN.glob("t*/**/*tfevents*") if path.is_file())


def records_of(data: bytes) -> list[tuple[int, int]]:
    """Where the records of an undamaged file start and stop."""
    starts = [0]
    while starts[-1] < len(data):
        starts.append(starts[-1] + 16 + struct.unpack_from("<Q", data, starts[-1])[0])
    return list(pairwise(starts))


def mutation(random: random.Random, data: bytes) -> Mutation:
    """A flipped bit, zeros, noise, a hole, a stretch twice, or a missing end."""
    where = random.randrange(len(data))
    length = min(random.choice([1, 4, 40, 4096]), len(data) - where)
    kind = random.randrange(6)
    if kind == 0:
        return Mutation(where, 1, bytes([data[where] ^ 1 << random.randrange(8)]))
    if kind == 1:
        return Mutation(where, length, bytes(length))
    if kind == 2:
        return Mutation(where, length, random.randbytes(random.choice([0, length, 2 * length])))
    if kind == 3:
        return Mutation(where, length, b"")
    if kind == 4:
        return Mutation(where, 0, data[where : where + length])
    return Mutation(where, len(data) - where, b"")


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(GOLDEN)) for path in FILES])
def test_mutated_copies(path: Path, tmp_path: Path) -> None:
    original = path.read_bytes()
    records = records_of(original)
    assert list(accumulate(stop - start for start, stop in records))[-1] == len(original)
    chance = random.Random(path.name)
    copy = tmp_path / "copy.tfevents"
    scanner = Scanner()
    for _ in range(COPIES // len(FILES) + 1):
        change = mutation(chance, original)
        data = change.apply(original)
        copy.write_bytes(data)
        found = scanner.scan([File(os.fsencode(copy))])
        survivors = change.survivors(records)
        if survivors:
            assert found.endings[0].after >= survivors[-1][1]
        for damage in found.damages:
            stop = len(data) if damage.stop is None else damage.stop
            assert not any(start < stop and damage.start < end for start, end in survivors), change
