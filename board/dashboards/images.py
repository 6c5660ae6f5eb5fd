"""Images: what was logged, byte for byte, and what is made of it: thumbnails, values of pixels, a zip file, an animation.

A value is addressed by the fields run, tag and at (`asked.span`), an image of it by item, its place in the batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request

from board import asked, imagefiles, web
from board.answers import NotFound, Span, Unreadable
from board.cache import Cache
from board.filenames import attachment
from board.values import images as values
from board.values.decoding import Box, Pixels
from board.values.decoding import pixels as pixels_of
from board.values.images import Image
from board.values.picture import TYPES
from board.values.thumbnails import Encoded, thumbnail

bp = Blueprint("images", __name__)

NARROWEST, WIDEST = 8, 2048  # pixels of what is made to be shown
MOST_INFO = 1000  # images of one value that are described
MOST_PIXELS = 1 << 16  # of one reply
CACHED = 32 << 20  # bytes of thumbnails, and of decoded images
LARGEST_KEPT = 1 << 22  # pixels of a decoded image that is kept for the next rectangle

_thumbnails: Cache[Encoded] = Cache(CACHED, lambda made: len(made.data), "thumbnails")
_decoded: Cache[Pixels] = Cache(CACHED, lambda made: made.values.nbytes, "pixels")


@bp.get("/api/images/info")
def info() -> Response:
    """What the images of a value are: {"items": [{format, width, height, mode, frames, size, error?}, …], "total": n}.

    board.values.picture.Header tells the fields; size is in bytes, and error, where something is wrong, a sentence. An image
    that cannot be read at all has an empty format. No more than MOST_INFO images are described; total counts all.
    """
    found = values.images(asked.span())
    return web.immutable(web.json_response({"items": list(map(_described, found[:MOST_INFO])), "total": len(found)}))


def _described(image: Image) -> dict[str, Any]:
    try:
        header = image.header._asdict()
    except Unreadable as error:
        header = {"format": "", "width": 0, "height": 0, "mode": "", "frames": 0, "error": str(error)}
    if not header["error"]:
        del header["error"]
    return {**header, "size": image.size}


@bp.get("/api/images/image")
def image() -> Response:
    """An image as it was logged. With download=1 it is a file to keep, whatever its bytes are."""
    span = asked.span()
    found = _item(span)
    keep = asked.flag(asked.form_texts, "download")
    mimetype = "application/octet-stream" if keep else TYPES[found.format]
    response = web.streamed(found.open(), found.size, mimetype)
    if keep:
        name = f"{web.required('tag')}_step{span.step}"
        response.headers["Content-Disposition"] = attachment(name, "image", imagefiles.ending(found))
    return web.harmless(web.immutable(response))


@bp.get("/api/images/thumb")
def thumb() -> Response:
    """The first frame of an image, at most `width` (320) pixels wide; board.values.thumbnails tells how."""
    width, found = _width(), _item(asked.span())

    def make() -> Encoded:
        with found.open() as file:
            return thumbnail(file, found.size, found.header, width)

    made = _thumbnails.get((request.args["at"], found, width), make)
    return web.harmless(web.immutable(Response(made.data, mimetype=made.mimetype)))


@bp.get("/api/images/pixels")
def pixels() -> Response:
    """The values of an image's first frame in the rectangle x, y, width, height, as far as there are any.

    {"channels": [name, …], "largest": the largest value there can be, "x", "y", "width", "height", "values": [row, …]}; a row
    is a list of pixels, which are lists of whole numbers, one a channel. A palette's index comes before its colour.
    """
    found = _item(asked.span())
    x, y, width, height = (
        web.parsed(name, asked.form_texts(name), default, _count, "a whole number of pixels")
        for name, default in (("x", 0), ("y", 0), ("width", 1), ("height", 1))
    )
    if width * height > MOST_PIXELS:
        web.refuse(f"The rectangle has {width * height:,} pixels; no more than {MOST_PIXELS:,} are sent at once.")

    header = found.header
    right, bottom = min(x + width, header.width), min(y + height, header.height)
    x, y = min(x, right), min(y, bottom)

    def make(box: Box | None = None) -> Pixels:
        with found.open() as file:
            return pixels_of(file, found.size, header, box)

    if header.width * header.height > LARGEST_KEPT:
        part, channels, largest = make((x, y, right, bottom))
    else:
        every, channels, largest = _decoded.get((request.args["at"], found), make)
        part = every[y:bottom, x:right]
    body = {"channels": channels, "largest": largest, "x": x, "y": y, "width": right - x, "height": bottom - y}
    return web.immutable(web.json_response({**body, "values": part.tolist()}))


@bp.get("/api/images/zip")
def bundle() -> Response:
    """All images that the tags (field tag, repeated) have at `step` in the runs (field run, repeated), as a zip file."""
    runs, tags = (list(dict.fromkeys(request.args.getlist(name))) for name in ("run", "tag"))
    step = web.parsed("step", asked.form_texts("step"), None, int, "a whole number")
    if not runs or not tags or step is None:
        web.refuse("The fields run and tag must be given at least once, and the field step once.")
    body = imagefiles.zip_of_step(web.site().store, runs, tags, step)
    name = attachment(f"{tags[0] if len(tags) == 1 else 'images'}_step{step}", "images", "zip")
    return _kept(body, "application/zip", name)


@bp.get("/api/images/gif")
def animation() -> Response:
    """A tag's images over the steps `from` to `to` (all) as an animation of `fps` (10) frames a second, `width` (320) wide.

    Where there are more than imagefiles.MOST_FRAMES, as many are chosen evenly, the first and the last among them.
    """
    run, tag = web.required("run"), web.required("tag")
    number = web.parsed("item", asked.form_texts("item"), 0, _count, "a whole number")
    low, high = (web.parsed(name, asked.form_texts(name), None, web.number, "a number") for name in ("from", "to"))
    fps = web.parsed("fps", asked.form_texts("fps"), 10.0, _fps, "a number above 0, and 50 at most")
    series = web.site().store.spans(run, tag)
    body = imagefiles.gif_over_steps(series, number, low, high, fps, _width())
    return _kept(body, "image/gif", attachment(tag, "images", "gif"))


def _item(span: Span) -> Image:
    """The value's image that the field item points to."""
    found = values.images(span)
    number = web.parsed("item", asked.form_texts("item"), 0, _count, "a whole number")
    if number >= len(found):
        raise NotFound(f"There is no image {number} in this value; it has {len(found)}, counted from 0.")
    return found[number]


def _kept(body: Iterator[bytes], mimetype: str, disposition: str) -> Response:
    response = Response(body, mimetype=mimetype, direct_passthrough=True)
    response.headers["Content-Disposition"] = disposition
    return response


def _width() -> int:
    def parse(text: str) -> int:
        width = int(text)
        if not NARROWEST <= width <= WIDEST:
            raise ValueError
        return width

    expected = f"a whole number of pixels from {NARROWEST} to {WIDEST}"
    return web.parsed("width", asked.form_texts("width"), 320, parse, expected)


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _fps(text: str) -> float:
    fps = float(text)
    if not 0 < fps <= 50:
        raise ValueError
    return fps
