"""A line of the log for each problem, once."""

from __future__ import annotations

import logging
from collections import Counter

from board.answers import Problem
from board.store import Store
from board.wording import printable

log = logging.getLogger("board.problems")

MOST_OF_A_FILE = 10  # lines
MOST = 10_000  # lines in all, which is also how many are remembered


class ProblemLog:
    """What a store tells of problems, told on. One thread calls it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version = 0
        self._told: set[tuple[str, int, str]] = set()
        self._of_a_file: Counter[str] = Counter()

    def tell(self) -> None:
        """Logs the problems that are new since the last call, as long as there are not too many."""
        version = self._store.problem_version
        if version == self._version:
            return
        self._version = version
        for problem in self._store.problems():
            key = (problem.file, problem.offset, problem.reason)
            if key not in self._told and len(self._told) < MOST and self._of_a_file[problem.file] <= MOST_OF_A_FILE:
                self._told.add(key)
                self._of_a_file[problem.file] += 1
                log.warning("%s", self._line(problem))

    def _line(self, problem: Problem) -> str:
        if len(self._told) == MOST:
            return f"There are more than {MOST:,} problems; api/problems of this server lists them all."
        if self._of_a_file[problem.file] > MOST_OF_A_FILE:
            return f"{printable(problem.file)} has more problems; the page lists them all."
        return f"{_place(problem)}{printable(problem.reason)}"


def _place(problem: Problem) -> str:
    """Where it is, unless that is the logdir as a whole."""
    if problem.file == ".":
        return ""
    return f"{printable(problem.file)}{f' at byte {problem.offset:,}' if problem.offset else ''}: "
