"""The scan, against protobuf's own parser and, compiled, against its own source uncompiled."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf.message import DecodeError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import summary
from summary.batch import Batch
from summary.proto.event import Event, SessionLog
from summary.proto.summary import Summary
from summary.record import frame
from summary.scan import File, Scan, Scanner
from tests.summary import strategies

HEADER_SIZE = 12
LEGACY = {"histo": "histograms", "image": "images", "audio": "audio"}
MANY = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


def scan(data: bytes, scanner: Scanner | None = None, most: int = 2**62) -> Scan:
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "events.tfevents")
        Path(path).write_bytes(data)
        return (scanner or Scanner()).scan([File(os.fsencode(path))], most)


def plain(found: Scan) -> dict[str, Any]:
    """What a scan has found, in the words of `expected`: every group's points and spans in the order of the file."""
    groups: dict[tuple[int, str], dict[str, Any]] = {}
    for batch in found.batches:
        for number in range(len(batch.tag)):
            add_group(groups, batch, number)
    return {
        "groups": [[*key, group] for key, group in groups.items()],
        "damages": [[damage.start, damage.stop] for damage in found.damages],
        "starts": [[start.session, start.step] for start in found.starts],
        "after": found.endings[0].after,
    }


def add_group(groups: dict[tuple[int, str], dict[str, Any]], batch: Batch, number: int) -> None:
    key = (int(batch.session[number]), batch.tags[batch.tag[number]])
    group = groups.setdefault(key, {"kind": "", "points": [], "spans": []})
    group["kind"] = batch.kinds[batch.kind[number]]
    rows = slice(batch.start[number], batch.start[number + 1])
    values = batch.exact if batch.exact is not None and batch.wide[number] else batch.value
    columns = (batch.step[rows].tolist(), batch.wall_time[rows].tolist(), values[rows].tolist())
    group["points"] += [[step, repr(wall), repr(value)] for step, wall, value in zip(*columns, strict=True)]
    for span in np.flatnonzero(batch.span_group == number):
        group["spans"].append([int(batch.span_step[span]), int(batch.span_field[span])])


def expected(records: list[bytes]) -> dict[str, Any]:
    """The same, by way of protobuf's messages."""
    groups: dict[tuple[int, str], dict[str, Any]] = {}
    kinds: dict[str, str] = {}
    damages: list[list[int]] = []
    starts: list[list[int]] = []
    at = 0
    for record in records:
        try:
            take_event(Event.FromString(record[HEADER_SIZE:-4]), groups, kinds, starts)
        except DecodeError:
            if damages and damages[-1][1] == at:
                damages[-1][1] = at + len(record)
            else:
                damages.append([at, at + len(record)])
        at += len(record)
    listed = [[*key, group] for key, group in groups.items()]
    return {"groups": listed, "damages": damages, "starts": starts, "after": at}


def take_event(
    event: Event, groups: dict[tuple[int, str], dict[str, Any]], kinds: dict[str, str], starts: list[list[int]]
) -> None:
    if event.HasField("session_log") and event.session_log.status == SessionLog.START:
        starts.append([len(starts) + 1, event.step])
    if event.HasField("graph_def"):
        group = group_of(groups, len(starts), "__run_graph__", "graphs")
        group["spans"].append([event.step, 4])
    for value in event.summary.value:
        take_value(event, value, groups, kinds, len(starts))


def take_value(
    event: Event,
    value: Summary.Value,
    groups: dict[tuple[int, str], dict[str, Any]],
    kinds: dict[str, str],
    session: int,
) -> None:
    content = value.WhichOneof("value")
    if content is None and not value.HasField("metadata"):
        return
    natural = "scalars" if content == "simple_value" else LEGACY.get(content or "", "")
    kinds[value.tag] = kinds.get(value.tag) or value.metadata.plugin_data.plugin_name or natural
    group = group_of(groups, session, value.tag, kinds[value.tag])
    number = value.simple_value if content == "simple_value" else None
    if content == "tensor" and kinds[value.tag] in ("", "scalars"):
        number = number_in(value)
    if number is not None:
        group["points"].append([event.step, repr(event.wall_time), repr(number)])
    if content != "simple_value" and not (number is not None and kinds[value.tag] == "scalars"):
        group["spans"].append([event.step, 5])


def group_of(groups: dict[tuple[int, str], dict[str, Any]], session: int, tag: str, kind: str) -> dict[str, Any]:
    group = groups.setdefault((session, tag), {"kind": "", "points": [], "spans": []})
    group["kind"] = kind or group["kind"]
    return group


def number_in(value: Summary.Value) -> float | None:
    dtype = value.tensor.dtype
    if dtype not in strategies.NUMBERS:
        return None
    _, code, field = strategies.NUMBERS[dtype]
    if value.tensor.tensor_content:
        return float(np.frombuffer(value.tensor.tensor_content, np.dtype(code))[0])
    listed = list(getattr(value.tensor, field)) or [0]
    return float(np.uint16(listed[0]).view(np.float16)) if field == "half_val" else float(listed[0])


def with_values_of_groups(found: dict[str, Any]) -> dict[str, Any]:
    """float32 where a group has no wider number, as columns have it, so that both sides print alike."""
    with np.errstate(over="ignore"):
        for _, _, group in found["groups"]:
            for point in group["points"]:
                point[2] = repr(float(np.float32(float(point[2]))))
    return found


@MANY
@given(strategies.files())
def test_scan_finds_what_protobuf_finds(records: list[bytes]) -> None:
    got = with_values_of_groups(plain(scan(b"".join(records))))
    assert got == with_values_of_groups(expected(records))


@MANY
@given(strategies.tensors())
def test_numbers_of_every_type_are_exact(drawn: tuple[Any, float]) -> None:
    tensor, number = drawn
    event = Event(wall_time=1, step=2)
    value = event.summary.value.add(tag="t", tensor=tensor)
    value.metadata.plugin_data.plugin_name = "scalars"
    (group,) = plain(scan(frame(event.SerializeToString())))["groups"]
    assert repr(float(group[2]["points"][0][2])) == repr(number)


@MANY
@given(strategies.files(sane=True), st.data())
def test_a_growing_file_is_read_as_if_it_had_been_whole(records: list[bytes], data: st.DataObject) -> None:
    content = b"".join(records)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=4)))
    scanner = Scanner()
    groups: dict[tuple[int, str], dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "x.tfevents")
        file = File(os.fsencode(path))
        for cut in [*cuts, len(content)]:
            path.write_bytes(content[:cut])
            found = scanner.scan([file])
            ending = found.endings[0]
            assert not ending.replaced
            file = File(file.path, ending.after, ending.resume, ending.seal, ending.session)
            for batch in found.batches:
                for number in range(len(batch.tag)):
                    add_group(groups, batch, number)
    assert file.after == len(content)
    whole = plain(scan(content))["groups"]
    # A tag's kind may not be known again in what was appended; its values are then kept as points and as spans.
    for session, tag, group in whole:
        if group["kind"] == "scalars":
            assert groups[session, tag]["points"] == group["points"]
        else:
            assert groups[session, tag]["spans"] == group["spans"]


@MANY
@given(strategies.files(), st.data())
def test_no_intact_record_is_lost(records: list[bytes], data: st.DataObject) -> None:
    content = b"".join(records)
    where = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, min(60, len(content) - where)))
    mutation = strategies.Mutation(where, length, data.draw(st.binary(max_size=60)))
    found = scan(mutation.apply(content))
    check_survivors(
        found, mutation.survivors(strategies.bounds(records)), strategies.NO_EVENTS, mutation.apply(content)
    )


def check_survivors(found: Scan, survivors: list[tuple[int, int]], no_events: list[bytes], content: bytes) -> None:
    """Every record that still stands was read, or called damaged only because it is no Event."""
    for start, stop in survivors:
        assert stop <= found.endings[0].after
        if content[start + HEADER_SIZE : stop - 4] not in no_events:
            assert not any(damage.start < stop and start < (damage.stop or len(content)) for damage in found.damages)


UNCOMPILED = """
import json, sys
from summary import record
from tests.summary.test_scan import plain, scan
from pathlib import Path
assert not record.COMPILED
for line in sys.stdin:
    print(json.dumps(plain(scan(Path(line.strip()).read_bytes()))), flush=True)
"""


@pytest.fixture(scope="module")
def uncompiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A process that scans the files it is told of with the modules' sources."""
    root = tmp_path_factory.mktemp("uncompiled")
    package = Path(summary.__file__).parent
    shutil.copytree(package, root / "summary", ignore=shutil.ignore_patterns("*.so", "*.c", "__pycache__"))
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{Path(__file__).parents[2]}"}
    with subprocess.Popen(
        [sys.executable, "-c", UNCOMPILED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=root,
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strategies.files(), st.integers(0, 500), st.binary(max_size=30))
def test_compiled_and_uncompiled_agree(
    uncompiled: subprocess.Popen[str], records: list[bytes], where: int, new: bytes
) -> None:
    content = strategies.Mutation(where, len(new) // 2, new).apply(b"".join(records))
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(content)
        assert uncompiled.stdin
        assert uncompiled.stdout
        print(file.name, file=uncompiled.stdin, flush=True)
        assert json.loads(uncompiled.stdout.readline()) == json.loads(json.dumps(plain(scan(content))))
