"""The outline of a sound: its extremes and its loudness in each pixel."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.values import wav
from board.values.wav import Wav

Numbers = NDArray[np.float64]


class Waveform(NamedTuple):
    """Least, greatest and root mean square of the finite samples, each [pixels, channels], float64, samples being from -1 to 1.

    Pixel i is of the frames from frames * i // pixels up to those of the next; one with no finite sample is NaN. `nonfinite` is
    how many samples are not.
    """

    least: Numbers
    greatest: Numbers
    rms: Numbers
    frames: int
    nonfinite: int


def waveform(file: BinaryIO, form: Wav, width: int) -> Waveform:
    """The outline in `width` pixels, or one a frame if there are fewer. Unreadable if samples cannot be read."""
    frames = wav.frame_count(form)
    pixels = min(width, frames)
    least = np.full((pixels, form.channels), np.inf)
    greatest = np.full((pixels, form.channels), -np.inf)
    squares = np.zeros((pixels, form.channels))
    counts = np.zeros((pixels, form.channels), np.int64)
    begin, nonfinite = 0, 0
    for piece in wav.pieces(file, form):
        numbers = wav.scaled(form, piece)
        finite = np.isfinite(numbers)
        nonfinite += finite.size - int(np.count_nonzero(finite))
        # Frame f is in pixel (f * pixels + pixels - 1) // frames: the last that begins at it or before.
        first, last = ((at * pixels + pixels - 1) // frames for at in (begin, begin + len(numbers) - 1))
        starts = np.maximum(np.arange(first, last + 1) * frames // pixels - begin, 0)
        here = slice(first, last + 1)
        least[here] = np.minimum(least[here], np.minimum.reduceat(np.where(finite, numbers, np.inf), starts))
        greatest[here] = np.maximum(greatest[here], np.maximum.reduceat(np.where(finite, numbers, -np.inf), starts))
        counts[here] += np.add.reduceat(finite, starts, dtype=np.int64)
        with np.errstate(over="ignore"):
            squares[here] += np.add.reduceat(np.where(finite, numbers, 0).astype(np.float64) ** 2, starts)
        begin += len(numbers)
    empty = counts == 0
    for extremes in (least, greatest):
        extremes[empty] = np.nan
    rms = np.where(empty, np.nan, np.sqrt(squares / np.maximum(counts, 1)))
    return Waveform(least, greatest, rms, frames, nonfinite)
