"""Which embedding a request means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import request

from board import asked, web
from board.answers import Unreadable
from board.projection import sources, vectors
from board.projection.entry import Entry
from board.projection.sources import Listed


def entry() -> Entry:
    """The embedding of the field id, or in the file of the field file. NotFound if there is none."""
    site = web.site()
    if "file" not in request.values:
        return sources.find(site.store, site.path, web.required("id"))
    found = listed().entries
    return found[0]


def listed() -> Listed:
    """All embeddings, or those in the file of the field file."""
    site = web.site()
    if "file" not in request.values:
        return sources.listed(site.store, site.path)
    return Listed((), ())


__all__ = ["Path", "Unreadable", "asked", "replace", "vectors"]
