"""Finds blueprints by their place: a module in the right folder is all that it takes to be served."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable

from flask import Blueprint


def found(path: Iterable[str], package: str) -> list[Blueprint]:
    """The `bp` of every module of a package that has one, in alphabetical order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(path))
    modules = [importlib.import_module(f"{package}.{name}") for name in names]
    return [module.bp for module in modules if hasattr(module, "bp")]
