"""What the writers write is what TensorBoard's readers, and ours, read."""

from __future__ import annotations

import importlib
import math
import os
import pickle
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import summary
from summary.file_writer import CLOSED
from summary.proto.event import Event, SessionLog
from summary.proto.graph import GraphDef
from summary.proto.summary import Summary

event_accumulator = importlib.import_module("tensorboard.backend.event_processing.event_accumulator")
event_pb2 = importlib.import_module("tensorboard.compat.proto.event_pb2")
summary_pb2 = importlib.import_module("tensorboard.compat.proto.summary_pb2")
make_ndarray = importlib.import_module("tensorboard.util.tensor_util").make_ndarray

Events = Callable[[Path], list[Event]]
Points = Callable[[Path], list[tuple[str, int, float]]]


def accumulated(logdir: Path) -> Any:
    loaded = event_accumulator.EventAccumulator(str(logdir), {"scalars": 0, "tensors": 0})
    return loaded.Reload()


def test_tensorboard_reads_scalars(tmp_path: Path) -> None:
    values = [0.1, -3.5, 0.0, math.inf, -math.inf, math.nan, 1e-40, 1e300]
    with summary.SummaryWriter(tmp_path) as writer:
        for step, value in enumerate(values):
            writer.add_scalar("größe/loss", value, step * 2**40, walltime=1000.25 + step)
    read = accumulated(tmp_path).Scalars("größe/loss")
    with np.errstate(over="ignore"):
        np.testing.assert_equal([point.value for point in read], [float(np.float32(value)) for value in values])
    assert [point.step for point in read] == [step * 2**40 for step in range(len(values))]
    assert [point.wall_time for point in read] == [1000.25 + step for step in range(len(values))]


def test_new_style_scalars_are_tensors(tmp_path: Path, events: Events) -> None:
    with summary.SummaryWriter(tmp_path) as writer:
        for step in range(2):
            writer.add_scalar("a", 0.1, step, new_style=True)
            writer.add_scalar("b", np.float64(0.1), step, new_style=True, double_precision=True)
    read = accumulated(tmp_path)
    assert [make_ndarray(point.tensor_proto) for point in read.Tensors("a")] == [np.float32(0.1)] * 2
    assert [make_ndarray(point.tensor_proto) for point in read.Tensors("b")] == [0.1] * 2
    assert read.SummaryMetadata("a").plugin_data.plugin_name == "scalars"
    described = [value.HasField("metadata") for event in events(tmp_path) for value in event.summary.value]
    assert described == [True, True, False, False]


def test_the_first_record_says_who_wrote(tmp_path: Path, events: Events) -> None:
    before = time.time()
    summary.FileWriter(tmp_path).close()
    (first,) = events(tmp_path)
    assert first.file_version == "brain.Event:2"
    assert first.source_metadata.writer == "summary"
    assert before <= first.wall_time <= time.time()


def test_file_names(tmp_path: Path) -> None:
    summary.FileWriter(tmp_path, filename_suffix=".mine").close()
    (file,) = tmp_path.iterdir()
    assert re.fullmatch(rf"events\.out\.tfevents\.\d{{10}}\..+\.{os.getpid()}\.\d+\.mine", file.name)
    assert file.stat().st_mode & 0o111 == 0


def test_two_writers_in_one_directory(tmp_path: Path, points: Points) -> None:
    with summary.SummaryWriter(tmp_path) as one, summary.SummaryWriter(tmp_path) as other:
        for step in range(100):
            one.add_scalar("a", step, step)
            other.add_scalar("b", step, step)
    assert len(list(tmp_path.iterdir())) == 2
    expected = [(tag, step, float(step)) for tag in "ab" for step in range(100)]
    assert sorted(points(tmp_path)) == expected


def test_steps_of_any_order_and_make(tmp_path: Path, points: Points) -> None:
    steps = [5, 3, 3, -1, 2**63 - 1, -(2**63), None, np.int32(7), np.array(8), np.array([9]), 2.0, True]
    with summary.SummaryWriter(tmp_path) as writer:
        for step in steps:
            writer.add_scalar("a", 1.0, step)
    expected = [5, 3, 3, -1, 2**63 - 1, -(2**63), 0, 7, 8, 9, 2, 1]
    assert [step for _, step, _ in points(tmp_path)] == expected


def test_tags_that_are_no_unicode_are_kept(tmp_path: Path, points: Points) -> None:
    with summary.SummaryWriter(tmp_path) as writer:
        writer.add_scalar("bad\udc80", 1.0, 1)
        writer.add_scalar("good", 2.0, 2)
    assert points(tmp_path) == [("bad\\udc80", 1, 1.0), ("good", 2, 2.0)]


def test_purge_step(tmp_path: Path, events: Events) -> None:
    with summary.SummaryWriter(tmp_path, purge_step=40) as writer:
        writer.add_scalar("a", 1, 40)
    _, start, point = events(tmp_path)
    assert (start.step, start.session_log.status) == (40, SessionLog.START)
    assert point.summary.value[0].tag == "a"


def test_default_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with summary.SummaryWriter(comment="_lr0.1") as writer:
        monkeypatch.chdir("/")
        assert re.fullmatch(r"runs/\w{3}\d\d_\d\d-\d\d-\d\d_.+_lr0\.1", writer.log_dir)
        assert writer.get_logdir() == writer.log_dir
    assert len(list((tmp_path / writer.log_dir).iterdir())) == 1


def test_summary_writer_goes_on_after_close(tmp_path: Path, points: Points) -> None:
    writer = summary.SummaryWriter(tmp_path)
    writer.add_scalar("a", 1, 1)
    writer.close()
    writer.close()
    writer.flush()
    writer.add_scalar("a", 2, 2)
    writer.close()
    writer.add_scalar("a", 3, 3, new_style=True)
    writer.close()
    assert len(list(tmp_path.iterdir())) == 3
    assert [step for _, step, _ in points(tmp_path)] == [1, 2, 3]


def test_file_writer_takes_messages_of_any_package_and_bytes(tmp_path: Path, events: Events) -> None:
    theirs = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="theirs", simple_value=1)])
    with summary.FileWriter(tmp_path) as writer:
        assert writer.get_logdir() == str(tmp_path)
        writer.add_summary(summary.scalar("ours", 1), 1)
        writer.add_summary(theirs, np.int64(2))
        writer.add_summary(theirs.SerializeToString(), 3, walltime=5.5)
        writer.add_event(Event(wall_time=1, step=4))
        writer.add_event(event_pb2.Event(wall_time=1, step=5))
        writer.add_event(Event(wall_time=1, step=6).SerializeToString())
    read = events(tmp_path)[1:]
    assert [event.step for event in read] == [1, 2, 3, 4, 5, 6]
    assert [[value.tag for value in event.summary.value] for event in read[:3]] == [["ours"], ["theirs"], ["theirs"]]
    assert read[2].wall_time == 5.5


def test_a_message_may_be_changed_after_it_was_added(tmp_path: Path, points: Points) -> None:
    with summary.FileWriter(tmp_path) as writer:
        message = Summary(value=[Summary.Value(tag="a", simple_value=1)])
        writer.add_summary(message, 1)
        message.value[0].simple_value = 2
        writer.add_summary(message, 2)
    assert points(tmp_path) == [("a", 1, 1.0), ("a", 2, 2.0)]


def test_a_closed_file_writer_warns_and_may_be_reopened(tmp_path: Path, points: Points) -> None:
    writer = summary.FileWriter(tmp_path)
    writer.reopen()
    writer.add_summary(summary.scalar("a", 1), 1)
    writer.close()
    writer.close()
    uses: list[Callable[[], None]] = [
        lambda: writer.add_event(Event()),
        lambda: writer.add_summary(Summary()),
        writer.flush,
    ]
    for use in uses:
        with pytest.warns(UserWarning, match=re.escape(CLOSED)):
            use()
    writer.reopen()
    writer.add_summary(summary.scalar("a", 2), 2)
    writer.close()
    assert len(list(tmp_path.iterdir())) == 2
    assert points(tmp_path) == [("a", 1, 1.0), ("a", 2, 2.0)]


def test_a_graph_given_at_first_is_written(tmp_path: Path, events: Events) -> None:
    graph = GraphDef()
    graph.node.add(name="x", op="Const")
    summary.FileWriter(tmp_path, graph_def=graph).close()
    assert GraphDef.FromString(events(tmp_path)[1].graph_def) == graph


@pytest.mark.parametrize("kind", [summary.SummaryWriter, summary.FileWriter])
def test_writers_pickle(kind: Any, tmp_path: Path, events: Events) -> None:
    writer = kind(tmp_path)
    writer.flush()
    copy = pickle.loads(pickle.dumps(writer))
    copy.flush()
    assert len(list(tmp_path.iterdir())) == 1
    for written, step in ((writer, 1), (copy, 2)):
        if kind is summary.SummaryWriter:
            written.add_scalar("a", step, step)
        else:
            written.add_summary(summary.scalar("a", step), step)
        written.close()
    assert len(list(tmp_path.iterdir())) == 2
    assert [event.step for event in events(tmp_path) if event.HasField("summary")] == [1, 2]


def test_many_threads(tmp_path: Path, points: Points) -> None:
    def log(number: int) -> None:
        for step in range(2000):
            writer.add_scalar(f"thread{number}", step, step)

    with summary.SummaryWriter(tmp_path) as writer:
        threads = [threading.Thread(target=log, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    read = points(tmp_path)
    for number in range(8):
        assert [step for tag, step, _ in read if tag == f"thread{number}"] == list(range(2000))
    assert len(read) == 16000


def test_a_writer_that_nobody_holds_is_finished(tmp_path: Path, points: Points) -> None:
    writer = summary.SummaryWriter(tmp_path)
    writer.add_scalar("a", 1, 1)
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "summary writer"]
    del writer
    thread.join(30)
    assert not thread.is_alive()
    assert points(tmp_path) == [("a", 1, 1.0)]


def test_flush_makes_all_readable(tmp_path: Path, points: Points) -> None:
    with summary.SummaryWriter(tmp_path) as writer:
        for step in range(20_000):
            writer.add_scalar("a", 0.5, step)
        writer.flush()
        assert len(points(tmp_path)) == 20_000


def test_events_are_written_without_flush(tmp_path: Path, points: Points) -> None:
    with summary.SummaryWriter(tmp_path) as writer:
        for step in range(3):
            writer.add_scalar("a", 0.5, step)
            deadline = time.monotonic() + 30
            while len(points(tmp_path)) <= step:
                assert time.monotonic() < deadline, "the event was not written"
                time.sleep(0.01)
