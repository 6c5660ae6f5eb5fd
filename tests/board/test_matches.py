"""Which tags the expressions of a layout find: /api/matches against Python's own `re`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from board import apart
from board.dashboards import custom_scalars

from .conftest import Write

Serve = Callable[..., FlaskClient]
TAGS = ["loss/train", "loss/test", "acc", "my loss", "layer10/w", "layer9/w", "a" * 40 + "!"]


@pytest.fixture
def client(write: Write, serve: Serve) -> FlaskClient:
    write([(tag, 1.0, 0, 1.0) for tag in TAGS[:3]], run="a")
    return serve(write([(tag, 1.0, 0, 1.0) for tag in TAGS[2:]], run="b"))


def ask(client: FlaskClient, *expressions: str) -> list[Any]:
    response = client.post("/api/matches", json={"expressions": expressions})
    assert response.status_code == 200
    found: list[Any] = response.json["matches"]
    return found


def test_expressions_match_from_the_start_of_the_tags_of_all_runs(client: FlaskClient) -> None:
    expressions = ["loss", "loss/(?P<part>t.*)$", r"layer\d+/w", "(?i)MY", "nothing", "", "acc", "loss"]
    for expression, found in zip(expressions, ask(client, *expressions), strict=True):
        tags = sorted(tag for tag in TAGS if re.match(expression, tag))
        assert found == {"count": len(tags), "tags": tags}


def test_what_is_no_expression_is_told_beside_the_others(client: FlaskClient) -> None:
    assert ask(client, "acc", "loss(", "my") == [
        {"count": 1, "tags": ["acc"]},
        {"problem": "'loss(' is not a regular expression: missing ), unterminated subpattern at position 4."},
        {"count": 1, "tags": ["my loss"]},
    ]


def test_one_that_never_ends_costs_itself_and_those_after_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 1.5)
    before, endless, after, tame = ask(client, "(acc)+", "(a+)+$", "(my)+", "acc")
    assert before == tame == {"count": 1, "tags": ["acc"]}
    for found, expression in ((endless, "(a+)+$"), (after, "(my)+")):
        sentence = f"'{expression}' was given up: it, or one before it, takes too long; repeat no repetition."
        assert found == {"problem": sentence}


def test_of_very_many_tags_the_first_are_named(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custom_scalars, "MOST_TAGS", 2)
    assert ask(client, ".") == [{"count": len(TAGS), "tags": sorted(TAGS)[:2]}]


@pytest.mark.parametrize("expressions", [None, "loss", [1], ["x"] * 1001])
def test_something_else_than_expressions_is_refused(client: FlaskClient, expressions: Any) -> None:
    response = client.post("/api/matches", json={"expressions": expressions})
    assert response.status_code == 400
    assert response.json["error"] == "The field expressions must be a list of at most 1,000 texts."
