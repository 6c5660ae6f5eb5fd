"""Every parser takes what is real, and for a bounded time damaged copies of it; `make fuzz` does so for longer.

Whatever an input of these tests does, it does to a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from board.app import create_app
from board.store import Store
from tests.fuzz.machine import Machine, Task
from tests.fuzz.reporting import FOUND, worst
from tests.fuzz.target import Target
from tests.fuzz.targets import all_targets, requests

NAMES = [target.name for target in all_targets()]
SHARES = sum(target.share for target in all_targets())
INPUTS = 12_000  # of all targets together
FEWEST = 60
# Routes that are not among those whose fields are damaged: files of pages, and what moves or computes something.
NOT_ASKED = {
    *("/", "/<path:name>", "/perfetto/<path:name>", "/api/open", "/api/trash", "/api/layout/read"),
    *("/api/projector/jobs/<key>", "/api/projector/jobs/<key>/cancel"),
    # Forms, of which the fields are those of others.
    *("/api/margins", "/data/plugin/scalars/scalars_multirun"),
}


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with Machine() as made:
        yield made


@pytest.mark.parametrize("target", all_targets(), ids=NAMES)
def test_damaged_copies(target: Target, machine: Machine) -> None:
    count = max(FEWEST, INPUTS * target.share // SHARES)
    failures = [failure for _, told in machine.work([Task(target.name, 0, count)]) for failure in told.failures]
    assert not failures, worst(target, failures)


@pytest.mark.parametrize("path", sorted(FOUND.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once(path: Path, machine: Machine) -> None:
    (answer,) = machine.work([Task(path.parent.name.replace("-", " "), 0, 1, str(path))])
    assert answer[1] is None


def test_names_are_different() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_every_route_is_asked(tmp_path: Path) -> None:
    known = {rule.rule for rule in create_app(tmp_path, Store()).url_map.iter_rules()}
    assert known - NOT_ASKED == requests.paths()
