"""Markdown that others wrote as HTML that can do no harm: nothing in it runs, and nothing is fetched because of it.

Line breaks and indentation stay as they were written. HTML within it is kept where it only formats; any other tag is shown
as it stands, for "<unk>" may be a word.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

LONGEST = 50_000  # characters that are rendered; the parser takes a second for twice as many of the worst

INLINE = ("a", "b", "br", "code", "del", "em", "i", "kbd", "span", "strong", "sub", "sup", "u")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TABLES = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")
BLOCKS = ("blockquote", "div", "hr", "li", "ol", "p", "pre", "ul", *HEADINGS, *TABLES)
CELL = {"align", "colspan", "rowspan"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": CELL, "th": CELL}
ABROAD = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)

_FOREIGN = re.compile(rf"<(?!/?(?:{'|'.join(INLINE + BLOCKS)})(?=[\s/>]))", re.IGNORECASE)
_BLOCK = re.compile(rf"[ ]{{0,3}}</?(?:{'|'.join(BLOCKS)})(?=[\s/>])", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = r"""\s{}\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)"""


def render(markdown: str) -> str:
    """The HTML of a text, as far as it is rendered."""
    return clean(_parser().render(markdown[:LONGEST]))


def table(rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells hold this HTML, which must be clean."""
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def clean(unsafe: str) -> str:
    """HTML without whatever does more than format: links lead away from the page, into a tab of their own.

    A tag that is not kept becomes its text, an image a link.
    """
    import nh3

    return nh3.clean(
        _FOREIGN.sub("&lt;", _IMAGE.sub(_image_tag, unsafe)),
        tags={*INLINE, *BLOCKS},
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """An attribute's value; None for one that is not kept, which nh3 may on any tag, and for a link within the server."""
    if name in ("rel", "target"):
        return value
    return None if name not in ATTRIBUTES.get(tag, ()) or (name == "href" and not ABROAD.match(value)) else value


@cache
def _parser() -> MarkdownIt:
    # Not before it is needed: it takes a good part of what starting takes.
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import html_block
    from markdown_it.rules_inline import newline

    parser = MarkdownIt("commonmark", {"breaks": True}).enable(["table", "strikethrough"])
    parser.block.ruler.at("html_block", _formatting(html_block), {"alt": ["paragraph", "reference", "blockquote"]})
    parser.inline.ruler.at("newline", _keeping_indentation(newline))
    rules: dict[str, Callable[..., str]] = {
        "image": _image,
        "s_open": lambda *_: "<del>",
        "s_close": lambda *_: "</del>",
        "th_open": _cell,
        "td_open": _cell,
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


def _formatting(rule: Callable[[StateBlock, int, int, bool], bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    """A block of HTML begins only with a tag that is kept; all else is text, and read as Markdown."""

    def block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return bool(_BLOCK.match(state.src, state.bMarks[start])) and rule(state, start, end, silent)

    return block


def _keeping_indentation(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Spaces at the beginning of a line, which would vanish, as spaces that do not."""

    def newline(state: StateInline, silent: bool) -> bool:
        before = state.pos
        found = rule(state, silent)
        if found and not silent and state.pos > before + 1:
            width = len(state.src[before + 1 : state.pos].expandtabs(4))
            state.push("text", "", 0).content = "\u00a0" * width
        return found

    return newline


def _image(renderer: Any, tokens: Sequence[Any], place: int, options: Any, env: Any) -> str:
    token = tokens[place]
    return _link(str(token.attrs["src"]), renderer.renderInlineAsText(token.children, options, env))


def _image_tag(found: re.Match[str]) -> str:
    return _link(_valued("src", found[0]), _valued("alt", found[0]))


def _valued(name: str, tag: str) -> str:
    found = re.search(_ATTRIBUTE.format(name), tag, re.IGNORECASE)
    return html.unescape(found[1].strip("\"'")) if found else ""


def _link(source: str, text: str) -> str:
    """An image as a link to it: to show it would tell its server who looks."""
    name = text or ("embedded" if source.startswith("data:") else source)
    return f'<a href="{html.escape(source)}">[image: {html.escape(name)}]</a>'


def _cell(_: Any, tokens: Sequence[Any], place: int, *__: Any) -> str:
    """A cell's alignment as an attribute, for the page allows no styles."""
    token = tokens[place]
    side = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return f'<{token.tag} align="{side}">' if side else f"<{token.tag}>"
