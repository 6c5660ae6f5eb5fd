"""The server as the network meets it: bodies nobody asked for, requests that are none, clients that stall or are many."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from waitress import create_server

from board import gate
from board.access import Access
from board.app import create_app

from .conftest import Write, loaded

POINT = [("loss", 1.0, 0, 1.0)]
Serve = Callable[..., tuple[str, int]]


@pytest.fixture
def logdir(write: Write) -> Path:
    return write(POINT)


@pytest.fixture
def serve(logdir: Path) -> Iterator[Serve]:
    """serve(token=None, **limits): the address of the app behind the gate."""
    with ExitStack() as servers:

        def serve(token: str | None = None, **limits: Any) -> tuple[str, int]:
            access = Access() if token is None else Access(token, None)
            app = create_app(logdir, loaded(logdir), access=access)
            settings = {**gate.limits(), "asyncore_loop_timeout": 1, "asyncore_use_poll": True, **limits}
            server = create_server(app, host="127.0.0.1", port=0, ident=None, **settings)
            gate.guard(server, access)
            threading.Thread(target=server.run, daemon=True).start()
            servers.callback(server.close)
            return "127.0.0.1", server.effective_port

        yield serve


def taken(connection: socket.socket, pieces: Iterable[bytes], every: float = 0) -> int:
    """How many pieces could be sent, one `every` so many seconds, before the other end had closed the connection."""
    count = 0
    try:
        for piece in pieces:
            connection.sendall(piece)
            count += 1
            time.sleep(every)
    except OSError:
        pass
    return count


@contextmanager
def connected(address: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=30) as connection:
        yield connection


def reply(connection: socket.socket) -> tuple[int, dict[str, str], Any]:
    """Status, headers and JSON of the next answer, which ends the connection."""
    answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    return int(lines[0].split()[1]), headers, json.loads(body)


def head(line: str, *fields: str) -> bytes:
    return "\r\n".join((line, "Host: localhost", "Connection: close", *fields, "", "")).encode()


@pytest.mark.parametrize("length", ["Content-Length: 900000000", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("expects", [(), ("Expect: 100-continue",)])
def test_no_body_is_taken_of_whom_is_not_let_in(serve: Serve, length: str, expects: tuple[str, ...]) -> None:
    for address, fields in (
        (serve("right"), ()),
        (serve("right"), ("Cookie: board=right",)),
        (serve(), ("Origin: http://evil.example",)),
        (serve(), ("Sec-Fetch-Site: same-site",)),
    ):
        with connected(address) as connection:
            connection.sendall(head("POST /api/open?name=x HTTP/1.1", length, *fields, *expects))
            status, headers, body = reply(connection)
        assert status == 403
        assert list(body) == ["error"] and body["error"].endswith(".")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "Server" not in headers


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/api/scalars", 17 << 20, 413),
        ("/api/open/x", 17 << 20, 413),
        ("/api/open?name=x", (1 << 30) + 1, 413),
        ("/?/api/open", 17 << 20, 413),
    ],
)
@pytest.mark.parametrize("expects", [(), ("Expect: 100-continue",)])
def test_no_body_is_taken_that_is_too_large_for_its_address(
    serve: Serve, path: str, size: int, status: int, expects: tuple[str, ...]
) -> None:
    with connected(serve()) as connection:
        connection.sendall(head(f"POST {path} HTTP/1.1", f"Content-Length: {size}", *expects))
        assert reply(connection)[0] == status


def test_a_body_in_chunks_is_cut_off_where_it_is_too_large(serve: Serve) -> None:
    with connected(serve()) as connection:
        connection.sendall(head("POST /api/steps HTTP/1.1", "Transfer-Encoding: chunked"))
        chunk = b"100000\r\n" + bytes(1 << 20) + b"\r\n"
        assert taken(connection, (chunk for _ in range(400))) < 300  # more than any buffers on the way hold


def test_a_body_that_is_welcome_is_taken(serve: Serve) -> None:
    body = b"tag=loss&run=a"
    fields = (f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded")
    for address, line in ((serve(), "/api/steps"), (serve("right"), "/api/steps?token=right")):
        with connected(address) as connection:
            connection.sendall(head(f"POST {line} HTTP/1.1", *fields) + body)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    with connected(serve()) as connection:
        connection.sendall(head("POST /api/open?name=x HTTP/1.1", "Content-Length: 3", "Expect: 100-continue"))
        assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"abc")
        status, _, opened = reply(connection)
        assert status == 200 and opened["file"].endswith("/x")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nbad header\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        ((b"GET / HTTP/1.1\r\nX: " + b"x" * gate.LARGEST_HEAD)[: gate.LARGEST_HEAD], 431),
        ((b"GET /" + b"x" * gate.LARGEST_HEAD)[: gate.LARGEST_HEAD], 431),
    ],
)
def test_what_is_no_request_gets_a_sentence_as_well(serve: Serve, request_: bytes, status: int) -> None:
    with connected(serve()) as connection:
        connection.sendall(request_)
        found, headers, body = reply(connection)
    assert found == status
    assert list(body) == ["error"] and body["error"].endswith(".")
    assert "waitress" not in str((headers, body))
    assert headers["Content-Type"] == "application/json"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PERIOD", 0.5)


def ended(connection: socket.socket) -> bool:
    """Waits until the other end has closed the connection, at most for the time that the socket waits."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(
    "begun",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n",
        head("POST /api/open?name=x HTTP/1.1", "Content-Length: 100000") + b"x" * 5000,
        head("POST /api/open?name=x HTTP/1.1", "Transfer-Encoding: chunked") + b"1000\r\n",
    ],
)
def test_a_request_that_never_comes_to_its_end_is_dropped(serve: Serve, begun: bytes) -> None:
    with connected(serve()) as connection:
        connection.sendall(begun)
        assert ended(connection)


@pytest.mark.usefixtures("hurried")
def test_headers_that_trickle_are_dropped_too(serve: Serve) -> None:
    with connected(serve()) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        assert taken(connection, (b"X-%d: %s\r\n" % (number, b"x" * 40) for number in range(1000)), 0.02) < 1000


@pytest.mark.usefixtures("hurried")
def test_an_answer_that_nobody_takes_lets_go_of_its_thread(serve: Serve, logdir: Path) -> None:
    size = 64 << 20  # more than what waits in buffers: its thread has to wait for the client
    (logdir / "a.trace.json").write_bytes(b"[" + b" " * size + b"]")
    address = serve(threads=1, outbuf_overflow=1 << 28)
    with connected(address) as stalling, connected(address) as other:
        stalling.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stalling.sendall(head("GET /api/timeline/raw?id=file:a.trace.json HTTP/1.1"))
        assert stalling.recv(12) == b"HTTP/1.1 200"
        other.sendall(head("GET /api/runs HTTP/1.1"))
        assert reply(other)[0] == 200


@pytest.mark.usefixtures("hurried")
def test_a_connection_that_idles_between_requests_is_kept(serve: Serve) -> None:
    with connected(serve()) as connection:
        for _ in range(2):
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = b""
            while not answer.endswith(b"ok\n"):
                part = connection.recv(65536)
                assert part, answer
                answer += part
            assert answer.startswith(b"HTTP/1.1 200 ")
            time.sleep(2.5 * gate.PERIOD)


def test_more_connections_than_fit_end_those_that_idle(serve: Serve) -> None:
    address = serve(connection_limit=gate.SPARE + 20)
    with ExitStack() as stack:
        for number in range(60):
            connection = stack.enter_context(connected(address))
            connection.sendall(b"GET /hea" if number % 2 else b"")
        last = stack.enter_context(connected(address))
        last.sendall(head("GET /api/runs HTTP/1.1"))
        assert reply(last)[0] == 200


def test_there_are_descriptors_left_for_files(monkeypatch: pytest.MonkeyPatch) -> None:
    for soft, most in ((256, 128), (1024, 512), (1 << 20, 2000), (-1, 2000)):
        monkeypatch.setattr(gate.resource, "getrlimit", lambda _, soft=soft: (soft, soft))
        assert gate.limits()["connection_limit"] == most
