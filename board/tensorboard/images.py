"""Images: the steps that have them, and each by the query that comes with its step."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

import numpy as np
from flask import Blueprint, Response

from board import web
from board.answers import Gone, NoSuchTag, SpanSeries, Unreadable
from board.numbers import json_number
from board.tensorboard.tags import listed
from board.values.images import KIND, images
from board.values.picture import TYPES

bp = Blueprint("tensorboard_images", __name__, url_prefix="/data/plugin/images")

PROBES = 8  # values of a series that are looked at to tell how many images one has


@bp.get("/tags")
def tags() -> Response:
    """Also `samples`, the most images of one value, as far as the first, the last and some between them tell."""
    found = listed(KIND)
    for run, of_run in found.items():
        for tag, entry in of_run.items():
            series = web.site().store.spans(run, tag)
            places = np.linspace(0, len(series) - 1, min(PROBES, len(series))).round().astype(int).tolist()
            entry["samples"] = max((count for _, count in _counts(series, places)), default=0)
    return web.json_response(found)


@bp.get("/images")
def values() -> Response:
    """The steps that have an image number `sample`, each with the query that /individualImage takes."""
    run, tag = web.required("run"), web.required("tag")
    sample = web.field("sample", 0, int, "a whole number")
    series = web.site().store.spans(run, tag)
    if series.kind != KIND:
        raise NoSuchTag(run, tag, KIND)
    points = series.points
    return web.json_response(
        [
            {
                "wall_time": json_number(float(points.wall_time[place])),
                "step": int(points.step[place]),
                "query": _query(run, tag, int(points.source[place]), int(points.offset[place]), sample),
            }
            for place, count in _counts(series, range(len(series)))
            if 0 <= sample < count
        ]
    )


@bp.get("/individualImage")
def individual_image() -> Response:
    """The image's bytes as they were logged."""
    run, tag, source, offset, sample = _address(web.required("blob_key"))
    found = images(web.site().store.spans(run, tag).at(source, offset))
    if not 0 <= sample < len(found):
        raise Gone
    image = found[sample]
    return web.harmless(web.streamed(image.open(), image.size, TYPES[image.format]))


def _counts(series: SpanSeries, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """How many images each of these values has; what cannot be read is left out."""
    for place in places:
        try:
            yield place, len(images(series[place]))
        except (Unreadable, Gone):
            continue


def _query(*address: Any) -> str:
    key = base64.urlsafe_b64encode(json.dumps(address).encode()).decode().rstrip("=")
    return urlencode({"blob_key": key})


def _address(key: str) -> tuple[str, str, int, int, int]:
    """Run, tag, source, offset and place in the value, as a query of ours has them."""
    try:
        run, tag, *numbers = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        source, offset, sample = map(int, numbers)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        web.refuse("The field blob_key must be one that /data/plugin/images/images gives.")
    return str(run), str(tag), source, offset, sample
