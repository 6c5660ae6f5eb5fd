"""Answers that several viewers ask for are made once, and anew when what they tell of has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from board import curves
from board.app import create_app
from board.loader import Loader
from board.store import Store

from .conftest import Write, decode

EVENTS = [("loss", float(step), step, float(step)) for step in range(200)]
ASKED = {"tag": "loss", "run": ["a", "b"], "packed": "1"}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What has been drawn since: an entry a curve."""
    found: list[str] = []
    draw = curves.draw

    def counted(*arguments: object) -> object:
        found.append("curve")
        return draw(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(curves, "draw", counted)
    return found


def test_a_second_viewer_gets_what_was_made_for_the_first(write: Write, drawn: list[str]) -> None:
    write(EVENTS, run="a")
    logdir = write(EVENTS, run="b")
    store = Store()
    loader = Loader(logdir, store)
    loader.refresh()
    client = create_app(logdir, store).test_client()
    gzip = {"Accept-Encoding": "gzip"}
    first, second = (client.post("/api/scalars", data=ASKED, headers=gzip) for _ in range(2))
    assert first.data == second.data and len(drawn) == 2
    assert dict(first.headers) == dict(second.headers)
    assert first.headers["Content-Encoding"] == "gzip" and first.headers["Vary"] == "Accept-Encoding"
    plain = client.post("/api/scalars", data=ASKED)
    assert "Content-Encoding" not in plain.headers and len(drawn) == 2, (
        "another encoding is another answer of the same curves"
    )
    client.post("/api/scalars", data={**ASKED, "width": "50"}, headers=gzip)
    assert len(drawn) == 4, "another width has other curves"
    write(EVENTS, run="c")
    loader.refresh()
    client.post("/api/scalars", data=ASKED, headers=gzip)
    assert len(drawn) == 4, "a run that is not in it changes nothing"
    write([*EVENTS, ("loss", 7.0, 200, 200.0)], run="b")
    loader.refresh()
    series = decode(client.post("/api/scalars", data=ASKED).data)["series"]
    assert [one["total"] for one in series] == [200, 201] and len(drawn) == 5, "only what has changed is drawn again"


def test_a_run_that_is_gone_or_was_replaced_is_not_answered_from_before(write: Write) -> None:
    write(EVENTS, run="a")
    logdir = write(EVENTS, run="b")
    store = Store()
    loader = Loader(logdir, store)
    loader.refresh()
    client = create_app(logdir, store).test_client()
    ask: Callable[[], list[int]] = lambda: [  # noqa: E731
        one["total"] for one in decode(client.get("/api/scalars?tag=loss&run=a&run=b").data)["series"]
    ]
    assert ask() == [200, 200]
    (logdir / "b" / "events.out.tfevents.1.host").unlink()
    loader.refresh()
    assert ask() == [200]
    write(EVENTS[:50], run="b")
    loader.refresh()
    assert ask() == [200, 50]


def test_servers_in_one_process_answer_each_for_itself(write: Write) -> None:
    logdir = write(EVENTS)
    stores = [Store(), Store()]
    for store in stores:
        Loader(logdir, store).refresh()
        write(EVENTS[:50])
    clients = [create_app(logdir, store).test_client() for store in stores]
    totals = [decode(client.get("/api/scalars?tag=loss&run=a").data)["series"][0]["total"] for client in clients]
    assert totals == [200, 50]


def test_viewers_at_the_same_time_wait_for_one(write: Write, drawn: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    logdir = write(EVENTS)
    store = Store()
    Loader(logdir, store).refresh()
    app = create_app(logdir, store)
    began, go = threading.Semaphore(0), threading.Event()
    series = store.series

    def slow(*arguments: str) -> object:
        began.release()
        assert go.wait(20)
        return series(*arguments)

    monkeypatch.setattr(store, "series", slow)
    answers: list[bytes] = []
    ask = lambda: answers.append(app.test_client().get("/api/scalars?tag=loss&run=a").data)  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert began.acquire(timeout=20)
    go.set()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1 and len(answers) == 5 and len(drawn) == 1
