"""Images: the steps that have them, and each by the query that comes with its step."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response

from board import web
from board.tensorboard import blobs
from board.tensorboard.tags import listed
from board.values.images import KIND, images
from board.values.picture import TYPES

bp = Blueprint("tensorboard_images", __name__, url_prefix="/data/plugin/images")


@bp.get("/tags")
def tags() -> Response:
    """Also `samples`, the most images of one value, as far as `blobs.most` tells."""
    found = listed(KIND)
    for run, of_run in found.items():
        for tag, entry in of_run.items():
            entry["samples"] = blobs.most(run, tag, images)
    return web.json_response(found)


@bp.get("/images")
def values() -> Response:
    """The steps that have an image number `sample`, each with the query that /individualImage takes."""
    found = blobs.listed(web.required("run"), web.required("tag"), KIND, images)
    return web.json_response([{**entry, "query": urlencode({"blob_key": key})} for entry, key in found])


@bp.get("/individualImage")
def individual_image() -> Response:
    """The image's bytes as they were logged."""
    image = blobs.item(images, f"{bp.url_prefix}/images")
    return web.harmless(web.streamed(image.open(), image.size, TYPES[image.format]))
