"""Event files that claim more than they hold, or hold more than is taken: told as problems, in bounded memory and time."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

import board
from board import restarts, tagsets
from board.logs import Logs
from summary.checksum import masked_crc32c
from summary.proto.event import Event
from summary.record import frame
from summary.scan import File, Scan, Scanner
from tests.board.bounded import MB, alone, measured

COUNT = """
import sys
from summary.scan import File, Scanner
scan = Scanner().scan([File(sys.argv[1].encode())])
print(sum(len(batch.step) for batch in scan.batches), len(scan.damages), scan.endings[0].after)
"""


def scalar(step: int, tag: str = "loss") -> bytes:
    event = Event(step=step, wall_time=step)
    event.summary.value.add(tag=tag, simple_value=step)
    return event.SerializeToString()


def header(length: int) -> bytes:
    packed = struct.pack("<Q", length)
    return packed + struct.pack("<I", masked_crc32c(packed))


def loaded(path: Path, *pieces: bytes) -> Logs:
    (path / "run").mkdir()
    (path / "run/events.out.tfevents.1").write_bytes(b"".join(pieces))
    return board.load(path)


def scanned(path: Path, *pieces: bytes, longest: int = 1 << 31) -> Scan:
    file = path / "events.out.tfevents.1"
    file.write_bytes(b"".join(pieces))
    return Scanner(longest).scan([File(bytes(file))])


def steps(scan: Scan) -> list[int]:
    return [step for batch in scan.batches for step in batch.step.tolist()]


@pytest.mark.parametrize("length", [2**31 - 1, 2**31, 2**63, 2**64 - 1])
def test_a_claimed_length_takes_no_memory(tmp_path: Path, length: int) -> None:
    with measured() as peak:
        scan = scanned(tmp_path, frame(scalar(1)), header(length), frame(scalar(2)), frame(scalar(3)))
    assert steps(scan) == [1, 2, 3]
    assert peak.bytes < 32 * MB


def test_a_record_too_long_to_be_held_costs_itself(tmp_path: Path) -> None:
    long = frame(scalar(2, "x" * 100) + bytes(3 * MB))
    damaged = bytearray(long)
    damaged[len(long) // 2] ^= 1
    pieces = frame(scalar(1)), long, frame(scalar(3)), long, bytes(damaged), b"?", long, frame(scalar(4))
    with measured() as peak:
        scan = scanned(tmp_path, *pieces, longest=1 << 20)
    assert steps(scan) == [1, 3, 4]
    assert [damage.reason for damage in scan.damages] == [
        "the record is longer than the memory that is left for one",
        "the record is longer than the memory that is left for one",
    ]
    start = len(pieces[0])
    assert (scan.damages[0].start, scan.damages[0].stop) == (start, start + len(long))
    assert peak.bytes < len(b"".join(pieces)) + 20 * MB  # the file itself is made within it


def test_a_record_that_is_not_too_long_is_read(tmp_path: Path) -> None:
    event = Event(step=5)
    event.summary.value.add(tag="x", simple_value=1).image.encoded_image_string = bytes(2 * MB)
    data = event.SerializeToString()
    for longest, spans in ((len(data), 1), (len(data) - 1, 0)):
        scan = scanned(tmp_path, frame(data), frame(scalar(6)), longest=longest)
        assert sum(len(batch.span_step) for batch in scan.batches) == spans


def test_what_follows_a_record_too_long_is_followed_as_it_grows(tmp_path: Path) -> None:
    file = tmp_path / "events.out.tfevents.1"
    long = frame(scalar(2, "x" * 100) + bytes(3 * MB))
    file.write_bytes(frame(scalar(1)) + long[:-1])
    scanner = Scanner(1 << 20)
    first = scanner.scan([File(bytes(file))])
    assert steps(first) == [1]
    assert not first.damages
    file.write_bytes(frame(scalar(1)) + long)
    ending = first.endings[0]
    second = scanner.scan([File(bytes(file), ending.after, ending.resume, ending.seal, ending.session)])
    assert [damage.stop for damage in second.damages] == [len(frame(scalar(1)) + long)]
    file.write_bytes(frame(scalar(1)) + long + frame(scalar(3)))
    ending = second.endings[0]
    third = scanner.scan([File(bytes(file), ending.after, ending.resume, ending.seal, ending.session)])
    assert steps(third) == [3]
    assert not third.endings[0].replaced


def test_a_hole_of_a_terabyte_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "events.out.tfevents.1"
    with file.open("wb") as out:
        out.write(frame(scalar(1)) + b"damage")
        out.seek(1 << 40)
        out.write(frame(scalar(2)))
        out.truncate(1 << 42)
    points, damages, after = map(int, alone(COUNT, file).split())
    assert (points, damages) == (2, 2)
    assert after == (1 << 40) + len(frame(scalar(2)))


def test_headers_that_claim_holes_are_not_believed_for_long(tmp_path: Path) -> None:
    """Each claims two gigabytes of zeros, all of which would have to be read to know that it lies."""
    file = tmp_path / "events.out.tfevents.1"
    with file.open("wb") as out:
        out.write(frame(scalar(1)))
        for place in range(1, 500):
            out.seek(place << 16)
            out.write(header(2**31 - 1 - place))
        out.seek(1 << 26)
        out.write(frame(scalar(2)))
        out.truncate(1 << 42)
    points, _, _ = map(int, alone(COUNT, file).split())
    assert points == 2


def test_what_fills_a_hole_later_is_found(tmp_path: Path) -> None:
    file = tmp_path / "events.out.tfevents.1"
    begin, later = frame(scalar(1)), frame(scalar(2))
    with file.open("wb") as out:
        out.write(begin)
        out.truncate(1 << 24)
    scanner = Scanner()
    first = scanner.scan([File(bytes(file))])
    assert steps(first) == [1]
    with file.open("r+b") as out:
        out.seek(len(begin))
        out.write(later)
    ending = first.endings[0]
    second = scanner.scan([File(bytes(file), ending.after, ending.resume, ending.seal, ending.session)])
    assert steps(second) == [2]


def test_an_event_of_too_many_values_is_refused(tmp_path: Path) -> None:
    value = bytes([0x0A, 5, 0x15, 0, 0, 0, 0])  # of no tag, and so small that its point takes four times as much
    values = value * ((1 << 20) + 1)
    event = Event(step=2).SerializeToString() + b"\x2a" + varint(len(values)) + values
    with measured() as peak:
        scan = scanned(tmp_path, frame(scalar(1)), frame(event), frame(scalar(3)))
    assert steps(scan) == [1, 3]
    assert [damage.reason for damage in scan.damages] == ["the event holds more than a million values"]
    assert peak.bytes < 200 * MB
    fewer = Event(step=2).SerializeToString() + b"\x2a" + varint(len(values) - 7) + values[7:]
    assert len(steps(scanned(tmp_path, frame(fewer)))) == 1 << 20


@pytest.mark.parametrize("of", ["tag", "plugin", "run metadata"])
def test_a_name_too_long_is_refused(tmp_path: Path, of: str) -> None:
    for length, refused in ((1 << 16, 0), ((1 << 16) + 1, 1)):
        name = "x" * length
        event = Event(step=2)
        if of == "run metadata":
            event.tagged_run_metadata.tag = name
        else:
            value = event.summary.value.add(tag=name if of == "tag" else "tag", simple_value=1)
            value.metadata.plugin_data.plugin_name = name if of == "plugin" else "scalars"
        scan = scanned(tmp_path, frame(scalar(1)), frame(event.SerializeToString()), frame(scalar(3)))
        assert {1, 3} <= set(steps(scan))
        assert [damage.reason for damage in scan.damages] == ["a name in the event is longer than 64 KB"] * refused


def test_sessions_without_end_are_taken_for_one(tmp_path: Path) -> None:
    start = Event(step=0)
    start.session_log.status = 1
    pieces = [frame(start.SerializeToString()) + frame(scalar(step)) for step in range(3000)]
    logs = loaded(tmp_path, *pieces)
    assert [problem.reason for problem in logs.problems] == [
        "more than a thousand sessions start in this file; what follows is taken for one"
    ]
    step, _, _ = logs.scalars("run", "loss")
    assert step.tolist() == list(range(1000, 3000))


def test_damage_without_end_is_told_as_one(tmp_path: Path) -> None:
    piece = frame(b"") + b"?"
    with measured() as peak:
        logs = loaded(tmp_path, *[piece] * 600_000, frame(scalar(7)))
        problems = logs.problems
    assert logs.scalars("run", "loss").step.tolist() == [7]
    assert 1000 < len(problems) < 1010
    assert "more damaged places than can be told" in problems[-1].reason
    assert peak.bytes < 150 * MB


def test_comparing_sessions_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of many files that lie about their clocks would be held against all that came before."""
    made = [
        restarts.Session(file, float(file), None, np.array([0]), np.array([1e9 if file % 2 else float(file)]))
        for file in range(400)
    ]
    whole = restarts.standing(made)
    monkeypatch.setattr(restarts, "MOST_COMPARED", 0)
    none = restarts.standing(made)
    assert len(whole.superseded) > len(none.superseded)
    assert sorted([*none.points, *none.superseded]) == list(range(400))


def test_what_a_growing_run_told_before_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagsets, "MOST", 3)
    logs = loaded(tmp_path, frame(scalar(0)))
    for step in range(1, 8):
        with (tmp_path / "run/events.out.tfevents.1").open("ab") as file:
            file.write(frame(scalar(step, f"tag{step}")))
        logs.refresh()
        assert len(logs.tags("run")) == 1 + step
    assert len(logs._store._tags._known) <= 3


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out + bytes([number]))
