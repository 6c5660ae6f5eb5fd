"""The compiled modules; everything else that setuptools needs to know is in pyproject.toml."""

from __future__ import annotations

import os

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

MODULES = (
    "summary.checksum",
    "summary.damages",
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
    "board.entries",
    "board.directories",
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
# An error for compilers to come is one for all, so that it is seen.
ARGUMENTS = ["-g0", "-Werror=incompatible-pointer-types"]


class Build(build_ext):
    """Builds all modules or none: they hold each other's compiled objects, for which Python's are no substitute."""

    def build_extensions(self) -> None:
        super().build_extensions()
        built = {one.name: self.get_ext_fullpath(one.name) for one in self.extensions}
        missing = [name for name, path in built.items() if not os.path.exists(path)]
        if missing:
            self.warn(f"board will be slow: no module is compiled, since {', '.join(missing)} cannot be")
            for name in built.keys() - set(missing):
                os.remove(built[name])


def extensions() -> list[Extension]:
    """They may fail to build, where there is no compiler: their Python sources then run as they are."""
    modules = [
        Extension(name, [f"{name.replace('.', '/')}.py"], include_dirs=["summary"], extra_compile_args=ARGUMENTS)
        for name in MODULES
    ]
    compiled: list[Extension] = cythonize(modules, compiler_directives=DIRECTIVES)
    for module in compiled:
        # cythonize makes extensions of its own and forgets this.
        module.optional = True
    return compiled


setup(ext_modules=extensions(), cmdclass={"build_ext": Build}, options={"build_ext": {"parallel": True}})
