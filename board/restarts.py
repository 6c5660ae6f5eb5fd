"""What a restarted writer leaves: which points of a series stand, which a later session has replaced, and their order.

A session is a stretch of one writer's events: a file, or what follows a SessionLog.START in it. When a later session
writes a tag again at step s, or its START names step s, the points at steps >= s of the sessions before it are superseded.
Another file counts as later only if its first event is not older than what it would replace; else both were written at
the same time, and nothing of either is superseded. Within a session everything stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# Comparisons of points with the sessions after theirs; where a log asks for more, what is left stands.
MOST_COMPARED = 1 << 30
CLOSELY = 64  # times as much is done with what a session may supersede
LOWEST = -(2**63)  # of all steps

Indices = npt.NDArray[np.intp]


class Session(NamedTuple):
    """One session's points of one tag, in the order written; `file` is any number that its file has to itself.

    `started` is the wall time of its first event, `resumed` the step its SessionLog.START named, if there was one.
    """

    file: int
    started: float
    resumed: int | None
    step: npt.NDArray[np.int64]
    wall_time: npt.NDArray[np.float64]


class Standing(NamedTuple):
    """Places in the sessions' points laid end to end: of those that stand, in order, and of those superseded."""

    points: Indices
    superseded: Indices


def standing(sessions: Sequence[Session]) -> Standing:
    """Decides about the points of `sessions`, which are in the order in which they started.

    Whatever MOST_COMPARED comparisons have not superseded stands.
    """
    step = np.concatenate([session.step for session in sessions])
    wall_time = np.concatenate([session.wall_time for session in sessions])
    bounds = np.cumsum([0] + [len(session.step) for session in sessions])
    file = np.repeat([session.file for session in sessions], np.diff(bounds))
    stands = np.ones(len(step), bool)
    compared, highest = 0, LOWEST
    for session, begin, end in zip(sessions, bounds, bounds[1:], strict=False):
        cut = lowest_step(session)
        if cut is not None and cut <= highest and compared < MOST_COMPARED:
            before = np.flatnonzero(stands[:begin] & (step[:begin] >= cut))
            compared += int(begin) + CLOSELY * len(before)
            newer = before[(wall_time[before] > session.started) & (file[before] != session.file)]
            concurrent = np.isin(file[before], np.unique(file[newer]))
            stands[before[~concurrent]] = False
        highest = max(highest, int(step[begin:end].max(initial=LOWEST)))
    order = np.flatnonzero(stands)
    if len(sessions) > 1:
        order = order[by_wall_time(wall_time[order], np.searchsorted(order, bounds))]
    return Standing(order, np.flatnonzero(~stands))


def lowest_step(session: Session) -> int | None:
    """The step from which on this session replaces what came before it; None if it replaces nothing."""
    steps = [] if session.resumed is None else [session.resumed]
    if len(session.step):
        steps.append(int(session.step.min()))
    return min(steps, default=None)


def by_wall_time(wall_time: npt.NDArray[np.float64], bounds: Indices) -> Indices:
    """The order that merges sessions, which begin and end at `bounds`, by wall time.

    It keeps each in its own order, whatever its clock did.
    """
    clock = wall_time.copy()
    clock[np.isnan(clock)] = -np.inf
    for begin, end in pairwise(bounds.tolist()):
        np.maximum.accumulate(clock[begin:end], out=clock[begin:end])
    return np.argsort(clock, kind="stable")
