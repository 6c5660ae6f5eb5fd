"""Graphs as protobuf's text, put into the binary form as protobuf does it; broken texts cost what is broken."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import text_format
from hypothesis import given, settings
from hypothesis import strategies as st

from board.answers import Unreadable
from board.graph import pbtxt, wording
from board.graph.walk import of_bytes
from summary.proto.graph import GraphDef, MetaGraphDef

from .models import transformer

FLOATS = "1.5 -2 +3 1e3 2.5E-3 -1e+20 .5 5. inf -inf nan 1.5f 1e400 Infinity 7 0x10"


def binary(text: str) -> Any:
    reading = pbtxt._Reading(text, wording.schemas()["GraphDef"])
    made = GraphDef.FromString(reading.all())
    assert list(reading.problems()) == []
    return made


def test_a_real_graph_is_the_same_as_protobuf_reads_it() -> None:
    written = transformer(2)
    text = str(written)
    assert binary(text) == text_format.Parse(text, GraphDef())
    assert len(text) > 300_000


@pytest.mark.parametrize(
    "text",
    [
        'node { name: "a" op: "b" input: "c" input: "d" }',
        "node < name: 'a'; op: 'b', >",
        'node: { name: "a" "b"\n "c" \'d"\' }',
        'node{name:"a"attr{key:"k"value{i:1}}}',
        'node [{name: "a"}, {name: "b"}, <name: "c">] ',
        'node { input: ["a", "b" "c", \'d\'] attr { key: "k" value { list { i: [1, -2, 0x1F, 017] b: [true, f, 1] } } } }',
        '# a comment\nnode { # another } \n name: "a" # "\n}',
        r'node { name: "\n\t\r\"\'\\\x41\x4\101\7\u00e9\U0001F600\a" }',
        'node { attr { key: "t" value { type: DT_FLOAT } } attr { key: "u" value { type: 3 } } }',
        'node { attr { value { tensor { dtype: DT_INT64 tensor_content: "\\000\\377\\n" int64_val: -9223372036854775808 } } } }',
        'library { function { signature { name: "f" } ret { key: "a" value: "b:c:0" } arg_attr { key: 3 value { } } } }',
        "versions { producer: 5 min_consumer: -1 }",
        'node { name: "実験" }',
        "",
        *(f'node {{ attr {{ key: "f" value {{ list {{ f: {number} }} }} }} }}' for number in FLOATS.split()[:-1]),
    ],
)
def test_every_form_of_text_is_the_same_as_protobuf_reads_it(text: str) -> None:
    assert str(binary(text)) == str(text_format.Parse(text, GraphDef()))


@settings(max_examples=40)
@given(st.text(max_size=200), st.binary(max_size=50))
def test_every_string_comes_through(text: str, data: bytes) -> None:
    made = GraphDef()
    made.node.add(name=text.encode(errors="replace").decode()).attr["k"].s = data
    assert binary(str(made)) == made
    assert binary(text_format.MessageToString(made, as_utf8=True)) == made


def test_fields_of_newer_versions_are_passed_over() -> None:
    text = (
        'newer: 5 node { name: "a" newer { x: [1, {y: 2}] y < z: "}" > } newer: [{a: 1}, {}] [an.ext/x.y] { a: 1 } '
        'newer: "x" "y" newer: FOO op: "b" } newer {} versions { producer: 3 }'
    )
    made = GraphDef(node=[{"name": "a", "op": "b"}], versions={"producer": 3})
    assert binary(text) == made


def broken(text: str) -> tuple[list[str], tuple[str, ...]]:
    graph = pbtxt.read(of_bytes(text.encode()))
    return list(graph.names), graph.problems


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('  name: "b', "it goes on with 'name: \"b'"),
        ("  name: b", "'b' is not what may stand there"),
        ("  attr { key: 5 }", "'5' is not what may stand there"),
        ("  attr: 5", "a message is not in braces"),
        ("  name { }", "a value is a message where it must not be one"),
        ("  }}", "it goes on with '}'"),
        ("  op: @", "it goes on with 'op: @'"),
        ("  input: [ 'a', ", "a list does not end"),
    ],
)
def test_a_broken_line_costs_the_node_that_it_is_in(line: str, reason: str) -> None:
    text = f'node {{\n  name: "a"\n}}\nnode {{\n{line}\n}}\nnode {{\n  name: "c"\n  input: "a"\n}}\n'
    names, problems = broken(text)
    assert names in (["a", "c"], ["a", "(no name)", "c"])
    assert re.fullmatch(r"Line [56] of the text is broken: .*; what it is in is left out\.", problems[0])
    assert reason in problems[0]


def test_a_text_that_is_cut_short_is_read_up_to_there() -> None:
    text = str(transformer(1))
    names, problems = broken(text[: len(text) // 2])
    whole = [node.name for node in transformer(1).node]
    assert names == whole[: len(names)] and len(whole) // 3 < len(names) < len(whole)
    assert problems[0].startswith(f"Line {text.count(chr(10), 0, len(text) // 2) + 1:,} of the text is broken: ")


def test_many_broken_places_are_counted() -> None:
    names, problems = broken('node { name: "a" }\n' + "node { @ }\n" * 100)
    assert names == ["a"]
    assert len([problem for problem in problems if problem.startswith("Line ")]) == 3
    assert "97 more places of the text are broken." in problems


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This text is no graph in protobuf's text form."),
        ("\x00\x01", "This text is no graph in protobuf's text form."),
        ('model_checkpoint_path: "x"', "This text is no graph: it begins with 'model_checkpoint_path'."),
    ],
)
def test_what_is_no_graph_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(sentence)):
        pbtxt.read(of_bytes(text.encode()))


def test_a_text_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pbtxt, "LARGEST", 10)
    with pytest.raises(Unreadable, match="binary form"):
        pbtxt.read(of_bytes(b"node { name: 'a' }"))


@pytest.mark.parametrize(
    "text",
    [
        "node {" * 100_000,
        "node { attr { value { func { attr { value {" * 20_000,
        "node { x " + " " * 1_000_000,
        'node { name: "' + "\\a" * 500_000,
        "node { name: " + "a" * 1_000_000 + " @",
        "[" + "a" * 1_000_000,
        "node { x: " + "[" * 100_000,
        "node {\n" * 50_000 + "@",
        "node # " + "#" * 1_000_000,
        "node { name: 'a' } " * 1000 + ("e" * 1000 + "\n") * 1000,
    ],
)
def test_no_text_takes_long_or_raises_anything_else(text: str) -> None:
    """Each would take minutes or all of the stack if anything in it took more than its length; the suite's own limit tells."""
    with suppress(Unreadable):
        assert pbtxt.read(of_bytes(text.encode())).problems


def test_meta_graphs_are_told_by_their_first_field(tmp_path: Path) -> None:
    made = MetaGraphDef()
    made.meta_info_def.tensorflow_version = "1.0"
    made.graph_def.node.add(name="a", op="b")
    graph = pbtxt.read(of_bytes(str(made).encode()))
    assert graph.names == ("a",) and graph.about == (("TensorFlow", "1.0"),)
