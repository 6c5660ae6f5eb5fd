"""What every answer has in common: errors, compression, the listing."""

from __future__ import annotations

import gzip
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from waitress import create_server

from board import page
from board.app import create_app
from board.store import Store

from .conftest import Write, loaded

Serve = Callable[..., FlaskClient]
POINT = [("loss", 1.0, 0, 1.0)]


@pytest.fixture
def client(write: Write, serve: Serve) -> FlaskClient:
    return serve(write(POINT))


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page as the build leaves it."""
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><title>board</title>")
    (static / "assets" / "main-abc123.js").write_text("export const answer = 42;\n" * 100)
    (static / "assets" / "main-abc123.js.gz").write_bytes(gzip.compress(b"export const answer = 42;\n" * 100))
    (tmp_path / "secret.txt").write_text("not for the world")
    monkeypatch.setattr(page, "STATIC", static)
    return static


# Errors.


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/api/nothing", 404),
        ("GET", "/%2e%2e/secret.txt", 404),
        ("GET", "/assets/main-abc123.js.gz", 404),
        ("POST", "/api/runs", 405),
        ("GET", "/data/plugin/scalars/scalars_multirun", 405),
        ("GET", "/api/scalars?tag=loss&run=nope", 404),
        ("GET", "/api/scalars", 400),
        ("GET", "/api/runs?since=x", 400),
    ],
)
def test_every_error_is_one_sentence_of_json(
    client: FlaskClient, built: Path, method: str, path: str, status: int
) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert list(response.json) == ["error"]
    assert response.json["error"].endswith(".")


def test_a_request_that_is_too_large_is_refused(client: FlaskClient) -> None:
    response = client.post("/api/scalars", data={"tag": "x" * (17 << 20)})
    assert response.status_code == 413
    assert "16 MB" in response.json["error"]


def test_many_runs_fit_in_a_request(client: FlaskClient) -> None:
    runs = [f"experiments/with/a/long/name/{i}" for i in range(50_000)]
    assert client.post("/api/scalars", data={"tag": "loss", "run": ["a", *runs]}).status_code == 200


def test_a_crash_is_logged_and_not_shown(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def problems(self) -> None:
            raise RuntimeError("secret detail")

    client = create_app(write(POINT), Broken()).test_client()  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR, "board"):
        response = client.get("/api/problems")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "secret detail" in caplog.text


# Compression.


def test_static_files_are_served_as_they_were_compressed(client: FlaskClient, built: Path) -> None:
    packed = client.get("/assets/main-abc123.js", headers={"Accept-Encoding": "gzip, br"})
    plain = client.get("/assets/main-abc123.js")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.mimetype == plain.mimetype
    assert "javascript" in packed.mimetype
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert "immutable" in packed.headers["Cache-Control"]
    assert client.get("/").headers["Cache-Control"] == "no-cache"


def test_a_browser_that_has_the_page_gets_it_confirmed(client: FlaskClient, built: Path) -> None:
    etag = client.get("/").headers["ETag"]
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 304


def test_json_is_compressed_when_it_is_worth_it_and_wanted(write: Write, serve: Serve) -> None:
    client = serve(write([(f"tag number {i}", 1.0, 0, 1.0) for i in range(300)]))
    plain = client.get("/api/runs")
    packed = client.get("/api/runs", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert len(packed.data) * 4 < len(plain.data)
    refused = client.get("/api/runs", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_without_the_page_it_is_said_how_to_build_it(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "STATIC", tmp_path / "absent")
    response = client.get("/")
    assert response.status_code == 503
    assert "make" in response.json["error"]


def test_a_prefix_without_its_slash_leads_to_the_page(client: FlaskClient, built: Path) -> None:
    response = client.get("/", environ_overrides={"SCRIPT_NAME": "/team/board", "PATH_INFO": ""})
    assert (response.status_code, response.headers["Location"]) == (308, "./board/")


# The listing.


def test_the_listing_says_what_there_is(write: Write, serve: Serve) -> None:
    write([("loss", 1.0, 0, 20.0), ("acc", 1.0, 0, 20.0)], "second")
    write([("loss", 1.0, 0, 30.0), ("acc", 1.0, 0, 20.0)], "third")
    client = serve(write([("loss", 1.0, 0, 10.0), ("loss", 1.0, 1, 11.0)], "first"), title="mine")
    listing = client.get("/api/runs").json
    assert listing["full"] is True
    assert listing["tagsets"] == [{"scalars": ["loss"]}, {"scalars": ["loss", "acc"]}]
    assert [(name, start, tagset, points) for name, start, _, tagset, points in listing["runs"]] == [
        ("first", 10.0, 0, 2),
        ("second", 20.0, 1, 2),
        ("third", 30.0, 1, 2),
    ]
    assert (listing["title"], listing["points"], listing["problems"], listing["removed"]) == ("mine", 6, 0, [])
    assert listing["progress"]["done"] is True


def test_a_page_of_another_start_gets_everything(client: FlaskClient) -> None:
    known = client.get("/api/runs").json
    version, epoch = known["version"], known["epoch"]
    assert client.get(f"/api/runs?since={version}&epoch={epoch}").status_code == 304
    assert client.get(f"/api/runs?since={version}&epoch=other").json["full"] is True
    assert client.get(f"/api/runs?since={version}").status_code == 200


def test_a_first_question_is_answered_before_anything_was_found(tmp_path: Path) -> None:
    client = create_app(tmp_path, Store()).test_client()
    listing = client.get("/api/runs").json
    assert (listing["runs"], listing["progress"]["done"]) == ([], False)
    path = f"/api/runs?since={listing['version']}&epoch={listing['epoch']}"
    assert client.get(path).status_code == 304


def test_two_starts_differ(write: Write, serve: Serve) -> None:
    logdir = write(POINT)
    assert serve(logdir).get("/api/runs").json["epoch"] != serve(logdir).get("/api/runs").json["epoch"]


def test_problems_are_listed(serve: Serve) -> None:
    client = serve(Path(__file__).parents[1] / "golden" / "hard" / "bad_data_crc")
    (problem,) = client.get("/api/problems").json["problems"]
    assert (problem["run"], problem["offset"]) == (".", 428)
    assert set(problem) == {"run", "file", "offset", "reason"}


def test_an_app_of_a_logdir_alone_reads_it(write: Write) -> None:
    client = create_app(write(POINT), reload_interval=0).test_client()
    done = threading.Event()
    while not done.wait(0.01):
        listing = client.get("/api/runs").json
        if listing["progress"]["done"] and listing["runs"]:
            done.set()
    assert listing["runs"][0][0] == "a"


# On the wire.


@pytest.fixture
def address(write: Write) -> Iterator[tuple[str, int]]:
    logdir = write(POINT)
    server = create_server(create_app(logdir, loaded(logdir)), host="127.0.0.1", port=0, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield "127.0.0.1", server.effective_port
    server.close()


def exchange(address: tuple[str, int], request: str) -> bytes:
    """All bytes that come back for a request that asks for the connection to be closed."""
    with socket.create_connection(address) as connection:
        connection.sendall(request.encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_an_idle_poll_costs_under_300_bytes(address: tuple[str, int]) -> None:
    head = f"Host: localhost:{address[1]}\r\nConnection: close\r\n\r\n"
    listing = json.loads(exchange(address, f"GET /api/runs HTTP/1.1\r\n{head}").split(b"\r\n\r\n", 1)[1])
    path = f"/api/runs?since={listing['version']}&epoch={listing['epoch']}"
    answer = exchange(address, f"GET {path} HTTP/1.1\r\n{head}")
    assert answer.startswith(b"HTTP/1.1 304 ")
    assert len(answer) < 300
    assert b"waitress" not in answer
