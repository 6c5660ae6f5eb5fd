"""Where values of every kind stand: against what TensorBoard's loader found in real writers' logs, and across restarts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from board.loader import Loader
from board.store import Store
from summary.proto.event import Event, SessionLog
from summary.proto.summary import Summary
from summary.record import frame

from .conftest import decode, loaded
from .logged import log

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("writer", ["tf1", "tf2", "torch", "tensorboardX"])
def test_every_value_of_every_kind_is_listed(writer: str, serve: Serve) -> None:
    client = serve(GOLDEN / writer)
    expected = json.loads((GOLDEN / writer / "expected.json").read_text())
    compared = 0
    for run, content in expected.items():
        for tag, wanted in content["tags"].items():
            if "events" not in wanted:
                continue
            (series,) = decode(client.get("/api/steps", query_string={"run": run, "tag": tag}).data)["series"]
            assert series["columns"]["step"].tolist() == [event["step"] for event in wanted["events"]]
            assert series["columns"]["wall"].tolist() == [event["wall_time"] for event in wanted["events"]]
            assert series["description"] == wanted["description"]
            compared += 1
    assert compared > 5


def image(step: int) -> Summary.Value:
    return Summary.Value(tag="x", image=Summary.Image(width=step, encoded_image_string=b"x" * step))


def write(logdir: Path, steps: range, number: int = 1, wall_time: float = 1.0) -> Path:
    for step in steps:
        log(logdir, "a", [image(step)], number, wall_time + step, step)
    return logdir


def ask(client: FlaskClient, **fields: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = decode(client.post("/api/steps", data={"run": "a", "tag": "x", **fields}).data)[
        "series"
    ]
    return found


def address(series: dict[str, Any], place: int = -1) -> str:
    return f"{series['columns']['source'][place]}-{int(series['columns']['offset'][place])}"


def test_a_restart_replaces_steps_and_keeps_them_in_reach(tmp_path: Path, serve: Serve) -> None:
    write(tmp_path, range(10))
    write(tmp_path, range(6, 9), number=2, wall_time=100)
    client = serve(tmp_path)
    (stands,) = ask(client)
    assert stands["columns"]["step"].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert stands["columns"]["wall"].tolist() == [1, 2, 3, 4, 5, 6, 106, 107, 108]
    stands, replaced = ask(client, superseded=1)
    assert replaced["superseded_points"] and replaced["columns"]["step"].tolist() == [6, 7, 8, 9]


def test_a_session_start_alone_replaces(tmp_path: Path, serve: Serve) -> None:
    write(tmp_path, range(10))
    restart = Event(wall_time=50, step=4, session_log=SessionLog(status=SessionLog.START))
    with next(tmp_path.rglob("events*")).open("ab") as file:
        file.write(frame(restart.SerializeToString()))
    (stands,) = ask(serve(tmp_path))
    assert stands["columns"]["step"].tolist() == [0, 1, 2, 3]
    assert stands["superseded"] == 6


def test_who_knows_the_first_steps_gets_the_rest(tmp_path: Path, serve: Serve) -> None:
    write(tmp_path, range(5))
    client = serve(tmp_path)
    (first,) = ask(client)
    for count in (1, 3):
        (rest,) = ask(client, known=f"{count}-{address(first, count - 1)}")
        assert (rest["from"], rest["columns"]["step"].tolist()) == (count, list(range(count, 5)))
    (nothing,) = ask(client, known=f"5-{address(first)}")
    assert (nothing["from"], nothing["rows"]) == (5, 0)
    for stale in ("0", f"4-{address(first, 2)}", f"9-{address(first)}", "3-99-12"):
        (every,) = ask(client, known=stale)
        assert (every["from"], every["rows"]) == (0, 5)


def test_a_replaced_file_has_other_addresses(tmp_path: Path) -> None:
    write(tmp_path, range(3))
    store = Store()
    loader = Loader(tmp_path, store)
    loader.refresh()
    before = store.spans("a", "x")
    path = next(tmp_path.rglob("events*"))
    path.unlink()
    write(tmp_path, range(2))
    loader.refresh()
    after = store.spans("a", "x")
    assert after.points.offset.tolist() == before.points.offset.tolist()[:2]
    assert set(after.points.source.tolist()).isdisjoint(before.points.source.tolist())


def test_the_value_at_an_address_is_the_one_that_was_written(tmp_path: Path) -> None:
    write(tmp_path, range(5))
    series = loaded(tmp_path).spans("a", "x")
    for place in range(5):
        span = series.at(int(series.points.source[place]), int(series.points.offset[place]))
        assert Summary.Value.FromString(span.read() or b"").image.width == place == span.step


@pytest.mark.parametrize("fields", [{"known": "x"}, {"known": ["0", "0"]}, {"run": []}])
def test_a_wrong_field_is_refused(fields: dict[str, Any], tmp_path: Path, serve: Serve) -> None:
    reply = serve(write(tmp_path, range(2))).post("/api/steps", data={"run": "a", "tag": "x", **fields})
    assert reply.status_code == 400 and "field" in reply.json["error"]


def test_runs_without_the_tag_are_named(tmp_path: Path, serve: Serve) -> None:
    body = serve(write(tmp_path, range(2))).post("/api/steps", data={"run": ["a", "b"], "tag": "x"}).data
    assert decode(body)["missing"] == ["b"]
