"""What the README and docs/ hold: code blocks with their sections, links, pictures, words in code type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", *sorted(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")))

_COMMENT = re.compile(r"<!--\s*(.*?)\s*-->", re.DOTALL)
_ATTRIBUTE = re.compile(r'\b(?:src|srcset|href)="([^"]+)"')


class Block(NamedTuple):
    """A fenced block: `line` is that of its fence, from 1; `note` the HTML comment right before it; `section` its heading."""

    page: str
    line: int
    section: str
    language: str
    code: str
    note: str

    @property
    def runs(self) -> bool:
        return self.language in ("python", "sh") and not self.note.startswith("not run:")

    @property
    def needs(self) -> tuple[str, ...]:
        """What must be installed for it to run, by `<!-- needs: torch, lightning -->`."""
        return (
            tuple(self.note.removeprefix("needs:").replace(",", " ").split()) if self.note.startswith("needs:") else ()
        )

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@cache
def tokens(page: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse((ROOT / page).read_text())


def blocks(page: str) -> Iterator[Block]:
    section, note, heading = "", "", False
    for token in tokens(page):
        if token.type == "heading_open":
            heading = token.tag in ("h1", "h2")
        elif token.type == "inline" and heading:
            section, heading = token.content, False
        elif token.type == "html_block":
            found = _COMMENT.fullmatch(token.content.strip())
            note = found[1] if found else ""
            continue
        elif token.type == "fence":
            assert token.map
            yield Block(page, token.map[0] + 1, section, token.info.strip(), token.content, note)
        note = ""


def _inner(page: str) -> Iterator[Token]:
    for token in tokens(page):
        yield token
        yield from token.children or ()


def links(page: str) -> Iterator[str]:
    """The targets of links and pictures, of HTML's too."""
    for token in _inner(page):
        target = token.attrGet("href") or token.attrGet("src")
        if target:
            yield str(target)
        if token.type in ("html_block", "html_inline"):
            yield from _ATTRIBUTE.findall(token.content)


def said_in_code(page: str) -> Iterator[str]:
    """Words in code type, and lines of blocks."""
    for token in _inner(page):
        if token.type == "code_inline":
            yield token.content
        elif token.type == "fence":
            yield from token.content.splitlines()


def anchors(page: str) -> set[str]:
    """The headings as GitHub names them in links."""
    found = set()
    opened = False
    for token in tokens(page):
        if opened and token.type == "inline":
            plain = re.sub(r"[^\w\- ]", "", token.content.lower())
            found.add(plain.replace(" ", "-"))
        opened = token.type == "heading_open"
    return found
