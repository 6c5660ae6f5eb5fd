"""Chrome's trace format → columns, as the bytes come: one pass, no object for an event.

The format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU. A trace is an array of
events, or an object with such an array under traceEvents; the array may be unfinished. Compiled where there is a compiler;
the types are in scanning.pxd.
"""

from __future__ import annotations

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from board.timeline import raw

if not cython.compiled:
    from board.timeline.lexing import nanoseconds, text_end, value_end
    from board.timeline.names import Names
    from board.timeline.rows import Rows

COMPILED: bool = cython.compiled

NONE = -1
MISSING = raw.NO_TIME
LONGEST_THREAD = 1 << 12  # bytes of the names of a thread and its process

# What comes next. Outside of the events nothing is kept but where the values of the trace's own fields stand.
BEFORE, KEY, COLON, VALUE, AFTER_VALUE, EVENTS, DONE = range(7)

TO_ENCLOSING, OF_PROCESS, OF_ALL = raw.ENCLOSING, raw.PROCESS, raw.GLOBAL

QUOTE, BACKSLASH, COLON_SIGN, COMMA, OPEN, CLOSE, FROM, TO = b'"\\:,{}[]'


class Scanner:
    """Reads the pieces of a trace in turn: `feed` each, then take the columns of `rows`."""

    def __init__(self) -> None:
        self.names = Names()
        self.categories = Names()
        self.threads = Names()
        self.ids = Names()
        self.fields: list[tuple[bytes, int, int]] = []
        self.state = BEFORE
        self.ended = self.array = self.in_text = self.escaped = False
        self.garbled = self.depth = self.field_at = 0
        self.key = b""
        self.both = np.empty(LONGEST_THREAD, np.uint8)
        self.rows = Rows()

    def feed(self, data: bytes, before: int) -> cython.Py_ssize_t:
        """Reads a piece that stands `before` bytes into the trace; how much of it has been read.

        What is left, the beginning of an event that is not whole, must come again at the start of the next piece.
        """
        size: cython.Py_ssize_t = len(data)
        offset: cython.longlong = before
        self.data = data
        at: cython.Py_ssize_t = 0
        stopped: cython.Py_ssize_t
        while at < size:
            if self.state == EVENTS:
                with cython.nogil:
                    stopped = self.events(at, size, offset)
                if stopped == at and self.state == EVENTS:
                    break
                at = stopped
            else:
                at = self.outside(data, at, size, offset)
        return at

    def outside(
        self, data: bytes, at: cython.Py_ssize_t, size: cython.Py_ssize_t, offset: cython.longlong
    ) -> cython.Py_ssize_t:
        """What stands around the events: the beginning, the trace's other fields, whatever follows."""
        byte: cython.uchar
        if self.state == VALUE:
            return self.value(data, at, size, offset)
        if self.state == KEY and self.in_text:
            return self.rest_of_key(data, at, size)
        byte = self.data[at]
        if self.state == BEFORE:
            if byte == FROM:
                self.array = True
                self.state = EVENTS
            elif byte == OPEN:
                self.state = KEY
        elif self.state == KEY:
            if byte == QUOTE:
                self.in_text = True
                self.key = b""
            elif byte == CLOSE:
                self.state = DONE
        elif self.state == COLON and byte == COLON_SIGN:
            self.state = VALUE
            self.depth = 0
            self.field_at = NONE
        elif self.state == AFTER_VALUE:
            if byte == COMMA:
                self.state = KEY
            elif byte == CLOSE:
                self.state = DONE
        elif self.state == DONE:
            return size
        return at + 1

    def rest_of_key(self, data: bytes, at: cython.Py_ssize_t, size: cython.Py_ssize_t) -> cython.Py_ssize_t:
        stop: cython.Py_ssize_t = data.find(b'"', at, size)
        if stop < 0:
            self.key += data[at:size]
            return size
        self.key += data[at:stop]
        self.in_text = False
        self.state = COLON
        return stop + 1

    def value(
        self, data: bytes, at: cython.Py_ssize_t, size: cython.Py_ssize_t, offset: cython.longlong
    ) -> cython.Py_ssize_t:
        """Goes over the value of a field of the trace's own, however many pieces it is in."""
        byte: cython.uchar
        if self.field_at == NONE:
            while at < size and self.data[at] <= 32:
                at += 1
            if at == size:
                return at
            if self.key == b"traceEvents" and self.data[at] == FROM:
                self.state = EVENTS
                return at + 1
            self.field_at = offset + at
        with cython.nogil:
            while at < size:
                byte = self.data[at]
                if self.in_text:
                    if self.escaped:
                        self.escaped = False
                    elif byte == BACKSLASH:
                        self.escaped = True
                    elif byte == QUOTE:
                        self.in_text = False
                elif byte == QUOTE:
                    self.in_text = True
                elif byte in (OPEN, FROM):
                    self.depth += 1
                elif self.depth == 0 and (byte in (COMMA, CLOSE)):
                    break
                elif byte in (CLOSE, TO):
                    self.depth -= 1
                at += 1
        if at < size:
            self.fields.append((self.key, self.field_at, offset + at))
            self.state = AFTER_VALUE
        return at

    def events(self, at: cython.Py_ssize_t, size: cython.Py_ssize_t, offset: cython.longlong) -> cython.Py_ssize_t:
        """Reads whole events; where the first stands that is not whole, or what follows the array."""
        byte: cython.uchar
        stop: cython.Py_ssize_t
        while at < size:
            byte = self.data[at]
            if byte == OPEN:
                stop = self.event(at, size, offset)
                if stop == NONE:
                    return at
                at = stop
            elif byte == TO:
                self.state = DONE if self.array else AFTER_VALUE
                self.ended = True
                return at + 1
            else:
                if byte > 32 and byte != COMMA:
                    self.garbled += 1
                    while at + 1 < size and self.data[at + 1] != OPEN:
                        at += 1
                at += 1
        return at

    def event(self, start: cython.Py_ssize_t, size: cython.Py_ssize_t, offset: cython.longlong) -> cython.Py_ssize_t:
        """Reads the event that begins at `start`, an open brace; NONE where it goes on after the piece."""
        at: cython.Py_ssize_t = start + 1
        byte: cython.uchar
        key: cython.Py_ssize_t
        width: cython.Py_ssize_t
        first: cython.Py_ssize_t
        stop: cython.Py_ssize_t
        row: cython.Py_ssize_t = self.rows.count
        self.rows.make_room()
        self.rows.phase[row] = self.rows.flags[row] = 0
        self.rows.name[row] = self.rows.category[row] = self.rows.id[row] = NONE
        self.rows.time[row] = self.rows.duration[row] = MISSING
        self.rows.args_at[row] = self.rows.args_size[row] = 0
        process: cython.Py_ssize_t = 0
        process_stop: cython.Py_ssize_t = 0
        thread: cython.Py_ssize_t = 0
        thread_stop: cython.Py_ssize_t = 0
        while True:
            while at < size and (self.data[at] <= 32 or self.data[at] == COMMA):
                at += 1
            if at == size:
                return NONE
            byte = self.data[at]
            if byte == CLOSE:
                break
            if byte != QUOTE:
                return self.skipped(at, size)
            key = at + 1
            at = text_end(self.data, key, size)
            if at == NONE:
                return NONE
            width = at - key
            at += 1
            while at < size and (self.data[at] <= 32 or self.data[at] == COLON_SIGN):
                at += 1
            if at == size:
                return NONE
            first = at
            at = value_end(self.data, at, size)
            if at == NONE:
                return NONE
            stop = at
            if self.data[first] == QUOTE:
                first += 1
                stop -= 1
            if width == 2:
                if self.is_key(key, 112, 104):  # ph
                    self.rows.phase[row] = self.data[first] if stop > first else 0
                elif self.is_key(key, 116, 115):  # ts
                    self.rows.time[row] = nanoseconds(self.data, first, stop)
                elif self.is_key(key, 105, 100):  # id
                    self.rows.id[row] = self.ids.of(self.data, first, stop)
                elif self.is_key(key, 98, 112) and self.data[first] == 101:  # bp: e
                    self.rows.flags[row] |= TO_ENCLOSING
            elif width == 3:
                if self.is_key(key, 112, 105):  # pid
                    process = first
                    process_stop = stop
                elif self.is_key(key, 116, 105):  # tid
                    thread = first
                    thread_stop = stop
                elif self.is_key(key, 100, 117):  # dur
                    self.rows.duration[row] = nanoseconds(self.data, first, stop)
                elif self.is_key(key, 99, 97):  # cat
                    self.rows.category[row] = self.categories.of(self.data, first, stop)
                elif self.is_key(key, 105, 100):  # id2: {"local": …} or {"global": …}
                    self.rows.id[row] = self.ids.of(self.data, first, stop)
            elif width == 4:
                if self.is_key(key, 110, 97):  # name
                    self.rows.name[row] = self.names.of(self.data, first, stop)
                elif self.is_key(key, 97, 114):  # args
                    self.rows.args_at[row] = offset + first
                    self.rows.args_size[row] = stop - first
            elif width == 1 and self.data[key] == 115:  # s
                if self.data[first] == 103:
                    self.rows.flags[row] |= OF_ALL
                elif self.data[first] == 112:
                    self.rows.flags[row] |= OF_PROCESS
        self.rows.thread[row] = self.thread_of(process, process_stop, thread, thread_stop)
        self.rows.count = row + 1
        return at + 1

    def is_key(self, at: cython.Py_ssize_t, first: cython.uchar, second: cython.uchar) -> cython.bint:
        """Whether a key begins so; with its length that tells the few that matter apart."""
        return self.data[at] == first and self.data[at + 1] == second

    def skipped(self, at: cython.Py_ssize_t, size: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Where the next event begins, after one that is no object of fields; NONE if it is not in the piece."""
        while at < size:
            if self.data[at] == OPEN:
                self.garbled += 1
                return at
            at += 1
        return NONE

    def thread_of(
        self,
        process: cython.Py_ssize_t,
        process_stop: cython.Py_ssize_t,
        thread: cython.Py_ssize_t,
        thread_stop: cython.Py_ssize_t,
    ) -> cython.int:
        """The number of a thread: both names, with a null between them."""
        size: cython.Py_ssize_t = 0
        i: cython.Py_ssize_t
        if process_stop - process + thread_stop - thread + 1 > self.both.shape[0]:
            return NONE
        for i in range(process, process_stop):
            self.both[size] = self.data[i]
            size += 1
        self.both[size] = 0
        size += 1
        for i in range(thread, thread_stop):
            self.both[size] = self.data[i]
            size += 1
        if cython.compiled:
            return self.threads.of(cython.address(self.both[0]), 0, size)
        else:
            return self.threads.of(bytes(self.both[:size]), 0, size)
