"""TensorBoard's routes for texts, beside its own plugin on the same files."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from .logged import log
from .peer import tensorboard
from .test_texts_values import GOLDEN, value

Serve = Callable[..., FlaskClient]
PEER = ("text", "text.text_plugin.TextPlugin")


def outline(html: str) -> tuple[list[str], list[str]]:
    """Its tables, lists, headings, code and emphasis, and its words; how paragraphs and cells are laid out may differ."""
    tags = [tag for tag in re.findall(r"<(\w+)", html) if tag not in ("p", "br", "tbody", "thead")]
    return tags, unescape(re.sub(r"<[^>]*>", " ", html)).split()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir: Path = tmp_path_factory.mktemp("texts")
    for step, strings in enumerate(
        [
            ([], ["# A heading\n\nwords *and* **more** in `code`, <script>alert(1)</script>"]),
            ([3], ["- one\n- two", "1. first\n2. second", "> quoted"]),
            ([1], ["| a | b |\n|---|---|\n| 1 | 2 |"]),
            ([2, 2], ["a & b", "```\nx < y\n```", "[link](http://e.example/a 'title')", ""]),
            ([], [""]),
            ([], ["tokens such as <unk> and <pad> stay"]),
        ]
    ):
        shape, texts = strings
        log(logdir, "run", [value(shape, [text.encode() for text in texts], "words")], step=step, wall_time=100 + step)
    log(logdir, "other", [value([], [b"x"], "words"), value([], [b"y"], "more")])
    return logdir


@pytest.fixture(params=["tf1", "tf2", "torch", "tensorboardX", "many"])
def logdir(request: pytest.FixtureRequest, many: Path) -> Path:
    return many if request.param == "many" else GOLDEN / str(request.param)


def test_every_text_has_the_same_words_in_the_same_structure(logdir: Path, serve: Serve) -> None:
    ours, theirs = serve(logdir), tensorboard(logdir, *PEER)
    listed = theirs.get("/data/plugin/text/tags").json
    found = ours.get("/data/plugin/text/tags").json
    assert {run: sorted(tags) for run, tags in found.items() if tags} == {
        run: sorted(tags) for run, tags in listed.items()
    }
    compared = 0
    for run, tags in listed.items():
        for tag in tags:
            for markdown in ("true", "false"):
                query = {"run": run, "tag": tag, "markdown": markdown}
                wanted = theirs.get("/data/plugin/text/text", query_string=query).json
                answer = ours.get("/data/plugin/text/text", query_string=query).json
                assert [(text["step"], text["wall_time"]) for text in answer] == [
                    (text["step"], text["wall_time"]) for text in wanted
                ]
                if markdown == "true":
                    assert [outline(text["text"]) for text in answer] == [outline(text["text"]) for text in wanted]
                else:
                    assert [outline(text["text"])[1] for text in answer] == [
                        outline(text["text"])[1] for text in wanted
                    ]
                compared += len(wanted)
    assert compared >= 10


def test_beyond_rank_2_the_same_part_is_shown(tmp_path: Path, serve: Serve) -> None:
    log(tmp_path, "a", [value([2, 2, 3], [str(n).encode() for n in range(12)])])
    path = "/data/plugin/text/text?run=a&tag=x"
    (ours,), (theirs,) = serve(tmp_path).get(path).json, tensorboard(tmp_path, *PEER).get(path).json
    table = "<table>"
    assert outline(table + ours["text"].split(table)[1]) == outline(table + theirs["text"].split(table)[1])
    assert "rank 3" in ours["text"]


@pytest.mark.parametrize("query", ["", "run=run", "tag=words"])
def test_fields_that_are_not_given_are_asked_for(query: str, many: Path, serve: Serve) -> None:
    reply = serve(many).get(f"/data/plugin/text/text?{query}")
    assert reply.status_code == 400 and "exactly once" in reply.json["error"]


@pytest.mark.parametrize("query", ["run=none&tag=words", "run=run&tag=none"])
def test_what_is_not_there_has_the_same_answer(query: str, many: Path, serve: Serve) -> None:
    ours = serve(many).get(f"/data/plugin/text/text?{query}")
    theirs = tensorboard(many, *PEER).get(f"/data/plugin/text/text?{query}")
    assert (ours.status_code, ours.json) == (theirs.status_code, theirs.json)


def test_one_that_cannot_be_read_is_a_sentence(tmp_path: Path, serve: Serve) -> None:
    log(tmp_path, "a", [value([1 << 40], [b"x"])])
    (found,) = serve(tmp_path).get("/data/plugin/text/text?run=a&tag=x").json
    assert "no more than" in found["text"]


def test_what_a_writer_says_of_a_tag_is_markdown(tmp_path: Path, serve: Serve) -> None:
    made = value([], [b"x"])
    made.metadata.summary_description = "**bold** <script>alert(1)</script>"
    made.metadata.plugin_data.plugin_name = "scalars"
    made.tensor.dtype = 1
    made.tensor.ClearField("string_val")
    made.tensor.float_val.append(1)
    described = serve(log(tmp_path, "a", [made])).get("/data/plugin/scalars/tags").json["a"]["x"]["description"]
    assert described == "<p><strong>bold</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
