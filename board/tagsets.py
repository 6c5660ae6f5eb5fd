"""The tags of runs and their kinds. Runs that write the same tags share one answer, since there may be thousands of them."""

from __future__ import annotations

from board import compat
from board.run import Run, kinds

# What tells apart the tags of one part of a file: the list that they are numbers into, and those numbers and their kinds'.
Part = tuple[int, bytes, bytes]


# What is remembered; a run that grows has other parts in every round, and nobody asks for those before again.
MOST = 4096


class TagSets:
    """Remembers what tags it told last. Its caller sees to it that one thread at a time asks."""

    def __init__(self) -> None:
        # By what the tags are read from; the values keep the lists alive whose identity is part of the key.
        self._known: dict[tuple[Part, ...], tuple[dict[str, str], list[list[str]]]] = {}

    def of(self, run: Run) -> dict[str, str]:
        """Tag → kind, in the order first written; not to be changed."""
        if run.tags_version != run.version:
            sources = run.in_order()
            key = tuple(
                (id(batch.tags), batch.tag[lo:hi].tobytes(), batch.kind[lo:hi].tobytes())
                for source in sources
                for batch, lo, hi in source.parts
            )
            if key not in self._known:
                tags = {tag: compat.listed_kind(plugin) for tag, plugin in kinds(sources).items()}
                self._known[key] = (tags, [part.batch.tags for source in sources for part in source.parts])
                if len(self._known) > MOST:
                    del self._known[next(iter(self._known))]
            run.tags = self._known[key][0]
            run.tags_version = run.version
        return run.tags
