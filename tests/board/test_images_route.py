"""Images over HTTP: byte for byte what real writers have logged, and nothing that can do harm."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageSequence
from werkzeug.test import TestResponse

from summary.proto.summary import Summary

from .conftest import decode
from .logged import log
from .pictures import batch_value, encoded, image_value, noise

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"
WRITERS = ("tf1", "tf2", "torch", "tensorboardX")


def addresses(client: FlaskClient, run: str, tag: str) -> list[str]:
    """Of each value of a series, as the page learns them."""
    (series,) = decode(client.get("/api/steps", query_string={"run": run, "tag": tag}).data)["series"]
    columns = series["columns"]
    return [f"{int(source)}-{int(offset)}" for source, offset in zip(columns["source"], columns["offset"], strict=True)]


def ask(client: FlaskClient, route: str, run: str, tag: str, at: str, **fields: Any) -> TestResponse:
    return client.get(f"/api/images/{route}", query_string={"run": run, "tag": tag, "at": at, **fields}, buffered=True)


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


def serve_values(tmp_path: Path, serve: Serve, *values: Any) -> tuple[FlaskClient, list[str]]:
    """A client over a run "a" that has logged each of the values at a step of its own, and their addresses."""
    for step, value in enumerate(values):
        log(tmp_path, "a", [value], step=step)
    client = serve(tmp_path)
    return client, addresses(client, "a", "x")


FORMATS = {
    "png": encoded(noise(20, 30, 3)),
    "jpeg": encoded(noise(20, 30, 3), "JPEG"),
    "gif": encoded(Image.fromarray(noise(20, 30)), "GIF"),
    "webp": encoded(noise(20, 30, 3), "WEBP"),
    "bmp": encoded(noise(20, 30, 3), "BMP"),
}


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_is_told_and_served(form: str, tmp_path: Path, serve: Serve) -> None:
    client, (at,) = serve_values(tmp_path, serve, image_value(FORMATS[form]))
    picture = Image.open(io.BytesIO(FORMATS[form]))
    (item,) = ask(client, "info", "a", "x", at).json["items"]
    assert item | {"mode": ""} == {
        "format": form, "width": 30, "height": 20, "frames": 1, "size": len(FORMATS[form]), "mode": ""
    }  # fmt: skip
    reply = ask(client, "image", "a", "x", at)
    assert (reply.data, reply.mimetype) == (FORMATS[form], picture.get_format_mimetype())
    assert reply.content_length == len(FORMATS[form])
    assert "immutable" in reply.headers["Cache-Control"]


@pytest.mark.parametrize("route", ["image", "thumb"])
def test_nothing_in_an_image_can_run(route: str, tmp_path: Path, serve: Serve) -> None:
    client, (at,) = serve_values(tmp_path, serve, image_value(FORMATS["png"]))
    headers = ask(client, route, "a", "x", at).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= set(policy) and not [one for one in policy if "-src " in one][1:]


def test_every_item_of_a_batch_has_an_address(tmp_path: Path, serve: Serve) -> None:
    client, (at,) = serve_values(tmp_path, serve, batch_value(*FORMATS.values()))
    assert [item["format"] for item in ask(client, "info", "a", "x", at).json["items"]] == list(FORMATS)
    for number, data in enumerate(FORMATS.values()):
        assert ask(client, "image", "a", "x", at, item=number).data == data
    reply = ask(client, "image", "a", "x", at, item=5)
    assert reply.status_code == 404 and "it has 5" in reply.json["error"]


def test_an_image_is_downloaded_under_a_safe_name(tmp_path: Path, serve: Serve) -> None:
    value = image_value(FORMATS["jpeg"], tag='../"x\r\n/ü')
    log(tmp_path, "a", [value])
    client = serve(tmp_path)
    (at,) = addresses(client, "a", value.tag)
    reply = ask(client, "image", "a", value.tag, at, download=1)
    assert reply.mimetype == "application/octet-stream" and reply.data == FORMATS["jpeg"]
    assert reply.headers["Content-Disposition"] == 'attachment; filename="x__step0.jpg"'


@pytest.mark.parametrize(
    "fields", [{"item": "-1"}, {"item": "x"}, {"width": "0"}, {"width": "5000"}, {"at": "1"}, {"at": "1-x"}]
)
def test_a_wrong_field_is_refused(fields: dict[str, str], tmp_path: Path, serve: Serve) -> None:
    client, (at,) = serve_values(tmp_path, serve, image_value(FORMATS["png"]))
    reply = client.get("/api/images/thumb", query_string={"run": "a", "tag": "x", "at": at, **fields})
    assert reply.status_code == 400 and reply.json["error"].startswith(f"The field {next(iter(fields))}")


def test_what_is_no_longer_in_its_file_is_gone(tmp_path: Path, serve: Serve) -> None:
    client, (at,) = serve_values(tmp_path, serve, image_value(FORMATS["png"]))
    next(tmp_path.rglob("events*")).write_bytes(b"")
    for route in ("info", "image", "thumb", "pixels"):
        assert ask(client, route, "a", "x", at).status_code == 404


def test_an_animation_keeps_its_first_frame_as_thumbnail(tmp_path: Path, serve: Serve) -> None:
    frames = [Image.fromarray(np.full((8, 8), level, np.uint8)) for level in (10, 100, 200)]
    for form in ("GIF", "WEBP", "PNG"):
        data = encoded(
            frames[0], form, save_all=True, append_images=frames[1:], **({"lossless": True} if form == "WEBP" else {})
        )
        client, (at,) = serve_values(tmp_path / form, serve, image_value(data))
        assert ask(client, "info", "a", "x", at).json["items"][0]["frames"] == 3
        assert ask(client, "image", "a", "x", at).data == data
        thumb = Image.open(io.BytesIO(ask(client, "thumb", "a", "x", at, width=8).data))
        assert np.asarray(thumb.convert("L")).tolist() == np.full((8, 8), 10).tolist()


def test_a_zip_file_has_all_of_a_step(tmp_path: Path, serve: Serve) -> None:
    png, jpeg, gif, *_ = FORMATS.values()
    for run in ("a", "b/ä"):
        values = [
            image_value(png),
            image_value(jpeg, "x/y"),
            batch_value(png, gif, tag="x:y"),
            image_value(png, "other"),
            Summary.Value(tag="h", histo={"min": 1}),
        ]
        log(tmp_path, run, values, step=7)
    log(tmp_path, "a", [image_value(jpeg)], step=8)
    log(tmp_path, "a", [image_value(png[:-1])], step=7)
    query = {"run": ["a", "b/ä", "none"], "tag": ["x", "x/y", "x:y", "h", "none"], "step": 7}
    reply = serve(tmp_path).get("/api/images/zip", query_string=query)
    assert reply.headers["Content-Disposition"] == 'attachment; filename="images_step7.zip"'
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        assert archive.testzip() is None
        found = {name: archive.read(name) for name in archive.namelist()}
    of_run = {"x_step7.png": png, "x_y_step7.jpg": jpeg, "x_y_step7_0.png": png, "x_y_step7_1.gif": gif}
    wanted = {f"{folder}/{name}": data for folder in ("a", "b_ä") for name, data in of_run.items()}
    assert found == {**wanted, "a/x_step7-2.png": png[:-1]}


def test_a_zip_file_says_what_could_not_be_read(tmp_path: Path, serve: Serve) -> None:
    client, _ = serve_values(
        tmp_path, serve, image_value(b"<svg/>"), Summary.Value(tag="x", metadata=batch_value().metadata)
    )
    zips = [client.get(f"/api/images/zip?run=a&tag=x&step={step}").data for step in (0, 1)]
    files = [zipfile.ZipFile(io.BytesIO(data)) for data in zips]
    assert files[0].read("a/x_step0.bin") == b"<svg/>"
    assert files[1].read("a/x_step1.txt") == b"This value holds no image.\n"


@pytest.mark.parametrize(
    ("query", "status"), [("run=a&tag=x&step=9", 404), ("run=a&tag=x", 400), ("tag=x&step=0", 400)]
)
def test_a_zip_file_of_nothing_is_refused(query: str, status: int, tmp_path: Path, serve: Serve) -> None:
    client, _ = serve_values(tmp_path, serve, image_value(FORMATS["png"]))
    reply = client.get(f"/api/images/zip?{query}")
    assert reply.status_code == status and reply.json["error"].endswith(".")


def flat(*colour: int) -> bytes:
    return encoded(np.full((4, 6, len(colour)), colour, np.uint8).squeeze())


def test_a_gif_shows_the_steps_one_after_the_other(tmp_path: Path, serve: Serve) -> None:
    colours = [(255, 0, 0), (0, 255, 0), (7,), (0, 0, 255, 255), (9, 9, 9, 0)]
    values = [image_value(flat(*colour)) for colour in colours]
    client, _ = serve_values(tmp_path, serve, *values, image_value(b"no image"))
    reply = client.get("/api/images/gif?run=a&tag=x&width=12&fps=4&from=1&to=5")
    assert reply.mimetype == "image/gif" and reply.headers["Content-Disposition"].endswith('"x.gif"')
    gif = Image.open(io.BytesIO(reply.data))
    assert (gif.size, gif.n_frames, gif.info["loop"], gif.info["duration"]) == ((12, 8), 4, 0, 250)
    for frame, wanted in zip(
        ImageSequence.Iterator(gif), [(0, 255, 0), (7, 7, 7), (0, 0, 255), (255, 255, 255)], strict=True
    ):
        assert np.asarray(frame.convert("RGB")).reshape(-1, 3).tolist() == [list(wanted)] * 96


def test_a_gif_fits_images_of_other_sizes_and_orders_steps(tmp_path: Path, serve: Serve) -> None:
    for step, data in ((3, encoded(np.zeros((4, 4), np.uint8))), (1, encoded(np.full((4, 8), 50, np.uint8)))):
        log(tmp_path, "a", [image_value(data)], step=step)
    gif = Image.open(io.BytesIO(serve(tmp_path).get("/api/images/gif?run=a&tag=x&width=8").data))
    first, second = (np.asarray(frame.convert("L")) for frame in ImageSequence.Iterator(gif))
    assert first.tolist() == np.full((4, 8), 50).tolist()
    assert second.tolist() == np.pad(np.zeros((4, 4)), ((0, 0), (2, 2)), constant_values=255).tolist()


def test_a_gif_of_many_steps_keeps_its_ends(tmp_path: Path, serve: Serve) -> None:
    levels = np.arange(1200) % 251
    for step, level in enumerate(levels):
        log(tmp_path, "a", [image_value(flat(int(level)))], step=step)
    gif = Image.open(io.BytesIO(serve(tmp_path).get("/api/images/gif?run=a&tag=x&width=8").data))
    assert gif.n_frames == 500
    shown = [np.asarray(frame.convert("L"))[0, 0] for frame in ImageSequence.Iterator(gif)]
    assert (shown[0], shown[-1]) == (levels[0], levels[-1])


@pytest.mark.parametrize(
    ("query", "status"), [("from=5", 404), ("item=1", 404), ("to=0", 422), ("fps=0", 400), ("from=x", 400)]
)
def test_a_gif_of_nothing_is_refused(query: str, status: int, tmp_path: Path, serve: Serve) -> None:
    client, _ = serve_values(tmp_path, serve, image_value(b"no image"), image_value(FORMATS["png"]))
    reply = client.get(f"/api/images/gif?run=a&tag=x&{query}")
    assert reply.status_code == status and reply.json["error"].endswith(".")
