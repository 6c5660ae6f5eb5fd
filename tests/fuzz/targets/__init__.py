"""The parsers that are fuzzed, by what they read."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from importlib import import_module
from typing import Any

from board import apart
from board.cache import Cache
from board.memory import memory
from tests.fuzz.target import Target
from tests.fuzz.targets import wanting

MEMORY = 512 << 20  # bytes that a server of these inputs may take
PATIENCE = 0.2  # seconds for what is tried in a process of its own
HOMES = (
    *(
        "events",
        "values",
        "pictures",
        "sounds",
        "texts",
        "checkpoints",
        "vectors",
        "graphs",
        "timelines",
        "settings",
        "requests",
        "served",
    ),
    *(),
)


def all_targets() -> list[Target]:
    """Every target, in the order of the table."""
    found: list[Target] = []
    for home in HOMES:
        found += import_module(f"tests.fuzz.targets.{home}").TARGETS
    return found


def by_name(name: str) -> Target:
    """That target, or the one that is there to be found wanting."""
    return next(target for target in (*all_targets(), wanting.TARGET) if target.name == name)


def prepare() -> None:
    """Has nothing kept between inputs: each is parsed, and the memory that one takes is its own."""
    Cache.get = _made  # type: ignore[method-assign, assignment]
    memory.most = MEMORY
    apart.PATIENCE = PATIENCE


def _made(_: object, __: Hashable, make: Callable[[], Any]) -> Any:
    """What a cache gives that keeps nothing."""
    return make()
