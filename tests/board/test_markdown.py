"""Markdown: what it becomes, and what nobody can make it become. A browser's own parser is the judge of that."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.markdown import ATTRIBUTES, BLOCKS, INLINE, LONGEST, render, table


class Seen(HTMLParser):
    """Every tag with its attributes, and the text, as a reader of HTML has them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(html: str) -> None:
    known = {*INLINE, *BLOCKS}
    for tag, attributes in Seen(html).tags:
        assert tag in known
        allowed = ATTRIBUTES.get(tag, set()) | ({"rel", "target"} if tag == "a" else set())
        assert attributes.keys() <= allowed
        if tag == "a":
            assert attributes["rel"] == "noopener noreferrer" and attributes["target"] == "_blank"
            assert (attributes.get("href") or "http://").lower().startswith(("http://", "https://", "mailto:"))


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# A\n\n**b** *c* `d`", "<h1>A</h1>\n<p><strong>b</strong> <em>c</em> <code>d</code></p>\n"),
        ("- a\n- b\n\n3. c", '<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol start="3">\n<li>c</li>\n</ol>\n'),
        ("```python\nx < 1\n  y\n```", "<pre><code>x &lt; 1\n  y\n</code></pre>\n"),
        ("> q\n\n---", "<blockquote>\n<p>q</p>\n</blockquote>\n<hr>\n"),
        ("~~gone~~", "<p><del>gone</del></p>\n"),
    ],
)
def test_what_it_becomes(markdown: str, html: str) -> None:
    assert render(markdown) == html


def test_tables_keep_their_alignment_without_a_style() -> None:
    html = render("| a | b |\n|:--|--:|\n| 1 | 2 |")
    cells = [(tag, attributes.get("align")) for tag, attributes in Seen(html).tags if tag in ("th", "td")]
    assert cells == [("th", "left"), ("th", "right"), ("td", "left"), ("td", "right")]
    assert "style" not in html


def test_line_breaks_and_indentation_stay_as_they_were_written() -> None:
    written = '{\n  "a": 1,\n  "b": {\n    "c": 2\n  }\n}'
    seen = Seen(render(written))
    assert [tag for tag, _ in seen.tags].count("br") == 5
    assert seen.text.replace("\u00a0", " ").strip() == written


@pytest.mark.parametrize(
    "word", ["<unk>", "<s>", "</s>", "<|im_end|>", "<think>", "<pad>", "List<int>", "a < b > c", "<1>"]
)
def test_words_that_look_like_tags_are_shown(word: str) -> None:
    cell = word.replace("|", "\\|")
    for written in (word, f"say {word} here", f"{word}\nwith **more**\n", f"| a |\n|---|\n| {cell} |"):
        assert word in Seen(render(written)).text
    assert "<strong>" in render(f"{word}\nwith **more**\n")


def test_html_that_only_formats_is_kept() -> None:
    html = render(
        '<table border="1" class="dataframe">\n  <tr onclick="x()">\n    <td colspan=2>1</td>\n  </tr>\n</table>'
    )
    assert [tag for tag, _ in Seen(html).tags] == ["table", "tbody", "tr", "td"]
    assert 'colspan="2"' in html and "onclick" not in html and "dataframe" not in html


def test_links_lead_away_and_into_a_tab_of_their_own() -> None:
    html = render("[a](https://a.example/b?c=1&d=2) <http://e.example> [m](mailto:x@y.example)")
    links = [attributes for tag, attributes in Seen(html).tags if tag == "a"]
    assert [link["href"] for link in links] == ["https://a.example/b?c=1&d=2", "http://e.example", "mailto:x@y.example"]
    assert_harmless(html)


@pytest.mark.parametrize(
    "image",
    ["![what](http://e.example/a.png)", '<img alt="what" src="http://e.example/a.png" onerror="alert(1)">'],
)
def test_remote_images_are_links(image: str) -> None:
    html = render(image)
    assert [(tag, attributes["href"]) for tag, attributes in Seen(html).tags if tag == "a"] == [
        ("a", "http://e.example/a.png")
    ]
    assert "what" in Seen(html).text and "<img" not in html


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=http://e.example/x.js></SCRIPT>",
    "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,<script>alert(1)</script>) [d](vbscript:x)",
    '<a href="javascript:alert(1)">x</a> <a href=" &#106;avascript:alert(1)">x</a> <a href="java\tscript:alert(1)">x</a>',
    '<a href="/api/trash">x</a> <a href="//e.example">x</a> <a href="#tab=text">x</a> <a href="?x">x</a>',
    "<img src=x onerror=alert(1)> <img/src=x/onerror=alert(1)> <svg onload=alert(1)><a xlink:href='javascript:x'>",
    "<div style='position:fixed;inset:0' id=main class=card onmouseover=alert(1)>x</div>",
    "<iframe src=http://e.example></iframe><object data=x></object><embed src=x><link rel=stylesheet href=http://e.example>",
    "<style>@import 'http://e.example'</style><base href=http://e.example><meta http-equiv=refresh content=0>",
    "<form action=http://e.example><input name=q><button>x</button></form><video src=http://e.example autoplay>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "</div></article></main><p><b",
    "<!--><script>alert(1)</script>--> <![CDATA[<script>alert(1)</script>]]> <?php x ?>",
    "![x](javascript:alert(1)) ![](data:image/svg+xml,<svg/onload=alert(1)>) ![](http://e.example/'\"><script>)",
    '<td background="http://e.example/x.png" style="background:url(http://e.example)">x</td>',
    "<div lang=x title=y><p align=z><td headers=x char=y><ol type=a reversed><blockquote cite=http://e.example><del datetime=x>",
    "[x]: javascript:alert(1)\n\n[x] [y]: data:text/html,x\n\n[y]",
    "\x00\u202e<b\x00>x",
]


@pytest.mark.parametrize("written", HOSTILE)
def test_what_could_do_harm_does_not_get_through(written: str) -> None:
    for text in (written, f"a {written} b", f"- {written}", f"| a |\n|---|\n| {written} |"):
        assert_harmless(render(text))


PIECES = """< > a = / href javascript: img src onload [ ]( ) ! ` | <td <script &#x6a; <!-- --> http://e style=x * data: " ' \\"""
pieces = st.sampled_from([*PIECES.split(), " ", "\n", "<a "])


@given(st.lists(pieces, max_size=40))
def test_no_mixture_does_harm(written: list[str]) -> None:
    assert_harmless(render("".join(written)))


def test_a_table_is_its_cells() -> None:
    seen = Seen(table([[render("a"), render("**b**")], [render("c"), render("")]]))
    assert [tag for tag, _ in seen.tags if tag in ("tr", "td")] == ["tr", "td", "td", "tr", "td", "td"]
    assert seen.text.split() == ["a", "b", "c"]


def test_so_much_is_rendered_and_no_more() -> None:
    assert len(Seen(render("a" * (LONGEST + 1))).text.strip()) == LONGEST


@pytest.mark.parametrize("piece", ["[", "![a](", "<div>", "*a_ ", "> ", "- ", "`", "<a ", "|a|b\n"])
def test_the_worst_that_can_be_written_ends(piece: str) -> None:
    assert_harmless(render(piece * (2 * LONGEST)))
