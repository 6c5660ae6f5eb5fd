"""Rounds in which ours and the peers take turns, so that whatever else the machine does hits all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def in_turn(rounds: int, *sides: Callable[[], T] | None) -> list[list[T]]:
    """Calls the sides A B A B …, after one round for warming up that does not count; a side's results each.

    A side that is None (a peer that is not installed) has no results.
    """
    results: list[list[T]] = [[] for _ in sides]
    for number in range(rounds + 1):
        for side, found in zip(sides, results, strict=True):
            if side is not None:
                result = side()
                if number:
                    found.append(result)
    return results


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes, without a collection of earlier garbage in the midst of it."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
