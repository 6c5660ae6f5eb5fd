"""One bound on memory: caches are put out, claims wait or are refused, and what there is is found out."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from board import memory as module
from board.answers import Unreadable
from board.cache import Cache
from board.memory import Memory, memory, parsed
from summary.proto.event import Event
from summary.record import frame

MB = 1 << 20


@pytest.fixture
def most() -> Iterator[None]:
    before = memory.most
    yield
    memory.most = before


@pytest.mark.parametrize(
    ("text", "size"),
    [("4G", 4 << 30), ("512M", 512 << 20), ("1.5GiB", 3 << 29), ("300 mb", 300 << 20), ("2147483648", 1 << 31)],
)
def test_sizes_are_written_as_people_do(text: str, size: int) -> None:
    assert parsed(text) == size


@pytest.mark.parametrize("text", ["", "G", "4X", "-1G", "1e9G", "nan", "64M", "0"])
def test_what_is_no_size_or_too_small_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no size such as 4G"):
        parsed(text)


def test_the_command_says_which_sizes_there_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "board", "--logdir", "/", "--max_memory", "huge"], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "'huge' is no size such as 4G or 512M" in done.stderr
    assert "Traceback" not in done.stderr


def test_caches_together_hold_no_more_than_their_share(most: None) -> None:
    memory.most = 2 * module.KEPT_SHARE * MB
    one: Cache[bytes] = Cache(1 << 30, len, "one")
    other: Cache[bytes] = Cache(1 << 30, len, "other")
    for number in range(8):
        one.get(number, lambda: bytes(MB // 2))
        other.get(number, lambda: bytes(MB // 2))
    assert one.bytes + other.bytes <= 2 * MB
    # What was used last is there still, in either.
    for cache in (one, other):
        assert cache.get(7, lambda: pytest.fail("it was put out")) == bytes(MB // 2)


def test_what_was_used_least_recently_goes_first_whichever_cache_has_it(most: None) -> None:
    memory.most = 1 << 40
    one: Cache[str] = Cache(100, lambda _: 1, "one")
    other: Cache[str] = Cache(100, lambda _: 1, "other")
    bound = Memory(1 << 40)
    bound.add(one)
    bound.add(other)
    one.get("a", lambda: "a"), other.get("b", lambda: "b"), one.get("c", lambda: "c"), one.get("a", str)
    bound.most = 2 * module.KEPT_SHARE
    bound.settle()
    assert one.get("a", str) == "a"
    assert one.get("c", str) == "c"
    assert other.get("b", lambda: "made again") == "made again"


def test_the_process_gives_back_what_caches_held(most: None) -> None:
    # In a process of its own: what it takes is measured.
    script = f"""
import os
from board.cache import Cache
from board.memory import memory, resident
cache = Cache(1 << 40, len, "large")
memory.most = 1 << 40
for number in range(200):
    cache.get(number, lambda: os.urandom({MB}))
full = resident()
memory.most = 100 << 20
memory.watch()
memory.relieve()
print(full >> 20, resident() >> 20, cache.bytes >> 20)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    full, left, kept = map(int, done.stdout.split())
    assert full > 200
    assert left <= 95
    assert 0 < kept < 90


def test_claims_wait_for_each_other() -> None:
    bound = Memory(200 * MB)
    inside, let_go = threading.Event(), threading.Event()
    order: list[str] = []

    def first() -> None:
        with bound.claim(60 * MB):
            inside.set()
            let_go.wait()
            order.append("first")

    def second() -> None:
        inside.wait()
        with bound.claim(60 * MB):
            order.append("second")

    with ThreadPoolExecutor(2) as threads:
        done = [threads.submit(first), threads.submit(second)]
        inside.wait()
        with bound.claim(30 * MB):  # beside the first there is room for a small one
            order.append("small")
        let_go.set()
        for one in done:
            one.result()
    assert order == ["small", "first", "second"]
    assert bound.use().claimed == 0


def test_a_claim_within_a_claim_does_not_wait_for_itself() -> None:
    bound = Memory(200 * MB)
    with bound.claim(80 * MB), bound.claim(80 * MB):
        assert bound.use().claimed == 160 * MB
    assert bound.use().claimed == 0


def test_what_never_fits_is_refused_with_a_sentence() -> None:
    with pytest.raises(Unreadable, match=r"The picture takes some 101 MB .* --max_memory, which is 200 MB"):
        Memory(200 * MB).claim(101 * MB, "The picture").__enter__()


def test_a_claim_is_given_up_where_room_never_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    bound = Memory(200 * MB)
    with ThreadPoolExecutor(1) as threads, bound.claim(90 * MB), pytest.raises(Unreadable, match="Try again"):
        threads.submit(lambda: bound.claim(90 * MB).__enter__()).result()
    assert bound.use().claimed == 0


def test_the_limit_of_a_container_counts(tmp_path: Path) -> None:
    root, mine = tmp_path / "cgroup", tmp_path / "mine"
    (root / "user/app").mkdir(parents=True)
    (root / "user/memory.max").write_text("3000000000\n")
    (root / "user/app/memory.max").write_text("max\n")
    mine.write_text("0::/user/app\n")
    assert list(module._of_cgroups(root, mine)) == [3000000000]
    # One that is mounted as the root of a container, in the form of version 1.
    (root / "memory").mkdir()
    (root / "memory/memory.limit_in_bytes").write_text("2000000000\n")
    mine.write_text("7:blkio:/\n4:memory:/outside/name\n")
    assert list(module._of_cgroups(root, mine)) == [2000000000]


def test_a_limit_of_the_shell_counts() -> None:
    script = "from board.memory import there_is; print(there_is())"
    shell = f"ulimit -v 3000000; exec {sys.executable} -c '{script}'"
    done = subprocess.run(
        ["sh", "-c", shell], capture_output=True, text=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    )
    assert int(done.stdout) == 3000000 << 10


FULL = f"""
import os, sys, time
from pathlib import Path
from board.loader import Loader
from board.memory import memory, resident
from board.store import Store

logdir, store = Path(sys.argv[1]), Store()
memory.most = 160 * {MB}
memory.watch()
loader = Loader(logdir, store)
loader.refresh()
full = resident() / memory.most
[problem] = store.problems()
print(problem.reason)
read = {{run: store.series(run, "loss").points.step.size for run in store.runs() if "loss" in store.tags(run)}}
for run in list(read)[:-2]:
    os.remove(logdir / run / "events.out.tfevents.1")
loader.refresh()
loader.refresh()
left = {{run: store.series(run, "loss").points.step.size for run in store.runs() if "loss" in store.tags(run)}}
print(f"{{full:.2f}}", sum(read.values()), len(left), len(store.problems()), set(left.values()))
"""


def test_logs_that_do_not_fit_are_read_as_far_as_they_do(tmp_path: Path) -> None:
    """And once others are gone, what was left of them is read as well."""
    event = Event(wall_time=1)
    event.summary.value.add(tag="loss", simple_value=1)
    points = frame(event.SerializeToString()) * 400_000
    for run in range(12):
        (tmp_path / f"run{run:02}").mkdir()
        (tmp_path / f"run{run:02}/events.out.tfevents.1").write_bytes(points)
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    reason, figures = done.stdout.splitlines()
    assert reason.startswith("--max_memory, 160 MB, is full: ")
    assert "event files are not read to their ends" in reason
    share, read, left, problems, sizes = figures.split(maxsplit=4)
    assert float(share) < 1.0
    assert 1_000_000 < int(read) < 4_800_000
    assert (int(problems), sizes) == (0, "{400000}")
    assert int(left) == 2


TAGS = f"""
import sys
from pathlib import Path
from board.app import create_app
from board.loader import Loader
from board.memory import memory, resident
from board.store import Store

logdir, store = Path(sys.argv[1]), Store()
memory.most = 192 * {MB}
memory.watch()
loader = Loader(logdir, store)
loader.refresh()
client = create_app(logdir, store).test_client()
for _ in range(3):
    answer = client.get("/api/runs")
    assert answer.status_code == 200
    [tags] = answer.json["tagsets"]
    loader.refresh()
print(f"{{resident() / memory.most:.2f}}", len(tags["scalars"]), len(store.problems()))
"""


def test_a_million_tags_stay_below_the_bound(tmp_path: Path) -> None:
    """The log's own 30 MB would take four hundred."""
    with (tmp_path / "events.out.tfevents.1").open("wb") as file:
        for begin in range(0, 1_000_000, 10_000):
            values = b"".join(
                b"\x0a\x15\x0a\x0ekey/tag%07d\x15\0\0\x80\x3f" % number for number in range(begin, begin + 10_000)
            )
            size = bytes([len(values) & 127 | 128, len(values) >> 7 & 127 | 128, len(values) >> 14])
            file.write(frame(b"\x10\x01\x2a" + size + values))
    done = subprocess.run([sys.executable, "-c", TAGS, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    share, listed, problems = done.stdout.split()
    assert float(share) < 1.0
    assert 50_000 < int(listed) <= 250_000
    assert int(problems) >= 1
