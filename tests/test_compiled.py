"""Every module that is to be compiled is: where one was not, the others would be left out too, and all be slow."""

from __future__ import annotations

import ast
import importlib
import shutil
from pathlib import Path

import pytest

SETUP = Path(__file__).parents[1] / "setup.py"


def listed() -> list[str]:
    """The value of MODULES in setup.py, which cannot be imported without building."""
    (found,) = (
        ast.literal_eval(node.value)
        for node in ast.parse(SETUP.read_text()).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MODULES"
    )
    return list(found)


@pytest.mark.skipif(not (shutil.which("cc") or shutil.which("gcc")), reason="There is no C compiler.")
@pytest.mark.parametrize("module", listed())
def test_the_module_is_compiled(module: str) -> None:
    file = importlib.import_module(module).__file__
    assert file and not file.endswith(".py"), f"{module} is not; pip install -v --editable . says why"
