"""Texts of every writer and rank, whole and as excerpts, against what TensorBoard's loader found; and hostile ones."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import board
from board.answers import NoSuchTag, Span, Unreadable
from board.values import texts
from summary.proto.summary import Summary
from summary.proto.tensor import TensorProto

from .conftest import loaded
from .logged import log

GOLDEN = Path(__file__).parents[1] / "golden"


def value(shape: Sequence[int], strings: Sequence[bytes], tag: str = "x") -> Any:
    made = Summary.Value(tag=tag, tensor=TensorProto(dtype=7, string_val=strings))
    made.tensor.tensor_shape.SetInParent()
    for size in shape:
        made.tensor.tensor_shape.dim.add(size=size)
    made.metadata.plugin_data.plugin_name = "text"
    return made


def span_of(logdir: Path, made: Any) -> Span:
    return loaded(log(logdir, "a", [made])).spans("a", made.tag)[0]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("writer", ["tf1", "tf2", "torch", "tensorboardX"])
def test_every_text_of_every_writer_is_read_exactly(writer: str) -> None:
    logs = board.load(GOLDEN / writer)
    expected = json.loads((GOLDEN / writer / "expected.json").read_text())
    compared = 0
    for run, content in expected.items():
        for tag, wanted in content["tags"].items():
            if wanted["plugin"] != "text":
                continue
            step, wall_time, read = logs.texts(run, tag)
            assert step.tolist() == [event["step"] for event in wanted["events"]]
            assert wall_time.tolist() == [event["wall_time"] for event in wanted["events"]]
            for one, event in zip(read, wanted["events"], strict=True):
                assert np.shape(one) == tuple(event["shape"])
                assert [digest(text) for text in np.ravel(one)] == [item["sha256"] for item in event["items"]]
                assert isinstance(one, str) == (event["shape"] == [])
                compared += 1
    assert compared >= 5


def test_what_a_restart_replaced_is_left_out_unless_asked_for(tmp_path: Path) -> None:
    for step in range(3):
        log(tmp_path, "a", [value([], [f"old {step}".encode()])], step=step, wall_time=step)
    log(tmp_path, "a", [value([], [b"new 1"])], number=2, step=1, wall_time=10)
    logs = board.load(tmp_path)
    assert logs.texts("a", "x").value.tolist() == ["old 0", "new 1"]
    both = logs.texts("a", "x", superseded=True)
    assert both.value.tolist() == ["old 1", "old 2", "old 0", "new 1"] and both.step.tolist() == [1, 2, 0, 1]


def test_a_tag_of_another_kind_has_no_texts() -> None:
    logs = board.load(GOLDEN / "tf1")
    with pytest.raises(NoSuchTag, match="text tag"):
        logs.texts("train", "input_1/image/0")


def test_one_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    broken = value([], [b"x"])
    broken.tensor.dtype = 1
    log(tmp_path, "a", [value([], [b"before"]), broken, value([], [b"after"])])
    assert board.load(tmp_path).texts("a", "x").value.tolist() == ["before", None, "after"]


def test_bytes_that_are_no_utf8_are_shown_and_told(tmp_path: Path) -> None:
    span = span_of(tmp_path, value([], [b"caf\xe9 \xff\xfe"]))
    assert texts.text(span) == "caf\ufffd \ufffd\ufffd"
    found = texts.excerpt(span)
    assert found.rows == [["caf\ufffd \ufffd\ufffd"]]
    assert not found.whole and found.notes == ["Bytes that are not UTF-8 are shown as \ufffd."]


def test_a_logged_replacement_character_is_no_damage(tmp_path: Path) -> None:
    assert texts.excerpt(span_of(tmp_path, value([], ["\ufffd".encode()]))).whole


def test_a_list_that_is_too_short_is_filled_up_with_its_last(tmp_path: Path) -> None:
    span = span_of(tmp_path, value([2, 2], [b"a", b"b"]))
    assert np.asarray(texts.text(span)).tolist() == texts.excerpt(span).rows == [["a", "b"], ["b", "b"]]


@given(
    st.lists(st.integers(0, 3), max_size=4),
    st.lists(st.binary(max_size=6), max_size=12),
    st.lists(st.tuples(st.integers(100, 200), st.sampled_from("vdfl"), st.binary(max_size=9)), max_size=3),
)
def test_any_tensor_is_read_as_protobuf_and_numpy_do(
    tmp_path_factory: pytest.TempPathFactory, shape: list[int], strings: list[bytes], unknown: list[Any]
) -> None:
    made = value(shape, strings)
    # Fields that nobody knows, of every wire type, before and after those that are known.
    extra = b"".join(_field(number, form, data) for number, form, data in unknown)
    tensor = extra + made.tensor.SerializeToString() + extra
    made.ClearField("tensor")
    data = made.SerializeToString() + extra + b"\x42" + _length(tensor)
    path = tmp_path_factory.mktemp("value") / "value"
    path.write_bytes(b"before" + data + b"after")
    read = texts.text(Span(str(path), 5, 6, len(data), 0, 0.0))
    message = Summary.Value.FromString(data).tensor
    count = int(np.prod(shape))
    filled = (list(message.string_val) + [message.string_val[-1] if message.string_val else b""] * count)[:count]
    wanted = [one.decode("utf-8", "replace") for one in filled]
    assert np.shape(read) == tuple(shape)
    assert np.ravel(np.asarray(read, object)).tolist() == wanted


def _length(data: bytes) -> bytes:
    size, head = len(data), b""
    while size > 127:
        head, size = head + bytes([size & 127 | 128]), size >> 7
    return head + bytes([size]) + data


def _field(number: int, form: str, data: bytes) -> bytes:
    wire, body = {
        "v": (0, b"\x81\x01"),
        "d": (1, data[:8].ljust(8, b"x")),
        "f": (5, data[:4].ljust(4, b"x")),
        "l": (2, _length(data)),
    }[form]
    key = number << 3 | wire
    return bytes([key & 127 | 128, key >> 7]) + body


def test_fifty_megabytes_are_a_sentence_and_an_excerpt_in_little_memory(tmp_path: Path) -> None:
    span = span_of(tmp_path, value([1], [("é" + "word " * 10_000_000).encode()]))
    tracemalloc.start()
    found = texts.excerpt(span)
    searched = texts.beginning(span)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.rows == [[("é" + "word " * texts.SHOWN)[: texts.SHOWN]]] and not found.whole
    assert found.notes == [f"This text is {span.size:,} bytes long; its first 50,000 characters are shown."]
    assert len(searched[0]) == texts.SEARCHED - 1
    assert peak < 8 << 20


def test_a_tensor_of_rank_5_is_its_first_table_and_a_sentence(tmp_path: Path) -> None:
    words = [str(n).encode() for n in range(2 * 2 * 2 * 3 * 2)]
    found = texts.excerpt(span_of(tmp_path, value([2, 2, 2, 3, 2], words)))
    assert found.rows == [["0", "1"], ["2", "3"], ["4", "5"]]
    assert found.notes == ["This is a tensor of rank 5, 2 × 2 × 2 × 3 × 2 texts; its part [0, 0, 0, :, :] is shown."]


@pytest.mark.parametrize(("shape", "rows", "columns"), [([5000], 1000, 1), ([200, 100], 10, 100), ([1, 5000], 1, 1000)])
def test_of_a_large_table_a_part_is_shown(shape: list[int], rows: int, columns: int, tmp_path: Path) -> None:
    found = texts.excerpt(span_of(tmp_path, value(shape, [b"a"])))
    assert np.shape(found.rows) == (rows, columns)
    assert "table has" in found.notes[0] and not found.whole


def test_the_characters_of_a_table_are_counted_together(tmp_path: Path) -> None:
    found = texts.excerpt(span_of(tmp_path, value([4], [b"a" * 30, "ü".encode() * 30, b"c", b"d"])), shown=50)
    assert found.rows == [["a" * 30], ["ü" * 20]]
    assert "first 50 characters" in found.notes[0]


@pytest.mark.parametrize("shape", [[0], [0, 3], [2, 0, 5]])
def test_a_tensor_without_elements_says_so(shape: list[int], tmp_path: Path) -> None:
    found = texts.excerpt(span_of(tmp_path, value(shape, [])))
    assert found.rows == [] and "has none" in found.notes[0]


def unknown_rank() -> Any:
    made = value([], [b"a"])
    made.tensor.tensor_shape.unknown_rank = True
    return made


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (value([1 << 40], [b"a"]), "no more than"),
        (value([1 << 62, 1 << 62], [b"a"]), "no more than"),
        (value([-1], [b"a"]), "shape is not known"),
        (value([1] * 5000, [b"a"]), "more than 32 dimensions"),
        (value([1] * 40, [b"a"]), "more than 32 dimensions"),
        (unknown_rank(), "shape is not known"),
        (Summary.Value(tag="x", tensor=TensorProto(dtype=1, float_val=[1])), "no tensor of strings"),
        (Summary.Value(tag="x", image=Summary.Image(width=1)), "no tensor of strings"),
    ],
)
def test_what_is_no_text_is_a_sentence(made: Any, sentence: str, tmp_path: Path) -> None:
    span = span_of(tmp_path, made)
    for read in (texts.text, texts.excerpt, texts.beginning, texts.single):
        with pytest.raises(Unreadable, match=sentence):
            read(span)


def test_a_value_beyond_all_bounds_is_not_read_whole(tmp_path: Path) -> None:
    span = span_of(tmp_path, value([], [b"a"]))._replace(size=texts.LARGEST + 1)
    with pytest.raises(Unreadable, match="no more than 268,435,456 are read"):
        texts.text(span)
