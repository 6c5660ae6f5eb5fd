"""What differs between two texts, line by line and word by word. Also run by itself; see board.apart."""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

CONTEXT = 3  # lines that are alike, around those that are not
LONGEST_LINE = 2000  # characters of a line that is compared word by word
ALIKE = 0.4  # the least ratio of lines that are told apart by their words

Segment = tuple[str, bool]


class Row(NamedTuple):
    """A line: `sign` "-" for one of the text before only, "+" for one of that after, " " for both, and the line's numbers.

    `segments` are its parts, each with whether that is what differs. "…" stands for lines that are alike, from these numbers on.
    """

    sign: str
    before: int | None
    after: int | None
    segments: list[Segment]


def rows(before: Sequence[str], after: Sequence[str]) -> list[Row]:
    """The lines that differ, with some that do not around them; none if all are alike."""
    groups = difflib.SequenceMatcher(None, before, after).get_grouped_opcodes(CONTEXT)
    found: list[Row] = []
    at, to = 0, 0
    for group in groups:
        first = group[0]
        if first[1] > at or first[3] > to:
            found.append(Row("…", at + 1, to + 1, []))
        for tag, i, i_end, j, j_end in group:
            found += _rows(tag, i, before[i:i_end], j, after[j:j_end])
        at, to = group[-1][2], group[-1][4]
    if found and at < len(before):
        found.append(Row("…", at + 1, to + 1, []))
    return found


def _rows(tag: str, i: int, before: Sequence[str], j: int, after: Sequence[str]) -> Iterator[Row]:
    if tag == "equal":
        for place, line in enumerate(before):
            yield Row(" ", i + place + 1, j + place + 1, [(line, False)])
        return
    pairs = [_words(old, new) for old, new in zip(before, after, strict=False)]
    for place, line in enumerate(before):
        yield Row("-", i + place + 1, None, pairs[place][0] if place < len(pairs) else [(line, False)])
    for place, line in enumerate(after):
        yield Row("+", None, j + place + 1, pairs[place][1] if place < len(pairs) else [(line, False)])


def _words(old: str, new: str) -> tuple[list[Segment], list[Segment]]:
    """Two lines in parts, where they are alike enough for that to help."""
    plain = [(old, False)], [(new, False)]
    if max(len(old), len(new)) > LONGEST_LINE:
        return plain
    before, after = (re.findall(r"\w+|\s+|[^\w\s]", line) for line in (old, new))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return plain
    codes = matcher.get_opcodes()
    return (
        [("".join(before[i:i_end]), tag != "equal") for tag, i, i_end, _, _ in codes if i < i_end],
        [("".join(after[j:j_end]), tag != "equal") for tag, _, _, j, j_end in codes if j < j_end],
    )


if __name__ == "__main__":
    json.dump(rows(*json.load(sys.stdin)), sys.stdout)
