"""The installed version."""

from __future__ import annotations


def version() -> str:
    from importlib import metadata  # slow to import, and rarely asked for

    try:
        return metadata.version("summary-board")
    except metadata.PackageNotFoundError:  # run from the source tree
        return "unknown"
