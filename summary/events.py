"""Event messages → columns: every scalar decoded, everything else left as a span of its file. Compiled like record.py.

Field numbers are those of protos/. No message object is made.
"""

from __future__ import annotations

import math

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from summary.columns import Columns
from summary.fields import Fields
from summary.kinds import Kinds
from summary.names import Names
from summary.record import RecordReader
from summary.tensor_numbers import TensorNumber

if not cython.compiled:
    from summary.damages import BAD_MESSAGE, TOO_LONG_NAME, TOO_MANY_SESSIONS, TOO_MANY_VALUES
    from summary.fields import BYTES, FIXED_32, FIXED_64, VARINT
    from summary.kinds import GRAPHS, LONGEST_NAME, RUN_METADATA, SCALARS
    from summary.record import HEADER
    from summary.tensor_numbers import as_signed, double_of, float_of

NAN = math.nan

# Tags that the format gives to what has none, as TensorBoard's readers do.
GRAPH_TAG = b"__run_graph__"
META_GRAPH_TAG = b"__meta_graph__"

# Whatever takes more memory than the bytes that it is written in is bounded.
MOST_VALUES = 1 << 20  # of one event
MOST_SESSIONS = 1000  # that start in one file


class Events:
    """Takes the events of one file after another apart."""

    def __init__(self, reader: RecordReader) -> None:
        self.reader = reader
        self.fields = Fields()
        self.tensor = TensorNumber(self.fields)
        self.tags = Names(reader)
        self.kinds = Kinds(reader, self.fields)
        self.graph_tag = self.tags.number(GRAPH_TAG)
        self.meta_graph_tag = self.tags.number(META_GRAPH_TAG)
        self.columns = Columns(self.tags.text, self.tags.numbers, self.kinds.names.text)
        # (file, session, step, wall time) of each SessionLog.START.
        self.starts: list[tuple[int, int, int, float]] = []

    def begin(self, file: cython.int, session: cython.int) -> cython.void:
        """What comes now is of this file, and its session of this number."""
        self.kinds.begin()
        self.session = session
        self.saw_event = False
        self.first_wall_time = NAN
        self.columns.begin(file, session)

    def take(self) -> cython.bint:
        """Takes the Event in the reader's present record apart; false, with nothing taken, if it is none or too much.

        `refused` is then why.
        """
        points: cython.Py_ssize_t = self.columns.points
        spans: cython.Py_ssize_t = self.columns.spans
        start: cython.Py_ssize_t = self.reader.at - self.reader.base + HEADER
        stop: cython.Py_ssize_t = start + self.reader.size
        payload: cython.Py_ssize_t = -1
        if self.lone_scalar(start, stop):
            return True
        self.fields.use(self.reader.data)
        self.refused = BAD_MESSAGE
        self.values = 0
        self.step = 0
        self.wall_time = 0.0
        self.fields.at = start
        while self.fields.at < stop:
            start = self.fields.at
            if not self.fields.next(stop):
                return False
            if self.fields.field == 1 and self.fields.wire == FIXED_64:
                self.wall_time = double_of(self.fields.number)
            elif self.fields.field == 2 and self.fields.wire == VARINT:
                self.step = as_signed(self.fields.number, 64)
            elif payload < 0 and self.fields.wire == BYTES:
                payload = start
        if not self.saw_event:
            self.saw_event = True
            self.first_wall_time = self.wall_time
        # A second walk, since nothing forbids a writer to put the payload before the step.
        self.fields.at = payload if payload >= 0 else stop
        while self.fields.at < stop:
            self.fields.next(stop)
            if self.fields.wire == BYTES and not self.payload():
                self.columns.forget(points, spans)
                return False
        return True

    def lone_scalar(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        """Takes an Event laid out as every writer lays out one number under a tag that is known to be a scalar.

        Most events of most logs are such; false, with nothing taken, for all others. The layout: wall time, step, and a
        summary with one value of a tag and a simple_value, all of lengths below 128.
        """
        data: cython.pointer[cython.const[cython.uchar]] = self.reader.data
        at: cython.Py_ssize_t = start + 9
        tag_start: cython.Py_ssize_t
        step: cython.ulonglong = 0
        shift: cython.int = 0
        tag: cython.int
        if stop - start < 22 or data[start] != 0x09:
            return False
        if data[at] == 0x10:
            at += 1
            # No further than a step below 2^56: whatever is longer takes the walk.
            while data[at] > 0x7F and shift < 49:
                step |= cython.cast(cython.ulonglong, data[at] & 0x7F) << shift
                shift += 7
                at += 1
            step |= cython.cast(cython.ulonglong, data[at]) << shift
            at += 1
        tag_start = at + 6
        if (
            not 12 <= stop - at < 130
            or data[at] != 0x2A
            or data[at + 1] != stop - at - 2
            or data[at + 2] != 0x0A
            or data[at + 3] != stop - at - 4
            or data[at + 4] != 0x0A
            or data[at + 5] != stop - tag_start - 5
            or data[stop - 5] != 0x15
            or data[tag_start - 7] > 0x7F
        ):
            return False
        tag = self.tags.of(tag_start, stop - tag_start - 5)
        if self.kinds.known(tag) != SCALARS:
            return False
        self.columns.point(
            self.columns.group_for(tag, SCALARS),
            step,
            double_of(self.reader.u64(start + 1)),
            float_of(self.reader.u32(stop - 4)),
            False,
        )
        return True

    def payload(self) -> cython.bint:
        """Takes the Event field just read."""
        start: cython.Py_ssize_t = self.fields.start
        stop: cython.Py_ssize_t = self.fields.stop
        if self.fields.field == 5:
            return self.summary(start, stop)
        if self.fields.field == 4:
            self.span(self.graph_tag, GRAPHS, 4, start, stop)
        elif self.fields.field == 9:
            self.span(self.meta_graph_tag, GRAPHS, 9, start, stop)
        elif self.fields.field == 7:
            return self.session_log(start, stop)
        elif self.fields.field == 8:
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
        self.fields.at = start
        while self.fields.at < stop:
            if not self.fields.next(stop):
                return False
            if (
                self.fields.field == 1
                and self.fields.wire == BYTES
                and not self.value(self.fields.start, self.fields.stop)
            ):
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
        self.fields.at = start
        while self.fields.at < stop:
            if not self.fields.next(stop):
                return False
            if self.fields.wire == FIXED_32 and self.fields.field == 2:
                content = 2
                bits = self.fields.number
            elif self.fields.wire != BYTES:
                continue
            elif self.fields.field == 1:
                tag_start = self.fields.start
                tag_stop = self.fields.stop
            elif self.fields.field == 9:
                metadata_start = self.fields.start
                metadata_stop = self.fields.stop
            elif self.fields.field == 8 or 3 <= self.fields.field <= 6:
                content = self.fields.field
                content_start = self.fields.start
                content_stop = self.fields.stop
        if content == 0 and metadata_start < 0:
            return True
        self.values += 1
        if self.values > MOST_VALUES:
            self.refused = TOO_MANY_VALUES
            return False
        if tag_stop - tag_start > LONGEST_NAME:
            self.refused = TOO_LONG_NAME
            return False
        tag: cython.int = self.tags.of(tag_start, tag_stop - tag_start)
        if not self.kinds.learn(tag, content, metadata_start, metadata_stop):
            if self.kinds.name_stop - self.kinds.name_start > LONGEST_NAME:
                self.refused = TOO_LONG_NAME
            return False
        kind: cython.int = self.kinds.known(tag)
        group: cython.int = self.columns.group_for(tag, kind)
        if metadata_start >= 0 and self.kinds.is_first_description(tag):
            self.columns.metadata(group, self.reader.base + metadata_start, metadata_stop - metadata_start)
        if content == 2:
            self.columns.point(group, self.step, self.wall_time, float_of(bits), False)
        elif content == 8 and kind <= SCALARS:
            if not self.tensor.read(content_start, content_stop):
                return False
            if self.tensor.is_number:
                self.columns.point(group, self.step, self.wall_time, self.tensor.real, self.tensor.wide)
        # A tensor of a kind not known yet is both: a later event, or an earlier file, may say that it is a scalar.
        if content != 2 and not (kind == SCALARS and content == 8 and self.tensor.is_number):
            self.span(tag, kind, 5, start, stop)
        self.fields.at = stop
        return True

    def run_metadata(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        """TaggedRunMetadata: its tag names the session run that it measured."""
        tag_start: cython.Py_ssize_t = start
        tag_stop: cython.Py_ssize_t = start
        self.fields.at = start
        while self.fields.at < stop:
            if not self.fields.next(stop):
                return False
            if self.fields.field == 1 and self.fields.wire == BYTES:
                tag_start = self.fields.start
                tag_stop = self.fields.stop
        if tag_stop - tag_start > LONGEST_NAME:
            self.refused = TOO_LONG_NAME
            return False
        self.span(self.tags.of(tag_start, tag_stop - tag_start), RUN_METADATA, 8, start, stop)
        return True

    def session_log(self, start: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.bint:
        status: cython.ulonglong = 0
        self.fields.at = start
        while self.fields.at < stop:
            if not self.fields.next(stop):
                return False
            if self.fields.field == 1 and self.fields.wire == VARINT:
                status = self.fields.number
        if status == 1 and self.session <= MOST_SESSIONS:
            self.session += 1
            if self.session > MOST_SESSIONS:
                self.reader.reject(TOO_MANY_SESSIONS)
            self.columns.begin(self.columns.now_file, self.session)
            with cython.gil:
                self.starts.append((self.columns.now_file, self.session, self.step, self.wall_time))
        return True
