"""Which names a regular expression matches, when neither is to be trusted.

Python's `re` may take longer than the universe lasts, and nobody else runs while it does. So an expression that may is tried in a
process of its own, which is ended when it takes too long.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence

PATIENCE = 5.0  # seconds

# No backtracking beyond the square of a name's length: nothing is grouped, and at most two quantifiers.
TAME = re.compile(r"[^(*+?{]*(?:[*+?{][^(*+?{]*){0,2}", re.DOTALL)

MATCHER = """
import json, re, sys
expression, names = json.load(sys.stdin)
expression = re.compile(expression)
json.dump([i for i, name in enumerate(names) if expression.match(name)], sys.stdout)
"""


class MatchingError(ValueError):
    """An expression that is none."""


class TooSlow(Exception):
    """An expression that takes too long."""


def matched(expression: str, names: Sequence[str]) -> list[str]:
    """The names that the expression matches from their start. Raises MatchingError or TooSlow."""
    try:
        compiled = re.compile(expression)
    except (re.error, OverflowError, RecursionError) as error:
        raise MatchingError(str(error)) from error
    if TAME.fullmatch(expression):
        return [name for name in names if compiled.match(name)]
    command = [sys.executable, "-I", "-S", "-c", MATCHER]
    try:
        done = subprocess.run(
            command, input=json.dumps([expression, names]), capture_output=True, text=True, timeout=PATIENCE, check=True
        )
    except subprocess.SubprocessError as error:
        raise TooSlow(expression) from error
    return [names[place] for place in json.loads(done.stdout)]
