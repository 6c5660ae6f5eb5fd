"""The hyper-parameters of runs, from what PyTorch, Keras and tensorboardX write at a session's start.

A session is a run whose tag `_hparams_/session_start_info` holds them, in its metadata. They are those of the runs below it too,
where its metrics may be (Keras: a trial's `train` and `validation`), unless a nearer one is a session itself: a run has the
values of one session. If a session was written again, the last values stand.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from board.store import NotFound, RunEntry, Span, Store

KIND = "hparams"
SESSION_START = "_hparams_/session_start_info"
ROOT = "."

LARGEST = 4 << 20  # bytes of what one session says
MOST = 1000  # hyper-parameters of one session
LONGEST = 1 << 14  # characters of a value that is a text

Value = bool | float | str
Values = Mapping[str, Value]


class _Session(NamedTuple):
    """What one run says of itself, and from where; `version` is the run's when it was looked at."""

    version: int
    span: Span | None
    values: Values


class HParams:
    """The hyper-parameters of a store's runs. What has been read is kept for as long as it stays what it was."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sessions: dict[str, _Session] = {}

    def of_runs(self, runs: Sequence[RunEntry]) -> dict[str, Values]:
        """Run → name → value, a bool, a float or a str, for the runs that have any; `runs` are all that the store lists.

        Do not change them: runs share them.
        """
        sessions = self._sessions = {
            run.name: self._session(run.name, run.version) for run in runs if run.tags.get(SESSION_START) == KIND
        }
        found: dict[str, Values | None] = {}
        return {run.name: values for run in runs if (values := _nearest(run.name, sessions, found))}

    def _session(self, run: str, version: int) -> _Session:
        known = self._sessions.get(run)
        if known is not None and known.version == version:
            return known
        with suppress(NotFound):
            written = self._store.spans(run, SESSION_START)
            if known is not None and len(written) and written[-1] == known.span:
                return known._replace(version=version)
            for place in reversed(range(len(written))):
                values = _read(written[place])
                if values is not None:
                    return _Session(version, written[place], values)
        return _Session(version, None, {})


def _nearest(run: str, sessions: Mapping[str, _Session], found: dict[str, Values | None]) -> Values | None:
    """The values of the nearest session at or above `run`; `found` remembers."""
    passed = []
    while run not in found:
        passed.append(run)
        if run in sessions or run == ROOT:
            found[run] = sessions[run].values if run in sessions else None
        else:
            run = run.rpartition("/")[0] or ROOT
    found.update((below, found[run]) for below in passed)
    return found[run]


def _read(span: Span) -> Values | None:
    """The values in a Summary.Value; None if it holds no session's start, is too large, or is no longer there."""
    from google.protobuf.message import DecodeError

    from summary.proto.hparams import HParamsPluginData
    from summary.proto.summary import Summary

    data = span.read() if span.size <= LARGEST else None
    try:
        value = Summary.Value.FromString(data or b"")
        content = HParamsPluginData.FromString(value.metadata.plugin_data.content)
    except DecodeError:
        return None
    if not content.HasField("session_start_info"):
        return None
    found = {sys.intern(name): _plain(one) for name, one in sorted(content.session_start_info.hparams.items())[:MOST]}
    return {name: one for name, one in found.items() if one is not None}


def _plain(value: Any) -> Value | None:
    """A google.protobuf.Value as Python's own; None for what is neither bool, number nor text, as TensorBoard has it."""
    field = value.WhichOneof("kind")
    if field == "string_value":
        text: str = value.string_value
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return getattr(value, field) if field in ("bool_value", "number_value") else None
