"""Traces read into columns: real ones against a plain parse, and what is broken in every way that is known."""

from __future__ import annotations

import gzip
import io
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.timeline import reading
from board.timeline.reading import read
from board.timeline.trace import TimelineError, Trace

from .traces import Event, Slice, complete, events_of, load, totals, write

GOLDEN = Path(__file__).parents[1] / "golden"
REAL = sorted([*GOLDEN.glob("tf1/timeline-*.json"), *GOLDEN.glob("torch/profile/*.json")])


def named(trace: Trace) -> dict[str, tuple[int, float, float]]:
    """Count, total and self time by name of all that is on threads, in microseconds."""
    found: dict[str, tuple[int, float, float]] = {}
    slices = trace.slices
    for number, track in enumerate(trace.tracks):
        for row in range(slices.first[number], slices.first[number + 1]) if track.kind == "thread" else ():
            count, total, own = found.get(trace.names[slices.name[row]], (0, 0.0, 0.0))
            entry = (count + 1, total + slices.duration[row] / 1000, own + slices.own[row] / 1000)
            found[trace.names[slices.name[row]]] = entry
    return found


def x(name: str, ts: Any, dur: Any, tid: Any = 1, **more: Any) -> Event:
    return {"ph": "X", "name": name, "pid": 1, "tid": tid, "ts": ts, "dur": dur, **more}


def spans(trace: Trace) -> list[tuple[str, int, int, int, int]]:
    """Name, start and duration in nanoseconds, depth, parent of each slice in turn."""
    slices = trace.slices
    return [
        (
            trace.names[slices.name[row]],
            *(int(c[row]) for c in (slices.start, slices.duration, slices.depth, slices.parent)),
        )
        for row in range(len(slices.start))
    ]


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name[:20])
def test_real_traces_have_the_slices_of_a_plain_parse(path: Path) -> None:
    found, wanted = named(load(path)), totals(complete(events_of(path)))
    assert found.keys() == wanted.keys()
    for name, (count, total, own) in wanted.items():
        assert found[name][0] == count
        assert found[name][1:] == pytest.approx((total, own), abs=0.002 * count)


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name[:20])
def test_arguments_are_those_of_the_event(path: Path) -> None:
    trace, slices = load(path), load(path).slices
    wanted = sorted(
        json.dumps(one["args"], sort_keys=True) for one in events_of(path) if one["ph"] == "X" and "args" in one
    )
    threads = [number for number, track in enumerate(trace.tracks) if track.kind == "thread"]
    rows = [row for number in threads for row in range(slices.first[number], slices.first[number + 1])]
    found = [
        trace.text.read(int(slices.args_at[row]), int(slices.args_size[row])) for row in rows if slices.args_size[row]
    ]
    assert sorted(json.dumps(json.loads(text), sort_keys=True) for text in found) == wanted


def test_threads_have_the_names_and_the_order_that_the_trace_gives(tmp_path: Path) -> None:
    def meta(what: str, pid: Any, tid: Any, **args: Any) -> Event:
        return {"ph": "M", "name": what, "pid": pid, "tid": tid, "ts": 0, "args": args}

    events = [
        x("a", 10, 1, tid=2),
        x("b", 10, 1, tid=10),
        {**x("c", 10, 1, tid="main"), "pid": "gpu"},
        meta("process_name", 1, 0, name="python"),
        meta("process_labels", 1, 0, labels="CPU"),
        meta("process_sort_index", "gpu", 0, sort_index=-1),
        meta("thread_name", 1, 10, name="loader \u00e9\n"),
        meta("thread_sort_index", 1, 10, sort_index=-5),
        meta("thread_name", 1, 2),
    ]
    tracks = load(write(tmp_path / "a.json", events)).tracks
    assert [(track.process_name, track.thread_name) for track in tracks] == [
        ("gpu", "main"),
        ("python (CPU)", "loader \u00e9\n"),
        ("python (CPU)", "2"),
    ]


def test_begins_and_ends_are_paired_by_their_order(tmp_path: Path) -> None:
    def at(phase: str, ts: float, name: str | None = None) -> Event:
        return {"ph": phase, "pid": 1, "tid": 1, "ts": ts, **({} if name is None else {"name": name})}

    events = [
        at("E", 0, "lost"),
        at("B", 1, "outer"),
        at("B", 2, "inner"),
        at("E", 3),
        at("B", 4, "never ended"),
        at("E", 5, "outer"),
        at("B", 6, "open"),
        at("i", 9, "tick"),
    ]
    trace = load(write(tmp_path / "a.json", events))
    assert spans(trace) == [
        ("outer", 1000, 4000, 0, -1),
        ("inner", 2000, 1000, 1, 0),
        ("never ended", 4000, 1000, 1, 0),
        ("open", 6000, 3000, 0, -1),
    ]
    assert [note for note in trace.notes if "without a beginning" in note]
    assert [note for note in trace.notes if "without an end" in note]


def test_what_is_asynchronous_has_lines_of_its_own_and_never_lies_upon_another(tmp_path: Path) -> None:
    events = [x("sync", 0, 1)]
    generator = random.Random(3)
    for number in range(200):
        begin = generator.randrange(1000)
        common = {"cat": "request", "id": hex(number), "pid": 1, "tid": 1, "name": f"get {number % 3}"}
        events.append({"ph": "b", "ts": begin, **common})
        events.append({"ph": "e", "ts": begin + generator.randrange(1, 90), **common})
    trace = load(write(tmp_path / "a.json", events))
    (track,) = (number for number, one in enumerate(trace.tracks) if one.kind == "async")
    rows = range(trace.slices.first[track], trace.slices.first[track + 1])
    assert len(rows) == 200 and trace.tracks[track].thread_name == "request"
    lines: dict[int, int] = {}
    for row in rows:
        line = int(trace.slices.depth[row])
        assert trace.slices.start[row] >= lines.get(line, 0)
        lines[line] = int(trace.slices.start[row] + trace.slices.duration[row])


def test_flows_join_the_slices_that_they_begin_and_end_in(tmp_path: Path) -> None:
    def flow(phase: str, ts: float, tid: int, **more: Any) -> Event:
        return {"ph": phase, "name": "f", "cat": "c", "id": 7, "pid": 1, "tid": tid, "ts": ts, **more}

    events = [
        x("a", 0, 10),
        x("b", 2, 3),
        x("c", 20, 5, tid=2),
        x("d", 22, 1, tid=2),
        flow("s", 3, 1),
        flow("t", 21, 2),
        flow("f", 21.5, 2),
        flow("s", 1, 1),
        flow("f", 22.5, 2, bp="e"),
    ]
    trace = load(write(tmp_path / "a.json", events))
    name = lambda row: trace.names[trace.slices.name[row]] if row >= 0 else None  # noqa: E731
    arrows = {(name(a), name(b)) for a, b in zip(trace.flows.from_row, trace.flows.to_row, strict=True)}
    assert arrows == {("b", "c"), ("c", "d")}
    assert len(trace.flows.name) == 3


def test_counters_are_series_by_field(tmp_path: Path) -> None:
    def count(ts: float, **args: Any) -> Event:
        return {"ph": "C", "name": "memory", "pid": 1, "ts": ts, "args": args}

    events = [count(5, used=2, free=1.5), count(1, used=1), count(9, used="x", free=None), count(7, used=3)]
    trace = load(write(tmp_path / "a.json", events))
    found = {counter.field: (counter.time.tolist(), counter.value.tolist()) for counter in trace.counters}
    assert found == {"used": ([0, 4000, 6000], [1, 2, 3]), "free": ([4000], [1.5])}
    assert any("1 counter" in note for note in trace.notes)


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("4362270070129.961", 4362270070129961),
        ("1795219280737194", 1795219280737194000),
        ("0.0004", 0),
        ("0.0005", 1),
        ("12.34567", 12346),
        ("1e3", 1_000_000),
        ("1.5E-2", 15),
        ("-3.25", -3250),
        ('"17.5"', 17500),
    ],
)
def test_times_are_exact_to_a_nanosecond(tmp_path: Path, text: str, nanoseconds: int) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'[{{"ph":"X","name":"a","pid":1,"tid":1,"ts":{text},"dur":1}}]')
    assert int(read(path).time[0]) == nanoseconds


BASE = [x("a", 0, 10), x("b", 2, 3), x("c", 12, 1)]


@pytest.mark.parametrize(
    ("text", "names", "note"),
    [
        (json.dumps(BASE)[:-1], ["a", "b", "c"], "in the middle"),
        (json.dumps(BASE)[:-20], ["a", "b"], "in the middle"),
        (json.dumps(BASE).replace("}, {", "},\n,, {"), ["a", "b", "c"], None),
        (json.dumps({"traceEvents": BASE, "otherData": {"a": [1, {"b": "}]"}]}}), ["a", "b", "c"], None),
        (json.dumps({"x": "]}", "traceEvents": BASE})[:-2], ["a", "b", "c"], "in the middle"),
        ("\ufeff" + json.dumps(BASE), ["a", "b", "c"], None),
        ('[{"ph":"X","name":"\t\x01","pid":1,"tid":1,"ts":0,"dur":1}]', ["\t\x01"], None),
        ('[{"ph":"X","name":"a","name":"b","pid":1,"tid":1,"ts":9,"ts":0,"dur":1}]', ["b"], None),
        (json.dumps(BASE).replace('"dur": 3', '"dur": NaN'), ["a", "c"], "no duration"),
        (json.dumps(BASE).replace('"dur": 3', '"dur": -3'), ["a", "c"], "negative duration"),
        (json.dumps(BASE).replace('"ts": 2', '"ts": null'), ["a", "c"], "no time"),
        (
            json.dumps(BASE).replace('{"ph": "X", "name": "b"', 'garbage {"ph": "X", "name": "b"'),
            ["a", "b", "c"],
            "no event",
        ),
        (json.dumps(BASE).replace('"name": "b"', '42, "name": "b"'), ["a", "c"], "no event"),
    ],
)
def test_what_is_broken_costs_itself_and_is_told(tmp_path: Path, text: str, names: list[str], note: str | None) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    trace = load(path)
    assert [name for name, *_ in spans(trace)] == names
    assert [one for one in trace.notes if note and note in one] if note else trace.notes == ()


@pytest.mark.parametrize("text", ["", "[]", "{}", "hello", '{"traceEvents": 3}', "\x00" * 100, '[{"ph":"M"}]'])
def test_what_is_no_timeline_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(TimelineError, match=r"^[A-Z a].*\.$"):
        load(path)


def test_a_compressed_trace_that_is_cut_short_keeps_what_there_is(tmp_path: Path) -> None:
    events = [x(f"op {number}", number * 2, 1) for number in range(20_000)]
    whole = gzip.compress(json.dumps(events).encode())
    path = tmp_path / "a.json.gz"
    path.write_bytes(whole)
    assert len(read(path).time) == 20_000 and read(path).complete
    path.write_bytes(whole[: len(whole) // 2])
    part, copy = read(path), io.BytesIO()
    assert 1000 < len(part.time) < 20_000 and not part.complete
    read(path, copy.write)
    assert json.dumps(events).encode().startswith(copy.getvalue())


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_TEXT", 1 << 20)
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(b"[" + b" " * (32 << 20)))
    with pytest.raises(TimelineError, match="unpacked"):
        read(path)


def test_an_event_larger_than_any_piece_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_EVENT", 1 << 16)
    monkeypatch.setattr(reading, "PIECE", 1 << 12)
    path = write(tmp_path / "a.json", [*BASE, x("large", 20, 1, args={"text": "x" * (1 << 18)}), x("after", 30, 1)])
    raw = read(path)
    assert [raw.names[name] for name in raw.name] == ["a", "b", "c"] and not raw.complete


def test_a_million_threads_are_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("board.timeline.assembling.MOST_TRACKS", 100)
    trace = load(write(tmp_path / "a.json", [x("a", number, 1, tid=number) for number in range(1000)]))
    assert len(trace.tracks) == 100 and len(trace.slices.start) == 100
    assert any("1,000 threads" in note for note in trace.notes)


texts = st.text(max_size=8)
events = st.fixed_dictionaries(
    {
        "ph": st.just("X"),
        "name": texts,
        "pid": st.one_of(st.integers(0, 3), texts),
        "tid": st.integers(0, 2),
        "ts": st.integers(0, 50),
        "dur": st.integers(0, 20),
    },
    optional={
        "cat": texts,
        "args": st.dictionaries(texts, st.one_of(texts, st.integers(), st.lists(texts)), max_size=3),
    },
)


@settings(max_examples=150)
@given(found=st.lists(events, min_size=1, max_size=30), piece=st.integers(1, 200), spaces=st.integers(0, 3))
def test_any_trace_is_what_was_written_however_it_is_cut(
    tmp_path_factory: pytest.TempPathFactory, found: list[Event], piece: int, spaces: int
) -> None:
    path = tmp_path_factory.mktemp("trace") / "a.json"
    path.write_text(json.dumps(found, indent=spaces or None))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "PIECE", piece)
        trace = load(path)
    origin = min(one["ts"] for one in found)
    slices = trace.slices
    drawn = sorted(
        (
            trace.tracks[track].process,
            trace.tracks[track].thread,
            trace.names[slices.name[row]],
            int(slices.start[row]) // 1000 + origin,
            int(slices.duration[row]) // 1000,
        )
        for track in range(len(trace.tracks))
        for row in range(slices.first[track], slices.first[track + 1])
    )
    assert drawn == sorted((str(one["pid"]), str(one["tid"]), one["name"], one["ts"], one["dur"]) for one in found)


@settings(max_examples=200)
@given(found=st.lists(events, min_size=1, max_size=40))
def test_slices_nest_by_what_holds_them(tmp_path_factory: pytest.TempPathFactory, found: list[Event]) -> None:
    slices = load(write(tmp_path_factory.mktemp("trace") / "a.json", found)).slices
    end = slices.start + slices.duration
    for track in range(len(slices.first) - 1):
        rows = range(slices.first[track], slices.first[track + 1])
        for row in rows:
            parent = int(slices.parent[row])
            assert parent < row
            if parent >= 0:
                assert slices.start[parent] <= slices.start[row] and end[row] <= end[parent]
                assert slices.depth[parent] < slices.depth[row]
            children = [int(slices.duration[one]) for one in rows if slices.parent[one] == row]
            assert slices.own[row] == max(0, slices.duration[row] - sum(children))
            assert (slices.depth[row] > 0) == any(slices.start[row] < end[one] for one in rows if one < row)
        # Nothing lies upon another that is drawn in its line.
        for line in set(slices.depth[rows.start : rows.stop].tolist()):
            ends = 0
            for row in (row for row in rows if slices.depth[row] == line):
                assert slices.start[row] >= ends
                ends = int(end[row])


def test_the_slices_are_those_that_a_plain_reading_nests() -> None:
    """The oracle itself, on a case that is done by hand."""
    thread = [
        Slice("1", "1", "a", 0, 10),
        Slice("1", "1", "b", 2, 3),
        Slice("1", "1", "c", 3, 1),
        Slice("1", "1", "b", 6, 4),
    ]
    assert totals(thread) == {"a": (1, 10, 3), "b": (2, 7, 6), "c": (1, 1, 1)}
    assert np.isclose(sum(own for _, _, own in totals(thread).values()), 10)
