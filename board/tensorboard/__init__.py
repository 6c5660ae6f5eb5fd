"""TensorBoard's own routes, for the scripts that people have: same shapes, but with all that was written.

One module a plugin of TensorBoard, each with a blueprint `bp`; whatever module is in this folder is served.
"""

from __future__ import annotations

from flask import Blueprint

from board.discovery import found


def blueprints() -> list[Blueprint]:
    """The blueprints of all modules here, in alphabetical order."""
    return found(__path__, __name__)
