"""One module a kind, each with a blueprint `bp`; whatever module is in this folder is served."""

from __future__ import annotations

import importlib
import pkgutil

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The blueprints of all dashboards, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}").bp for name in names]
