"""What is drawn, and what is heard, of a training run."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sample_logs.network import Digits, Floats

SAMPLE_RATE = 8000
# One octave and a half above middle C when the loss is highest, an octave below it at zero.
LOWEST, HIGHEST = 130.0, 740.0


def enlarged(images: Floats, times: int = 4) -> Floats:
    """[n, 64] values from 0 to 1 as [n, 1, height, width], a pixel becoming `times` × `times` of them."""
    return np.kron(images.reshape(-1, 1, 8, 8), np.ones((1, 1, times, times)))


def confusion(digits: Digits, predicted: Digits) -> Figure:
    """A confusion matrix: rows are the true digits, columns what was said."""
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (digits, predicted), 1)
    figure = Figure(figsize=(3.6, 3.4), dpi=80, layout="constrained")
    axes = figure.subplots()
    axes.imshow(np.sqrt(counts), cmap="Blues")
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "white" if row == column else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", fontsize=7, color=colour)
    axes.set(xlabel="predicted", ylabel="digit", xticks=range(10), yticks=range(10))
    return figure


def sonified(losses: list[float], seconds: float = 2.0) -> NDArray[np.float32]:
    """The loss as a tone that falls as it does: [1, frames] from -1 to 1."""
    times = np.linspace(0, len(losses) - 1, int(seconds * SAMPLE_RATE))
    level = np.interp(times, np.arange(len(losses)), np.clip(np.nan_to_num(losses, nan=3.0), 0, 3)) / 3
    pitch = LOWEST * (HIGHEST / LOWEST) ** level
    tone = 0.4 * np.sin(2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE)
    return np.asarray(tone * np.minimum(1, np.arange(len(tone))[::-1] / 400), np.float32)[None]
