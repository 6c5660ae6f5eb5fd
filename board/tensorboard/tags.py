"""A plugin's tags as TensorBoard lists them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from board import markdown, web


def listed(kind: str) -> dict[str, dict[str, Any]]:
    """Run → tag → displayName and description, for the tags of a kind; every run is there."""
    store = web.site().store
    return {
        run: {tag: _described(run, tag) for tag, its in store.tags(run).items() if its == kind} for run in store.runs()
    }


def _described(run: str, tag: str) -> dict[str, str]:
    described = web.site().store.description(run, tag)
    return {"displayName": described.display_name, "description": _html(described.description)}


@lru_cache(512)  # most runs say the same of a tag
def _html(description: str) -> str:
    return markdown.render(description) if description else ""
