"""What differs between two texts."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from board import apart, difference
from board.dashboards import text as route

from .logged import log
from .test_text_route import address
from .test_texts_values import value

Serve = Callable[..., FlaskClient]


def differ(client: FlaskClient, at: str, other: str) -> Any:
    query = {"run": "a", "tag": "x", "at": at, "other_run": "a", "other_at": other}
    return client.get("/api/text/difference", query_string=query)


def test_a_difference_is_by_lines_and_words(tmp_path: Path, serve: Serve) -> None:
    log(tmp_path, "a", [value([], [b"same\nlr = 0.1\ngone\nend"])])
    log(tmp_path, "a", [value([], [b"same\nlr = 0.2\nend\nmore"])], step=1)
    client = serve(tmp_path)
    reply = differ(client, address(client, 1), address(client, 0)).json
    told = [("".join(part for part, _ in row[3]), row[0], row[1], row[2]) for row in reply["rows"]]
    assert told == [
        ("same", " ", 1, 1),
        ("lr = 0.1", "-", 2, None),
        ("gone", "-", 3, None),
        ("lr = 0.2", "+", None, 2),
        ("end", " ", 4, 3),
        ("more", "+", None, 4),
    ]
    assert [part for part, changed in reply["rows"][1][3] if changed] == ["1"]
    assert [part for part, changed in reply["rows"][3][3] if changed] == ["2"]
    assert differ(client, address(client, 0), address(client, 0)).json == {"rows": [], "notes": []}


lines = st.lists(st.sampled_from(["", "a b", "a c", "x", "y = 1", "y = 2"]), max_size=30)


@given(lines, lines)
def test_a_difference_leads_from_one_text_to_the_other(before: list[str], after: list[str]) -> None:
    rows = difference.rows(before, after)
    for side, sign, text in ((1, "-", before), (2, "+", after)):
        for row in rows:
            if row.sign in (sign, " "):
                assert text[row[side] - 1] == "".join(part for part, _ in row.segments)
    gone = [row.before for row in rows if row.sign == "-"]
    new = [row.after for row in rows if row.sign == "+"]
    kept = [line for number, line in enumerate(before, 1) if number not in gone]
    assert kept == [line for number, line in enumerate(after, 1) if number not in new]
    assert (
        len(gone) == sum(line.startswith("- ") for line in difflib.ndiff(before, after, None, None)) or before != after
    )
    assert bool(rows) == (before != after)


def test_a_difference_is_bounded_in_time_and_size(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(tmp_path, "a", [value([], [b"a\nb\n" * 60_000])])
    log(tmp_path, "a", [value([], [b"c\n" * 9000])], step=1)
    client = serve(tmp_path)
    reply = differ(client, address(client, 1), address(client, 0)).json
    assert len(reply["rows"]) == route.MOST_ROWS
    assert any("lines are compared" in note for note in reply["notes"])
    monkeypatch.setattr(apart, "PATIENCE", 0.001)
    slow = differ(client, address(client, 1), address(client, 0))
    assert slow.status_code == 422 and "too many places" in slow.json["error"]
