"""The compiled modules; everything else that setuptools needs to know is in pyproject.toml."""

from __future__ import annotations

import sys

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

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


class BuildWhatCompiles(build_ext):
    """setuptools lets an optional extension fail, but not for every way in which a compiler can be missing."""

    def build_extension(self, ext: Extension) -> None:
        try:
            super().build_extension(ext)
        except Exception as error:
            print(f"{ext.name} is not compiled, and will be slow: {error}", file=sys.stderr)


setup(
    cmdclass={"build_ext": BuildWhatCompiles},
    ext_modules=cythonize([extension(module) for module in MODULES], compiler_directives=DIRECTIVES),
    options={"build_ext": {"parallel": True}},
)
