"""Images over HTTP: byte for byte what real writers have logged, and nothing that can do harm."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from .conftest import decode

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"
WRITERS = ("tf1", "tf2", "torch", "tensorboardX")


def addresses(client: FlaskClient, run: str, tag: str) -> list[str]:
    """Of each value of a series, as the page learns them."""
    (series,) = decode(client.get("/api/steps", query_string={"run": run, "tag": tag}).data)["series"]
    columns = series["columns"]
    return [f"{int(source)}-{int(offset)}" for source, offset in zip(columns["source"], columns["offset"], strict=True)]


def ask(client: FlaskClient, route: str, run: str, tag: str, at: str, **fields: Any) -> TestResponse:
    return client.get(f"/api/images/{route}", query_string={"run": run, "tag": tag, "at": at, **fields})


def logged(writer: str) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Run, tag and events of all images that a real writer has logged."""
    expected = json.loads((GOLDEN / writer / "expected.json").read_text())
    for run, content in expected.items():
        for tag, wanted in content["tags"].items():
            if wanted["plugin"] == "images":
                yield run, tag, wanted["events"]


@pytest.mark.parametrize("writer", WRITERS)
def test_every_image_is_there_byte_for_byte(writer: str, serve: Serve) -> None:
    client = serve(GOLDEN / writer)
    compared = 0
    for run, tag, events in logged(writer):
        for at, event in zip(addresses(client, run, tag), events, strict=True):
            width, height, *images = event["items"]
            items = ask(client, "info", run, tag, at).json["items"]
            assert [item["size"] for item in items] == [image["bytes"] for image in images]
            for number, (item, wanted) in enumerate(zip(items, images, strict=True)):
                reply = ask(client, "image", run, tag, at, item=number)
                assert hashlib.sha256(reply.data).hexdigest() == wanted["sha256"]
                assert [str(item["width"]), str(item["height"])] == [width["text"], height["text"]]
                picture = Image.open(io.BytesIO(reply.data))
                assert reply.mimetype == picture.get_format_mimetype() == f"image/{item['format']}"
                assert (item["mode"], item["frames"]) == (picture.mode, getattr(picture, "n_frames", 1))
                thumb = ask(client, "thumb", run, tag, at, item=number, width=64)
                small = Image.open(io.BytesIO(thumb.data))
                assert thumb.mimetype == small.get_format_mimetype()
                assert small.width <= 64 and small.height <= 128
                compared += 1
    assert compared > 2
