"""The end of the command: at once, at whatever stage a signal comes, and nothing of it is left."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from board import ending
from summary.record import frame
from summary.scalar_records import frame_scalars

from .projected import embedding

ROOT = Path(__file__).parents[2]
STATUS = {signal.SIGINT: 130, signal.SIGTERM: 0, signal.SIGHUP: 129}
SIGNALS = sorted(STATUS)
PATIENCE = 30.0

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="what a process does is asked of /proc")


def until(probe: Callable[[], Any]) -> Any:
    """What `probe` gives, once that is something."""
    end = time.monotonic() + PATIENCE
    while not (found := probe()):
        assert time.monotonic() < end
        time.sleep(0.001)
    return found


def catches(process: int) -> bool:
    """Whether it has said what is to happen on SIGHUP, the last that it does; Python itself does not."""
    caught = re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{process}/status").read_text())
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGHUP - 1) & 1)


def children(process: int) -> list[int]:
    return [int(one) for task in Path(f"/proc/{process}/task").iterdir() for one in _words(task / "children")]


def _words(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:
        return []


def is_gone(process: int) -> bool:
    try:
        return "State:\tZ" in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return True


class Started:
    """The command, started with directories of its own for temporary and for cached files."""

    def __init__(self, home: Path, *arguments: object, before: tuple[str, ...] = ()) -> None:
        self.temporary, self.cache = home / "temporary", home / "cache"
        self.temporary.mkdir(exist_ok=True)
        environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.temporary),
            "XDG_CACHE_HOME": str(self.cache),
        }
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "board", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environ,
            cwd=home,
        )

    def port(self) -> int:
        assert self.process.stdout
        line = self.process.stdout.readline()
        found = re.search(r"http://localhost:(\d+)/", line)
        assert found, line
        return int(found[1])

    def end(self, number: signal.Signals) -> None:
        """Sends the signal; the command ends with its status, says nothing, and leaves no temporary file."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=PATIENCE)
        assert (self.process.returncode, errors) == (STATUS[number], "")
        assert list(self.temporary.iterdir()) == []


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    started: list[Started] = []

    def start(*arguments: object, **options: Any) -> Started:
        started.append(Started(tmp_path, *arguments, **options))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """An embedding, a point, and its graph's text."""
    (tmp_path / "logs").mkdir()
    embedding(tmp_path / "logs", np.random.default_rng(0).normal(size=(400, 8)))
    return tmp_path / "logs"


def ask(port: int, method: str, path: str, body: object = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    data = body if isinstance(body, bytes) else json.dumps(body)
    connection.request(method, path, data, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    assert response.status < 300, answer
    return json.loads(answer)


@pytest.mark.parametrize("number", SIGNALS)
def test_before_it_listens(start: Callable[..., Started], logdir: Path, number: signal.Signals) -> None:
    command = start(logdir, "--port", 0)
    until(lambda: catches(command.process.pid))
    command.process.send_signal(number)
    _, errors = command.process.communicate(timeout=PATIENCE)
    assert command.process.returncode in (STATUS[number], 128 + number)
    assert errors == ""


FIRST_DEED = """
import signal, sys, types
from board import __main__
ignored = signal.default_int_handler, signal.SIG_DFL
told = lambda: print([signal.getsignal(number) in ignored for number in (1, 2, 15)], "click" in sys.modules)
sys.modules["board.cli"] = types.SimpleNamespace(main=told)
__main__.main()
"""


def test_signals_are_minded_before_anything_is_imported() -> None:
    told = subprocess.run([sys.executable, "-c", FIRST_DEED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == "[False, False, False] False\n"


@pytest.mark.parametrize("number", SIGNALS)
def test_as_soon_as_it_listens(start: Callable[..., Started], logdir: Path, number: signal.Signals) -> None:
    command = start(logdir, "--port", 0)
    command.port()
    command.end(number)


def test_while_it_loads(start: Callable[..., Started], tmp_path: Path) -> None:
    """A file of records that take long to check, under many names."""
    (tmp_path / "logs").mkdir()
    file = tmp_path / "logs" / "events.out.tfevents.1.host"
    file.write_bytes(frame(bytes(4 << 20)) * 4)
    for number in range(400):
        (tmp_path / "logs" / f"{number}").mkdir()
        os.link(file, tmp_path / "logs" / f"{number}" / file.name)
    command = start(tmp_path / "logs", "--port", 0)
    port = command.port()
    assert not ask(port, "GET", "/api/runs")["progress"]["done"]
    command.end(signal.SIGTERM)


def test_with_open_requests_and_opened_files(start: Callable[..., Started], logdir: Path) -> None:
    command = start(logdir, "--port", 0)
    port = command.port()
    ask(port, "POST", "/api/open?name=a.npy", bytes(1000))
    assert [path.name[:13] for path in command.temporary.iterdir()] == ["board-opened-"]
    with socket.create_connection(("127.0.0.1", port)) as half, socket.create_connection(("127.0.0.1", port)):
        half.sendall(
            b"POST /api/open?name=b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n" + bytes(999)
        )
        command.end(signal.SIGINT)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_with_a_worker_running(start: Callable[..., Started], logdir: Path, number: signal.Signals) -> None:
    command = start(logdir, "--port", 0)
    port = command.port()
    (one,) = until(lambda: ask(port, "GET", "/api/projector")["embeddings"])
    ask(port, "POST", "/api/projector/jobs", {"id": one["id"], "method": "tsne", "dimensions": 2, "iterations": 20_000})
    workers = until(lambda: children(command.process.pid))
    if number == signal.SIGKILL:
        command.process.kill()
    else:
        command.end(number)
    until(lambda: all(is_gone(worker) for worker in workers))


BUSY_WORKER = """
import numpy as np
from board import ending
from board.projection import process
process.SOURCE = "import time; time.sleep(600)"
ending.install()
worker = process.Worker("pca", {}, {"vectors": np.zeros((3, 3), np.float32)})
print("started", flush=True)
for message in worker.messages():
    pass
"""


def test_with_a_worker_that_is_too_busy_to_see_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BUSY_WORKER], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stdout.readline() == b"started\n"
        workers = children(process.pid)
        process.terminate()
        assert process.wait(PATIENCE) == 128 + signal.SIGTERM
    assert workers
    until(lambda: all(is_gone(worker) for worker in workers))


LONG_SEARCH = """
from board import apart, ending
ending.install()
try:
    apart.run("finding", ["searched", "(a+)+$", ["a" * 60 + "b"]])
except apart.TooSlow:
    print("too slow")
"""


def test_with_an_expression_being_tried(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", LONG_SEARCH], env={**os.environ, "PYTHONPATH": str(ROOT)})
    searchers = until(lambda: children(process.pid))
    limits = until(lambda: re.search(r"Max cpu time +(\d+)", Path(f"/proc/{searchers[0]}/limits").read_text()))
    process.terminate()
    assert process.wait(PATIENCE) == 128 + signal.SIGTERM
    until(lambda: all(is_gone(searcher) for searcher in searchers))
    assert int(limits[1]) == 10  # what ends it after a kill that this process cannot see coming


def test_with_a_timeline_half_read(start: Callable[..., Started], tmp_path: Path) -> None:
    event = '{"name":"f","ph":"X","ts":%d,"dur":1,"pid":1,"tid":1,"args":{"text":"' + "x" * 200 + '"}},'
    text = "[" + "".join(event % number for number in range(200_000)) + "{}]"
    (tmp_path / "big.json.gz").write_bytes(gzip.compress(text.encode(), 1))
    command = start("timeline", tmp_path / "big.json.gz", "--port", 0)
    assert command.process.stdout
    found = re.search(r":(\d+)/#tab=timeline&file=(\S+)", command.process.stdout.readline())
    assert found
    kept = command.cache / "board" / "timelines"
    with socket.create_connection(("127.0.0.1", int(found[1]))) as asking:
        asking.sendall(f"GET /api/timeline?file={found[2]} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        until(lambda: kept.exists() and any(path.name.startswith(".new-") for path in kept.iterdir()))
        command.end(signal.SIGTERM)
    assert list(kept.iterdir()) == []


def test_with_a_socket(start: Callable[..., Started], logdir: Path, tmp_path: Path) -> None:
    path = tmp_path / "board.sock"
    command = start(logdir, "--socket", path)
    assert command.process.stdout
    assert f"the socket {path}" in command.process.stdout.readline()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    command.end(signal.SIGHUP)
    assert not path.exists()


def test_what_nohup_starts_stays(start: Callable[..., Started], logdir: Path) -> None:
    command = start(logdir, "--port", 0, before=("nohup",))
    port = command.port()
    command.process.send_signal(signal.SIGHUP)
    assert "runs" in ask(port, "GET", "/api/runs")
    command.process.terminate()
    command.process.communicate(timeout=PATIENCE)
    assert command.process.returncode == 0


def is_root_of_namespaces() -> bool:
    """Whether processes can be given a numbering of their own, as containers do."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "--pid", "--fork", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not is_root_of_namespaces(), reason="needs root and unshare")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_as_process_1_of_a_container(start: Callable[..., Started], logdir: Path, number: signal.Signals) -> None:
    command = start(logdir, "--port", 0, before=("unshare", "--pid", "--fork", "--kill-child"))
    ask(command.port(), "GET", "/api/runs")
    (first,) = children(command.process.pid)
    os.kill(first, number)
    command.process.communicate(timeout=PATIENCE)
    assert command.process.returncode == STATUS[number]


def test_an_export_that_is_ended_leaves_no_half_file(start: Callable[..., Started], tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "out").mkdir()
    points = frame_scalars([("loss", 1.0, step, 1.0) for step in range(100_000)])
    (tmp_path / "logs" / "events.out.tfevents.1.host").write_bytes(points * 10)
    command = start("export", tmp_path / "logs", "-o", tmp_path / "out" / "points.csv")
    until(lambda: list((tmp_path / "out").iterdir()))
    command.process.terminate()
    command.process.communicate(timeout=PATIENCE)
    assert command.process.returncode == 128 + signal.SIGTERM
    assert list((tmp_path / "out").iterdir()) == []


def test_a_directory_goes_while_it_is_filled(tmp_path: Path) -> None:
    """Each of the first listings misses a file that comes after it."""
    directory = tmp_path / "filled"
    directory.mkdir()
    left = iter(range(3))
    original = shutil.rmtree

    def late(path: Path, ignore_errors: bool) -> None:
        if next(left, None) is None:
            original(path, ignore_errors=ignore_errors)
            return
        (directory / "late").touch()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shutil, "rmtree", late)
        ending.sweep(directory)
    assert not directory.exists()
