"""Texts: Markdown as HTML, and what differs between two."""

from __future__ import annotations

import json
import re

from board import difference, markdown
from tests.fuzz import changes
from tests.fuzz.target import Target

MARKDOWN = (
    '# Title\n\nSome *text* with `code`, **bold** and [a link](https://example.com "title").\n\n- one\n- two\n  1. deep\n',
    "| a | b |\n|---|:-:|\n| 1 | ~~2~~ |\n\n> quoted\n> > twice\n\n```python\nprint(1)\n```\n\n***\n",
    '<b>html</b> <a href="javascript:x">y</a> <img src=x alt="y" onerror=z> <unk> &amp; &#x41; ![image](http://x/y.png)\n',
    "    indented\n\nline  \nbreak\\\nanother <https://auto.link> [ref][1]\n\n[1]: /relative 'x'\n<div\n\nclass=x>\n</div>",
)
# Nothing that HTML from a log has may do more than format.
ARMED = re.compile(
    r"<(?:script|img|iframe|svg|style|object|form|input|link|meta|base)\b|<[^>]*\s(?:on\w+|style|src)\s*=", re.I
)


def render(data: bytes) -> None:
    found = markdown.render(data.decode(errors="replace"))
    assert not ARMED.search(found), found[:200]
    found.encode()


def compare(data: bytes) -> None:
    before, _, after = data.decode(errors="replace").partition("\n\n")
    json.dumps(difference.rows(before.splitlines(), after.splitlines()))


def _texts() -> list[bytes]:
    return [text.encode() for text in MARKDOWN]


TARGETS = [
    Target("Markdown", _texts, render, changes=changes.TEXT, share=10),
    Target("differences", _texts, compare, changes=changes.TEXT, share=10),
]
