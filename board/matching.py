"""Which names a regular expression matches, and where it is found in texts, when neither is to be trusted.

Python's `re` may take longer than the universe lasts, so an expression that may is tried in a process of its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import zip_longest

from board import apart, finding
from board.finding import Found

# No backtracking beyond the square of a name's length: nothing is grouped, and at most two quantifiers.
TAME = re.compile(r"[^(*+?{]*(?:[*+?{][^(*+?{]*){0,2}", re.DOTALL)
QUANTIFIERS = re.compile(r"[*+?{]")
MOST_STEPS = 100_000_000  # of a search that is tried here
# No backtracking at all, for texts are long.
PLAIN = re.compile(r"[^(*+?{|]*", re.DOTALL)


LONGEST = 10_000  # characters of an expression


class MatchingError(ValueError):
    """An expression that is none."""


def matched(expression: str, names: Sequence[str]) -> list[str]:
    """The names that the expression matches from their start. Raises MatchingError or apart.TooSlow."""
    check(expression)
    if TAME.fullmatch(expression):
        places = finding.matches(expression, names)
    else:
        places = apart.run("finding", ["matches", expression, names])
    return [names[place] for place in places]


def each_matched(expressions: Sequence[str], names: Sequence[str]) -> list[list[str] | Exception]:
    """What `matched` gives for each of the expressions, or the error that it raises: one that is slow costs those after it."""
    answers: dict[str, list[str] | Exception] = {}
    doubtful = []
    for expression in dict.fromkeys(expressions):
        try:
            check(expression)
        except MatchingError as error:
            answers[expression] = error
            continue
        if TAME.fullmatch(expression):
            answers[expression] = [names[place] for place in finding.matches(expression, names)]
        else:
            doubtful.append(expression)
    tried = apart.run_each("finding", ["each", doubtful, names]) if doubtful else []
    for expression, places in zip_longest(doubtful, tried):
        answers[expression] = apart.TooSlow(expression) if places is None else [names[place] for place in places]
    return [answers[expression] for expression in expressions]


def searched(expression: str, names: Sequence[str]) -> list[int]:
    """Places of the names in which it is found, whatever the case of letters. Raises MatchingError or apart.TooSlow."""
    check(expression)
    if _steps(expression, names) <= MOST_STEPS:
        return finding.searched(expression, names)
    places: list[int] = apart.run("finding", ["searched", expression, names])
    return places


def found(expression: str, texts: Sequence[Sequence[str]]) -> list[Found]:
    """Where it is found in each text, given in parts, whatever the case of letters. Raises MatchingError or apart.TooSlow."""
    check(expression)
    if PLAIN.fullmatch(expression):
        return finding.found(expression, texts)
    return [Found(*one) for one in apart.run("finding", ["found", expression, texts])]


def check(expression: str) -> None:
    """A MatchingError, which says why, where the expression is none."""
    if len(expression) > LONGEST:
        raise MatchingError(f"it is longer than {LONGEST:,} characters")
    try:
        re.compile(expression)
    except (re.error, OverflowError, RecursionError) as error:
        raise MatchingError(str(error)) from error


def _steps(expression: str, names: Sequence[str]) -> float:
    """At most so many steps are taken in a search of all names; no bound is known where something is grouped."""
    power = 1 + len(QUANTIFIERS.findall(expression))
    if "(" in expression or power > 4:
        return math.inf
    return float((1 + expression.count("|")) * sum(len(name) ** power for name in names))
