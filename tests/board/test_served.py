"""A server from Python: it answers, it says what is wrong, and it never outlives whoever started it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

import board

from .conftest import Write

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


def asked(url: str, headers: dict[str, str] | None = None) -> Any:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=PATIENCE) as response:
        response.read()
    return response


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ends(port: int) -> bool:
    """Whether nobody listens there any more, before long."""
    end = time.monotonic() + PATIENCE
    while listens(port) and time.monotonic() < end:
        time.sleep(0.02)
    return not listens(port)


def runs(url: str) -> list[str]:
    """The names of the runs, once all has been read."""
    end = time.monotonic() + PATIENCE
    while True:
        with urllib.request.urlopen(f"{url}api/runs", timeout=PATIENCE) as response:
            listing = json.load(response)
        if listing["progress"]["done"] or time.monotonic() > end:
            return [run[0] for run in listing["runs"]]
        time.sleep(0.02)


def test_it_serves_until_it_is_stopped(write: Write) -> None:
    with board.serve(write([("loss", 1.0, 0, 1.0)]), port=0, window_title="Mine") as server:
        assert server.alive and server.url == f"http://localhost:{server.port}/"
        assert runs(server.url) == ["a"]
    assert not server.alive and ends(server.port)
    server.stop()


def test_several_logdirs_keep_their_names(write: Write) -> None:
    write([("loss", 1.0, 0, 1.0)], run="x/a")
    logdir = write([("loss", 1.0, 0, 2.0)], run="y/b")
    with board.serve({"first": logdir / "x", "second": logdir / "y"}, port=0) as server:
        assert runs(server.url) == ["first/a", "second/b"]


def test_the_token_is_asked_for_and_not_shown_to_others(tmp_path: Path) -> None:
    with board.serve(tmp_path, port=0, token="so-long-a-token-is-not-guessed") as server:
        assert server.url.endswith("?token=so-long-a-token-is-not-guessed")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            asked(f"http://localhost:{server.port}/api/runs")
        assert asked(
            f"http://localhost:{server.port}/api/runs", {"Authorization": "Bearer so-long-a-token-is-not-guessed"}
        )
        if Path("/proc/self/cmdline").exists():
            words = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if _is_ours(path)]
            assert words and not [one for one in words if b"so-long-a-token" in one]


def _is_ours(path: Path) -> bool:
    try:
        return b"--child" in path.read_bytes()
    except OSError:  # it has ended
        return False


def test_only_named_origins_show_it_in_a_frame(tmp_path: Path) -> None:
    with board.serve(tmp_path, port=0, frame_ancestors=["http://localhost:8888", "https://*.example.org"]) as server:
        (policy,) = asked(server.url).headers.get_all("Content-Security-Policy")
        assert policy.endswith("frame-ancestors 'self' http://localhost:8888 https://*.example.org")
        frame = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
        assert asked(server.url, frame).status == 200
    with board.serve(tmp_path, port=0) as server:
        assert asked(server.url).headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            asked(server.url, frame)


@pytest.mark.parametrize("origin", ["*", "localhost:8888", "https://a b", "'unsafe-inline'", "https://a;script-src *"])
def test_what_is_no_origin_is_refused(origin: str, tmp_path: Path) -> None:
    with pytest.raises(
        board.ServingError, match=r"^--frame_ancestors takes origins, as http://localhost:8888, not .*\.$"
    ):
        board.serve(tmp_path, port=0, frame_ancestors=[origin])


def test_what_keeps_it_from_starting_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(board.ServingError, match=r"^Port \d+ is in use by another program; .*\.$"):
            board.serve(tmp_path, port=taken.getsockname()[1])


def test_it_ends_with_whoever_started_it_however_that_ends(tmp_path: Path) -> None:
    script = f"import board, time; print(board.serve({str(tmp_path)!r}, port=0).port, flush=True); time.sleep(600)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment) as starter:
        assert starter.stdout
        port = int(starter.stdout.readline())
        assert listens(port)
        starter.send_signal(signal.SIGKILL)
    assert ends(port)


def test_blocking_ends_with_ctrl_c(tmp_path: Path) -> None:
    script = f"import board; board.serve({str(tmp_path)!r}, port=0, block=True)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment, text=True
    ) as starter:
        assert starter.stdout
        port = int(starter.stdout.readline().split("localhost:")[1].partition("/")[0])
        assert listens(port)
        starter.send_signal(signal.SIGINT)
        assert starter.wait(PATIENCE) == 0
    assert ends(port)
