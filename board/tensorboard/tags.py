"""A plugin's tags as TensorBoard lists them."""

from __future__ import annotations

import html
from typing import Any

from board import web


def listed(kind: str) -> dict[str, dict[str, Any]]:
    """Run → tag → displayName and description, for the tags of a kind; every run is there."""
    store = web.site().store
    return {
        run: {tag: _described(run, tag) for tag, its in store.tags(run).items() if its == kind} for run in store.runs()
    }


def _described(run: str, tag: str) -> dict[str, str]:
    described = web.site().store.description(run, tag)
    return {"displayName": described.display_name, "description": _html(described.description)}


def _html(markdown: str) -> str:
    """A description as HTML that can do no harm."""
    return f"<p>{html.escape(markdown)}</p>" if markdown else ""
