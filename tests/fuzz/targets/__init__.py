"""The parsers that are fuzzed, by what they read."""

from __future__ import annotations

from importlib import import_module

from tests.fuzz.target import Target

HOMES = (
    *("events", "values", "pictures", "sounds", "texts", "checkpoints", "vectors", "graphs", "timelines"),
    *(),
)


def all_targets() -> list[Target]:
    """Every target, in the order of the table."""
    found: list[Target] = []
    for home in HOMES:
        found += import_module(f"tests.fuzz.targets.{home}").TARGETS
    return found


def by_name(name: str) -> Target:
    """That target."""
    return next(target for target in all_targets() if target.name == name)


def prepare() -> None:
    """Has nothing kept between inputs: each is parsed, and the memory that one takes is its own."""
    from collections.abc import Callable, Hashable
    from typing import TypeVar

    from board import apart
    from board.cache import Cache

    V = TypeVar("V")

    def get(_: Cache[V], __: Hashable, make: Callable[[], V]) -> V:
        return make()

    Cache.get = get  # type: ignore[assignment, method-assign]
    apart.PATIENCE = 0.2
