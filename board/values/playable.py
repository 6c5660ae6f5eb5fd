"""A WAV file that browsers play, made of one that they do not: of 64-bit floats, or of very few samples a second.

It is never there as a whole: each part is made when it is read.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from board.answers import Unreadable
from board.values import wav
from board.values.stretch import Sized
from board.values.wav import Wav

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

WIDEST = 4  # bytes of a sample that browsers know
SLOWEST = 8000  # Hz that every browser plays
HEADER = 44
MOST_READ = 1 << 18  # bytes that are made at once


def plays(form: Wav) -> bool:
    """Whether browsers play it as it is."""
    return form.width <= WIDEST and form.rate >= SLOWEST


class Playable(Sized):
    """The samples of a WAV as 32-bit floats, with as many others between them on straight lines as make SLOWEST a second.

    To be read in any order; the file that `opened` gives is closed with it. Unreadable if the samples cannot be.
    """

    def __init__(self, opened: Callable[[], BinaryIO], form: Wav) -> None:
        self._file, self._form = opened(), form
        try:
            self._frames = wav.frame_count(form)
            self._times = -(-SLOWEST // form.rate)
            self._block = 4 * form.channels
            self._header = self._described()
        except Unreadable:
            self.close()
            raise

    def _described(self) -> bytes:
        data = self._frames * self._times * self._block
        self.size = HEADER + data
        if self.size >= wav.UNKNOWN_SIZE:
            raise Unreadable("This sound is too long to be made one that browsers play.")
        rate = self._form.rate * self._times
        fields = (16, wav.FLOAT, self._form.channels, rate, rate * self._block % 2**32, self._block, 32)
        form = struct.pack("<4sIHHIIHH", b"fmt ", *fields)
        riff = struct.pack("<4sI4s", b"RIFF", self.size - 8, b"WAVE")
        return riff + form + struct.pack("<4sI", b"data", data)

    def readinto(self, buffer: WriteableBuffer) -> int:
        into = memoryview(buffer).cast("B")
        wanted = min(len(into), MOST_READ, max(0, self.size - self._at))
        some = self._header[self._at : self._at + wanted] or self._made(self._at - HEADER, wanted)
        into[: len(some)] = some
        self._at += len(some)
        return len(some)

    def _made(self, begin: int, size: int) -> bytes:
        """So many of the samples' bytes, from the one numbered `begin`."""
        if not size:
            return b""
        first, last = begin // self._block, (begin + size - 1) // self._block
        made = self._frames_between(first, last + 1)
        skipped = begin - first * self._block
        return made.astype("<f4").tobytes()[skipped : skipped + size]

    def _frames_between(self, first: int, end: int) -> NDArray[np.float64]:
        begin = first // self._times
        read = wav.samples(self._file, self._form, begin, (end - 1) // self._times + 2)
        there = np.nan_to_num(wav.scaled(self._form, read), nan=0).clip(-1, 1)
        places = np.arange(first, end) / self._times - begin
        steps = np.arange(len(there))
        return np.stack([np.interp(places, steps, channel) for channel in there.T], axis=1)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
