"""Files to keep that are made of many logged images."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from board.animation import gif
from board.answers import Gone, NotFound, Span, SpanSeries, Unreadable
from board.bundle import Member, zipped
from board.filenames import safe
from board.store import Store
from board.values.images import KIND, Image, images
from board.values.thumbnails import shown

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

PIECE = 1 << 16  # bytes that are read at once
MOST_FRAMES = 500
ENDINGS = {"png": "png", "jpeg": "jpg", "gif": "gif", "webp": "webp", "bmp": "bmp"}


def ending(image: Image) -> str:
    """Of the name of a file that holds it: "bin" where it is of no known format."""
    try:
        return ENDINGS[image.format]
    except Unreadable:
        return "bin"


def zip_of_step(store: Store, runs: Iterable[str], tags: Iterable[str], step: int) -> Iterator[bytes]:
    """A zip file of what the runs have logged under the tags at the step. A NotFound if that is nothing.

    They are called run/tag_stepN.png, with the place in the batch where there is more than one. For what cannot be read there
    is a text file that says why.
    """
    values = list(_at_step(store, runs, tags, step))
    if not values:
        raise NotFound(f"None of these runs has images under these tags at step {step}.")
    return zipped(itertools.chain.from_iterable(_members(stem, span) for stem, span in values))


def _at_step(store: Store, runs: Iterable[str], tags: Iterable[str], step: int) -> Iterator[tuple[str, Span]]:
    tags = list(tags)
    for run in runs:
        for tag in tags:
            with suppress(NotFound):
                series = store.spans(run, tag)
                if series.kind == KIND:
                    stem = f"{safe(run, 'run')}/{safe(tag, 'tag')}_step{step}"
                    yield from ((stem, series[place]) for place in np.flatnonzero(series.points.step == step).tolist())


def _members(stem: str, span: Span) -> Iterator[Member]:
    try:
        found = images(span)
        for number, image in enumerate(found):
            name = stem if len(found) == 1 else f"{stem}_{number}"
            yield Member(f"{name}.{ending(image)}", span.wall_time, _pieces(image))
    except (Unreadable, Gone) as error:
        yield Member(f"{stem}.txt", span.wall_time, [f"{error}\n".encode()])


def _pieces(image: Image) -> Iterator[bytes]:
    with image.open() as file:
        while piece := file.read(PIECE):
            yield piece


def gif_over_steps(
    series: SpanSeries, item: int, low: float | None, high: float | None, fps: float, width: int
) -> Iterator[bytes]:
    """An animated GIF of each step's image number `item`, in the order of steps; see the route for what is chosen.

    What cannot be drawn is left out. Unreadable if that is all, a NotFound if there is no image there.
    """
    pictures = _pictures((series[place] for place in _frames(series, low, high)), item, width)
    first = next(pictures)
    return gif(itertools.chain([first], pictures), 1 / fps)


def _frames(series: SpanSeries, low: float | None, high: float | None) -> list[int]:
    step = series.points.step
    chosen = np.flatnonzero((step >= (-np.inf if low is None else low)) & (step <= (np.inf if high is None else high)))
    chosen = chosen[np.argsort(step[chosen], kind="stable")]
    if len(chosen) > MOST_FRAMES:
        chosen = chosen[np.linspace(0, len(chosen) - 1, MOST_FRAMES).round().astype(np.intp)]
    return [int(place) for place in chosen]


def _pictures(spans: Iterable[Span], item: int, width: int) -> Iterator[Picture]:
    """What can be drawn; if that is none, the error of the first that cannot."""
    failure: Exception | None = None
    drawn = False
    for span in spans:
        try:
            found = images(span)
            if item < len(found):
                image = found[item]
                with image.open() as file:
                    picture = shown(file, image.size, image.header, width)
                drawn = True
                yield picture
        except (Unreadable, Gone) as error:
            failure = failure or error
    if not drawn:
        raise failure or NotFound(f"There is no image {item} between these steps.")
