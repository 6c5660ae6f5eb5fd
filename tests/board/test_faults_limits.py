"""Full disks, no descriptor left, processes that are killed, a route that raises: each costs only what needs it."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from flask.testing import FlaskClient
from waitress import create_server

from board import apart, gate, small_file
from board.access import Access
from board.opened import Opened, TooLarge
from board.timeline import index
from board.timeline.index import Index
from tests.board.conftest import Write
from tests.board.faulty import Server, wait_for
from tests.board.test_faults import append


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """As on a disk that is full but for so many bytes a file; what is beyond them fails to be written."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@contextmanager
def small_disk(path: Path) -> Iterator[None]:
    """A file system of one megabyte at `path`."""
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("Only root may mount file systems.")
    try:
        yield
    finally:
        subprocess.run(["umount", str(path)], check=True)


def trace(path: Path, slices: int) -> Path:
    events = [{"ph": "X", "name": f"slice {i}", "ts": i, "dur": 1, "pid": 1, "tid": 1} for i in range(slices)]
    path.write_text(json.dumps({"traceEvents": events}))
    return path


# A full disk.


@pytest.mark.parametrize("full", ["a full disk", "a limit on files"])
def test_a_timeline_is_shown_though_its_cache_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    monkeypatch.setattr(index, "WORTH", 0)
    monkeypatch.setattr(index, "SPARE", 0)
    path = trace(tmp_path / "t.trace.json", 20_000)
    cache = Index(tmp_path / "cache" if full == "a limit on files" else tmp_path / "disk" / "cache")
    with small_disk(tmp_path / "disk") if full == "a full disk" else files_no_longer_than(100_000):
        if full == "a full disk":
            usage = index.shutil.disk_usage
            monkeypatch.setattr(index.shutil, "disk_usage", lambda path: usage(tmp_path))
        found = index.made(path, cache)
        assert len(found.trace.slices.start) == 20_000
        np.testing.assert_array_equal(np.diff(found.trace.slices.start), 1000)
        assert cache.load(path) is None
        assert list(cache._root.iterdir()) == [], "nothing is left half done"


def test_an_opened_file_that_does_not_fit_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    opened = Opened()
    try:
        with files_no_longer_than(1000), (tmp_path / "large").open("w+b") as body:
            body.write(bytes(1000))
            body.seek(0)
            body.read = lambda size=-1: bytes(4096)  # type: ignore[method-assign]
            with pytest.raises(TooLarge, match="cannot be kept while it is shown: File too large"):
                opened.keep("large.npy", body, 4096)
        assert opened._directory is not None
        assert list(opened._directory.iterdir()) == []
    finally:
        opened.close()


def test_what_people_set_stays_whole_on_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / ".board.json"
    path.write_text("before")
    with files_no_longer_than(10), pytest.raises(small_file.SmallFileError, match="cannot be written"):
        small_file.replace(path, b"afterwards, and longer")
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == [".board.json"]


# Descriptors.


def test_more_connections_than_descriptors_stop_nobody(tmp_path: Path) -> None:
    append(tmp_path, "run", 0)
    server = Server(tmp_path, descriptors=24)
    try:
        wait_for(lambda: server.steps("run"), bool)
        place = urlsplit(server.address)
        held = [socket.create_connection((place.hostname, place.port or 0)) for _ in range(60)]
        assert server.get("api/runs")["runs"]
        append(tmp_path, "run", 1)
        wait_for(lambda: server.steps("run"), lambda steps: steps == [0, 1])
        for one in held:
            one.close()
        assert server.steps("run") == [0, 1]
        wait_for(server.problems, lambda problems: problems == [])
        assert "Traceback" not in server.told()
    finally:
        server.end()


def test_a_connection_that_idles_makes_room_where_no_descriptor_is_left() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    server = create_server(_hello, sockets=[listener], threads=1)
    gate.guard(server, Access(None, None))
    threading.Thread(target=server.run, daemon=True).start()
    with ExitStack() as held:
        held.enter_context(socket.create_connection(listener.getsockname()))
        late = held.enter_context(socket.socket())
        wait_for(lambda: [one for one in server._map.values() if isinstance(one, gate.Channel)], bool)
        held.enter_context(no_descriptors())
        late.settimeout(10)
        late.connect(listener.getsockname())
        late.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert late.recv(100).startswith(b"HTTP/1.0 200")
    server.task_dispatcher.shutdown()


def _hello(_: Any, start: Any) -> list[bytes]:
    start("200 OK", [("Content-Length", "0")])
    return []


@contextmanager
def no_descriptors() -> Iterator[None]:
    """With all descriptors taken that this process may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    taken = []
    try:
        with suppress(OSError):
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        yield
    finally:
        for one in taken:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


# Processes.


def test_work_apart_that_is_killed_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(apart.TooSlow):
        apart.run("finding", {})
    assert apart.run_each("finding", {}) == []


def test_work_apart_that_cannot_be_started_costs_its_request(
    write: Write, serve: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    client = serve(write([("loss", 1.0, 0, 1.0)]))
    monkeypatch.setattr(apart.subprocess, "Popen", refuse)
    reply = client.post("/api/matches", json={"expressions": ["(a|b)*c"]})
    assert reply.status_code in (200, 500)
    assert reply.json and ("error" in reply.json or "problem" in str(reply.json))
    assert client.get("/api/runs").status_code == 200


# A route that raises.


def test_a_route_that_raises_takes_no_other_down(
    write: Write, serve: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = serve(write([("loss", 1.0, 0, 1.0)]))

    def fail(*_: Any) -> None:
        raise ZeroDivisionError("a bug")

    views = client.application.view_functions
    for name in [name for name in views if name.startswith("scalars.")]:
        monkeypatch.setitem(views, name, fail)
    reply = client.post("/api/scalars", json={"runs": ["a"], "tags": ["loss"]})
    assert (reply.status_code, reply.json) == (500, {"error": "The server failed on this request; its log tells why."})
    assert "ZeroDivisionError: a bug" in caplog.text
    for address in ("/api/runs", "/api/problems", "/healthz", "/data/runs"):
        assert client.get(address).status_code == 200, address
