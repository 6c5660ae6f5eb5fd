"""Names as a caller gives them: one alone, or several."""

from __future__ import annotations

from collections.abc import Sequence


def several(names: str | Sequence[str]) -> list[str]:
    """One name, or several, each once, as a list; a text is one name, not the sequence of its letters that it is as well."""
    return [names] if isinstance(names, str) else list(dict.fromkeys(names))


def chosen(names: str | Sequence[str] | None) -> list[str] | None:
    """As `several`; None, for all that there are, stays."""
    return None if names is None else several(names)
