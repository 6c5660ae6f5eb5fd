"""Figures are drawn as PyTorch draws them, with pyplot and without."""

from __future__ import annotations

import importlib
import subprocess
import warnings
from collections.abc import Callable
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from summary.values import figures

matplotlib.use("Agg")
Script = Callable[..., subprocess.CompletedProcess[str]]


def plotted(figure: Any) -> Any:
    figure.subplots().plot([0, 3, 1])
    return figure


def test_pixels_are_torchs() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("torch")
        theirs = importlib.import_module("torch.utils.tensorboard._utils")
    pyplot = importlib.import_module("matplotlib.pyplot")
    figure = plotted(pyplot.figure(figsize=(3, 2)))
    other = plotted(pyplot.figure(figsize=(3, 2)))
    ours = figures.pixels("x", [figure, other], close=False)
    assert pyplot.get_fignums()
    np.testing.assert_array_equal(ours.transpose(0, 3, 1, 2), theirs.figure_to_image([figure, other], close=False))
    np.testing.assert_array_equal(figures.pixels("x", figure), ours[0])
    figures.pixels("x", other)
    assert not pyplot.get_fignums()


def test_a_figure_made_without_pyplot_does_not_import_it(script: Script) -> None:
    source = """
import sys
from matplotlib.figure import Figure
from summary.values import figures
figure = Figure(figsize=(2, 1), dpi=50)
canvas = figure.canvas
assert figures.pixels("x", figure).shape == (50, 100, 3)
assert figure.canvas is canvas
assert "matplotlib.pyplot" not in sys.modules
"""
    done = script(source)
    assert done.returncode == 0, done.stderr


def test_figures_of_several_sizes_are_told() -> None:
    with pytest.raises(
        ValueError, match=r"figure 'x': expected figures of one size \(height, width\), got \[\(100, 100\)"
    ):
        figures.pixels("x", [Figure(figsize=(1, 1), dpi=100), Figure(figsize=(2, 1), dpi=100)])


@pytest.mark.parametrize("figure", [3, [3], None])
def test_what_is_no_figure_is_told(figure: Any) -> None:
    with pytest.raises(TypeError, match="figure 'x': expected a Matplotlib Figure or a list of them, got"):
        figures.pixels("x", figure)
