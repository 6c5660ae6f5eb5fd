"""What the server tells of itself: that it lives, figures for Prometheus, the state of each file."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from board.access import Access
from board.app import create_app
from board.cache import Cache
from board.filestates import STATES
from board.run import Source
from board.store import Store

from .conftest import Write, loaded

Serve = Callable[..., FlaskClient]
THREE = [("loss", 1.0, 0, 1.0), ("loss", 2.0, 1, 2.0), ("accuracy", 0.5, 1, 2.0)]
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\.)*",?)*)\})? (-?[0-9.e+-]+|NaN|[+-]Inf)')


def scraped(client: FlaskClient) -> dict[str, float]:
    """What the server's figures are."""
    reply = client.get("/metrics")
    assert reply.content_type == "text/plain; version=0.0.4; charset=utf-8"
    return parsed(reply.text)


def parsed(text: str) -> dict[str, float]:
    """Each sample by its name and labels, from text that is parsed by the rules of Prometheus' format."""
    found: dict[str, float] = {}
    typed: dict[str, str] = {}
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("#"):
            _, word, name, rest = line.split(" ", 3)
            assert word in ("HELP", "TYPE")
            if word == "TYPE":
                assert name not in typed, "a family comes in one piece"
                typed[name] = rest
            continue
        match = SAMPLE.fullmatch(line)
        assert match, line
        family = re.sub(r"_(bucket|sum|count)$", "", match[1])
        assert typed.get(match[1], typed.get(family)) in ("counter", "gauge", "histogram")
        key = f"{match[1]}{{{match[2]}}}" if match[2] else match[1]
        assert key not in found, "a sample comes once"
        found[key] = float(match[3])
    return found


def listed(client: FlaskClient, query: str = "") -> list[str]:
    return [one["file"] for one in client.get(f"/api/files?{query}").json["files"]]


def spoil(file: Path, record: int = 1) -> int:
    """Makes the data of a record of a file of equal records wrong; where that begins."""
    data = bytearray(file.read_bytes())
    at = 0
    for _ in range(record):
        at += 16 + int.from_bytes(data[at : at + 8], "little")
    data[at + 14] ^= 0xFF
    file.write_bytes(data)
    return at


# Alive.


def test_whoever_asks_learns_that_the_server_lives_and_nothing_else(write: Write) -> None:
    logdir = write(THREE)
    client = create_app(logdir, loaded(logdir), access=Access("secret", frozenset())).test_client()
    reply = client.get("/healthz", headers={"Host": "probe.example"})
    assert (reply.status_code, reply.text, reply.mimetype) == (200, "ok\n", "text/plain")
    assert "Set-Cookie" not in reply.headers
    assert client.head("/healthz").status_code == 200
    for path in ("/metrics", "/api/files", "/api/server"):
        assert client.get(path).status_code == 403
        assert client.get(path, headers={"Authorization": "Bearer secret"}).status_code == 200


# Figures.


def test_figures_tell_what_the_logs_hold(write: Write, serve: Serve) -> None:
    write(THREE)
    logdir = write(THREE, run="b")
    spoil(logdir / "b" / "events.out.tfevents.1.host")
    figures = scraped(serve(logdir))
    assert figures["board_runs"] == 2
    assert figures["board_points"] == 5
    assert figures["board_problems"] == 1
    assert figures['board_files{state="read"}'] == 1
    assert figures['board_files{state="damaged"}'] == 1
    assert figures["board_unread_bytes"] == 0


def test_what_was_seen_and_not_read_is_counted(write: Write, serve: Serve) -> None:
    logdir = write(THREE)
    file = logdir / "a" / "events.out.tfevents.1.host"
    file.write_bytes(file.read_bytes() + b"\x18\0\0\0\0\0\0\0")
    assert scraped(serve(logdir))["board_unread_bytes"] == 8


def test_requests_are_counted_by_route_and_status(write: Write, serve: Serve) -> None:
    client = serve(write(THREE))
    for path in ("/api/runs", "/api/runs", "/api/runs?since=x", "/api/scalars?tag=no&run=a", "/api/nothing"):
        client.get(path)
    client.open("/api/runs", method="BREW")
    figures = scraped(client)
    assert figures['board_requests_total{route="/api/runs",method="GET",status="200"}'] == 2
    assert figures['board_requests_total{route="/api/runs",method="GET",status="400"}'] == 1
    assert figures['board_requests_total{route="/api/scalars",method="GET",status="404"}'] == 1
    assert figures['board_requests_total{route="/<path:name>",method="GET",status="404"}'] == 1
    assert figures['board_request_seconds_count{route="/api/runs"}'] == 3
    assert figures['board_request_seconds_bucket{route="/api/runs",le="+Inf"}'] == 3
    assert not [name for name in figures if "BREW" in name]
    assert figures["board_requests_open"] == 1, "this one itself"


def test_how_long_answers_take_is_told_in_classes(write: Write, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    client = serve(write(THREE))
    clock = iter([10.0, 10.003, 20.0, 20.3, 30.0, 30.0])
    monkeypatch.setattr("board.traffic.time.perf_counter", lambda: next(clock))
    client.get("/api/runs")
    client.get("/api/runs")
    figures = scraped(client)
    within = {le: figures[f'board_request_seconds_bucket{{route="/api/runs",le="{le}"}}'] for le in ("0.0025", "0.005")}
    assert within == {"0.0025": 0, "0.005": 1}
    assert figures['board_request_seconds_bucket{route="/api/runs",le="0.25"}'] == 1
    assert figures['board_request_seconds_bucket{route="/api/runs",le="0.5"}'] == 2
    assert figures['board_request_seconds_sum{route="/api/runs"}'] == pytest.approx(0.303)


def test_figures_of_the_process_are_those_of_the_system(write: Write, serve: Serve) -> None:
    client = serve(write(THREE))
    figures = scraped(client)
    assert figures["process_start_time_seconds"] <= time.time()
    assert figures["process_threads"] >= threading.active_count()
    if os.path.isdir("/proc/self"):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        assert figures["process_resident_memory_bytes"] == pytest.approx(pages * os.sysconf("SC_PAGE_SIZE"), rel=0.2)
        opened = [open(os.devnull) for _ in range(20)]
        more = scraped(client)["process_open_fds"]
        for file in opened:
            file.close()
        assert more == figures["process_open_fds"] + 20


def test_caches_tell_what_they_hold(write: Write, serve: Serve) -> None:
    client = serve(write(THREE))
    first, second = (Cache[bytes](1000, len, 'odd "name"\\') for _ in range(2))
    first.get("a", lambda: b"12345")
    first.get("a", lambda: b"12345")
    second.get("a", lambda: b"123")
    figures = scraped(client)
    label = r'{cache="odd \"name\"\\"}'
    assert figures[f"board_cache_bytes{label}"] == 8
    assert figures[f"board_cache_hits_total{label}"] == 1
    assert figures[f"board_cache_misses_total{label}"] == 2
    (told,) = (one for one in client.get("/api/server").json["caches"] if one["name"] == 'odd "name"\\')
    assert told == {"name": 'odd "name"\\', "bytes": 8, "hits": 1, "misses": 2}


# Files.


def test_each_file_is_told_with_its_state(write: Write, serve: Serve) -> None:
    for run in ("whole", "cut", "spoilt"):
        logdir = write(THREE, run=run)
    name = "events.out.tfevents.1.host"
    size = (logdir / "whole" / name).stat().st_size
    (logdir / "cut" / name).write_bytes((logdir / "whole" / name).read_bytes()[:-5])
    at = spoil(logdir / "spoilt" / name)
    (logdir / "whole" / "graph.pbtxt").write_text("node { name: 'a' }")
    reply = serve(logdir).get("/api/files").json
    found = {one["file"]: one for one in reply["files"]}
    assert reply["total"] == reply["matched"] == 4
    whole, cut, spoilt = (found[f"{run}/{name}"] for run in ("whole", "cut", "spoilt"))
    assert (whole["state"], whole["size"], whole["read"], whole["points"]) == ("read", size, size, 3)
    assert whole["changed"] == pytest.approx((logdir / "whole" / name).stat().st_mtime, abs=1e-6)
    assert (cut["state"], cut["size"]) == ("waiting", size - 5)
    assert cut["read"] < size - 5 and cut["points"] == 2
    assert (spoilt["state"], spoilt["problems"], spoilt["points"]) == ("damaged", 1, 2)
    assert spoilt["trouble"] == f"at byte {at:,}: the data's checksum does not match"
    assert found["whole/graph.pbtxt"]["state"] == "beside"
    assert reply["files"][0]["file"] == f"spoilt/{name}", "what needs a look comes first"
    assert {one["state"]: one["count"] for one in reply["states"]} == {
        "damaged": 1,
        "waiting": 1,
        "read": 1,
        "beside": 1,
    }


def test_a_file_that_cannot_be_read_says_why(write: Write) -> None:
    store = Store()
    source = Source("a", "/logs/a/events", "a/events")
    store.add_sources([source])
    client = create_app("/logs", store).test_client()
    assert client.get("/api/files").json["files"][0]["state"] == "reading", "before it is read"
    store.report(source, "cannot be read: Permission denied")
    (told,) = client.get("/api/files?search=PERMISSION").json["files"]
    assert (told["state"], told["trouble"], told["changed"]) == (
        "unreadable",
        "cannot be read: Permission denied",
        None,
    )


def test_files_are_found_and_sorted_and_sent_in_parts(write: Write, serve: Serve) -> None:
    for number in range(5):
        logdir = write(THREE * (number + 1), run=f"Group/{number}")
    write(THREE, run="other")
    client = serve(logdir)
    assert listed(client, "search=group+3&sort=file") == ["Group/3/events.out.tfevents.1.host"]
    by_size = listed(client, "sort=size&search=group&count=2")
    assert [one.split("/")[1] for one in by_size] == ["4", "3"]
    assert [one.split("/")[1] for one in listed(client, "sort=size&search=group&count=2&first=2")] == ["2", "1"]
    assert [one.split("/")[1] for one in listed(client, "sort=size&down=1&search=group&count=1")] == ["0"]
    reply = client.get("/api/files?search=group&count=1").json
    assert (reply["total"], reply["matched"], len(reply["files"])) == (6, 5, 1)
    assert client.get("/api/files?state=damaged").json["matched"] == 0
    for wrong in ("count=0", "count=1001", "sort=colour", "state=fine", "first=-1"):
        assert client.get(f"/api/files?{wrong}").status_code == 400


def test_the_page_on_monitoring_names_every_figure_and_state(write: Write) -> None:
    page = (Path(__file__).parents[2] / "docs" / "monitoring.md").read_text()
    logdir = write(THREE)
    client = create_app(logdir, loaded(logdir)).test_client()
    client.get("/api/runs")
    told = set(re.findall(r"# TYPE (\w+) ", client.get("/metrics").text))
    named = set(re.findall(r"`((?:board|process)_\w+)`", page))
    assert told == named
    assert all(f"| {state} | {means} |" in page for state, means in STATES.items())
