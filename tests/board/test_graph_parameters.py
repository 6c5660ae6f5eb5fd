"""What a model learns: the elements of its variables, also where only their output tells the shape."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from board.graph import sources
from tests.board.models import resnet


@pytest.mark.parametrize("told", [True, False])
def test_parameters_are_the_elements_of_variables(tmp_path: Path, told: bool) -> None:
    graph = resnet((1,))
    expected = 0
    for node in graph.node:
        if node.op == "VariableV2" and not node.name.endswith("/Momentum"):
            expected += math.prod(dim.size for dim in node.attr["_output_shapes"].list.shape[0].dim)
            if not told:
                del node.attr["shape"]
    (tmp_path / "model.pb").write_bytes(graph.SerializeToString())
    assert sources.opened(tmp_path / "model.pb", "model.pb").parameters.sum() == expected > 0
