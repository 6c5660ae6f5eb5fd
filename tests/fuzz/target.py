"""What is fuzzed: a parser, the real files that its inputs are made of, and how it may say no."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from tests.fuzz import changes
from tests.fuzz.changes import Change

ROUNDS = (1, 1, 1, 2, 2, 3, 4, 8)  # changes made to one input, each as likely


@dataclass(frozen=True)
class Target:
    """A parser and its inputs.

    Attributes:
        name: as the table has it, and the directory of what was found.
        seeds: makes the real files, or pieces of such, that inputs are made of; each must be taken.
        run: gives one input to the parser, and to what is done with what it makes of it. It raises what they raise.
        refused: the exceptions that say no in a sentence; any other is a failure.
        changes: ways to change the structure of an input; those of plain bytes are tried besides.
        share: how many of a run's inputs it gets, in proportion to the other targets.
    """

    name: str
    seeds: Callable[[], Sequence[bytes]]
    run: Callable[[bytes], object]
    refused: tuple[type[Exception], ...] = ()
    changes: tuple[Change, ...] = ()
    share: int = 10


class Wordless(Exception):
    """Something was refused without a word."""


@contextmanager
def refusable(*kinds: type[Exception]) -> Iterator[None]:
    """Goes on where what is within says no by one of these exceptions, in words."""
    try:
        yield
    except kinds as error:
        if not str(error).strip():
            raise Wordless(type(error).__name__) from error


def made(target: Target, seeds: Sequence[bytes], number: int) -> bytes:
    """Input number `number` of a target: the same in every process. The first are the seeds as they are."""
    if number < len(seeds):
        return seeds[number]
    random = Random(f"{target.name} {number}")
    data = random.choice(seeds)
    for _ in range(random.choice(ROUNDS)):
        if random.random() < 0.05:
            data = changes.crossed(random, data, random.choice(seeds))
        else:
            # Structure first: what is changed byte by byte is mostly refused before it is looked into.
            ways = target.changes if target.changes and random.random() < 0.7 else changes.PLAIN
            data = random.choice(ways)(random, data)
    return data[: changes.LONGEST]
