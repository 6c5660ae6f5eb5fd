"""Hypothesis strategies for event files: messages, framed; and what may befall a file."""

from __future__ import annotations

import struct
from itertools import accumulate
from typing import NamedTuple

from hypothesis import strategies as st

from summary.proto.event import Event, SessionLog
from summary.proto.summary import Summary, SummaryMetadata
from summary.proto.tensor import TensorProto
from summary.record import frame

STEPS = st.one_of(st.integers(-3, 40), st.integers(-(2**63), 2**63 - 1))
DOUBLES = st.floats(allow_nan=True, allow_infinity=True)
FLOATS = st.floats(width=32, allow_nan=True, allow_infinity=True)
TAGS = st.sampled_from(["a", "b", "loss/train", "损失", "", "x" * 200])
PLUGINS = st.sampled_from(["", "scalars", "text", "histograms"])

# DataType → the numbers it holds, how one is packed, and the list field that holds them.
NUMBERS = {
    1: (FLOATS, "<f", "float_val"),
    2: (DOUBLES, "<d", "double_val"),
    3: (st.integers(-(2**31), 2**31 - 1), "<i", "int_val"),
    4: (st.integers(0, 2**8 - 1), "<B", "int_val"),
    5: (st.integers(-(2**15), 2**15 - 1), "<h", "int_val"),
    6: (st.integers(-(2**7), 2**7 - 1), "<b", "int_val"),
    9: (st.integers(-(2**63), 2**63 - 1), "<q", "int64_val"),
    10: (st.booleans(), "<?", "bool_val"),
    17: (st.integers(0, 2**16 - 1), "<H", "int_val"),
    19: (st.floats(width=16), "<e", "half_val"),
    22: (st.integers(0, 2**32 - 1), "<I", "uint32_val"),
    23: (st.integers(0, 2**64 - 1), "<Q", "uint64_val"),
}


# Valid records that no protobuf parser takes for an Event: cut fields, an endless varint, field number 0, a value that
# ends in the middle of its tag.
NO_EVENTS = [b"\x09\0\0", b"\x10" + b"\xff" * 11, b"\x02\0", b"\x2a\x05\x0a\x03\x0a\x09a", b"\x2a\x7f"]


@st.composite
def tensors(draw: st.DrawFn) -> tuple[TensorProto, float]:
    """A tensor of one number, and that number."""
    dtype = draw(st.sampled_from(sorted(NUMBERS)))
    values, code, field = NUMBERS[dtype]
    value = draw(values)
    tensor = TensorProto(dtype=dtype)
    if draw(st.booleans()):
        tensor.tensor_content = struct.pack(code, value)
    else:
        listed = struct.unpack("<H", struct.pack("<e", value))[0] if field == "half_val" else value
        getattr(tensor, field).append(listed)
    if draw(st.booleans()):
        tensor.tensor_shape.SetInParent()
    return tensor, float(value)


# What a sane writer does with each tag: its plugin, and the contents it gives it.
SANE = {
    "a": ("scalars", ["simple", "tensor"]),
    "b": ("scalars", ["tensor"]),
    "loss/train": ("text", ["text"]),
    "损失": ("", ["simple"]),
    "": ("", ["tensor", "text"]),
    "x" * 200: ("histograms", ["histo", "text"]),
}


@st.composite
def values(draw: st.DrawFn, sane: bool = False) -> Summary.Value:
    value = Summary.Value(tag=draw(TAGS))
    contents = SANE[value.tag][1] if sane else ["simple", "tensor", "text", "histo", "image", "nothing"]
    if draw(st.booleans()):
        value.metadata.CopyFrom(SummaryMetadata(display_name="shown", summary_description="told"))
        value.metadata.plugin_data.plugin_name = SANE[value.tag][0] if sane else draw(PLUGINS)
    content = draw(st.sampled_from(contents))
    if content == "simple":
        value.simple_value = draw(FLOATS)
    elif content == "tensor":
        value.tensor.CopyFrom(draw(tensors())[0])
    elif content == "text":
        value.tensor.CopyFrom(TensorProto(dtype=7, string_val=[draw(st.binary(max_size=20))]))
    elif content == "histo":
        value.histo.num = 3
    elif content == "image":
        value.image.height = 4
    return value


@st.composite
def events(draw: st.DrawFn, sane: bool = False) -> Event:
    event = Event(wall_time=draw(DOUBLES), step=draw(STEPS))
    payload = draw(st.sampled_from(["summary", "summary", "summary", "graph", "session", "version", "nothing"]))
    if payload == "summary":
        event.summary.value.extend(draw(st.lists(values(sane), max_size=3)))
    elif payload == "graph":
        event.graph_def = draw(st.binary(max_size=10))
    elif payload == "session":
        event.session_log.status = draw(st.sampled_from([SessionLog.START, SessionLog.STOP]))
    elif payload == "version":
        event.file_version = "brain.Event:2"
    return event


@st.composite
def files(draw: st.DrawFn, sane: bool = False) -> list[bytes]:
    """An event file as its records, some of which are no Event."""
    messages = st.one_of(events(sane).map(lambda event: event.SerializeToString()), st.sampled_from(NO_EVENTS))
    return [frame(message) for message in draw(st.lists(messages, max_size=12))]


class Mutation(NamedTuple):
    """`length` bytes at `where` replaced by `new`."""

    where: int
    length: int
    new: bytes

    def apply(self, data: bytes) -> bytes:
        return data[: self.where] + self.new + data[self.where + self.length :]

    def survivors(self, records: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Where the records (start, stop) stand afterwards, without those that are touched."""
        shift = len(self.new) - self.length
        before = [(start, stop) for start, stop in records if stop <= self.where]
        behind = [(start + shift, stop + shift) for start, stop in records if start >= self.where + self.length]
        return before + behind


def bounds(records: list[bytes]) -> list[tuple[int, int]]:
    """Where each record starts and stops in the file they make."""
    stops = list(accumulate(map(len, records)))
    return list(zip([0, *stops], stops, strict=False))
