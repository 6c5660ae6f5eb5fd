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
    "summary.kinds",
    "summary.events",
    "summary.scan",
    "summary.buckets",
    "board.extremes",
    "board.smoothing",
    "board.textnumbers",
    "board.windows",
    "board.graph.inputs",
    "board.graph.rows",
    "board.graph.plain",
    "board.timeline.names",
    "board.timeline.lexing",
    "board.timeline.rows",
    "board.timeline.scanning",
    "board.timeline.nesting",
    "board.timeline.tallying",
)
DIRECTIVES = {
    "language_level": 3,
    "boundscheck": False,
    "wraparound": False,
    "cdivision": True,
    "initializedcheck": False,
}


def extensions() -> list[Extension]:
    """Each may fail to build, where there is no compiler: its Python source then runs as it is."""
    modules = [
        Extension(name, [f"{name.replace('.', '/')}.py"], include_dirs=["summary"], extra_compile_args=["-g0"])
        for name in MODULES
    ]
    compiled: list[Extension] = cythonize(modules, compiler_directives=DIRECTIVES)
    for module in compiled:
        # cythonize makes extensions of its own and forgets this.
        module.optional = True
    return compiled


setup(ext_modules=extensions(), options={"build_ext": {"parallel": True}})
