"""Meshes and point clouds: a tensor each for vertices, faces and colours, in tags of their own (tensorboard/plugins/mesh)."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.answers import Span, Unreadable
from board.values import dtypes, tensors
from board.values.messages import summary_value

KIND = "mesh"
MOST_POINTS = 20_000_000

Array = NDArray[Any]


class Content(NamedTuple):
    """What the metadata of a mesh's tag say: whose it is, "VERTEX", "FACE" or "COLOR", and settings in three.js' words."""

    name: str
    part: str
    settings: dict[str, Any]


def content(tag: str, data: bytes) -> Content:
    """Reads a MeshPluginData; where it names nothing the tag does, as "name_PART"."""
    from google.protobuf.message import DecodeError

    from summary.proto.plugins import MeshPluginData

    try:
        found = MeshPluginData.FromString(data)
    except DecodeError:
        found = MeshPluginData()
    name, _, part = tag.rpartition("_")
    if found.content_type and found.content_type in MeshPluginData.ContentType.values():
        part = MeshPluginData.ContentType.Name(found.content_type)
    return Content(found.name or name, part, _settings(found.json_config))


def _settings(text: str) -> dict[str, Any]:
    try:
        settings = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return settings if isinstance(settings, dict) else {}


def batch(span: Span) -> Array:
    """The tensor of one part: real numbers [batch, n, 3]."""
    value = summary_value(span)
    shape = tensors.shape(value.tensor)
    if len(shape) != 3 or shape[2] != 3:
        raise Unreadable(f"A mesh's tensor has the shape [batch, n, 3]; this one's is {list(shape)}.")
    if shape[1] > MOST_POINTS:
        raise Unreadable(f"This mesh has {shape[1]:,} rows; no more than {MOST_POINTS:,} are shown.")
    array = tensors.array(value.tensor)
    if array.dtype.kind not in "fiub":
        raise Unreadable(f"A mesh's tensor has real numbers; this one's type is {dtypes.name(value.tensor.dtype)}.")
    return array


def item(batch: Array, place: int) -> Array:
    """One mesh's part: [n, 3]."""
    if not 0 <= place < len(batch):
        raise Unreadable(f"There is no item {place}: the batch has {len(batch)}.")
    found: Array = batch[place]
    return found


def colours(numbers: Array) -> Array:
    """As uint8 [n, 3]; what is not from 0 to 255 becomes the nearest that is."""
    with np.errstate(invalid="ignore"):  # signalling NaN
        wide = numbers.astype(np.float64)
    return np.clip(np.round(np.nan_to_num(wide)), 0, 255).astype(np.uint8)


def faces(numbers: Array, vertices: int) -> Array:
    """The triangles whose corners are all there, as places of `vertices` vertices: uint32 [m, 3]."""
    with np.errstate(invalid="ignore"):
        corners = numbers.astype(np.float64)
    fit = ((corners >= 0) & (corners < vertices) & (corners == np.floor(corners))).all(axis=1)
    found: Array = corners[fit].astype(np.uint32)
    return found
