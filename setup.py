"""The compiled modules; everything else that setuptools needs to know is in pyproject.toml."""

from __future__ import annotations

from Cython.Build import cythonize
from setuptools import Extension, setup

MODULES = (
    "summary.checksum",
    "summary.record",
    "summary.scalar_records",
    "summary.names",
    "summary.columns",
    "summary.fields",
    "summary.tensor_numbers",
    "summary.events",
    "summary.scan",
    "board.smoothing",
)
DIRECTIVES = {
    "language_level": 3,
    "boundscheck": False,
    "wraparound": False,
    "cdivision": True,
    "initializedcheck": False,
}


def extension(module: str) -> Extension:
    """One that may fail to build, where there is no compiler: its Python source then runs as it is."""
    source = f"{module.replace('.', '/')}.py"
    return Extension(module, [source], include_dirs=["summary"], extra_compile_args=["-g0"], optional=True)


setup(
    ext_modules=cythonize([extension(module) for module in MODULES], compiler_directives=DIRECTIVES),
    options={"build_ext": {"parallel": True}},
)
