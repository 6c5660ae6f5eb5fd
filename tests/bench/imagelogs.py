"""Logdirs of images: runs that share one file by hard links, so that 20 GB take the room of one run."""

from __future__ import annotations

import io
import os
import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from summary.proto.event import Event
from summary.proto.summary import Summary
from summary.record import frame
from tests.bench.logdirs import FILE_VERSION, FIRST_START, finished

DIFFERENT = 20  # images, over and over


class ImageShape(NamedTuple):
    """A run is one event file, in which every step writes an image of every tag, a PNG `size` pixels wide and high."""

    runs: int
    tags: int
    steps: int
    size: int

    @property
    def images(self) -> int:
        return self.runs * self.tags * self.steps

    def __str__(self) -> str:
        runs = "1 run" if self.runs == 1 else f"{self.runs:,} runs"
        tags = "1 tag" if self.tags == 1 else f"{self.tags} tags"
        return f"{runs} × {tags} × {self.steps:,} images of {self.size} × {self.size} pixels"


def tag_name(tag: int) -> str:
    return f"samples/{tag}"


def run_name(run: int) -> str:
    return f"run{run:05d}"


def pictures(size: int) -> list[bytes]:
    """Slopes with a little noise, as PNG: about 0.8 bytes a pixel."""
    y, x = np.mgrid[0:size, 0:size] * 255 / size
    chance = np.random.default_rng(size)
    made = []
    for number in range(DIFFERENT):
        noise = chance.integers(0, 3, (size, size, 3))
        out = io.BytesIO()
        Image.fromarray((np.stack([x, y, np.full_like(x, 12 * number)], -1) + noise).clip(0, 255).astype("u1")).save(
            out, "PNG"
        )
        made.append(out.getvalue())
    return made


def made(shape: ImageShape, cache: Path) -> Path:
    """The logdir of this shape, in the page cache: made if `cache` has none."""
    logdir = cache / f"images-{'x'.join(map(str, shape))}"
    if not logdir.is_dir():
        unfinished = cache / f"{logdir.name}.{os.getpid()}"
        first = unfinished / run_name(0) / f"events.out.tfevents.{FIRST_START}.host.0.0"
        _write(first, shape)
        for run in range(1, shape.runs):
            (unfinished / run_name(run)).mkdir()
            os.link(first, unfinished / run_name(run) / first.name)
        finished(unfinished, logdir)
    next(logdir.rglob("*tfevents*")).read_bytes()
    return logdir


def _write(path: Path, shape: ImageShape) -> None:
    path.parent.mkdir(parents=True)
    images = [
        Summary.Image(width=shape.size, height=shape.size, colorspace=3, encoded_image_string=picture)
        for picture in pictures(shape.size)
    ]
    with path.open("wb") as file:
        file.write(frame(b"\x09" + struct.pack("<d", FIRST_START) + FILE_VERSION))
        for step in range(shape.steps):
            event = Event(wall_time=FIRST_START + step, step=step)
            for tag in range(shape.tags):
                event.summary.value.add(tag=tag_name(tag), image=images[(step + tag) % DIFFERENT])
            file.write(frame(event.SerializeToString()))
