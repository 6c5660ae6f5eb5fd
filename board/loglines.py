"""What the command writes to its standard error while it serves: a line each, with the time."""

from __future__ import annotations

import logging

FORM = "%(asctime)s %(message)s"


def say(verbose: bool) -> None:
    """Has problems and failures told; if `verbose` also every request, and what becomes of every file."""
    logger = logging.getLogger("board")
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(FORM))
        logger.addHandler(handler)
        logger.propagate = False
    logger.setLevel(logging.INFO if verbose else logging.WARNING)
