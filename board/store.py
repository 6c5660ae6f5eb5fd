"""Runs → tags → columns: what has been read so far, for any thread to ask."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from math import inf

from board import compat
from board.answers import (
    Listing,
    NoSuchRun,
    NoSuchTag,
    NotFound,
    Problem,
    Progress,
    RunEntry,
    Scalars,
    Series,
    Span,
    SpanSeries,
    Unreadable,
)
from board.beside import Beside
from board.filestates import FileState, beside_state, state_of
from board.parts import append, split
from board.run import Run, Shares, Source, metadata, sessions, settled, span_sessions
from board.tagsets import TagSets
from board.troubles import Troubles
from summary.scan import Scan

__all__ = [
    "Listing",
    "NoSuchRun",
    "NoSuchTag",
    "NotFound",
    "Problem",
    "Progress",
    "RunEntry",
    "Scalars",
    "Series",
    "Span",
    "SpanSeries",
    "Store",
    "Unreadable",
]

SCALARS = "scalars"
MOST_REMOVED = 10_000  # runs that are gone and still told of


class Store:
    """All that has been read. Every method may be called from any thread; one lock guards everything below it."""

    def __init__(self, complete: bool = False) -> None:
        """`complete`: nothing will be read into it."""
        self._lock = threading.RLock()
        self._runs: dict[str, Run] = {}
        self._removed: list[tuple[int, str]] = []
        self._told_from = 0  # who knows an older version is told everything
        self._version = 0
        self._points = 0
        self._troubles = Troubles()
        self._beside: tuple[Beside, ...] = ()
        self._beside_version = 0
        self._missing: tuple[str, ...] = ()
        self._progress = Progress(0, 0, 0, 0, complete)
        self._order: list[tuple[str, Run]] | None = None
        self._tags = TagSets()

    # What the loader tells.

    def add_sources(self, sources: Iterable[Source]) -> None:
        """Makes room for event files that have been found; a run is there from now on."""
        with self._lock:
            self._version += 1
            self._order = None
            for source in sources:
                run = self._runs.get(source.run)
                if run is None:
                    run = self._runs[source.run] = Run()
                run.sources.append(source)
                run.version = self._version

    def remove_sources(self, gone: Iterable[Source]) -> None:
        """Forgets event files that are no longer there, and runs that have none left."""
        with self._lock:
            self._order = None
            for source in gone:
                self._forget(source)
                run = self._runs[source.run]
                run.sources.remove(source)
                self._touch(source.run)
                if not run.sources:
                    del self._runs[source.run]
                    self._removed.append((self._version, source.run))
                    if len(self._removed) > MOST_REMOVED:
                        self._told_from, _ = self._removed.pop(0)

    def reset_source(self, source: Source) -> None:
        """Forgets what was read of a file that has been replaced by another."""
        with self._lock:
            self._forget(source)
            self._touch(source.run)

    def take(self, sources: list[Source], scan: Scan) -> None:
        """Adds what a scan of these sources' files has found."""
        with self._lock:
            touched: set[int] = set()
            for number, (source, ending) in enumerate(zip(sources, scan.endings, strict=True)):
                if source.started is None:
                    self._order = None
                if source.take_ending(ending):
                    touched.add(number)
            for batch in scan.batches:
                self._points += len(batch.step)
                for number, part in split(batch):
                    append(sources[number].parts, part)
                    touched.add(number)
            for start in scan.starts:
                sources[start.file].starts += (start,)
                touched.add(start.file)
            for damage in scan.damages:
                source = sources[damage.file]
                source.add_damage(damage)
                self._troubles.note(source)
                touched.add(damage.file)
            if touched:
                self._version += 1
                for number in touched:
                    self._runs[sources[number].run].version = self._version

    def report(self, source: Source, error: str) -> None:
        """Notes that a file cannot be read now, or (an empty text) that it can again."""
        with self._lock:
            if source.error != error:
                source.error = error
                self._troubles.note(source)
                self._touch(source.run)

    def report_unlisted(self, problems: tuple[Problem, ...], missing: tuple[str, ...] = ()) -> None:
        """Notes the directories that cannot be listed now, and the paths of logdirs that are not there."""
        with self._lock:
            if (problems, missing) != (self._troubles.unlisted, self._missing):
                self._troubles.unlisted, self._missing = problems, missing
                self._version += 1

    def report_failure(self, reason: str) -> None:
        """Notes why the logdirs cannot be looked at now, or (an empty text) that they can again."""
        with self._lock:
            self._troubles.failure = (Problem("", 0, reason, ""),) if reason else ()
            self._version += 1

    def report_beside(self, beside: tuple[Beside, ...]) -> None:
        """Notes the other files that are shown, as they are now."""
        with self._lock:
            if beside != self._beside:
                self._beside = beside
                self._version += 1
                self._beside_version = self._version

    def report_progress(self, progress: Progress) -> None:
        with self._lock:
            if progress != self._progress:
                self._progress = progress
                self._version += 1

    # What anyone may ask.

    @property
    def version(self) -> int:
        """Grows with every change."""
        with self._lock:
            return self._version

    @property
    def problem_version(self) -> int:
        """Grows with every new problem."""
        with self._lock:
            return self._troubles.version

    def runs(self) -> tuple[str, ...]:
        """The names of all runs, oldest first: by their first event's wall time, then by name."""
        with self._lock:
            return tuple(name for name, _ in self._ordered())

    def versions(self, runs: Iterable[str]) -> tuple[int, ...]:
        """The version in which each of these runs has last changed; 0 of one that there is not."""
        with self._lock:
            return tuple(self._runs[run].version if run in self._runs else 0 for run in runs)

    def tags(self, run: str) -> dict[str, str]:
        """The run's tags and their kinds, in the order in which they were first written. A NoSuchRun if there is no such run."""
        with self._lock:
            return dict(self._tags.of(self._run(run)))

    def series(self, run: str, tag: str) -> Series:
        """A scalar series. A NoSuchRun or NoSuchTag if there is none."""
        with self._lock:
            if self._tags.of(self._run(run)).get(tag) != SCALARS:
                raise NoSuchTag(run, tag, SCALARS)
            sources = self._run(run).in_order()
            pieces = list(sessions(sources, tag))
            message = metadata(sources, tag)  # read later: a file system may be slow, and others wait for the lock
        stands, superseded = settled(pieces)
        described = compat.describe(message and message.read(), tag)
        return Series(Scalars(*stands), Scalars(*superseded), described.display_name, described.description)

    def shares(self, runs: Sequence[str], tag: str | None) -> Shares:
        """What each of `runs` holds of a scalar tag; None: of all of them."""
        shares = Shares([], [])
        with self._lock:
            for place, name in enumerate(runs):
                run = self._runs.get(name)
                if run is None:
                    continue
                kinds = self._tags.of(run)
                tags = _scalars(kinds) if tag is None else [tag] if kinds.get(tag) == SCALARS else []
                part = run.sole_part if tags else None
                if part is not None:
                    shares.whole.append((place, part))
                else:
                    shares.pieced.extend((place, list(sessions(run.in_order(), tag))) for tag in tags)
        return shares

    def spans(self, run: str, tag: str) -> SpanSeries:
        """Where a tag's values that are no scalars stand. A NoSuchRun or NoSuchTag if there is none."""
        with self._lock:
            kind = self._tags.of(self._run(run)).get(tag)
            if kind is None:
                raise NoSuchTag(run, tag, "")
            sources = self._run(run).in_order()
            pieces = list(span_sessions(sources, tag))
            message = metadata(sources, tag)
            paths = {source.number: source.path for source in sources}
        stands, superseded = settled(pieces)
        return SpanSeries(kind, stands, superseded, paths, *compat.describe(message and message.read(), tag))

    def description(self, run: str, tag: str) -> compat.Description:
        """What the writer says of a tag of any kind. A NoSuchRun or NoSuchTag if there is none."""
        with self._lock:
            if tag not in self._tags.of(self._run(run)):
                raise NoSuchTag(run, tag, "")
            message = metadata(self._run(run).in_order(), tag)
        return compat.describe(message and message.read(), tag)

    def count(self, run: str, tag: str) -> int:
        """How many values were written under a tag of any kind, superseded ones among them."""
        with self._lock:
            kind = self._tags.of(self._run(run)).get(tag)
            if kind is None:
                raise NoSuchTag(run, tag, "")
            return sum(
                int(part.batch.start[group + 1] - part.batch.start[group])
                if kind == SCALARS
                else int(part.batch.spans[group])
                for source in self._run(run).sources
                for part in source.parts
                for group in part.groups_of(tag)
            )

    def tagsets(self) -> tuple[int, list[dict[str, str]]]:
        """How many runs there are, and the sets of tags that have been told of them."""
        with self._lock:
            return len(self._runs), list({id(run.tags): run.tags for run in self._runs.values()}.values())

    def beside(self, kind: str = "") -> tuple[Beside, ...]:
        """The files of a kind, or of all, that stand beside event files, by path."""
        with self._lock:
            return tuple(file for file in self._beside if kind in ("", file.kind))

    def files(self) -> list[FileState]:
        """Every file: how far event files have been read, by run, and what stands beside them."""
        with self._lock:
            states = [state_of(source) for _, run in self._ordered() for source in run.sources]
            return states + [beside_state(file) for file in self._beside]

    def problems(self) -> tuple[Problem, ...]:
        """What is damaged or cannot be read, by run and file."""
        with self._lock:
            return self._troubles.problems()

    def listing(self, since: int) -> Listing | None:
        """What has changed since a version (0: everything there is); None if nothing has."""
        with self._lock:
            if since == self._version:
                return None
            full = since <= 0 or since > self._version or since < self._told_from
            removed = () if full else tuple(name for version, name in self._removed if version > since)
            return Listing(
                version=self._version,
                progress=self._progress,
                points=self._points,
                problems=self._troubles.count(),
                runs=tuple(
                    RunEntry(name, run.start, run.version, run.points, self._tags.of(run))
                    for name, run in self._ordered()
                    if full or run.version > since
                ),
                removed=tuple(name for name in removed if name not in self._runs),
                full=full,
                missing=self._missing,
                beside=self._beside if full or self._beside_version > since else None,
            )

    # Under the lock.

    def _run(self, name: str) -> Run:
        run = self._runs.get(name)
        if run is None:
            raise NoSuchRun(name)
        return run

    def _touch(self, run: str) -> None:
        self._version += 1
        self._runs[run].version = self._version

    def _ordered(self) -> list[tuple[str, Run]]:
        def order(item: tuple[str, Run]) -> tuple[float, str]:
            start = item[1].start
            return (inf if start is None else start, item[0])

        if self._order is None:
            self._order = sorted(self._runs.items(), key=order)
        return self._order

    def _forget(self, source: Source) -> None:
        self._order = None
        self._points -= source.points
        self._troubles.forget(source)
        source.forget()


def _scalars(tags: dict[str, str]) -> list[str]:
    return [tag for tag, kind in tags.items() if kind == SCALARS]
