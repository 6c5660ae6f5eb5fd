"""One module a kind, each with a blueprint `bp`; whatever module is in this folder is served."""

from __future__ import annotations

from flask import Blueprint

from board.discovery import found


def blueprints() -> list[Blueprint]:
    """The blueprints of all dashboards, in alphabetical order."""
    return found(__path__, __name__)
