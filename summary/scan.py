"""Event files → columns: every scalar decoded, everything else left as a span of its file.

Compiled like record.py. An Event's payload is walked field by field (numbers as in protos/), so that no message object
is made for a point.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from summary.batch import Batch
from summary.columns import Columns
from summary.names import Names
from summary.record import REASONS, RecordReader

if not cython.compiled:
    from math import ldexp

    from summary.record import HEADER

# Protobuf wire types (https://protobuf.dev/programming-guides/encoding/#structure).
VARINT = 0
FIXED_64 = 1
BYTES = 2
FIXED_32 = 5

NAN = math.nan
INFINITY = math.inf

# Names that the format gives to what has no tag or no plugin name of its own, as TensorBoard's readers do.
KINDS = ("", "scalars", "histograms", "images", "audio", "graphs", "graph_tagged_run_metadata")
UNKNOWN = 0
SCALARS = 1
HISTOGRAMS = 2
IMAGES = 3
AUDIO = 4
GRAPHS = 5
RUN_METADATA = 6
GRAPH_TAG = b"__run_graph__"
META_GRAPH_TAG = b"__meta_graph__"


class File(NamedTuple):
    """A file to scan: its path, and how an earlier scan of it ended (as in `Ending`), or zeros."""

    path: bytes
    after: int = 0
    resume: int = 0
    seal: int = 0
    session: int = 0


class Ending(NamedTuple):
    """How the scan of a file ended.

    `after`, `resume` and `seal` say where to go on; `session` counts the file's SessionLog.START events so far. `error` is
    an errno or 0, `first_wall_time` that of the first event just read (NaN if none). `replaced`: this is not the file it
    was, nothing has been read; `more`: the scan stopped where it had been told to. The rest is the file's status when it
    was opened, as os.stat calls it; zeros if it was not.
    """

    after: int
    resume: int
    seal: int
    session: int
    error: int
    replaced: bool
    more: bool
    size: int
    modified_ns: int
    device: int
    inode: int
    first_wall_time: float


class Damage(NamedTuple):
    """A damaged stretch of file number `file`; `stop` is None while no intact record follows it."""

    file: int
    start: int
    stop: int | None
    reason: str


class Start(NamedTuple):
    """A SessionLog.START: the `session` that it opens in file number `file` goes on from `step`."""

    file: int
    session: int
    step: int
    wall_time: float


class Scan(NamedTuple):
    batches: list[Batch]
    endings: list[Ending]
    damages: list[Damage]
    starts: list[Start]


class Scanner:
    """Scans files; one a thread. What it has learnt of names it keeps, so use the same one again."""

    def __init__(self) -> None:
        self.reader = RecordReader()
        self.tags = Names(self.reader)
        self.kinds = Names(self.reader)
        for kind in KINDS:
            self.kinds.number(kind.encode())
        self.graph_tag = self.tags.number(GRAPH_TAG)
        self.meta_graph_tag = self.tags.number(META_GRAPH_TAG)
        self.columns = Columns(self.tags.text, self.kinds.text)
        self.known_tags = 0
        self.file = 0
        self.kind_of_tag = self.file_of_tag = self.described = np.empty(0, np.int32)
        self.starts = []

    def scan(self, files: Sequence[File], most: int = 2**62) -> Scan:
        """Reads all that is new in `files`, up to about `most` bytes in all."""
        n: cython.int = len(files)
        i: cython.int
        limit: cython.longlong = most
        paths = b"".join(file.path + b"\0" for file in files)
        names: cython.uchar[::1] = np.frombuffer(bytearray(paths) or bytearray(1), np.uint8)
        places = np.cumsum([0] + [len(file.path) + 1 for file in files])
        name: cython.longlong[::1] = places if cython.compiled else places.tolist()
        state = np.array([file[1:] for file in files], np.int64).reshape(n, 4)
        ended = np.zeros((n, len(Ending._fields) - 1), np.int64)
        given: cython.longlong[:, ::1] = state if cython.compiled else state.tolist()
        after: cython.longlong[:, ::1] = ended
        walls = np.full(n, math.nan)
        first: cython.double[::1] = walls
        with cython.nogil:
            for i in range(n):
                self.scan_file(names, name[i], i, given[i], after[i], first, limit)
                limit -= self.reader.after - given[i][0]
        self.columns.finish()
        batches, self.columns.batches = self.columns.batches, []
        starts, self.starts = self.starts, []
        damages = [
            Damage(file, start, None if stop < 0 else stop, REASONS[reason])
            for file, start, stop, reason in self.reader.problems
        ]
        self.reader.problems.clear()
        endings = [
            Ending(*row[:5], bool(row[5]), bool(row[6]), *row[7:], wall)
            for row, wall in zip(ended.tolist(), walls.tolist(), strict=True)
        ]
        return Scan(batches, endings, damages, starts)

    def scan_file(
        self,
        names: cython.uchar[::1],
        name: cython.Py_ssize_t,
        file: cython.int,
        given: cython.longlong[::1],
        ended: cython.longlong[::1],
        first: cython.double[::1],
        most: cython.longlong,
    ) -> cython.void:
        begun: cython.longlong = given[0]
        self.session = given[3]
        self.first_wall_time = NAN
        self.saw_event = False
        # Kinds are known by file: a number that no other scan of this scanner has used.
        self.file += 1
        self.columns.begin(file, self.session)
        if self.reader.open(names, name, file, begun, given[1], given[2]):
            while self.reader.after - begun < most and self.reader.next():
                self.columns.finish_if_full()
                if not self.event():
                    self.reader.reject()
            ended[6] = self.reader.after - begun >= most
        self.reader.close()
        ended[0] = self.reader.after
        ended[1] = self.reader.resume
        ended[2] = self.reader.seal
        ended[3] = self.session
        ended[4] = self.reader.error
        ended[5] = self.reader.replaced
        ended[7] = self.reader.file_size
        ended[8] = self.reader.modified_ns
        ended[9] = self.reader.device
        ended[10] = self.reader.inode
        first[file] = self.first_wall_time

    def event(self) -> cython.bint:
        """Takes the Event in the reader's present record apart; false, with nothing taken, if it is none."""
        points: cython.Py_ssize_t = self.columns.points
        spans: cython.Py_ssize_t = self.columns.spans
        start: cython.Py_ssize_t = self.reader.at - self.reader.base + HEADER
        stop: cython.Py_ssize_t = start + self.reader.size
        payload: cython.Py_ssize_t = -1
        self.data = self.reader.data
        self.step = 0
        self.wall_time = 0.0
        self.at = start
        while self.at < stop:
            start = self.at
            if not self.next_field(stop):
                return False
            if self.field == 1 and self.wire == FIXED_64:
                self.wall_time = double_of(self.number)
            elif self.field == 2 and self.wire == VARINT:
                self.step = as_signed(self.number, 64)
            elif payload < 0 and self.wire == BYTES:
                payload = start
        if not self.saw_event:
            self.saw_event = True
            self.first_wall_time = self.wall_time
        # A second walk, since nothing forbids a writer to put the payload before the step.
        self.at = payload if payload >= 0 else stop
        while self.at < stop:
            self.next_field(stop)
            if self.wire == BYTES and not self.payload():
                self.columns.forget(points, spans)
                return False
        return True

    def payload(self) -> cython.bint:
        """Takes the Event field just read."""
        start: cython.Py_ssize_t = self.start
        stop: cython.Py_ssize_t = self.stop
        if self.field == 5:
            return self.summary(start, stop)
        if self.field == 4:
            self.span(self.graph_tag, GRAPHS, 4, start, stop)
        elif self.field == 9:
            self.span(self.meta_graph_tag, GRAPHS, 9, start, stop)
        elif self.field == 7:
            return self.session_log(start, stop)
        elif self.field == 8:
            return self.run_metadata(start, stop)
        return True

    def span(
        self,
        tag: cython.int,
        kind: cython.int,
        field: cython.int,
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
    ) -> cython.void:
        self.columns.span(
            self.columns.group_for(tag, kind),
            field,
            self.reader.base + start,
            stop - start,
            self.step,
            self.wall_time,
        )

    def summary(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        self.at = start
        while self.at < stop:
            if not self.next_field(stop):
                return False
            if self.field == 1 and self.wire == BYTES and not self.value(self.start, self.stop):
                return False
        return True

    def value(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        """Takes a Summary.Value; the walk goes on behind it."""
        tag_start: cython.Py_ssize_t = start
        tag_stop: cython.Py_ssize_t = start
        metadata_start: cython.Py_ssize_t = -1
        metadata_stop: cython.Py_ssize_t = -1
        content: cython.int = 0
        content_start: cython.Py_ssize_t = 0
        content_stop: cython.Py_ssize_t = 0
        bits: cython.ulonglong = 0
        self.at = start
        while self.at < stop:
            if not self.next_field(stop):
                return False
            if self.wire == FIXED_32 and self.field == 2:
                content = 2
                bits = self.number
            elif self.wire != BYTES:
                continue
            elif self.field == 1:
                tag_start = self.start
                tag_stop = self.stop
            elif self.field == 9:
                metadata_start = self.start
                metadata_stop = self.stop
            elif self.field == 8 or 3 <= self.field <= 6:
                content = self.field
                content_start = self.start
                content_stop = self.stop
        if content == 0 and metadata_start < 0:
            return True
        tag: cython.int = self.tags.of(tag_start, tag_stop - tag_start)
        if not self.learn_kind(tag, content, metadata_start, metadata_stop):
            return False
        kind: cython.int = self.kind_of_tag[tag]
        group: cython.int = self.columns.group_for(tag, kind)
        if metadata_start >= 0 and self.described[tag] != self.file:
            self.described[tag] = self.file
            self.columns.metadata(group, self.reader.base + metadata_start, metadata_stop - metadata_start)
        if content == 2:
            self.columns.point(group, self.step, self.wall_time, float_of(bits), False)
        elif content == 8 and kind <= SCALARS:
            if not self.tensor(content_start, content_stop):
                return False
            if self.is_number:
                self.columns.point(group, self.step, self.wall_time, self.real, self.wide)
        # A tensor of a kind not known yet is both: a later event, or an earlier file, may say that it is a scalar.
        if content != 2 and not (kind == SCALARS and content == 8 and self.is_number):
            self.span(tag, kind, 5, start, stop)
        self.at = stop
        return True

    def learn_kind(
        self,
        tag: cython.int,
        content: cython.int,
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
    ) -> cython.bint:
        """Settles the kind of `tag` in this file: what the first metadata say (buffer[start:stop]), else its content."""
        if tag >= self.known_tags:
            with cython.gil:
                self.widen(2 * tag + 64)
        if self.file_of_tag[tag] != self.file:
            self.file_of_tag[tag] = self.file
            self.kind_of_tag[tag] = UNKNOWN
        if self.kind_of_tag[tag] != UNKNOWN:
            return True
        if start >= 0:
            if not self.plugin(start, stop):
                return False
            if self.stop > self.start:
                self.kind_of_tag[tag] = self.kinds.of(self.start, self.stop - self.start)
                return True
        if content == 2:
            self.kind_of_tag[tag] = SCALARS
        elif content == 3 or content == 5:
            self.kind_of_tag[tag] = HISTOGRAMS
        elif content == 4:
            self.kind_of_tag[tag] = IMAGES
        elif content == 6:
            self.kind_of_tag[tag] = AUDIO
        return True

    def plugin(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        """Sets start:stop to the plugin's name in the SummaryMetadata at buffer[start:stop], empty if there is none."""
        data_start: cython.Py_ssize_t
        name_start: cython.Py_ssize_t = 0
        name_stop: cython.Py_ssize_t = 0
        self.at = start
        while self.at < stop:
            if not self.next_field(stop):
                return False
            if self.field == 1 and self.wire == BYTES:
                data_start = self.stop
                self.at = self.start
                while self.at < data_start:
                    if not self.next_field(data_start):
                        return False
                    if self.field == 1 and self.wire == BYTES:
                        name_start = self.start
                        name_stop = self.stop
        self.start = name_start
        self.stop = name_stop
        return True

    def run_metadata(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        """TaggedRunMetadata: its tag names the session run that it measured."""
        tag_start: cython.Py_ssize_t = start
        tag_stop: cython.Py_ssize_t = start
        self.at = start
        while self.at < stop:
            if not self.next_field(stop):
                return False
            if self.field == 1 and self.wire == BYTES:
                tag_start = self.start
                tag_stop = self.stop
        self.span(self.tags.of(tag_start, tag_stop - tag_start), RUN_METADATA, 8, start, stop)
        return True

    def session_log(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        status: cython.ulonglong = 0
        self.at = start
        while self.at < stop:
            if not self.next_field(stop):
                return False
            if self.field == 1 and self.wire == VARINT:
                status = self.number
        if status == 1:
            self.session += 1
            self.columns.begin(self.columns.now_file, self.session)
            with cython.gil:
                self.starts.append(Start(self.columns.now_file, self.session, self.step, self.wall_time))
        return True

    def tensor(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        """Reads a TensorProto of one number into `real`; `is_number` says whether it is one.

        The number stands in tensor_content, or alone in the list of its type; an empty list is a zero
        (tensorflow/core/framework/tensor.proto).
        """
        dtype: cython.int = 0
        elements: cython.int = 1
        found: cython.int = 0
        bits: cython.ulonglong = 0
        self.is_number = False
        self.at = start
        while self.at < stop:
            if not self.next_field(stop):
                return False
            if self.wire == VARINT and self.field == 1:
                dtype = self.number if self.number < 64 else 0
            elif self.field == 2 and self.wire == BYTES:
                if not self.shape(self.start, self.stop):
                    return False
                elements = self.elements
            elif self.field == 4 and self.wire == BYTES:
                found += self.stop - self.start == width_of(dtype) // 8
                bits = self.little_endian(self.start, self.stop)
            elif self.field == list_of(dtype):
                if not self.first_of_list(dtype):
                    return False
                found += self.elements
                bits = self.number
        if elements == 1 and found <= 1 and width_of(dtype):
            self.is_number = True
            self.real = number_of(dtype, bits)
            # float32 holds these exactly, so that a column of them need not be float64.
            self.wide = not (dtype == 1 or dtype == 14 or dtype == 19 or width_of(dtype) <= 16)
        return True

    def shape(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        """Sets `elements` to 1 if the TensorShapeProto is that of one number, else to 2."""
        dimension: cython.Py_ssize_t
        size: cython.ulonglong
        self.elements = 1
        self.at = start
        while self.at < stop:
            if not self.next_field(stop):
                return False
            if self.field == 2 and self.wire == BYTES:
                size = 0
                dimension = self.stop
                self.at = self.start
                while self.at < dimension:
                    if not self.next_field(dimension):
                        return False
                    if self.field == 1 and self.wire == VARINT:
                        size = self.number
                if size != 1:
                    self.elements = 2
        return True

    def first_of_list(self, dtype: cython.int) -> cython.bint:
        """Reads a TensorProto's list field, packed or not: `elements` 0, 1 or 2 (more than one), `number` the first."""
        stop: cython.Py_ssize_t = self.stop
        behind: cython.Py_ssize_t = self.at
        size: cython.Py_ssize_t = 8 if dtype == 2 else 4
        self.elements = 1
        if self.wire != BYTES:
            return True
        if self.stop == self.start:
            self.elements = 0
            self.number = 0
        elif dtype <= 2:
            self.elements = 1 if stop - self.start == size else 2
            self.number = self.little_endian(self.start, min(stop, self.start + size))
        else:
            self.at = self.start
            if not self.varint(stop):
                return False
            self.elements = 1 if self.at == stop else 2
        self.at = behind
        return True

    def little_endian(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.ulonglong:
        """The first up to 8 bytes of buffer[start:stop] as a number."""
        bits: cython.ulonglong = 0
        i: cython.Py_ssize_t
        for i in range(min(8, stop - start)):
            bits |= cython.cast(cython.ulonglong, self.data[start + i]) << 8 * i
        return bits

    def next_field(self, stop: cython.Py_ssize_t) -> cython.bint:
        """Reads the field at `at`, which must end at or before `stop`: its number, wire type, and value or place."""
        at: cython.Py_ssize_t = self.at
        key: cython.ulonglong = self.data[at]
        size: cython.ulonglong
        # Keys and sizes are mostly one byte long.
        if key < 0x80:
            at += 1
        else:
            if not self.varint(stop):
                return False
            key = self.number
            at = self.at
        self.wire = key & 7
        key >>= 3
        if key > 0x1FFFFFFF or key == 0:
            return False
        self.field = key
        if self.wire == BYTES:
            if at < stop and self.data[at] < 0x80:
                size = self.data[at]
                at += 1
            else:
                self.at = at
                if not self.varint(stop):
                    return False
                size = self.number
                at = self.at
            if size > cython.cast(cython.ulonglong, stop - at):
                return False
            self.start = at
            self.stop = self.at = at + size
            return True
        self.at = at
        if self.wire == VARINT:
            return self.varint(stop)
        if self.wire == FIXED_64 and stop - at >= 8:
            self.number = self.word(at)
            self.at = at + 8
            return True
        if self.wire == FIXED_32 and stop - at >= 4:
            self.number = self.half_word(at)
            self.at = at + 4
            return True
        return False

    def word(self, at: cython.Py_ssize_t) -> cython.ulonglong:
        if cython.compiled:
            return load_u64(self.data + at)
        else:
            return int.from_bytes(self.data[at : at + 8], "little")

    def half_word(self, at: cython.Py_ssize_t) -> cython.uint:
        if cython.compiled:
            return load_u32(self.data + at)
        else:
            return int.from_bytes(self.data[at : at + 4], "little")

    def varint(self, stop: cython.Py_ssize_t) -> cython.bint:
        """Reads a varint of up to ten bytes at `at` into `number`."""
        byte: cython.uint
        shift: cython.int = 0
        self.number = 0
        while self.at < stop and shift < 70:
            byte = self.data[self.at]
            self.at += 1
            if shift < 63 or byte & 0x7F <= 1:
                self.number |= cython.cast(cython.ulonglong, byte & 0x7F) << shift
            if byte < 0x80:
                return True
            shift += 7
        return False

    def widen(self, size: cython.Py_ssize_t) -> cython.void:
        self.kind_of_tag = np.concatenate([self.kind_of_tag, np.zeros(size - self.known_tags, np.int32)])
        self.file_of_tag = np.concatenate([self.file_of_tag, np.zeros(size - self.known_tags, np.int32)])
        self.described = np.concatenate([self.described, np.zeros(size - self.known_tags, np.int32)])
        self.known_tags = size


def width_of(dtype: cython.int) -> cython.int:
    """Bits of a DataType that is a real number or a truth value, else 0 (tensorflow/core/framework/types.proto)."""
    if dtype == 1 or dtype == 3 or dtype == 22:
        return 32
    if dtype == 2 or dtype == 9 or dtype == 23:
        return 64
    if dtype == 5 or dtype == 14 or dtype == 17 or dtype == 19:
        return 16
    return 8 if dtype == 4 or dtype == 6 or dtype == 10 else 0


def list_of(dtype: cython.int) -> cython.int:
    """The TensorProto field that lists values of `dtype`."""
    if dtype == 1 or dtype == 2:
        return dtype + 4
    if dtype == 9 or dtype == 10:
        return dtype + 1
    if dtype == 14 or dtype == 19:
        return 13
    return dtype - 6 if dtype == 22 or dtype == 23 else 7


def number_of(dtype: cython.int, bits: cython.ulonglong) -> cython.double:
    """The number that the low bits of `bits` are as a `dtype`."""
    width: cython.int = width_of(dtype)
    if dtype == 1:
        return float_of(bits)
    if dtype == 2:
        return double_of(bits)
    if dtype == 14:
        return float_of((bits & 0xFFFF) << 16)
    if dtype == 19:
        return half_of(bits & 0xFFFF)
    if dtype == 23:
        return bits
    if dtype == 4 or dtype == 17 or dtype == 22:
        return bits & ((cython.cast(cython.ulonglong, 1) << width) - 1)
    if dtype == 10:
        return bits != 0
    return as_signed(bits, width)


def as_signed(bits: cython.ulonglong, width: cython.int) -> cython.longlong:
    """The low `width` bits as two's complement."""
    half: cython.ulonglong = cython.cast(cython.ulonglong, 1) << (width - 1)
    low: cython.ulonglong = bits & ((half - 1) | half)
    if cython.compiled:
        return cython.cast(cython.longlong, (low ^ half) - half)
    else:
        return (low ^ half) - half


def half_of(bits: cython.ulonglong) -> cython.double:
    """An IEEE 754 binary16."""
    exponent: cython.int = bits >> 10 & 31
    fraction: cython.int = bits & 1023
    size: cython.double
    if exponent == 31:
        size = NAN if fraction else INFINITY
    elif exponent == 0:
        size = fraction * 2.0**-24
    else:
        size = ldexp(1024 + fraction, exponent - 25)
    return -size if bits >> 15 else size


def float_of(bits: cython.ulonglong) -> cython.double:
    if cython.compiled:
        return float_of_bits(cython.cast(cython.uint, bits))
    else:
        return struct.unpack("<f", struct.pack("<I", bits & 0xFFFFFFFF))[0]


def double_of(bits: cython.ulonglong) -> cython.double:
    if cython.compiled:
        return double_of_bits(bits)
    else:
        return struct.unpack("<d", struct.pack("<Q", bits))[0]
