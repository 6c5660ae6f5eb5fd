"""Finding runs."""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path

import pytest

from board.logdir import Tree
from board.stalls import Asking
from tests.board.faulty import nobody


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def runs(tree: Tree) -> dict[str, list[str]]:
    return {run: list(files) for run, files in tree.walk(Asking())}


def test_a_run_is_any_directory_with_an_event_file(tmp_path: Path) -> None:
    root = touch(tmp_path / "events.out.tfevents.1.host")
    later = touch(tmp_path / "a" / "deep" / "x.tfevents.2")
    first = touch(tmp_path / "a" / "deep" / "x.tfevents.1")
    touch(tmp_path / "a" / "notes.txt")
    (tmp_path / "empty").mkdir()
    (tmp_path / "dir.tfevents").mkdir()
    assert runs(Tree(tmp_path)) == {".": [str(root)], "a/deep": [str(first), str(later)]}


def test_new_and_vanished_files_are_seen(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    assert runs(tree) == {}
    first = touch(tmp_path / "a" / "tfevents.1")
    assert set(runs(tree)) == {"a"}
    second = touch(tmp_path / "a" / "tfevents.2")
    assert runs(tree) == {"a": [str(first), str(second)]}
    first.unlink()
    assert runs(tree) == {"a": [str(second)]}
    second.unlink()
    assert runs(tree) == {}


def test_an_old_directory_that_changes_is_listed_again(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "tfevents.1")
    long_ago = time.time() - 3600
    os.utime(tmp_path / "a", (long_ago, long_ago))
    tree = Tree(tmp_path)
    assert len(runs(tree)["a"]) == 1
    touch(tmp_path / "a" / "tfevents.2")
    assert len(runs(tree)["a"]) == 2


def test_links_are_followed_once(tmp_path: Path) -> None:
    touch(tmp_path / "real" / "tfevents.1")
    (tmp_path / "real" / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    outside = touch(tmp_path.parent / f"{tmp_path.name}-outside" / "tfevents.9")
    (tmp_path / "linked").symlink_to(outside.parent)
    assert set(runs(Tree(tmp_path))) == {"real", "linked"}


def test_a_fifo_is_no_event_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.tfevents")
    assert runs(Tree(tmp_path)) == {}


def test_a_directory_below_that_may_not_be_read_costs_only_itself(open_to_all: Path) -> None:
    good = touch(open_to_all / "good" / "tfevents.1")
    (open_to_all / "closed").mkdir(mode=0)
    tree = Tree(open_to_all)
    with nobody():
        assert runs(tree) == {"good": [str(good)]}
    assert [tuple(problem) for problem in tree.unlisted] == [("closed", "Permission denied")]


def test_the_newest_directories_come_first(tmp_path: Path) -> None:
    for age, name in enumerate(("c", "a", "b")):
        touch(tmp_path / name / "tfevents.1")
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    assert list(runs(Tree(tmp_path))) == ["c", "a", "b"]


def test_names_that_are_no_utf8_are_runs(tmp_path: Path) -> None:
    directory = os.fsencode(tmp_path) + b"/caf\xe9"
    os.mkdir(directory)
    os.mknod(directory + b"/\xff.tfevents")
    ((run, (file,)),) = runs(Tree(tmp_path)).items()
    assert (os.fsencode(run), os.fsencode(file)) == (b"caf\xe9", directory + b"/\xff.tfevents")


def test_more_directories_than_are_listed_at_once_are_walked_newest_first(tmp_path: Path) -> None:
    order = random.Random(1).sample(range(700), 700)
    for number in order:
        touch(tmp_path / f"{number:03}" / "below" / "tfevents")
        touch(tmp_path / f"{number:03}" / "tfevents")
    for number in range(700):
        for name in (f"{number:03}", f"{number:03}/below"):
            os.utime(tmp_path / name, (1e9 + order[number], 1e9 + order[number]))
    found = list(runs(Tree(tmp_path)))
    by_age = sorted(range(700), key=lambda number: -order[number])
    assert [run for run in found if "/" not in run] == [f"{number:03}" for number in by_age]
    assert [run for run in found if "/" in run] == [f"{number:03}/below" for number in by_age]
    assert found.index(f"{by_age[0]:03}/below") < found.index(f"{by_age[-1]:03}"), "what is new is not kept waiting"


def test_a_tree_deeper_than_paths_can_be_long_is_walked_as_far_as_they_can(tmp_path: Path) -> None:
    touch(tmp_path / "other" / "tfevents")
    (tmp_path / "deep").mkdir()
    at = os.open(tmp_path / "deep", os.O_RDONLY)
    for _ in range(60):
        os.mknod("tfevents", dir_fd=at)
        os.mkdir("d" * 100, dir_fd=at)
        below = os.open("d" * 100, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    tree = Tree(tmp_path)
    found = runs(tree)
    deepest = max(found, key=len)
    assert {"other", "deep"} <= found.keys() and len(found) > 30
    assert 4096 - 2 * 101 - len("tfevents") < len(str(tmp_path / deepest)) < 4096
    ((directory, reason),) = tree.unlisted
    assert directory.startswith(deepest) and reason == "File name too long"
    shutil.rmtree(tmp_path / "deep")  # pytest's own way is slow with such


def test_directories_that_lead_to_each_other_are_walked_once(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        touch(tmp_path / name / "tfevents")
        for other in ("a", "b", "c", "."):
            (tmp_path / name / f"to-{other.replace('.', 'all')}").symlink_to(tmp_path / other)
    tree = Tree(tmp_path)
    for _ in range(2):
        assert set(runs(tree)) == {"a", "b", "c"}
        assert tree.unlisted == ()


def test_more_directories_than_are_walked_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        touch(tmp_path / f"{number:02}" / "tfevents")
        os.utime(tmp_path / f"{number:02}", (1e9 + number, 1e9 + number))
    (tmp_path / "again").symlink_to(tmp_path / "00")
    monkeypatch.setattr("board.logdir.MOST_DIRECTORIES", 11)
    tree = Tree(tmp_path)
    assert len(runs(tree)) == 10, "the logdir itself is one"
    assert [tuple(one) for one in tree.unlisted] == [("01", "there are more than 11 of them")]
    monkeypatch.setattr("board.logdir.MOST_DIRECTORIES", 13)
    assert len(runs(tree)) == 12
    assert tree.unlisted == ()


def test_what_has_not_changed_is_not_listed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "b/c"):
        touch(tmp_path / name / "tfevents.1")
    long_ago = time.time() - 7 * 86400
    for directory in ("a", "b/c", "b", "."):
        os.utime(tmp_path / directory, (long_ago, long_ago))
    tree = Tree(tmp_path)
    first = runs(tree)
    assert set(first) == {"a", "b", "b/c"}
    listed: list[str] = []
    look_into = Asking.look_into

    def noted(self: Asking, paths: list[str], devices: list[int]) -> object:
        listed.extend(paths)
        return look_into(self, paths, devices)

    monkeypatch.setattr(Asking, "look_into", noted)
    assert (runs(tree), listed) == (first, [])
    new = touch(tmp_path / "b" / "c" / "tfevents.2")
    assert runs(tree) == {**first, "b/c": [*first["b/c"], str(new)]}
    assert listed == [str(tmp_path / "b" / "c")]


@pytest.mark.parametrize("before", ["look_at", "look_into"])
def test_a_directory_that_goes_while_it_is_looked_at_is_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    for name in ("going", "staying"):
        touch(tmp_path / name / "tfevents")
    usual = getattr(Asking, before)

    def late(self: Asking, paths: list[str], devices: list[int]) -> object:
        if str(tmp_path / "going") in paths:
            shutil.rmtree(tmp_path / "going")
        return usual(self, paths, devices)

    monkeypatch.setattr(Asking, before, late)
    tree = Tree(tmp_path)
    assert set(runs(tree)) == {"staying"}
    assert tree.unlisted == ()
