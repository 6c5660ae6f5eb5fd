"""A plugin's tags as TensorBoard lists them."""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import Any

from board import markdown, web

MOST_DESCRIBED = 20_000  # tags; each is looked up, and its description rendered


def listed(kind: str) -> dict[str, dict[str, Any]]:
    """Run → tag → displayName and description, for the tags of a kind; every run is there.

    Tags beyond MOST_DESCRIBED are called by their names.
    """
    store = web.site().store
    left = count(MOST_DESCRIBED, -1)
    return {
        run: {tag: _described(run, tag, next(left) > 0) for tag, its in store.tags(run).items() if its == kind}
        for run in store.runs()
    }


def _described(run: str, tag: str, looked_up: bool) -> dict[str, str]:
    if not looked_up:
        return {"displayName": tag, "description": ""}
    described = web.site().store.description(run, tag)
    return {"displayName": described.display_name, "description": _html(described.description)}


@lru_cache(512)  # most runs say the same of a tag
def _html(description: str) -> str:
    return markdown.render(description) if description else ""
