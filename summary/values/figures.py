"""Matplotlib figures as pixels. Matplotlib is not made for threads: this runs in the call."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from numpy.typing import NDArray


def pixels(tag: str, figure: Figure | list[Figure], close: bool = True) -> NDArray[np.uint8]:
    """A figure as uint8 [height, width, 3], a list of figures of one size as [n, height, width, 3].

    A figure may come from pyplot, which closes it then, unless `close` is false, or be made without it.
    """
    for one in figure if isinstance(figure, list) else [figure]:
        if not isinstance(one, Figure):
            raise TypeError(f"figure {tag!r}: expected a Matplotlib Figure or a list of them, got {type(one).__name__}")
    if not isinstance(figure, list):
        return _drawn(figure, close)
    drawn = [_drawn(one, close) for one in figure]
    sizes = {one.shape[:2] for one in drawn}
    if len(sizes) != 1:
        raise ValueError(f"figure {tag!r}: expected figures of one size (height, width), got {sorted(sizes)}")
    return np.stack(drawn)


def _drawn(figure: Figure, close: bool) -> NDArray[np.uint8]:
    shown_on = figure.canvas
    try:
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        made = np.array(canvas.buffer_rgba())[..., :3]  # type: ignore[no-untyped-call]
    finally:
        figure.set_canvas(shown_on)
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if close and pyplot is not None:
        pyplot.close(figure)
    return made
