"""Images by the library: what real writers have logged, read when it is asked for."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import board
from board.answers import Unreadable
from board.values import stretch

from .logged import log
from .pictures import batch_value, encoded, image_value, noise

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("writer", ["tf1", "tf2", "torch", "tensorboardX"])
def test_every_image_of_real_writers_is_exact(writer: str) -> None:
    logs = board.load(GOLDEN / writer)
    compared = 0
    for run, content in json.loads((GOLDEN / writer / "expected.json").read_text()).items():
        for tag, wanted in content["tags"].items():
            if wanted["plugin"] != "images":
                continue
            step, wall_time, value = logs.images(run, tag)
            assert (step.dtype, wall_time.dtype) == (np.int64, np.float64)
            assert [*zip(step, wall_time, strict=True)] == [
                (event["step"], event["wall_time"]) for event in wanted["events"]
            ]
            for images, event in zip(value, wanted["events"], strict=True):
                width, height, *items = event["items"]
                assert [hashlib.sha256(image.read()).hexdigest() for image in images] == [
                    item["sha256"] for item in items
                ]
                for image in images:
                    assert (str(image.width), str(image.height)) == (width["text"], height["text"])
                    array = np.asarray(Image.open(io.BytesIO(image.read())))
                    np.testing.assert_array_equal(image.pixels().reshape(array.shape), array)
                    compared += 1
    assert compared > 2


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = [encoded(noise(4, 4 + step)) for step in range(5)]
    for step, one in enumerate(data):
        log(tmp_path, "a", [batch_value(one, one)], step=step)
    logs = board.load(tmp_path)
    reads: list[int] = []
    real = stretch.opened
    monkeypatch.setattr(stretch, "opened", lambda *place: reads.append(place[1]) or real(*place))
    value = logs.images("a", "x").value
    assert len(value) == 5 and len(value[1:]) == 4 and "5 values" in repr(value)
    some = value[::-2]
    assert not reads
    assert [len(images) for images in some] == [2, 2, 2] and len(reads) == 3
    assert [image.read() for images in some for image in images] == [data[i] for i in (4, 4, 2, 2, 0, 0)]
    assert value[-1][0].width == 8
    with pytest.raises(IndexError):
        value[5]


def test_replaced_images_come_first_when_they_are_asked_for(tmp_path: Path) -> None:
    for number, steps, wall_time in ((1, range(4), 1.0), (2, range(2, 4), 9.0)):
        for step in steps:
            log(tmp_path, "a", [image_value(encoded(noise(number, 1 + step)))], number, wall_time, step)
    logs = board.load(tmp_path)
    step, _, value = logs.images("a", "x")
    assert step.tolist() == [0, 1, 2, 3] and [image.height for (image,) in value] == [1, 1, 2, 2]
    step, _, value = logs.images("a", "x", superseded=True)
    assert step.tolist() == [2, 3, 0, 1, 2, 3] and [image.height for (image,) in value] == [1, 1, 1, 1, 2, 2]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    log(tmp_path, "a", [image_value(b"<svg/>")])
    logs = board.load(tmp_path)
    (image,) = logs.images("a", "x").value[0]
    assert isinstance(image, board.Image) and image.read() == b"<svg/>"
    with pytest.raises(Unreadable, match="SVG"):
        image.pixels()
    with pytest.raises(board.NotFound, match="tag 'y'"):
        logs.images("a", "y")
    next(tmp_path.rglob("events*")).unlink()
    for read in (image.read, lambda: logs.images("a", "x").value[0]):
        with pytest.raises(board.NotFound, match="no longer in its file"):
            read()


def test_another_kind_has_no_images() -> None:
    logs = board.load(GOLDEN / "torch")
    tag = next(tag for tag, kind in logs.tags("all").items() if kind == "histograms")
    with pytest.raises(board.NotFound, match="images"):
        logs.images("all", tag)
