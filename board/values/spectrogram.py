"""How loud which frequency is when: a short-time Fourier transform, reduced to pixels."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.values import wav
from board.values.wav import Wav

WINDOW_SECONDS = 0.046  # 2,048 samples at 44.1 kHz
SMALLEST, LARGEST = 32, 8192  # samples of a window
MOST_WINDOWS = 1 << 14  # transforms of one spectrogram; a longer sound has gaps between them
RANGE = 80.0  # dB beneath the loudest that are told apart
SILENCE = -200.0  # dB that are not gone below
LOUDEST = 1e15  # of a sample, so that no power overflows
TOGETHER = 64  # windows that are transformed at once


class Spectrogram(NamedTuple):
    """`levels` [rows, columns] of uint8: 0 is `floor` dB or less, 255 is `ceiling`; row 0 is of the lowest frequencies.

    0 dB is a sine from -1 to 1. Windows of `window` samples (Hann's) stand every `hop` frames, the middle of the first at frame
    0, silence being before and after the sound. Column i is of the windows from windows * i // columns up to those of the next,
    row j of the bins of frequency likewise, of which there are window // 2 + 1 from 0 to half the rate; the loudest counts.
    """

    levels: NDArray[np.uint8]
    floor: float
    ceiling: float
    window: int
    hop: int
    windows: int


def spectrogram(file: BinaryIO, form: Wav, channel: int, width: int, height: int) -> Spectrogram:
    """In at most `width` columns and `height` rows. What is not finite is silence. Unreadable if samples cannot be read."""
    frames = wav.frame_count(form)
    window = _window(form.rate, frames)
    hop = max(1, min(window // 4, frames // width), -(-frames // MOST_WINDOWS))
    windows = 1 + (frames - 1) // hop
    columns, rows = min(width, windows), min(height, window // 2 + 1)
    powers = np.zeros((columns, rows), np.float32)
    edges = np.arange(rows) * (window // 2 + 1) // rows
    weights = np.hanning(window + 1)[:-1]
    for first in range(0, windows, TOGETHER):
        places = np.arange(first, min(windows, first + TOGETHER))
        spectra = np.abs(np.fft.rfft(_windows(file, form, channel, places * hop, window) * weights)) ** 2
        spectra *= (2 / weights.sum()) ** 2
        spectra[:, [0, -1]] /= 4  # which have no mirror image beyond
        loudest = np.maximum.reduceat(spectra, edges, axis=1).astype(np.float32)
        np.maximum.at(powers, (places * columns + columns - 1) // windows, loudest)
    np.log10(np.maximum(powers, 10 ** (SILENCE / 10), out=powers), out=powers)
    ceiling = 10 * float(powers.max())
    powers -= (ceiling - RANGE) / 10
    powers *= 2550 / RANGE
    levels = np.rint(powers.clip(0, 255, out=powers), out=powers).astype(np.uint8).T
    return Spectrogram(levels, ceiling - RANGE, ceiling, window, hop, windows)


def _window(rate: int, frames: int) -> int:
    """A power of two near WINDOW_SECONDS, and not much longer than the sound."""
    wanted = min(rate * WINDOW_SECONDS, frames)
    return int(2 ** np.clip(np.round(np.log2(wanted)), np.log2(SMALLEST), np.log2(LARGEST)))


def _windows(file: BinaryIO, form: Wav, channel: int, centres: NDArray[np.int64], window: int) -> NDArray[np.float64]:
    """The samples around each of the frames, which ascend: read at once where they overlap, else one by one."""
    begins = centres - window // 2
    if len(begins) > 1 and begins[1] - begins[0] > window:
        return np.concatenate([_windows(file, form, channel, centres[i : i + 1], window) for i in range(len(centres))])
    begin, end = int(begins[0]), int(begins[-1]) + window
    there = wav.scaled(form, wav.samples(file, form, max(0, begin), end))[:, channel]
    row = np.zeros(end - begin)
    row[max(0, -begin) : max(0, -begin) + len(there)] = np.where(np.isfinite(there), there, 0).clip(-LOUDEST, LOUDEST)
    return np.lib.stride_tricks.sliding_window_view(row, window)[begins - begin]
