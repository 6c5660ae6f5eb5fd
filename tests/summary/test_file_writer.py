"""FileWriter writes, call by call, the events that TensorFlow 1's writes."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import summary
from summary.proto.event import Event, SessionLog
from summary.proto.graph import GraphDef, MetaGraphDef
from summary.proto.run_metadata import RunMetadata
from summary.proto.summary import Summary

Events = Callable[[Path], list[Event]]


@pytest.fixture(scope="module")
def tensorflow() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("tensorflow").compat.v1


def graph(tensorflow: Any) -> Any:
    made = tensorflow.Graph()
    with made.as_default():
        tensorflow.add(tensorflow.placeholder(tensorflow.float32, [None, 3], name="x"), 1.0, name="y")
    return made


def described(tag: str, step: int) -> bytes:
    value = Summary.Value(tag=tag, simple_value=step)
    value.metadata.plugin_data.plugin_name = "scalars"
    value.metadata.summary_description = "of the training set"
    return bytes(Summary(value=[value]).SerializeToString())


def use(writer: Any, tensorflow: Any) -> None:
    """Every method that adds something, with messages of TensorFlow's."""
    for step in range(3):
        writer.add_summary(described("a", step), step)
        writer.add_summary(described("b", step), np.int64(step))
    writer.add_summary(tensorflow.Summary(value=[tensorflow.Summary.Value(tag="c", simple_value=1)]))
    writer.add_session_log(tensorflow.SessionLog(status=tensorflow.SessionLog.START), 7)
    writer.add_session_log(tensorflow.SessionLog(status=tensorflow.SessionLog.CHECKPOINT, checkpoint_path="/m"), 8)
    writer.add_graph(graph(tensorflow), 3)
    writer.add_graph(None, graph_def=graph(tensorflow).as_graph_def())
    writer.add_meta_graph(tensorflow.train.export_meta_graph(graph=graph(tensorflow)), 4)
    metadata = tensorflow.RunMetadata()
    metadata.step_stats.dev_stats.add(device="/cpu:0")
    writer.add_run_metadata(metadata, "step5", 5)
    writer.add_event(tensorflow.Event(wall_time=1.5, step=9, file_version="x"))
    writer.flush()
    writer.close()


def timeless(events: list[Event]) -> list[Event]:
    """Without what two writers of one second may differ in, and the first record, which names the writer."""
    for event in events:
        event.ClearField("wall_time")
        event.ClearField("source_metadata")
    return [event for event in events if event.file_version != "brain.Event:2"]


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_every_method_writes_tensorflows_events(tensorflow: Any, tmp_path: Path, events: Events) -> None:
    with graph(tensorflow).as_default() as first:
        theirs = tensorflow.summary.FileWriter(str(tmp_path / "theirs"), first, 10, 120, None, ".suffix")
        use(theirs, tensorflow)
        use(summary.FileWriter(tmp_path / "ours", first, 10, 120, None, ".suffix", errors="raise"), tensorflow)
    ours, theirs = (timeless(events(tmp_path / name)) for name in ("ours", "theirs"))
    assert [event.WhichOneof("what") for event in ours] == [event.WhichOneof("what") for event in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        if mine.WhichOneof("what") == "graph_def":
            # Attributes are a map: its order may differ.
            assert GraphDef.FromString(mine.graph_def) == GraphDef.FromString(other.graph_def)
        elif mine.WhichOneof("what") == "meta_graph_def":
            pair = MetaGraphDef.FromString(mine.meta_graph_def), MetaGraphDef.FromString(other.meta_graph_def)
            assert pair[0].graph_def == pair[1].graph_def
        else:
            assert mine == other
    names = [path.name for path in (tmp_path / "ours").iterdir()]
    assert all(name.endswith(".suffix") for name in names)


def test_a_tags_metadata_is_written_once_and_again_in_a_new_file(tmp_path: Path, events: Events) -> None:
    writer = summary.FileWriter(tmp_path / "run", errors="raise")
    for step in range(3):
        writer.add_summary(described("a", step), step)
    writer.close()
    writer.reopen()
    for step in range(3, 5):
        writer.add_summary(described("a", step), step)
    writer.close()
    kept = [value.HasField("metadata") for event in events(tmp_path) for value in event.summary.value]
    assert kept == [True, False, False, True, False]


def test_metadata_is_repeated_when_the_file_was_deleted(tmp_path: Path, events: Events) -> None:
    writer = summary.FileWriter(tmp_path / "run")
    writer.add_summary(described("a", 0), 0)
    writer.flush()
    shutil.rmtree(tmp_path / "run")
    for step in range(1, 3):
        writer.add_summary(described("a", step), step)
        writer.flush()
    writer.close()
    values = [(event.step, value.HasField("metadata")) for event in events(tmp_path) for value in event.summary.value]
    assert values == [(1, True), (2, False)]


def test_the_arrays_of_a_call_are_its_own(tmp_path: Path, events: Events) -> None:
    array = np.zeros(100, np.float32)
    with summary.SummaryWriter(tmp_path, errors="raise") as writer:
        for step in range(3):
            array[:] = step
            writer.add_histogram("w", array, step)
            writer.add_tensor("t", array, step)
            writer.add_image("i", array.reshape(10, 10) / 2, step, dataformats="HW")
        array[:] = -1
    maxima = [value.histo.max for event in events(tmp_path) for value in event.summary.value if value.tag == "w"]
    assert maxima == [0, 1, 2]


def test_run_metadata_is_read_back(tmp_path: Path, events: Events) -> None:
    metadata = RunMetadata()
    metadata.step_stats.dev_stats.add(device="/cpu:0")
    with summary.FileWriter(tmp_path, errors="raise") as writer:
        writer.add_run_metadata(metadata, "one", 5)
        writer.add_session_log(SessionLog(status=SessionLog.STOP), 6)
    found = events(tmp_path)[1:]
    assert [event.step for event in found] == [5, 6]
    assert RunMetadata.FromString(found[0].tagged_run_metadata.run_metadata) == metadata
