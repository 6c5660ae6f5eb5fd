"""How many runs and tags are listed, for no page can hold any number of them; all are there for who asks by name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from board.answers import Problem

MOST_RUNS = 250_000
MOST_TAGS = 250_000  # of all sets of tags together; runs that write the same share one

Tags = dict[str, str]


class Room:
    """What is left of MOST_TAGS for the sets of one listing."""

    def __init__(self) -> None:
        self._left = MOST_TAGS

    def take(self, tags: Tags) -> Tags:
        """As many of the tags as there is room for, the first ones."""
        shown = tags if len(tags) <= self._left else dict(islice(tags.items(), self._left))
        self._left -= len(shown)
        return shown


def problem(runs: int, tagsets: Sequence[Tags]) -> Problem | None:
    """That not all are listed, where there are more; `tagsets` may hold equal ones."""
    tags = sum(map(len, tagsets))
    if tags > MOST_TAGS:
        tags = sum(map(len, {tuple(one): one for one in tagsets}.values()))
    kinds = (("runs", runs, MOST_RUNS), ("tags", tags, MOST_TAGS))
    crowds = [f"{count:,} {name}, of which {most:,} are listed" for name, count, most in kinds if count > most]
    return Problem(".", 0, f"there are {' and '.join(crowds)}; show a part of the logdir", ".") if crowds else None
