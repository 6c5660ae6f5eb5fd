"""Where a regular expression is found in texts, and which names it matches. Also run by itself; see board.apart."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

MOST_WORDS = 20  # different ones that are told of one text
LONGEST_WORD = 200  # characters of one that are told
MOST_TIMES = 1000  # that one text is counted for


class Found(NamedTuple):
    """How often an expression is found in a text's parts, without empty matches, and the different words that it matched."""

    times: int
    words: list[str]


def matches(expression: str, names: Sequence[str]) -> list[int]:
    """Places of the names that it matches from their start."""
    compiled = re.compile(expression)
    return [place for place, name in enumerate(names) if compiled.match(name)]


def searched(expression: str, names: Sequence[str]) -> list[int]:
    """Places of the names in which it is found, whatever the case of letters."""
    compiled = re.compile(expression, re.IGNORECASE)
    return [place for place, name in enumerate(names) if compiled.search(name)]


def found(expression: str, texts: Sequence[Sequence[str]]) -> list[Found]:
    """Where it is found in each text, whatever the case of letters."""
    compiled = re.compile(expression, re.IGNORECASE)
    return [_found(compiled, text) for text in texts]


def _found(compiled: re.Pattern[str], text: Sequence[str]) -> Found:
    times, words = 0, dict[str, None]()
    for part in text:
        for match in compiled.finditer(part):
            if not match[0]:
                continue
            times += 1
            if len(words) < MOST_WORDS:
                words[match[0][:LONGEST_WORD]] = None
            if times == MOST_TIMES:
                return Found(times, list(words))
    return Found(times, list(words))


if __name__ == "__main__":
    task, given, things = json.load(sys.stdin)
    if task == "each":
        for one in given:
            print(json.dumps(matches(one, things)), flush=True)
    else:
        tasks = {"matches": matches, "searched": searched, "found": found}
        json.dump(tasks[task](given, things), sys.stdout)
