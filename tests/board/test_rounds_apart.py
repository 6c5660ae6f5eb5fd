"""How long the loader rests between two looks for news."""

from __future__ import annotations

import pytest

from board.loader import pause


@pytest.mark.parametrize(
    ("interval", "took", "looked", "seconds"),
    [
        (1.0, 0.2, 0.01, 0.8),  # begun an interval apart
        (1.0, 60.0, 0.05, 1.0),  # much was read: what came meanwhile is not kept waiting for minutes
        (5.0, 7.0, 0.05, 5.0),  # a slow disk is left in peace
        (1.0, 2.0, 2.0, 18.0),  # so many files that looking for news alone would keep a processor busy
        (1.0, 0.3, 0.3, 2.7),
    ],
)
def test_looks_are_an_interval_apart_unless_they_cost_too_much(
    interval: float, took: float, looked: float, seconds: float
) -> None:
    assert pause(interval, took, looked) == pytest.approx(seconds)
