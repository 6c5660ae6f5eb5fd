"""What directories hold: against what os.scandir says of them, compiled and not."""

from __future__ import annotations

import errno
import importlib.util
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board import beside, directories
from tests.board.faulty import nobody

UNFINISHED = re.compile(r"\..+\.[A-Za-z0-9]{6}|.+\.partial|\.~tmp~|\.rsync-partial", re.DOTALL)

PARTS = (
    *("events.out.tfevents.1", "tfevents", "TFEVENTS", ".", "..", ".partial", ".~tmp~", ".rsync-partial", ".Ab3dE9"),
    *(".Ab3dE", ".Ab-dE9", ".trash", "trash", ".pb", ".pbtxt", ".meta", ".json", "timeline", ".trace.json.gz", ".npy"),
    *("keras_metadata.pb", beside.PROJECTOR, "a", " ", "\n", "é", "\udcff", "日", "x" * 60),
)
NAMES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join)
KINDS = (
    "file",
    "directory",
    "fifo",
    "link to a file",
    "link to a directory",
    "dangling link",
    "link to itself",
    "link into a file",
)


def as_it_is(name: str) -> ModuleType:
    """The same file, run by Python itself even where the compiled module is the one that imports."""
    path = Path(str(beside.__file__)).parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"{name}_as_they_are", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert not module.COMPILED
    return module


with pytest.MonkeyPatch.context() as patch:
    patch.setitem(sys.modules, "board.entries", as_it_is("entries"))
    MODULES = {"as imported": directories, "as it is": as_it_is("directories")}


@pytest.fixture(params=MODULES)
def surveyor(request: pytest.FixtureRequest) -> Any:
    return MODULES[request.param].Surveyor()


def make(directory: Path, name: str, kind: str) -> None:
    path = directory / name
    targets = {
        "link to a file": directory.parent / "file",
        "link to a directory": directory.parent,
        "dangling link": directory / "nowhere" / "at" / "all",
        "link to itself": path,
        "link into a file": directory.parent / "file" / "below",
    }
    if kind == "file":
        path.touch()
    elif kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(targets[kind])


def expected(directory: Path) -> tuple[set[str], set[str], set[str]]:
    """Event files, directories and other files that are shown, by the rules that the documentation states."""
    files, below, others = set(), set(), set()
    for name in os.listdir(directory):
        path = os.path.join(directory, name)
        if UNFINISHED.fullmatch(name):
            continue
        if "tfevents" in name and os.path.isfile(path):
            files.add(path)
        elif beside.kind_of(name) and os.path.isfile(path):
            others.add(path)
        elif name != ".trash" and os.path.isdir(path):
            below.add(path)
    return files, below, others


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(NAMES.filter(lambda name: len(os.fsencode(name)) < 256), st.sampled_from(KINDS), max_size=12))
def test_entries_are_what_their_names_and_kinds_say(surveyor: Any, entries: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as above:
        (Path(above) / "file").touch()
        directory = Path(above) / "directory"
        directory.mkdir()
        for name, kind in entries.items():
            if name not in (".", ".."):
                make(directory, name, kind)
        (found,) = surveyor.look_into([str(directory)])
        assert (set(found.files), set(found.directories), set(found.beside)) == expected(directory)
        assert found.files == sorted(found.files) and found.directories == sorted(found.directories)
        assert (found.error, found.untold) == (0, [])
        paths = [str(directory / name) for name in entries]
        assert [states_of(row) for row in surveyor.look_at(paths).tolist()] == list(map(states, paths))


def states_of(row: list[int]) -> tuple[int, ...]:
    return (row[0],) if row[0] else tuple(row)


def states(path: str) -> tuple[int, ...]:
    """What os.stat says, as a row of `Statuses`."""
    try:
        found = os.stat(path)
    except OSError as error:
        return (error.errno or 0,)
    return 0, found.st_size, found.st_mtime_ns, found.st_dev, found.st_ino


def test_many_directories_are_told_in_the_order_in_which_they_were_asked_for(surveyor: Any, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number:04}" for number in range(700)]
    for number, path in enumerate(paths):
        if number % 7:
            path.mkdir()
            (path / f"tfevents.{number}").touch()
    found = surveyor.look_into(list(map(str, paths)))
    for number, entries in enumerate(found):
        files = [str(paths[number] / f"tfevents.{number}")] if number % 7 else []
        assert (entries.files, entries.error) == (files, 0 if number % 7 else errno.ENOENT)
    rows = surveyor.look_at(list(map(str, paths)))
    assert [bool(error) for error in rows[:, 0].tolist()] == [not number % 7 for number in range(700)]


def test_directories_of_many_long_names_are_told_in_full(surveyor: Any, tmp_path: Path) -> None:
    """More than is gathered at once."""
    wanted = []
    for name, count in (("first", 15_000), ("second", 500), ("third", 0)):
        directory = tmp_path / name
        directory.mkdir()
        names = [f"{number:05}{'n' * 230}tfevents" for number in range(count)]
        for long in names:
            os.mknod(directory / long)
        wanted.append([str(directory / long) for long in names])
    paths = [str(tmp_path / name) for name in ("first", "second", "third")]
    for order in (slice(None), slice(None, None, -1)):
        assert [entries.files for entries in surveyor.look_into(paths[order])] == wanted[order]
        assert surveyor.progress()[0] == 2


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        *((f".events.tfevents.{ending}", False) for ending in ("Ab3dE9", "000000", "zzzzzz", "ZZZZZZ")),
        *(
            (f".events.tfevents.{ending}", True)
            for ending in ("Ab3dE", "Ab3dE90", "-b3dE9", "Ab3dE-", "Ab3dE[", "_b3dE9")
        ),
        *(("events.tfevents.Ab3dE9", True), ("tfevents.partial", False), ("tfevents.partial1", True)),
        *((".tfevents.partial", False), (".tfevents", True), ("tfevents.Partial", True)),
    ],
)
def test_a_copy_that_is_not_whole_is_told_by_its_name(surveyor: Any, tmp_path: Path, name: str, whole: bool) -> None:
    path = tmp_path / name
    path.touch()
    (found,) = surveyor.look_into([str(tmp_path)])
    assert found.files == [str(path)] * whole
    path.unlink()
    path.mkdir()
    (found,) = surveyor.look_into([str(tmp_path)])
    assert found.directories == [str(path)] * whole


def test_what_nobody_wants_of_a_large_directory_costs_no_objects(surveyor: Any, tmp_path: Path) -> None:
    for number in range(2000):
        os.mknod(tmp_path / f"{number}.txt")
    (tmp_path / "tfevents").touch()
    (found,) = surveyor.look_into([str(tmp_path)])
    assert found == (0, [str(tmp_path / "tfevents")], [], [], [])


@pytest.mark.parametrize(
    ("made", "error"), [(None, errno.ENOENT), (stat.S_IFREG, errno.ENOTDIR), (stat.S_IFIFO, errno.ENOTDIR)]
)
def test_what_is_no_directory_says_why(surveyor: Any, tmp_path: Path, made: int | None, error: int) -> None:
    if made is not None:
        os.mknod(tmp_path / "it", made | 0o600)
    assert surveyor.look_into([str(tmp_path / "it")]) == [(error, [], [], [], [])]


def test_what_may_not_be_looked_at_is_said(surveyor: Any, open_to_all: Path) -> None:
    (open_to_all / "closed").mkdir(mode=0)
    (open_to_all / "link").symlink_to(open_to_all / "closed" / "within")
    closed = str(open_to_all / "closed")
    with nobody():
        assert [entries.error for entries in surveyor.look_into([closed, str(open_to_all)])] == [errno.EACCES, 0]
        assert surveyor.look_at([f"{closed}/within", closed])[:, 0].tolist() == [errno.EACCES, 0]


def test_the_root_directory_can_be_looked_into(surveyor: Any) -> None:
    (found,) = surveyor.look_into(["/"])
    assert "/tmp" in found.directories


def test_progress_tells_where_it_stands_and_a_stop_ends_it(surveyor: Any, tmp_path: Path) -> None:
    _, calls = surveyor.progress()
    surveyor.look_at([str(tmp_path)] * 5)
    assert surveyor.progress()[0] == 4 and surveyor.progress()[1] == calls + 5
    surveyor.look_into([str(tmp_path)] * 3)
    assert surveyor.progress()[0] == 2 and surveyor.progress()[1] > calls + 5
    surveyor.stop()
    before = surveyor.progress()
    surveyor.look_at([str(tmp_path)] * 5)
    assert surveyor.look_into([str(tmp_path)] * 3) == []
    assert surveyor.progress() == before


def test_nothing_asked_is_nothing_told(surveyor: Any) -> None:
    assert surveyor.look_into([]) == [] and surveyor.look_at([]).shape == (0, 5)


def test_the_largest_inode_is_a_number_as_any(monkeypatch: pytest.MonkeyPatch) -> None:
    largest = SimpleNamespace(st_mode=stat.S_IFREG, st_size=10, st_mtime_ns=7, st_dev=1, st_ino=2**64 - 1)
    module = MODULES["as it is"]
    monkeypatch.setattr(module, "os", SimpleNamespace(stat=lambda path: largest, fsencode=os.fsencode))
    assert module.Surveyor().look_at(["any"]).tolist() == [[0, 10, 7, 1, -1]]


@pytest.fixture(autouse=True)
def _no_descriptor_is_left_open(tmp_path: Path) -> Iterator[None]:
    """None of what the test has made: others of this process, which threads of other tests close, are not its business."""
    yield
    assert not [path for path in map(target, os.listdir("/proc/self/fd")) if path.startswith(str(tmp_path))]


def target(descriptor: str) -> str:
    """What a descriptor of this process is of; nothing if it was closed meanwhile."""
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return ""
