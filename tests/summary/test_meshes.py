"""Meshes are what PyTorch writes: the same tensors under the same tags, with the same metadata."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import numpy as np
import pytest

from summary.values import meshes

tensor_util = importlib.import_module("tensorboard.util.tensor_util")
summary_pb2 = importlib.import_module("tensorboard.compat.proto.summary_pb2")
RANDOM = np.random.default_rng(2)
VERTICES = RANDOM.random((2, 6, 3))
COLOURS = RANDOM.integers(0, 256, (2, 6, 3))
FACES = RANDOM.integers(0, 6, (2, 4, 3))


@pytest.mark.parametrize(
    ("colours", "faces", "config"),
    [(None, None, None), (COLOURS, None, {"camera": {"fov": 75}, "a": 1}), (COLOURS, FACES, None), (None, FACES, {})],
)
def test_values_are_torchs(colours: Any, faces: Any, config: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("torch")
        torchs = importlib.import_module("torch.utils.tensorboard.summary")
        theirs = torchs.mesh("a/x", VERTICES, colours, faces, config).value
    ours = meshes.values("a/x", meshes.take("a/x", VERTICES, colours, faces), config)
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        same = summary_pb2.Summary.Value.FromString(mine.SerializeToString())
        assert (same.tag, same.metadata) == (other.tag, other.metadata)
        np.testing.assert_array_equal(tensor_util.make_ndarray(same.tensor), tensor_util.make_ndarray(other.tensor))


@pytest.mark.parametrize(
    ("vertices", "colours", "text"),
    [
        (VERTICES[0], None, r"mesh 'x': vertices: expected real numbers \[batch, n, 3\], got shape \(6, 3\)"),
        (VERTICES[..., :2], None, "vertices"),
        (VERTICES, COLOURS[0], r"mesh 'x': colors: .* got shape \(6, 3\)"),
        ("none", None, "mesh 'x': vertices: expected an array of numbers"),
    ],
)
def test_what_is_no_mesh_is_told(vertices: Any, colours: Any, text: str) -> None:
    with pytest.raises((TypeError, ValueError), match=text):
        meshes.take("x", vertices, colours)


def test_settings_that_json_has_not_are_told() -> None:
    with pytest.raises(TypeError, match="mesh 'x': expected a config_dict for JSON"):
        meshes.values("x", meshes.take("x", VERTICES), {"camera": object()})
