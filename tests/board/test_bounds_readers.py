"""What one small file can make a reader take: refused with a sentence, or told as far as it goes, in bounded memory."""

from __future__ import annotations

import json
import resource
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from board import layouts, matching
from board.answers import Unreadable
from board.checkpoints import slices, table
from board.checkpoints.checkpoint import Checkpoint, CheckpointError
from board.graph import files
from board.hparams import HParams
from board.layouts import LayoutError
from board.memory import memory
from board.projection import metadata, vectors
from board.projection.process import Worker
from board.runtable import everything
from board.timeline import reading
from board.timeline.trace import TimelineError
from board.values import messages, tensors, texts
from summary.checksum import masked_crc32c
from summary.proto.event import Event
from summary.proto.hparams import HParamsPluginData
from summary.proto.plugins import Layout
from summary.proto.tensor_bundle import BundleEntryProto, BundleHeaderProto
from summary.record import frame
from tests.board.bounded import MB, measured
from tests.board.conftest import loaded


@pytest.fixture
def little() -> Iterator[None]:
    """No more than 64 MB may be taken at a time."""
    before, memory.most = memory.most, 128 * MB
    yield
    memory.most = before


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out + bytes([number]))


def block(body: bytes) -> bytes:
    return body + b"\0" + struct.pack("<I", masked_crc32c(body + b"\0"))


def pairs(entries: list[tuple[int, bytes, bytes]]) -> bytes:
    """A block's entries: bytes shared with the key before, the rest of the key, the value."""
    body = b"".join(
        varint(shared) + varint(len(rest)) + varint(len(value)) + rest + value for shared, rest, value in entries
    )
    return body + struct.pack("<II", 0, 1)


def written(path: Path, blocks: list[bytes], handles: list[int]) -> Path:
    """A table of these blocks, of which the index names those of these numbers."""
    data, places = b"", []
    for body in blocks:
        places.append(varint(len(data)) + varint(len(body)))
        data += block(body)
    index = pairs([(0, b"%04d" % number, places[one]) for number, one in enumerate(handles)])
    footer = varint(len(data)) + varint(0) + varint(len(data)) + varint(len(index))
    data += block(index) + footer.ljust(40, b"\0") + struct.pack("<Q", table.MAGIC)
    path.write_bytes(data)
    return path


def test_keys_that_share_a_long_beginning_are_refused(tmp_path: Path) -> None:
    """A hundred thousand entries of five bytes, whose keys would have 100 GB."""
    long = b"k" * MB
    blocks = [pairs([(0, long, b""), *[(MB, b"x", b"")] * 100_000])]
    path = written(tmp_path / "model.index", blocks, [0])
    with measured() as peak, pytest.raises(CheckpointError, match="an entry of it is longer than 64 kB"):
        Checkpoint(tmp_path / "model")
    assert peak.bytes < 20 * MB
    assert path.stat().st_size < 2 * MB


def test_keys_are_bounded_together(tmp_path: Path) -> None:
    rest = b"k" * 60_000
    entries = [(0, rest, b""), *[(60_000, b"%04d" % number, b"") for number in range(4000)]]
    written(tmp_path / "model.index", [pairs(entries)], [0])
    with measured() as peak, pytest.raises(CheckpointError, match="keys of 128 MB"):
        Checkpoint(tmp_path / "model")
    assert peak.bytes < 300 * MB


def test_blocks_that_are_named_again_and_again_are_refused(tmp_path: Path) -> None:
    """Each of them is checked and taken apart, which the index could ask for without end."""
    header = BundleHeaderProto(num_shards=1).SerializeToString()

    blocks = [pairs([(0, b"", header), (0, b"x", b"")]), pairs([(0, b"y" * 5000, b"")])]
    written(tmp_path / "model.index", blocks, [1] * 3000)
    with pytest.raises(CheckpointError, match="lie one over the other"):
        Checkpoint(tmp_path / "model")


def test_slices_that_claim_more_than_their_bytes_take_no_memory(tmp_path: Path) -> None:
    length = 1 << 34
    whole = BundleEntryProto(dtype=1)
    whole.shape.dim.add(size=length + 1)
    parts = {}
    for start, count in ((0, 1), (1, length)):
        whole.slices.add().extent.add(start=start, length=count)
        parts[slices.key("w", ((start, count),))] = BundleEntryProto(dtype=1, size=4 if start == 0 else 0)
    next(iter(parts.values())).crc32c = masked_crc32c(bytes(4))
    header = BundleHeaderProto(num_shards=1).SerializeToString()
    entries = [(0, b"", header), *((0, key, part.SerializeToString()) for key, part in parts.items())]
    written(tmp_path / "model.index", [pairs([*entries, (0, b"w", whole.SerializeToString())])], [0])
    (tmp_path / "model.data-00000-of-00001").write_bytes(bytes(4))
    checkpoint = Checkpoint(tmp_path / "model")
    with measured() as peak, pytest.raises(CheckpointError, match="larger than their bytes"):
        checkpoint.read("w")
    assert peak.bytes < 10 * MB


def test_more_dimensions_than_any_tensor_has_are_refused(tmp_path: Path) -> None:
    entry = BundleEntryProto(dtype=1)
    for _ in range(255):
        entry.shape.dim.add(size=1)
    header = BundleHeaderProto(num_shards=1).SerializeToString()
    written(tmp_path / "model.index", [pairs([(0, b"", header), (0, b"w", entry.SerializeToString())])], [0])
    with pytest.raises(CheckpointError, match="more dimensions or slices"):
        Checkpoint(tmp_path / "model")


def test_a_table_of_many_columns_takes_what_is_claimed_for_it(tmp_path: Path, little: None) -> None:
    path = tmp_path / "labels.tsv"
    path.write_bytes(b"a\tb\n" + b"\t\n" * 5_000_000)
    with pytest.raises(Unreadable, match=r"labels.tsv takes some \d+ MB of memory to read; --max_memory"):
        metadata.read(path, 5_000_000)


def test_lines_without_end_before_the_first_number_are_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "vectors.tsv"
    path.write_bytes(b"\n" * (4 * MB) + b"1\t2\n")
    with pytest.raises(Unreadable, match="has no numbers in its first 10,000 lines"):
        vectors.read(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("graph.pbtxt", b'node { name: "a" op: "Const" }\n' * 400_000),
        ("model.json", json.dumps({"config": {"layers": [[]] * 2_000_000}}).encode()),
        ("model.onnx", b"\x12\x04abcd" * 4_000_000),
    ],
)
def test_texts_and_models_that_grow_as_they_are_read_are_claimed_for(
    tmp_path: Path, little: None, name: str, content: bytes
) -> None:
    if name.endswith(".onnx"):
        pytest.importorskip("onnx")
    (tmp_path / name).write_bytes(content)
    with measured() as peak, pytest.raises(Unreadable, match="--max_memory"):
        files.read(tmp_path / name, name)
    assert peak.bytes < 2 * MB


def test_a_message_that_grows_as_it_is_read_is_claimed_for(tmp_path: Path, little: None) -> None:
    event = Event(step=1)
    event.summary.value.add(tag="x").tensor.tensor_content = bytes(30 * MB)
    (tmp_path / "events.out.tfevents.1").write_bytes(frame(event.SerializeToString()))
    memory.most = 1 << 40
    store = loaded(tmp_path)
    memory.most = 128 * MB
    with pytest.raises(Unreadable, match="This value takes some 90 MB"):
        messages.summary_value(store.spans(".", "x")[0])


def test_a_timeline_of_more_events_than_fit_is_refused(tmp_path: Path, little: None) -> None:
    event = b'{"ph":"X","ts":1,"dur":1,"pid":1,"tid":1,"name":"a"},'
    (tmp_path / "a.trace.json").write_bytes(b"[" + event * 700_000 + b"{}]")
    with pytest.raises(TimelineError, match="--max_memory"):
        reading.read(tmp_path / "a.trace.json")


def test_a_layout_of_many_empty_parts_is_refused() -> None:
    layout = Layout()
    for _ in range(layouts.MOST_PARTS + 1):
        layout.category.add()
    with pytest.raises(LayoutError, match="more than 50,000 categories"):
        layouts.parse(layout.SerializeToString())
    with pytest.raises(LayoutError, match="larger than the 4 MB"):
        layouts.parse(bytes(layouts.LARGEST + 1))


def test_layouts_are_bounded_together(tmp_path: Path) -> None:
    layout = Layout()
    layout.category.add(title="x" * (3 * MB))
    for run in range(7):
        event = Event(step=1)
        value = event.summary.value.add(tag=layouts.CONFIG)
        value.metadata.plugin_data.plugin_name = layouts.KIND
        value.tensor.dtype = 7
        value.tensor.string_val.append(layout.SerializeToString())
        (tmp_path / f"run{run}").mkdir()
        (tmp_path / f"run{run}/events.out.tfevents.1").write_bytes(frame(event.SerializeToString()))
    store = loaded(tmp_path)
    found = layouts.of_runs(store, everything(store).runs)
    assert ["all layouts together" in one.problem for one in found] == [False] * 5 + [True] * 2


def test_hyper_parameters_are_bounded(tmp_path: Path) -> None:
    content = HParamsPluginData()
    values = content.session_start_info.hparams
    for number in range(1500):
        values[f"p{number:04}"].number_value = number
    values["a"].string_value = "x" * 100_000
    event = Event(step=1)
    value = event.summary.value.add(tag="_hparams_/session_start_info")
    value.metadata.plugin_data.plugin_name = "hparams"
    value.metadata.plugin_data.content = content.SerializeToString()
    (tmp_path / "events.out.tfevents.1").write_bytes(frame(event.SerializeToString()))
    store = loaded(tmp_path)
    found = HParams(store).of_runs(everything(store).runs)["."]
    assert len(found) == 1000
    assert found["a"] == "x" * 16383 + "…"
    assert found["p0000"] == 0


def test_an_expression_too_long_to_be_compiled_is_none() -> None:
    with pytest.raises(matching.MatchingError, match="longer than 10,000 characters"):
        matching.matched("(a|b)" * 10_000, ["a"])


def test_a_worker_is_refused_more_memory_than_it_may_have() -> None:
    before, memory.most = memory.most, 128 * MB
    worker = Worker("pca", {"components": 2}, {"vectors": np.zeros((10, 3), np.float32)})
    try:
        assert resource.prlimit(worker._process.pid, resource.RLIMIT_DATA)[0] == 1 << 30
    finally:
        worker.kill()
        worker.end()
        memory.most = before


def test_a_long_string_that_stands_for_many_is_not_copied(tmp_path: Path) -> None:
    """The last of a tensor's strings stands for all that are not listed: a hundred thousand of a megabyte."""
    event = Event(step=1)
    tensor = event.summary.value.add(tag="x").tensor
    tensor.dtype = 7
    tensor.tensor_shape.dim.add(size=100_000)
    tensor.string_val.append(b"x" * MB)
    (tmp_path / "events.out.tfevents.1").write_bytes(frame(event.SerializeToString()))
    span = loaded(tmp_path).spans(".", "x")[0]
    with measured() as peak:
        _, strings = tensors.logged(span)
        assert strings.shape == (100_000,)
        assert strings[1] is strings[-1]
        found = texts.text(span)
        assert found[1] is found[-1]
    assert peak.bytes < 30 * MB
