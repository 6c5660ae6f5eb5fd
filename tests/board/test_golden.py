"""Logs of real writers and hard cases, each with what a reader must make of it (tests/golden/README.md)."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import board

GOLDEN = Path(__file__).parents[1] / "golden"
HARD = json.loads((GOLDEN / "hard" / "expected.json").read_text())
WRITERS = ("tf1", "tf2", "torch", "tensorboardX")
NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def number(value: Any) -> float:
    return NON_FINITE.get(value, value)


def same(got: list[Any], expected: list[Any]) -> bool:
    """Whether rows of numbers are equal, NaN being equal to itself."""
    return len(got) == len(expected) and all(
        a == b or (a != a and b != b)
        for row, want in zip(got, expected, strict=True)
        for a, b in zip(row, map(number, want), strict=True)
    )


@pytest.mark.parametrize("case", HARD)
def test_hard(case: str) -> None:
    logs = board.load(GOLDEN / "hard" / case)
    expected = HARD[case]
    assert set(logs.runs) == set(expected["runs"])
    assert len(logs.problems) == expected["problems"]
    for run, tags in expected["runs"].items():
        assert set(logs.tags(run)) == set(tags)
        for tag, want in tags.items():
            points = logs.scalars(run, tag)
            everything = logs.scalars(run, tag, superseded=True)
            got = [list(row) for row in zip(points.step.tolist(), points.value.tolist(), strict=True)]
            assert same(got, want["points"])
            assert len(everything.step) - len(points.step) == want["superseded"]


@pytest.mark.parametrize("writer", WRITERS)
def test_scalars_of_real_writers(writer: str) -> None:
    logs = board.load(GOLDEN / writer)
    expected = json.loads((GOLDEN / writer / "expected.json").read_text())
    compared = 0
    assert not logs.problems
    assert set(expected) <= set(logs.runs)
    for run, content in expected.items():
        for tag, want in content["tags"].items():
            assert logs.tags(run)[tag] == (want["plugin"] or "tensor")
            if "points" in want:
                got = [list(row) for row in zip(*(column.tolist() for column in logs.scalars(run, tag)), strict=True)]
                assert same(got, want["points"])
                compared += 1
    assert compared


@pytest.mark.parametrize("writer", WRITERS)
def test_descriptions_of_real_writers(writer: str) -> None:
    logs = board.load(GOLDEN / writer)
    for run, content in json.loads((GOLDEN / writer / "expected.json").read_text()).items():
        for tag, want in content["tags"].items():
            if want["plugin"] == "scalars":
                series = logs._store.series(run, tag)
                assert (series.display_name, series.description) == (want["display_name"], want["description"])
