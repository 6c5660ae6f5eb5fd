"""What is damaged or cannot be read: kept as it is found, told as problems."""

from __future__ import annotations

from board.answers import Problem
from board.run import Source


class Troubles:
    """The damaged or unreadable files, the directories that cannot be listed, and why all reading fails.

    `version` grows with every one that is new. The store's lock guards it.
    """

    def __init__(self) -> None:
        self._sources: dict[int, Source] = {}
        self._unlisted: tuple[Problem, ...] = ()
        self.version = 0
        self.failure: tuple[Problem, ...] = ()

    def note(self, source: Source) -> None:
        """Has a source told of as long as it has damages or an error."""
        self._sources[source.number] = source
        self.version += 1

    @property
    def unlisted(self) -> tuple[Problem, ...]:
        return self._unlisted

    @unlisted.setter
    def unlisted(self, problems: tuple[Problem, ...]) -> None:
        self._unlisted = problems
        self.version += 1

    def forget(self, source: Source) -> None:
        """Tells of a source no more."""
        self._sources.pop(source.number, None)

    def problems(self) -> tuple[Problem, ...]:
        """By run and file; the directories last."""
        sources = self._sources.values()
        damaged = [
            Problem(source.file, damage.start, damage.reason, source.run)
            for source in sources
            for damage in source.damages
        ]
        unreadable = [Problem(source.file, 0, source.error, source.run) for source in sources if source.error]
        return tuple(sorted(damaged + unreadable)) + self.unlisted + self.failure

    def count(self) -> int:
        """How many problems there are."""
        sources = sum(len(source.damages) + bool(source.error) for source in self._sources.values())
        return sources + len(self.unlisted) + len(self.failure)
