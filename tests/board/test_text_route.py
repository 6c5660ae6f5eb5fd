"""The list of texts, its search, raw texts and differences, over HTTP."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from board import apart, finding, textlists
from board.dashboards import text as route

from .logged import log
from .test_texts_values import GOLDEN, value

Serve = Callable[..., FlaskClient]


def ask(client: FlaskClient, runs: list[str], tag: str = "x", **fields: Any) -> dict[str, Any]:
    reply = client.post("/api/text", json={"tag": tag, "runs": runs, **fields})
    assert reply.status_code == 200, reply.json
    answer: dict[str, Any] = reply.json
    return answer


def places(answer: dict[str, Any]) -> list[tuple[str, int]]:
    return [(text["run"], int(text["step"])) for text in answer["texts"]]


def write(logdir: Path, run: str, steps: range, text: Callable[[int], str] = str, number: int = 1) -> Path:
    for step in steps:
        log(logdir, run, [value([], [text(step).encode()])], number, step=step, wall_time=step)
    return logdir


def everything(client: FlaskClient, runs: list[str], **fields: Any) -> list[dict[str, Any]]:
    """All pages, one after the other."""
    found, before = [], None
    for _ in range(100):
        answer = ask(client, runs, before=before, **fields)
        found += answer["texts"]
        before = answer["next"]
        if before is None:
            return found
    raise AssertionError("the list has no end")


@pytest.mark.parametrize("writer", ["tf1", "tf2", "torch", "tensorboardX"])
def test_every_text_of_every_writer_is_listed_exactly(writer: str, serve: Serve) -> None:
    client = serve(GOLDEN / writer)
    expected = json.loads((GOLDEN / writer / "expected.json").read_text())
    compared = 0
    for run, content in expected.items():
        for tag, wanted in content["tags"].items():
            if wanted["plugin"] != "text":
                continue
            found = everything(client, [run], tag=tag, limit=7)
            assert [int(text["step"]) for text in found] == [event["step"] for event in reversed(wanted["events"])]
            for text, event in zip(found, reversed(wanted["events"]), strict=True):
                cells = [cell for row in text["rows"] for cell in row]
                digests = [hashlib.sha256(cell.encode()).hexdigest() for cell in cells]
                assert digests == [item["sha256"] for item in event["items"]]
                assert text["shape"] == event["shape"] and text["wall"] == event["wall_time"] and text["whole"]
                raw = client.get("/api/text/raw", query_string={"run": run, "tag": tag, "at": text["at"]})
                assert raw.mimetype == "text/plain"
                if len(cells) == 1:
                    assert hashlib.sha256(raw.data).hexdigest() == event["items"][0]["sha256"]
                else:
                    assert json.loads(raw.data) == (text["rows"] if len(event["shape"]) == 2 else cells)
                compared += 1
    assert compared >= 5


def test_newest_first_by_step_then_by_time_then_by_run(tmp_path: Path, serve: Serve) -> None:
    write(tmp_path, "a", range(4))
    write(tmp_path, "b", range(2, 4))
    log(tmp_path, "a", [value([], [b"again"])], step=2, wall_time=50)
    client = serve(tmp_path)
    answer = ask(client, ["b", "a", "none"])
    assert places(answer) == [("b", 3), ("a", 3), ("a", 2), ("b", 2), ("a", 2), ("a", 1), ("a", 0)]
    assert answer["texts"][2]["html"] == "<p>again</p>\n"
    assert (answer["total"], answer["next"], answer["missing"]) == (7, None, ["none"])


def test_the_heads_tell_when_the_list_has_changed(tmp_path: Path, serve: Serve) -> None:
    write(tmp_path, "a", range(3))
    before = ask(serve(tmp_path), ["a"])
    assert before["heads"]["a"][0] == 3 and before["heads"]["a"][1] == before["texts"][0]["at"]
    log(tmp_path, "a", [value([], [b"again"])], number=2, step=1, wall_time=100)
    count, _, replaced = ask(serve(tmp_path), ["a"])["heads"]["a"]
    assert (count, replaced) == (2, 2)


def test_what_a_restart_replaced_is_listed_when_asked_for(tmp_path: Path, serve: Serve) -> None:
    write(tmp_path, "a", range(3))
    log(tmp_path, "a", [value([], [b"again"])], number=2, step=1, wall_time=100)
    client = serve(tmp_path)
    assert [(text["html"], text["replaced"]) for text in everything(client, ["a"], limit=1)] == [
        ("<p>again</p>\n", False),
        ("<p>0</p>\n", False),
    ]
    assert [(text["html"], text["replaced"]) for text in everything(client, ["a"], limit=1, superseded=True)] == [
        ("<p>2</p>\n", True),
        ("<p>again</p>\n", False),
        ("<p>1</p>\n", True),
        ("<p>0</p>\n", False),
    ]


def test_a_description_is_marked_up(serve: Serve) -> None:
    client = serve(GOLDEN / "tf2")
    reply = client.get("/api/description", query_string={"run": "ops", "tag": "opt/loss"})
    assert reply.json == {"html": "<p>training <strong>loss</strong></p>\n"}
    assert client.get("/api/description", query_string={"run": "ops", "tag": "none"}).status_code == 404


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_follow_each_other_without_a_gap(limit: int, tmp_path: Path, serve: Serve) -> None:
    write(write(tmp_path, "a", range(10)), "b", range(5, 12))
    client = serve(tmp_path)
    whole = ask(client, ["a", "b"], limit=100)["texts"]
    assert everything(client, ["a", "b"], limit=limit) == whole and len(whole) == 17


def test_a_page_goes_on_where_its_cursor_is_gone(tmp_path: Path, serve: Serve) -> None:
    client = serve(write(tmp_path, "a", range(10)))
    gone = {"run": "a", "at": "99-1", "step": "4"}
    assert places(ask(client, ["a"], before=gone)) == [("a", 3), ("a", 2), ("a", 1), ("a", 0)]


def test_long_texts_make_pages_short(tmp_path: Path, serve: Serve) -> None:
    client = serve(write(tmp_path, "a", range(12), lambda step: f"{step} " * 30_000))
    answer = ask(client, ["a"])
    assert len(answer["texts"]) == route.CHARACTERS // 50_000 and answer["next"]
    assert len(everything(client, ["a"])) == 12


def test_steps_are_exact(tmp_path: Path, serve: Serve) -> None:
    client = serve(write(tmp_path, "a", range(2**62, 2**62 + 3)))
    assert places(ask(client, ["a"], limit=2)) == [("a", 2**62 + 2), ("a", 2**62 + 1)]
    assert len(everything(client, ["a"], limit=1)) == 3


def test_a_search_finds_what_is_in_any_step(tmp_path: Path, serve: Serve) -> None:
    write(
        tmp_path, "a", range(1200), lambda step: f"The loss of step {step} is (a+b)*" if step % 400 == 7 else "nothing"
    )
    client = serve(tmp_path)
    found = everything(client, ["a"], query="LOSS OF")
    assert [int(text["step"]) for text in found] == [807, 407, 7]
    assert [(text["times"], text["words"]) for text in found] == [(1, ["loss of"])] * 3
    assert len(everything(client, ["a"], query="(a+b)*")) == 3
    assert [int(text["step"]) for text in everything(client, ["a"], query=r"step \d{3}\b", regex=True)] == [807, 407]
    assert everything(client, ["a"], query="absent") == []


def test_a_search_says_how_far_it_came(tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textlists, "MOST_SEARCHED", 40)
    client = serve(write(tmp_path, "a", range(100), lambda step: f"{step:010}"))
    answer = ask(client, ["a"], query="0000000003")
    assert (answer["texts"], answer["place"], answer["total"]) == ([], 4, 100) and answer["next"]
    assert len(everything(client, ["a"], query="0000000090")) == 1


def test_a_search_in_tables_and_among_broken_ones(tmp_path: Path, serve: Serve) -> None:
    broken = value([], [b"needle"])
    broken.tensor.dtype = 3
    log(tmp_path, "a", [value([2, 2], [b"a", b"needle", b"Needle", b"needle"]), broken])
    (found,) = ask(serve(tmp_path), ["a"], query="needle")["texts"]
    assert (found["times"], found["words"]) == (3, ["needle", "Needle"])


@given(
    st.text("ab\n ", max_size=5),
    st.lists(st.lists(st.text("abAB\n ", max_size=30), max_size=3), max_size=5),
)
def test_a_plain_search_counts_as_python_does(query: str, texts: list[list[str]]) -> None:
    import re

    found = finding.found(re.escape(query), texts)
    wanted = [sum(part.lower().count(query.lower()) for part in text) if query else 0 for text in texts]
    assert [one.times for one in found] == wanted
    assert all(word.lower() == query.lower() for one in found for word in one.words)


def test_an_expression_that_would_never_end_is_refused(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 0.5)
    client = serve(write(tmp_path, "a", range(1), lambda _: "a" * 50 + "b"))
    reply = client.post("/api/text", json={"tag": "x", "runs": ["a"], "query": "(a+)+$", "regex": True})
    assert reply.status_code == 400 and "takes too long" in reply.json["error"]


def test_one_that_cannot_be_read_is_a_sentence_among_the_others(tmp_path: Path, serve: Serve) -> None:
    broken = value([1 << 50], [b"x"])
    log(tmp_path, "a", [value([], [b"before"]), broken, value([], [b"after"])])
    answer = ask(serve(tmp_path), ["a"])
    assert [text.get("html") for text in answer["texts"]] == ["<p>after</p>\n", None, "<p>before</p>\n"]
    assert "no more than" in answer["texts"][1]["error"]


def test_a_wall_time_that_is_none_is_told_as_one(tmp_path: Path, serve: Serve) -> None:
    log(tmp_path, "a", [value([], [b"x"])], wall_time=float("nan"))
    assert ask(serve(tmp_path), ["a"])["texts"][0]["wall"] == "NaN"


def test_tables_are_tables(serve: Serve) -> None:
    (newest, *_) = ask(serve(GOLDEN / "tf2"), ["ops"], tag="table")["texts"]
    assert newest["html"].replace("\n", "") == (
        "<table><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr><tr><td><p>c</p></td><td><p>d</p></td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"runs": []}, "runs"),
        ({"runs": "a"}, "runs"),
        ({"tag": None}, "tag"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"query": 3}, "query"),
        ({"query": "a" * 1001}, "query"),
        ({"query": "(", "regex": True}, "regular expression"),
        ({"before": "x"}, "before"),
        ({"before": {"run": "a"}}, "before"),
    ],
)
def test_a_wrong_field_is_refused(fields: dict[str, Any], word: str, tmp_path: Path, serve: Serve) -> None:
    client = serve(write(tmp_path, "a", range(2)))
    reply = client.post("/api/text", json={"tag": "x", "runs": ["a"], **fields})
    assert reply.status_code == 400 and word in reply.json["error"]


def address(client: FlaskClient, place: int, tag: str = "x", run: str = "a") -> str:
    return str(ask(client, [run], tag=tag)["texts"][place]["at"])


def raw(client: FlaskClient, at: str) -> Any:
    return client.get("/api/text/raw", query_string={"run": "a", "tag": "x", "at": at})


def test_a_raw_text_is_its_bytes_and_nothing_in_it_runs(tmp_path: Path, serve: Serve) -> None:
    data = b"<script>alert(1)</script>\xff\x00\r\n" * 100_000
    client = serve(log(tmp_path, "a", [value([1], [data])]))
    reply = raw(client, address(client, 0))
    assert reply.data == data
    assert reply.mimetype == "text/plain" and reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"] and "immutable" in reply.headers["Cache-Control"]


@pytest.mark.parametrize("at", ["0-1", "x", ""])
def test_a_raw_text_that_is_not_there(at: str, tmp_path: Path, serve: Serve) -> None:
    reply = raw(serve(write(tmp_path, "a", range(2))), at)
    assert reply.status_code in (400, 404) and reply.json["error"].endswith(".")
