"""Every point of chosen series: /api/export against what the library reads."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from board import export
from board.store import NoSuchRun

from .conftest import Event, Write

Serve = Callable[..., FlaskClient]
ODD: list[Event] = [("loss", math.nan, 2**62 + 1, 1.1), ("loss", math.inf, -3, 1e-300), ("loss", 0.5, 2, 1.0)]


@pytest.fixture
def client(write: Write, serve: Serve) -> FlaskClient:
    write([*ODD, ("acc/top 5", 1.0, 0, 1.0)], "a")
    return serve(write([("loss", float(i), i, 5.0 + i) for i in range(30)], "b"))


def fetch(client: FlaskClient, **fields: Any) -> str:
    response = client.get("/api/export", query_string={"tag": "loss", **fields})
    assert response.status_code == 200, response.text
    return response.get_data(as_text=True)


def rows(text: str) -> list[tuple[Any, ...]]:
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    assert header == ["run", "tag", "step", "wall_time", "value"]
    return [(run, tag, int(step), float(wall), float(value)) for run, tag, step, wall, value in lines]


@pytest.mark.parametrize("chunk", [1, 7, 100_000])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_every_point_comes_to_the_last_digit(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, form: str, chunk: int
) -> None:
    monkeypatch.setattr(export, "CHUNK", chunk)
    text = fetch(client, format=form)
    if form == "csv":
        found = rows(text)
    else:
        found = [
            (one["run"], one["tag"], step, wall, float(value))
            for one in json.loads(text, parse_constant=pytest.fail)
            for step, wall, value in zip(one["step"], one["wall_time"], one["value"], strict=True)
        ]
    expected = [("a", "loss", step, wall, value) for _, value, step, wall in ODD]
    expected += [("b", "loss", i, 5.0 + i, float(i)) for i in range(30)]
    assert sorted(map(repr, found)) == sorted(map(repr, expected))


def test_runs_and_tags_are_those_asked_for(client: FlaskClient) -> None:
    assert {row[0] for row in rows(fetch(client, run="b"))} == {"b"}
    both = rows(fetch(client, tag=["loss", "acc/top 5", "loss"], run=["a", "nope"]))
    assert [(row[0], row[1]) for row in both] == [("a", "loss")] * 3 + [("a", "acc/top 5")]


def test_a_form_may_name_more_runs_than_an_address_can(client: FlaskClient) -> None:
    runs = [f"{i}" * 50 for i in range(10_000)]
    response = client.post("/api/export", data={"tag": "loss", "run": [*runs, "b"]})
    assert len(rows(response.get_data(as_text=True))) == 30


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        (["loss"], "loss.csv"),
        (["acc/top 5"], "acc_top_5.csv"),
        (["loss", "acc/top 5"], "scalars.csv"),
    ],
)
def test_it_is_a_file_with_a_name(client: FlaskClient, tags: list[str], name: str) -> None:
    response = client.get("/api/export", query_string={"tag": tags})
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.mimetype == "text/csv"


@pytest.mark.parametrize("tag", ['"; x="\r\nA: b', "ünï", "../../..", "", "x" * 500])
def test_no_tag_breaks_out_of_the_name(write: Write, serve: Serve, tag: str) -> None:
    client = serve(write([(tag, 1.0, 0, 1.0)]))
    header = client.get("/api/export", query_string={"tag": tag}).headers["Content-Disposition"]
    name = header.removeprefix('attachment; filename="').removesuffix('.csv"')
    assert 0 < len(name) <= 80
    assert all(letter.isascii() and (letter.isalnum() or letter in "._-") for letter in name)
    assert not name.startswith(".")


def test_replaced_points_are_there_when_asked_for(write: Write, serve: Serve) -> None:
    write([("loss", 1.0, step, 100.0 + step) for step in range(4)], number=1)
    client = serve(write([("loss", 2.0, step, 200.0 + step) for step in range(2, 4)], number=2))
    assert len(rows(fetch(client))) == 4
    table = list(csv.DictReader(io.StringIO(fetch(client, superseded=1))))
    assert [(row["step"], row["value"]) for row in table if row["superseded"] == "1"] == [("2", "1.0"), ("3", "1.0")]


def test_series_are_read_as_the_reply_is_sent(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    columns_of = export.columns_of

    def watched(store: Any, run: str, *rest: Any) -> export.Columns:
        read.append(run)
        return columns_of(store, run, *rest)

    monkeypatch.setattr(export, "columns_of", watched)
    response = client.get("/api/export", query_string={"tag": "loss"}, headers={"Accept-Encoding": "gzip"})
    pieces: Iterator[bytes] = iter(response.iter_encoded())
    assert response.is_streamed and len(read) <= 1
    assert len(b"".join(pieces)) > 500 and read == ["a", "b"]


def test_what_vanishes_meanwhile_is_left_out(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    columns_of = export.columns_of

    def vanish(store: Any, run: str, *rest: Any) -> export.Columns:
        if run == "a":
            raise NoSuchRun(run)
        return columns_of(store, run, *rest)

    monkeypatch.setattr(export, "columns_of", vanish)
    assert {row[0] for row in rows(fetch(client))} == {"b"}
    assert [one["run"] for one in json.loads(fetch(client, format="json"))] == ["b"]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"tag": []}, 400, "The field tag must be given at least once."),
        ({"format": "xlsx"}, 400, "The field format must be csv or json, not 'xlsx'."),
        ({"superseded": "2"}, 400, "The field superseded must be 0 or 1, not '2'."),
        ({"tag": "nope"}, 404, "None of the runs asked for has scalars with a tag asked for."),
        ({"run": "nope"}, 404, "None of the runs asked for has scalars with a tag asked for."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    client: FlaskClient, fields: dict[str, Any], status: int, words: str
) -> None:
    response = client.get("/api/export", query_string={"tag": "loss", **fields})
    assert (response.status_code, response.json["error"]) == (status, words)
