"""The machine that feeds parsers notices all that they must not do, and goes on behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.machine import Machine, Task
from tests.fuzz.target import Target, made
from tests.fuzz.targets import all_targets
from tests.fuzz.targets.wanting import DEADLY, ENDLESS, LAST, MUCH, TARGET, WORDLESS, WRONG


def test_every_misdeed_is_noticed() -> None:
    with Machine() as machine:
        told = [told for _, told in machine.work([Task("wanting", 0, LAST + 1)])]
    assert sum(one.count for one in told) == LAST + 1
    found = {number: what for one in told for number, what, _ in one.failures}
    assert found.keys() == {WORDLESS, WRONG, MUCH, ENDLESS, DEADLY}
    assert found[WORDLESS] == "Refused without a word"
    assert found[WRONG].startswith("KeyError") and found[MUCH].startswith("MemoryError")
    assert found[ENDLESS].startswith("took more than") and found[DEADLY].endswith("ended with status -6")


def test_a_found_input_is_made_small(tmp_path: Path) -> None:
    path = tmp_path / "found"
    path.write_bytes(bytes([WRONG]) * 1000)
    with Machine() as machine:
        ((_, failure),) = machine.work([Task("wanting", 0, 1, str(path))])
    assert failure[0].startswith("KeyError") and path.read_bytes() == bytes([WRONG])


def test_inputs_are_the_same_each_time() -> None:
    seeds = list(TARGET.seeds())
    assert [made(TARGET, seeds, number) for number in range(50)] == [
        made(TARGET, seeds, number) for number in range(50)
    ]
    assert len({made(TARGET, seeds, number) for number in range(50)}) > 30


@pytest.mark.parametrize("target", all_targets(), ids=lambda target: target.name)
def test_damage_differs(target: Target) -> None:
    seeds = list(target.seeds())
    assert len({made(target, seeds, len(seeds) + number) for number in range(20)}) > 12
