"""Embeddings for the projector: files of vectors, labels and pictures, and the configuration that names them all."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from summary import tsv
from summary.arrays import as_array, taken
from summary.projector_config import add_to_config, replace, visualize_embeddings
from summary.proto.projector import EmbeddingInfo, ProjectorConfig, SpriteMetadata
from summary.values.png import png

__all__ = ["Embedding", "EmbeddingInfo", "Projector", "ProjectorConfig", "SpriteMetadata", "visualize_embeddings"]


@dataclass(frozen=True)
class Embedding:
    """An embedding as it was in the call: its files can be written later, and by another thread, which imports nothing.

    `vectors` is float32 [points, dimensions], `images` NCHW or none, `labels` a row of columns for each point or none.
    """

    logdir: str
    tag: str
    step: int
    vectors: NDArray[np.float32]
    labels: Sequence[Sequence[str]] | None = None
    images: NDArray[Any] | None = None

    def write(self) -> None:
        """Writes ``<step>/<tag>/tensors.tsv``, ``metadata.tsv`` and ``sprite.png``, and then the configuration."""
        directory = os.path.join(self.logdir, self._subdirectory)
        os.makedirs(directory, exist_ok=True)
        replace(os.path.join(directory, "tensors.tsv"), tsv.lines(self.vectors))
        if self.labels is not None:
            lines = "".join("\t".join(map(_one_line, row)) + "\n" for row in self.labels)
            replace(os.path.join(directory, "metadata.tsv"), [lines.encode("utf-8", "replace")])
        if self.images is not None:
            replace(os.path.join(directory, "sprite.png"), [png(sprite(self.images))])
        add_to_config(self.logdir, self.info())

    def info(self) -> EmbeddingInfo:
        """What the configuration says of it."""
        made = EmbeddingInfo(tensor_name=f"{self.tag}:{self.step:05d}", tensor_path=self._path("tensors.tsv"))
        if self.labels is not None:
            made.metadata_path = self._path("metadata.tsv")
        if self.images is not None:
            made.sprite.image_path = self._path("sprite.png")
            made.sprite.single_image_dim.extend([self.images.shape[3], self.images.shape[2]])
        return made

    @property
    def _subdirectory(self) -> str:
        return f"{self.step:05d}/{_file_name(self.tag)}"

    def _path(self, name: str) -> str:
        return f"{self._subdirectory}/{name}"


class Projector:
    """Writes embeddings below `logdir` as PyTorch's ``add_embedding`` does.

    What a configuration there has already is kept, but for an embedding of the same tag and step, which is replaced.
    PyTorch's writer begins a new configuration instead, and says only what it wrote itself.
    """

    def __init__(self, logdir: str | os.PathLike[str]) -> None:
        self.logdir = os.path.abspath(logdir)

    def take(
        self,
        mat: Any,
        metadata: Iterable[Any] | None = None,
        label_img: Any = None,
        global_step: Any = None,
        tag: str = "default",
        metadata_header: Sequence[str] | None = None,
    ) -> Embedding:
        """Copies an embedding of [points, dimensions]; nothing is written yet.

        `metadata` has a label for each point, or a list of them if `metadata_header` names the columns. Tabs and line
        breaks in labels become spaces; a header of one column is left out, for readers take a first line without a tab
        for a label. `label_img` is [points, channels, height, width]: floats in 0..1, or integers in 0..255. What does
        not fit is a TypeError or ValueError that names the tag.
        """
        if not isinstance(tag, str):
            raise TypeError(f"tag: expected a str, got {tag!r}")
        what = f"embedding {tag!r}"
        step = int(global_step.item() if hasattr(global_step, "item") else global_step or 0)
        vectors = _vectors(what, mat)
        labels = None if metadata is None else _labels(what, metadata, metadata_header, len(vectors))
        images = None if label_img is None else _images(what, label_img, len(vectors))
        return Embedding(self.logdir, tag, step, vectors, labels, images)

    def write_embedding(self, mat: Any, *options: Any, **more_options: Any) -> None:
        """Writes an embedding at once; it has the parameters of `take`."""
        self.take(mat, *options, **more_options).write()


def sprite(images: NDArray[Any]) -> NDArray[np.uint8]:
    """NCHW pictures in a grid, row by row, that has as many columns as a square would: [height, width, 3 or 4].

    The picture is square too, black below the last row, if the pictures in it are not higher than they are wide.
    """
    count, channels, height, width = images.shape
    side = math.ceil(math.sqrt(count))
    rows = math.ceil(count / side)
    pixels = np.zeros((rows * side, max(channels, 3), height, width), np.uint8)
    pixels[:count] = _pixels(images)
    grid = pixels.reshape(rows, side, -1, height, width).transpose(0, 3, 1, 4, 2)
    below = max(0, side * width - rows * height)
    return np.pad(grid.reshape(rows * height, side * width, -1), ((0, below), (0, 0), (0, 0)))


def _pixels(images: NDArray[Any]) -> NDArray[np.uint8]:
    """Floats in 0..1 scaled to 0..255 and cut off as PyTorch does, not a number being black."""
    if images.dtype.kind == "f":
        images = np.nan_to_num(images.astype(np.float64) * 255, nan=0, posinf=255, neginf=0)
    elif images.dtype.kind == "b":
        images = images * np.uint8(255)
    return images.clip(0, 255).astype(np.uint8)


def _vectors(what: str, mat: Any) -> NDArray[np.float32]:
    array = as_array(what, mat)
    if array.ndim != 2 or 0 in array.shape or array.dtype.kind == "c":
        kind = "complex numbers" if array.dtype.kind == "c" else f"shape {array.shape}"
        raise ValueError(f"{what}: expected a matrix of real numbers [points, dimensions], got {kind}")
    with np.errstate(all="ignore"):
        return array.astype(np.float32)


def _images(what: str, label_img: Any, points: int) -> NDArray[Any]:
    array = taken(f"{what}: label_img", label_img)
    if array.ndim != 4 or array.shape[1] not in (1, 3, 4) or 0 in array.shape or array.dtype.kind == "c":
        raise ValueError(
            f"{what}: expected label_img [points, 1, 3 or 4 channels, height, width], got shape {array.shape}"
        )
    if len(array) != points:
        raise ValueError(f"{what}: expected an image for each of {points} points, got {len(array)}")
    return array


def _labels(what: str, metadata: Any, header: Sequence[str] | None, points: int) -> list[list[str]]:
    metadata = _plain(metadata)
    if isinstance(metadata, (str, bytes)) or not isinstance(metadata, Iterable):
        raise TypeError(f"{what}: expected metadata as a list of labels, got {metadata!r}")
    found = [_plain(row) for row in metadata]
    if len(found) != points:
        raise ValueError(f"{what}: expected a label for each of {points} points, got {len(found)}")
    if not header:
        return [[str(label)] for label in found]
    rows = [row if isinstance(row, (list, tuple)) else [row] for row in found]
    for number, row in enumerate(rows):
        if len(row) != len(header):
            columns = ", ".join(map(str, header))
            raise ValueError(f"{what}: expected {len(header)} labels ({columns}) in row {number}, got {len(row)}")
    lines = [header, *rows] if len(header) > 1 else rows
    return [[str(_plain(label)) for label in row] for row in lines]


def _plain(found: Any) -> Any:
    """What an array or tensor holds, as Python's own numbers and lists; other things are left as they are."""
    return found.tolist() if hasattr(found, "tolist") and not isinstance(found, np.generic) else found


def _one_line(label: str) -> str:
    return re.sub(r"[\t\r\n]", " ", label)


def _file_name(tag: str) -> str:
    """The tag as one name of a file: PyTorch's encoding, and what else no name can be."""
    if tag in (".", ".."):
        return tag.replace(".", "%2e")
    return re.sub(r"[%/\\\0]", lambda found: f"%{ord(found[0]):02x}", tag)
