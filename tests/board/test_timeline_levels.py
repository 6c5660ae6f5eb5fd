"""Levels of detail lose nothing that is counted, and what is kept of a timeline is the timeline."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.timeline import index, levels
from board.timeline.index import Index, made
from board.timeline.trace import TimelineError

from .traces import Event, load, write


def x(name: str, ts: float, dur: float, tid: int = 1, **more: Any) -> Event:
    return {"ph": "X", "name": name, "pid": 1, "tid": tid, "ts": ts, "dur": dur, **more}


def crowd(count: int, seed: int = 1) -> list[Event]:
    """Two threads of short slices with some in each other, and now and then a long one."""
    random = np.random.default_rng(seed)
    events, now = [], [0.0, 0.0]
    for number in range(count):
        thread = number % 2
        lasts = 5000.0 if number % 997 == 0 else float(random.uniform(0.1, 3))
        events.append(x(f"op {number % 7}", now[thread], lasts, thread, args={"number": number}))
        if number % 3 == 0:
            events.append(x("inner", now[thread] + lasts / 4, lasts / 2, thread))
        now[thread] += lasts + float(random.uniform(0, 1))
    return events


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("trace") / "many.json", crowd(20_000))


def test_every_level_counts_every_slice_and_all_their_time(many: Path) -> None:
    slices = load(many).slices
    found = levels.levels_of(slices)
    assert len(found.levels) > 3
    for level in found.levels:
        assert level.merged.sum() == len(slices.start)
        assert level.busy.sum() == slices.duration.sum()
        for line, (first, last) in enumerate(zip(level.first[:-1], level.first[1:], strict=True)):
            rows = slice(int(first), int(last))
            assert (level.start[rows][1:] >= level.end[rows][:-1]).all()
            assert (slices.depth[level.row[rows]] == found.lines.depth[line]).all()
            track = np.searchsorted(slices.first, level.row[rows], side="right") - 1
            assert (track == found.lines.track[line]).all()
    sizes = [len(level.start) for level in found.levels]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] < sizes[0] / 20


def test_nothing_that_lasts_is_merged_away(many: Path) -> None:
    slices = load(many).slices
    for level in levels.levels_of(slices).levels[1:]:
        lasting = np.flatnonzero(slices.duration >= level.resolution)
        alone = level.row[level.merged == 1]
        assert np.isin(lasting, alone).all()
        assert (level.end - level.start <= np.maximum(2 * level.resolution, slices.duration[level.row])).all()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40), st.integers(0, 2)), min_size=1, max_size=80))
def test_the_longest_stands_for_those_merged(
    tmp_path_factory: pytest.TempPathFactory, found: list[tuple[int, int, int]]
) -> None:
    events = [x("a", start, duration, thread) for start, duration, thread in found]
    slices = load(write(tmp_path_factory.mktemp("trace") / "a.json", events)).slices
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "FEW", 0)
        patch.setattr(levels, "FINEST", 4096)
        coarse = levels.levels_of(slices).levels[-1]
    assert coarse.merged.sum() == len(slices.start)
    for start, end, row in zip(coarse.start, coarse.end, coarse.row, strict=True):
        assert start <= slices.start[row] and slices.start[row] + slices.duration[row] <= end


def same(a: index.Indexed, b: index.Indexed) -> bool:
    one, other = a.trace, b.trace
    columns = [(one.slices, other.slices), (one.instants, other.instants), (one.flows, other.flows)]
    columns += [(a.levels.lines, b.levels.lines)]
    columns += zip([*a.levels.levels, *one.counters], [*b.levels.levels, *other.counters], strict=True)
    told = [
        (each.names, each.categories, each.tracks, each.origin, each.length, each.notes, each.facts)
        for each in (one, other)
    ]
    return told[0] == told[1] and all(
        np.array_equal(left, right) for pair in columns for left, right in zip(*pair, strict=True)
    )


@pytest.mark.parametrize("compressed", [False, True])
def test_what_is_kept_is_what_was_read(
    tmp_path: Path, many: Path, monkeypatch: pytest.MonkeyPatch, compressed: bool
) -> None:
    monkeypatch.setattr(index, "WORTH", 1)
    events = [
        *crowd(500),
        {"ph": "C", "name": "m", "pid": 1, "ts": 5, "args": {"a": 1}},
        {"ph": "i", "name": "t", "pid": 1, "tid": 1, "ts": 6},
    ]
    path = write(tmp_path / "a.json", events, host="x")
    if compressed:
        path = path.with_suffix(".json.gz")
        path.write_bytes(gzip.compress((tmp_path / "a.json").read_bytes()))
    kept = Index(tmp_path / "cache")
    first, again = made(path, kept), kept.load(path)
    assert again is not None and same(first, again)
    monkeypatch.setattr(index, "assembled", lambda *_: pytest.fail("it is read again"))
    assert same(made(path, kept), again)
    row = int(np.flatnonzero(again.trace.slices.args_size)[7])
    text = again.trace.text.read(int(again.trace.slices.args_at[row]), int(again.trace.slices.args_size[row]))
    assert f"op {json.loads(text)['number'] % 7}" == again.trace.names[again.trace.slices.name[row]]


def test_a_file_that_changes_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "WORTH", 1)
    path, kept = write(tmp_path / "a.json", [x("a", 0, 1)]), Index(tmp_path / "cache")
    old = made(path, kept)
    os.utime(write(path, [x("b", 0, 1)]), ns=(1, 1))
    assert made(path, kept).trace.names == ("b",)
    with pytest.raises(TimelineError, match="load the page again"):
        old.trace.text.read(0, 1)


def test_where_nothing_can_be_kept_nothing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "WORTH", 1)
    path = write(tmp_path / "a.json", [x("a", 0, 1)])
    (tmp_path / "file").write_text("")
    assert made(path, Index(tmp_path / "file")).trace.names == ("a",)
    monkeypatch.setattr(index, "SPARE", 1 << 62)
    assert made(path, Index(tmp_path / "cache")).trace.names == ("a",)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_text_that_finds_no_room_costs_only_the_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "BETWEEN_CHECKS", 1000)
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(json.dumps(crowd(500)).encode()))
    kept = Index(tmp_path / "cache")
    directory = kept.begin(path)
    assert directory is not None
    kept.discard(directory)
    monkeypatch.setattr(index, "MOST", 5000)
    found = made(path, kept).trace
    assert len(found.slices.start) > 500
    with pytest.raises(TimelineError, match="no room"):
        found.text.read(0, 10)


def test_what_is_broken_in_the_cache_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "WORTH", 1)
    path, kept = write(tmp_path / "a.json", [x("a", 0, 1)]), Index(tmp_path / "cache")
    made(path, kept)
    (directory,) = (tmp_path / "cache").iterdir()
    (directory / "slices.start.npy").write_bytes(b"no array")
    assert made(path, kept).trace.slices.start.tolist() == [0]


def test_what_was_used_least_recently_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "WORTH", 1)
    kept = Index(tmp_path / "cache")
    paths = [write(tmp_path / f"{number}.json", [x(str(number), 0, 1)]) for number in range(4)]
    for number, path in enumerate(paths[:3]):
        made(path, kept)
        os.utime(tmp_path / "cache" / kept.key(path), (number, number))
    one = sum(file.stat().st_size for file in (tmp_path / "cache" / kept.key(paths[0])).iterdir())
    monkeypatch.setattr(index, "MOST", int(2.5 * one))
    made(paths[3], kept)
    assert [kept.load(path) is not None for path in paths] == [False, False, True, True]
