"""What kind of data each tag holds: what its first metadata say, else its content. Compiled like record.py."""

from __future__ import annotations

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from summary.fields import Fields
from summary.names import Names
from summary.record import RecordReader

if not cython.compiled:
    from summary.fields import BYTES

# Names that the format gives to what has no plugin name of its own, as TensorBoard's readers do.
KINDS = ("", "scalars", "histograms", "images", "audio", "graphs", "graph_tagged_run_metadata")
UNKNOWN = 0
SCALARS = 1
HISTOGRAMS = 2
IMAGES = 3
AUDIO = 4
GRAPHS = 5
RUN_METADATA = 6

LONGEST_NAME = 1 << 16  # bytes of a tag or a plugin's name


class Kinds:
    """The kinds of the tags of one file after another, by the tags' numbers."""

    def __init__(self, reader: RecordReader, fields: Fields) -> None:
        self.fields = fields
        self.names = Names(reader)
        for kind in KINDS:
            self.names.number(kind.encode())
        self.known_tags = 0
        self.file = 0
        self.kind_of_tag = self.file_of_tag = self.described = np.empty(0, np.int32)

    def begin(self) -> cython.void:
        """What comes now is of another file, of which nothing is known yet."""
        self.file += 1

    def known(self, tag: cython.int) -> cython.int:
        """The kind of `tag` in this file; UNKNOWN if it has not been settled."""
        if tag >= self.known_tags or self.file_of_tag[tag] != self.file:
            return UNKNOWN
        return self.kind_of_tag[tag]

    def is_first_description(self, tag: cython.int) -> cython.bint:
        """Whether this is the first time in this file that it is asked for the `tag`, which must have been learnt."""
        if self.described[tag] == self.file:
            return False
        self.described[tag] = self.file
        return True

    def learn(
        self,
        tag: cython.int,
        content: cython.int,
        start: cython.Py_ssize_t,
        stop: cython.Py_ssize_t,
    ) -> cython.bint:
        """Settles the kind of `tag` in this file: what the first metadata say (buffer[start:stop]), else its content.

        False if the metadata are none, or the name in them is longer than LONGEST_NAME.
        """
        if tag >= self.known_tags:
            with cython.gil:
                self.widen(2 * tag + 64)
        if self.file_of_tag[tag] != self.file:
            self.file_of_tag[tag] = self.file
            self.kind_of_tag[tag] = UNKNOWN
        if self.kind_of_tag[tag] != UNKNOWN:
            return True
        if start >= 0:
            if not self.plugin(start, stop) or self.name_stop - self.name_start > LONGEST_NAME:
                return False
            if self.name_stop > self.name_start:
                self.kind_of_tag[tag] = self.names.of(self.name_start, self.name_stop - self.name_start)
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
        """Sets name_start:name_stop to the plugin's name in the SummaryMetadata at buffer[start:stop], empty if there is none."""
        data_start: cython.Py_ssize_t
        name_start: cython.Py_ssize_t = 0
        name_stop: cython.Py_ssize_t = 0
        self.fields.at = start
        while self.fields.at < stop:
            if not self.fields.next(stop):
                return False
            if self.fields.field == 1 and self.fields.wire == BYTES:
                data_start = self.fields.stop
                self.fields.at = self.fields.start
                while self.fields.at < data_start:
                    if not self.fields.next(data_start):
                        return False
                    if self.fields.field == 1 and self.fields.wire == BYTES:
                        name_start = self.fields.start
                        name_stop = self.fields.stop
        self.name_start = name_start
        self.name_stop = name_stop
        return True

    def widen(self, size: cython.Py_ssize_t) -> cython.void:
        self.kind_of_tag = np.concatenate([self.kind_of_tag, np.zeros(size - self.known_tags, np.int32)])
        self.file_of_tag = np.concatenate([self.file_of_tag, np.zeros(size - self.known_tags, np.int32)])
        self.described = np.concatenate([self.described, np.zeros(size - self.known_tags, np.int32)])
        self.known_tags = size
