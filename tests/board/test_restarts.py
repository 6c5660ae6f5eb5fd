"""Restarts, against the rule said point by point."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from board.restarts import Session, standing

Point = tuple[int, float]


@st.composite
def sessions(draw: st.DrawFn) -> list[Session]:
    """Up to five sessions of up to three files, in the order in which they started."""
    starts = sorted(draw(st.lists(st.integers(0, 30), min_size=1, max_size=5)))
    made = []
    for started in starts:
        points = draw(st.lists(st.tuples(st.integers(-2, 12), st.integers(0, 25)), max_size=6))
        made.append(
            Session(
                draw(st.integers(0, 2)),
                float(started),
                draw(st.none() | st.integers(-1, 12)),
                np.array([step for step, _ in points], np.int64),
                np.array([float(started + later) for _, later in points]),
            )
        )
    return made


def naive(made: list[Session]) -> set[tuple[int, int]]:
    """(session, place) of every point that is superseded."""
    gone: set[tuple[int, int]] = set()
    for later, session in enumerate(made):
        steps = session.step.tolist() + ([] if session.resumed is None else [session.resumed])
        for file in range(3):
            earlier = [
                (number, place)
                for number, other in enumerate(made[:later])
                for place in range(len(other.step))
                if other.file == file and (number, place) not in gone and any(other.step[place] >= s for s in steps)
            ]
            newest = max((made[number].wall_time[place] for number, place in earlier), default=0)
            if file == session.file or newest <= session.started:
                gone.update(earlier)
    return gone


@given(sessions())
def test_later_sessions_replace_what_they_write_again(made: list[Session]) -> None:
    places = [(number, place) for number, session in enumerate(made) for place in range(len(session.step))]
    got = standing(made)
    assert {places[index] for index in got.superseded} == naive(made)
    assert sorted([*got.points, *got.superseded]) == list(range(len(places)))


@given(sessions())
def test_a_session_keeps_its_own_order_and_files_are_merged_by_wall_time(made: list[Session]) -> None:
    number = np.repeat(np.arange(len(made)), [len(session.step) for session in made])
    wall_time = np.concatenate([session.wall_time for session in made])
    order = standing(made).points
    for mine in range(len(made)):
        own = order[number[order] == mine]
        assert (np.diff(own) > 0).all()
    steady = all((np.diff(session.wall_time) >= 0).all() for session in made)
    if steady:
        assert (np.diff(wall_time[order]) >= 0).all()


def session(file: int, started: float, steps: list[int], resumed: int | None = None, wall: Any = None) -> Session:
    times = np.array(wall if wall is not None else [started + i for i in range(len(steps))], float)
    return Session(file, started, resumed, np.array(steps, np.int64), times)


def test_a_resumed_run_keeps_what_came_before_the_resume() -> None:
    got = standing([session(0, 0, [0, 1, 2, 3]), session(1, 10, [2, 3])])
    assert got.points.tolist() == [0, 1, 4, 5]
    assert got.superseded.tolist() == [2, 3]


def test_a_start_supersedes_even_what_is_not_written_again() -> None:
    got = standing([session(0, 0, [0, 1, 2, 3]), session(1, 10, [], resumed=2)])
    assert got.points.tolist() == [0, 1]


def test_writers_at_the_same_time_supersede_nothing() -> None:
    got = standing([session(0, 0, [0, 1, 2]), session(1, 0.5, [0, 1, 2])])
    assert got.points.tolist() == [0, 3, 1, 4, 2, 5]
    assert not len(got.superseded)


def test_a_wall_time_that_is_no_number_keeps_its_place() -> None:
    got = standing([session(0, 0, [0, 1, 2], wall=[0, np.nan, 2]), session(1, 0.5, [0, 1], wall=[0.5, 3])])
    assert got.points.tolist() == [0, 1, 3, 2, 4]
