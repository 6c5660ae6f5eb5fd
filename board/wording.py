"""Texts of unknown origin, made fit for a line of a log."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text with what is no printable character, line ends and terminals' commands among it, as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)
