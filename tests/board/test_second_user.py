"""Another user of the machine that a server with a token runs on: what they can reach and what they can read."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from board.app import create_app
from board.store import Store
from board.timeline.index import Index
from tests.board.everyroute import paths
from tests.browser.command import Command
from tests.browser.logs import write

NOBODY = 65534
TOKEN = "a-token-that-nobody-else-knows"

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user"
)


class Server(NamedTuple):
    command: Command
    home: Path
    token_file: Path


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A directory that everybody may enter, as homes often are; pytest's own keep everybody else out."""
    path = Path(tempfile.mkdtemp(prefix="home-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    """The command, with its token in a file; a timeline is in its cache, a file has been opened."""
    logdir = home / "logs"
    write(logdir / "a", {"loss": [1.0]})
    trace = json.dumps([{"ph": "X", "name": "n", "pid": 1, "tid": 1, "ts": 0, "dur": 1}])
    (logdir / "a.trace.json.gz").write_bytes(gzip.compress(trace.encode()))  # which is kept as columns
    token_file = home / "token"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        patch.setenv("TMPDIR", str(home))
        before = os.umask(0)  # the worst that a person can have set
        command = Command(logdir, "--token_file", str(token_file))
        os.umask(before)
        try:
            status, body = ask(command.port, "/api/timeline?id=file:a.trace.json.gz", token_file.read_text().strip())
            while status in (202, 503):
                status, body = ask(
                    command.port, "/api/timeline?id=file:a.trace.json.gz", token_file.read_text().strip()
                )
            assert status == 200, body
            sent = ask(command.port, "/api/open?name=x.json", token_file.read_text().strip(), b"secret of mine")
            assert sent[0] == 200
            yield Server(command, home, token_file)
        finally:
            command.kill()


def ask(port: int, path: str, token: str = "", body: bytes | None = None, method: str = "") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    fields = {"Authorization": f"Bearer {token}"} if token else {}
    connection.request(method or ("POST" if body is not None else "GET"), path, body, fields)
    reply = connection.getresponse()
    found = reply.status, reply.read()
    connection.close()
    return found


def as_nobody(act: Callable[[], Any]) -> Any:
    """What `act` gives, as JSON knows it, in a process of another user without any group of ours."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        with suppress(BaseException):
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(writing, json.dumps(act()).encode())
            status = 0
        os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    assert os.waitpid(child, 0)[1] == 0
    return json.loads(answer)


def readable(path: Path) -> list[str]:
    """The files at and below a path that can be opened, and the directories that can be listed."""
    found = []
    with suppress(OSError):
        found += [str(path)] if path.is_dir() and os.listdir(path) is not None else []
    for part in [path, *path.rglob("*")]:
        with suppress(OSError), open(part, "rb"):
            found.append(str(part))
    return found


def test_another_user_gets_403_everywhere_but_where_nothing_is_told(server: Server) -> None:
    app = create_app(server.home, Store(complete=True))
    asked = [*paths(app), ("GET", "/none"), ("GET", "/assets/x.js"), ("PUT", "/"), ("OPTIONS", "/api/runs")]

    def attack() -> list[tuple[str, str, int]]:
        assert os.getuid() == NOBODY
        port = server.command.port
        return [(method, path, ask(port, path, "guess", None, method)[0]) for method, path in asked]

    found = {(method, path): status for method, path, status in as_nobody(attack)}
    assert found.pop(("GET", "/healthz")) == 200
    assert set(found.values()) == {403}
    assert len(found) > 90


def test_another_user_cannot_read_the_token_the_cache_nor_what_was_opened(server: Server) -> None:
    opened = list(server.home.glob("board-opened-*"))
    assert len(opened) == 1 and len(list(opened[0].iterdir())) == 1
    cache = server.home / "cache"
    assert [path for path in cache.rglob("*") if path.is_file()]
    kept = [server.token_file, cache / "board", *opened]
    assert as_nobody(lambda: [one for path in kept for one in readable(path)]) == []
    assert as_nobody(lambda: readable(server.home / "logs")) != [], "it is the files, not the way to them"


def test_another_user_learns_the_token_from_no_process(server: Server) -> None:
    token = server.token_file.read_text().strip()

    def look() -> list[str]:
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "environ"):
                with suppress(OSError):
                    found.append((process / name).read_bytes().decode("latin-1"))
        return found

    seen = as_nobody(look)
    assert any(str(server.token_file) in words for words in seen), "the command itself can be seen"
    assert not any(token in words for words in seen)


def test_a_token_of_the_environment_is_hidden_and_one_of_the_command_is_told_not_to_be(tmp_path: Path) -> None:
    write(tmp_path / "a", {"loss": [1.0]})
    command = [sys.executable, "-m", "board", "--logdir", str(tmp_path), "--port", "0"]
    root = str(Path(__file__).parents[2])
    for words, environ, hidden in (([], {"BOARD_TOKEN": TOKEN}, True), (["--token", TOKEN], {}, False)):
        process = subprocess.Popen(
            [*command, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": root, **environ},
        )  # fmt: skip
        assert process.stdout
        line = process.stdout.readline()
        assert f"?token={TOKEN}" in line
        port = urlsplit(line.split(" at ")[1].split()[0]).port or 0
        assert (ask(port, "/api/runs")[0], ask(port, "/api/runs", TOKEN)[0]) == (403, 200)
        number = process.pid

        def look(number: int = number) -> list[str]:
            found = [Path(f"/proc/{number}/cmdline").read_text()]
            with suppress(PermissionError):
                found.append(Path(f"/proc/{number}/environ").read_text())
            return found

        assert any(TOKEN in words for words in as_nobody(look)) is not hidden
        process.kill()
        said = process.communicate()[1]
        assert ("list of processes" in said) is not hidden


def test_another_user_cannot_connect_to_the_socket(home: Path) -> None:
    write(home / "logs" / "a", {"loss": [1.0]})
    path = home / "s"
    process = subprocess.Popen(
        [sys.executable, "-m", "board", "--logdir", str(home / "logs"), "--socket", str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    try:
        assert process.stdout and process.stdout.readline()

        def connect() -> str:
            with socket.socket(socket.AF_UNIX) as opened:
                try:
                    opened.connect(str(path))
                except OSError as error:
                    return type(error).__name__
            return ""

        assert connect() == ""
        assert as_nobody(connect) == "PermissionError"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.mark.parametrize("part", ["cache", "cache/board", "cache/board/timelines"])
def test_a_cache_that_another_user_made_first_is_not_used(tmp_path: Path, part: str) -> None:
    root = tmp_path / "cache" / "board" / "timelines"
    trace = tmp_path / "a.json"
    trace.write_text("[]")
    assert Index(root).begin(trace)
    os.chown(tmp_path / part, NOBODY, NOBODY)
    assert (Index(root).begin(trace) is None) is (part != "cache"), "where it stands is for the person to choose"
    os.chown(tmp_path / part, 0, 0)
    (tmp_path / part).chmod(0o777)
    assert (Index(root).begin(trace) is None) is (part != "cache")
