"""Images: what was logged, byte for byte, and thumbnails of it.

A value is addressed by the fields run, tag and at (`asked.span`), an image of it by item, its place in the batch.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wsgi import FileWrapper

from board import asked, web
from board.answers import NotFound, Unreadable
from board.cache import Cache
from board.values import images as values
from board.values.decoding import Encoded, thumbnail
from board.values.images import Image
from board.values.picture import TYPES

bp = Blueprint("images", __name__)

NARROWEST, WIDEST = 8, 2048  # pixels of a thumbnail
PIECE = 1 << 16  # bytes that are sent at once
MOST_INFO = 1000  # images of one value that are described
CACHED = 32 << 20  # bytes of thumbnails

_thumbnails: Cache[Encoded] = Cache(CACHED, lambda made: len(made.data))


@bp.get("/api/images/info")
def info() -> Response:
    """What the images of a value are: {"items": [{width, height, format, mode, frames, size, error}, …], "total"}.

    board.values.picture.Header tells the fields; size is in bytes, and error, where something is wrong, a sentence. An image
    that cannot be read at all has an empty format. No more than MOST_INFO images are described; `total` counts all.
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
    found = _item()
    keep = asked.flag(asked.form_texts, "download")
    mimetype = "application/octet-stream" if keep else TYPES[found.format]
    response = Response(FileWrapper(found.open(), PIECE), mimetype=mimetype, direct_passthrough=True)
    response.content_length = found.size
    if keep:
        response.headers["Content-Disposition"] = 'attachment; filename="image"'
    return _harmless(response)


@bp.get("/api/images/thumb")
def thumb() -> Response:
    """The first frame of an image, at most `width` (320) pixels wide; board.values.decoding.thumbnail tells how."""
    expected = f"a whole number of pixels from {NARROWEST} to {WIDEST}"
    width = web.parsed("width", asked.form_texts("width"), 320, _width, expected)
    found = _item()

    def make() -> Encoded:
        with found.open() as file:
            return thumbnail(file, found.size, found.header, width)

    made = _thumbnails.get((found, width, request.args["at"]), make)
    return _harmless(Response(made.data, mimetype=made.mimetype))


def _item() -> Image:
    """The image that the fields run, tag, at and item point to."""
    found = values.images(asked.span())
    number = web.parsed("item", asked.form_texts("item"), 0, int, "a whole number")
    if not 0 <= number < len(found):
        raise NotFound(f"This value has {len(found)} images; there is none with the number {number}.")
    return found[number]


def _harmless(response: Response) -> Response:
    """The response, of bytes from a log: even when it is opened by itself, nothing in it runs or is fetched."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return web.immutable(response)


def _width(text: str) -> int:
    width = int(text)
    if not NARROWEST <= width <= WIDEST:
        raise ValueError
    return width
