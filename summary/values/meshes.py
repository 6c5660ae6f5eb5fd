"""Meshes and point clouds: a tensor each for vertices, colours and faces, told apart by their tags."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from summary.arrays import taken
from summary.proto.plugins import MeshPluginData
from summary.proto.summary import Summary
from summary.values.tensors import tensor_proto

VERTEX, FACE, COLOR = MeshPluginData.VERTEX, MeshPluginData.FACE, MeshPluginData.COLOR


class Parts(NamedTuple):
    """Each float32 [batch, n, 3], or None where the mesh has none."""

    vertices: NDArray[np.float32]
    colors: NDArray[np.float32] | None
    faces: NDArray[np.float32] | None

    @property
    def nbytes(self) -> int:
        return sum(part.nbytes for part in self if part is not None)


def take(tag: str, vertices: Any, colors: Any = None, faces: Any = None) -> Parts:
    """Copies what a mesh is made of; what is not [batch, n, 3] is a TypeError or ValueError that names the tag."""
    taken_colors = None if colors is None else _part(tag, "colors", colors)
    taken_faces = None if faces is None else _part(tag, "faces", faces)
    return Parts(_part(tag, "vertices", vertices), taken_colors, taken_faces)


def values(tag: str, parts: Parts, config_dict: Mapping[str, Any] | None = None) -> list[Summary.Value]:
    """The tensors that tensorboard/plugins/mesh/summary.py describes, all of float32 as PyTorch's are.

    `config_dict` is of settings of three.js: camera, lights, material.
    """
    contents = [(parts.vertices, VERTEX), (parts.faces, FACE), (parts.colors, COLOR)]
    there = [(part, kind) for part, kind in contents if part is not None]
    components = sum(1 << kind for _, kind in there)
    try:
        settings = json.dumps(config_dict or {}, sort_keys=True)
    except (TypeError, ValueError) as error:
        raise TypeError(f"mesh {tag!r}: expected a config_dict for JSON ({error})") from error
    return [_value(tag, part, kind, components, settings) for part, kind in there]


def _value(tag: str, part: NDArray[np.float32], kind: Any, components: int, settings: str) -> Summary.Value:
    data = MeshPluginData(name=tag, content_type=kind, json_config=settings, shape=part.shape, components=components)
    made = Summary.Value(tag=f"{tag}_{MeshPluginData.ContentType.Name(kind)}", tensor=tensor_proto(part))
    made.metadata.plugin_data.plugin_name = "mesh"
    made.metadata.plugin_data.content = data.SerializeToString()
    return made


def _part(tag: str, name: str, value: Any) -> NDArray[np.float32]:
    what = f"mesh {tag!r}: {name}"
    array = taken(what, value)
    if array.ndim != 3 or array.shape[2] != 3 or array.dtype.kind == "c":
        raise ValueError(f"{what}: expected real numbers [batch, n, 3], got shape {array.shape} of {array.dtype}")
    with np.errstate(over="ignore"):
        return array.astype(np.float32, copy=False)
